"""Likeness is what pg_trgm counts, and the quick search finds what the slow one finds."""

from hypothesis import given
from hypothesis import strategies as st

from quizzes.exchange.likeness import likely_same, likeness, trigrams

TEXT = st.text("abc đê", max_size=12)


def test_likeness_counts_shared_trigrams():
    assert trigrams("Đỏ") == {"  d", " do", "do "}
    assert likeness(trigrams("word"), trigrams("words")) == 4 / 7
    assert likeness(frozenset(), frozenset()) == 0.0


@given(st.lists(TEXT, max_size=6), st.lists(TEXT, max_size=6), st.sampled_from([0.5, 0.75, 0.9, 1.0]))
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
