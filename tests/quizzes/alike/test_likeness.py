"""Likeness is what pg_trgm counts, and the quick search finds what the slow one finds."""

from hypothesis import given
from hypothesis import strategies as st

from quizzes.alike import likeness as module
from quizzes.alike.likeness import MOST_HOLDERS, alike_pairs, likely_same, likeness, trigrams

TEXT = st.text("abc đê", max_size=12)
LONG = st.lists(
    st.sampled_from(["thi", "đua", "khen", "thưởng", "xã", "tỉnh", "luật", "Điều", "5", "6"]), max_size=24
)
TEXTS = st.lists(TEXT | LONG.map(" ".join), max_size=8)
THRESHOLDS = st.sampled_from([0.5, 0.75, 0.9, 1.0])


def test_likeness_counts_shared_trigrams():
    assert trigrams("Đỏ") == {"  d", " do", "do "}
    assert trigrams("Đỏ-xã") == trigrams("do xa")
    assert likeness(trigrams("word"), trigrams("words")) == 4 / 7
    assert likeness(frozenset(), frozenset()) == 0.0


@given(TEXTS, TEXTS, THRESHOLDS)
def test_the_quick_search_finds_what_comparing_all_finds(texts, known, threshold):
    sets = [trigrams(text) for text in [*known, *texts]]
    expected = {}
    for place in range(len(texts)):
        here = len(known) + place
        best = max((likeness(sets[here], earlier) for earlier in sets[:here]), default=0.0)
        if sets[here] and best >= threshold:
            expected[place] = best
    found = likely_same(texts, [(str(n), text) for n, text in enumerate(known)], threshold)
    assert {place: share for place, (_, share) in found.items()} == expected


@given(TEXTS, THRESHOLDS)
def test_all_pairs_are_found_and_no_others(texts, threshold):
    sets = [trigrams(text) for text in texts]
    expected = [
        (one, other, likeness(sets[one], sets[other]))
        for other in range(len(texts))
        for one in range(other)
        if sets[one] and sets[other] and likeness(sets[one], sets[other]) >= threshold
    ]
    assert sorted(alike_pairs(sets, threshold)) == sorted(expected)


def test_questions_from_one_template_are_not_compared_each_with_each(monkeypatch):
    """A thousand of them: each is compared with some hundreds at most, and a copy of one of them is still found."""
    texts = [
        f"Trường hợp {number * 7919 % 10007}: thẩm quyền khen thưởng thuộc về ai?" for number in range(1000)
    ]
    compared = []
    monkeypatch.setattr(module, "likeness", lambda one, other: compared.append(1) or likeness(one, other))
    found = likely_same([texts[900]], [(str(number), text) for number, text in enumerate(texts)])
    assert found[0] == ("900", 1.0)
    assert len(compared) <= 20 * MOST_HOLDERS
    compared.clear()
    list(alike_pairs([trigrams(text) for text in texts]))
    assert len(compared) < 1000 * 1000 / 4
