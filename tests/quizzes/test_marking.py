"""The rules of marking, as the table of the design states them and for any paper at all."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from quizzes.marking import Key, Marking, mark_paper, per_cent, rounded, score_of, share

unhurried = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
OPTIONS = ["A", "B", "C", "D", "E"]


@pytest.mark.parametrize(
    ("chosen", "earned"),
    [
        ("ABD", Fraction(1)),
        ("AB", Fraction(2, 3)),
        ("ABC", Fraction(2, 3) - Fraction(1, 2)),
        ("ABCDE", Fraction(0)),
        ("", Fraction(0)),
        ("CE", Fraction(0)),
        ("ABDC", Fraction(1, 2)),
    ],
)
def test_partial_credit_of_three_right_options(chosen, earned):
    assert score_of("multiple", {"options": OPTIONS}, "ABD", chosen) == earned


@pytest.mark.parametrize(("chosen", "earned"), [("AB", 1), ("A", 0), ("ABC", 0), ("", 0), ("ABCDE", 0)])
def test_two_right_options_are_all_or_nothing(chosen, earned):
    assert score_of("multiple", {"options": OPTIONS}, "AB", chosen) == earned


@pytest.mark.parametrize("kind", ["single", "true_false"])
@pytest.mark.parametrize(("chosen", "earned"), [("A", 1), ("B", 0), ("", 0), ("AB", 0)])
def test_single_choice(kind, chosen, earned):
    assert score_of(kind, {"options": "AB"}, "A", chosen) == earned


def test_a_revised_key_may_accept_a_second_option():
    assert score_of("single", {"options": OPTIONS}, "AB", "B") == 1
    assert score_of("single", {"options": OPTIONS}, "AB", "AB") == 0


sizes = st.integers(2, 8)


@st.composite
def questions(draw):
    options = [f"o{number}" for number in range(draw(sizes))]
    right = draw(st.sets(st.sampled_from(options), min_size=1))
    kind = draw(st.sampled_from(["single", "multiple", "true_false"]))
    chosen = draw(st.sets(st.sampled_from(options)))
    return kind, options, right, chosen


@unhurried
@given(questions())
def test_a_score_lies_between_nothing_and_all(question):
    kind, options, right, chosen = question
    assert 0 <= score_of(kind, {"options": options}, right, chosen) <= 1


@unhurried
@given(questions())
def test_only_the_whole_key_of_a_multiple_choice_earns_all(question):
    _, options, right, chosen = question
    assert (score_of("multiple", {"options": options}, right, chosen) == 1) == (chosen == right)


@unhurried
@given(questions())
def test_ticking_everything_earns_nothing_where_something_is_wrong(question):
    _, options, right, _ = question
    if set(options) != right:
        assert score_of("multiple", {"options": options}, right, options) == 0


@unhurried
@given(questions(), st.randoms())
def test_shuffling_options_changes_no_score(question, random):
    kind, options, right, chosen = question
    shuffled = random.sample(options, len(options))
    assert score_of(kind, {"options": options}, right, chosen) == score_of(
        kind, {"options": shuffled}, right, chosen
    )


@st.composite
def papers(draw):
    paper, answers, keys = [], {}, {}
    for slot in range(1, draw(st.integers(1, 12)) + 1):
        kind, options, right, chosen = draw(questions())
        points = draw(st.sampled_from(["1.00", "0.50", "2.25", "3.00"]))
        paper.append({"question": slot, "version": slot, "kind": kind, "options": options, "points": points})
        keys[slot] = Key(id=100 + slot, right=frozenset(right))
        if draw(st.booleans()):
            answers[slot] = sorted(chosen)
    return paper, answers, keys


@unhurried
@given(papers(), st.randoms())
def test_shuffling_questions_changes_no_score(made, random):
    paper, answers, keys = made
    order = random.sample(range(len(paper)), len(paper))
    shuffled = [paper[place] for place in order]
    moved = {new: answers[old + 1] for new, old in enumerate(order, 1) if old + 1 in answers}
    before, after = mark_paper(paper, answers, keys), mark_paper(shuffled, moved, keys)
    assert (before.score, before.maximum) == (after.score, after.maximum)


@unhurried
@given(papers())
def test_the_same_marked_twice_is_the_same(made):
    assert mark_paper(*made) == mark_paper(*made)


@unhurried
@given(papers(), st.integers(1, 100))
def test_a_pass_compares_the_exact_fraction(made, pass_mark):
    marking = mark_paper(*made)
    assert marking.has_passed(pass_mark) == (share(marking) >= Fraction(pass_mark, 100))


def test_a_rounded_pass_mark_is_not_reached():
    paper = [
        {"question": n, "version": n, "kind": "single", "options": ["a", "b"], "points": points}
        for n, points in [(1, "699.90"), (2, "300.10")]
    ]
    keys = {n: Key(n, frozenset("a")) for n in (1, 2)}
    marking = mark_paper(paper, {1: ["a"]}, keys)
    assert per_cent(marking.score, marking.maximum) == Decimal("69.99")
    assert not marking.has_passed(70)
    assert marking.has_passed(69)


def test_unanswered_is_told_apart_from_wrong():
    paper = [
        {"question": n, "version": n, "kind": "single", "options": ["a", "b"], "points": "1.00"}
        for n in (1, 2, 3)
    ]
    keys = {n: Key(n + 50, frozenset("a")) for n in (1, 2, 3)}
    marks = mark_paper(paper, {1: ["a"], 2: ["b"]}, keys).marks
    assert [(mark.is_right, mark.is_answered, mark.key) for mark in marks] == [
        (True, True, 51),
        (False, True, 52),
        (False, False, 53),
    ]


def test_what_is_not_on_the_paper_counts_for_nothing():
    paper = [{"question": 1, "version": 1, "kind": "single", "options": ["a", "b"], "points": "1.00"}]
    assert mark_paper(paper, {1: ["z"], 7: ["a"]}, {1: Key(1, frozenset("az"))}).score == 0


def test_rounding_is_half_up_and_only_for_show():
    assert rounded(Fraction(2, 3)) == Decimal("0.67")
    assert rounded(Fraction(5, 1000)) == Decimal("0.01")
    assert rounded(Fraction(1, 3), 4) == Decimal("0.3333")
    assert per_cent(Fraction(17), Fraction(20)) == Decimal("85.00")
    assert per_cent(Fraction(0), Fraction(0)) == Decimal("0.00")


def test_an_empty_paper_is_not_passed():
    assert not Marking(()).has_passed(1)
