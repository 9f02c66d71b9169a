"""The grade of several attempts, sections with a minimum of their own, and what may be seen afterwards."""

import datetime
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizzes.sitting.grading import grade, reaches, sections_short
from quizzes.sitting.review_rules import MOMENTS, PRESETS, THINGS, moment_of, shown_at, waits_for_closing

NOON = datetime.datetime(2026, 11, 23, 5, 0, tzinfo=datetime.UTC)
MINUTE = datetime.timedelta(minutes=1)
shares = st.lists(st.fractions(0, 1), min_size=1, max_size=6)


@pytest.mark.parametrize(
    ("policy", "expected"),
    [("highest", (9, 10)), ("last", (3, 10)), ("first", (6, 10)), ("mean", (6, 10))],
)
def test_each_policy_grades_by_its_name(policy, expected):
    assert grade([Fraction(6, 10), Fraction(9, 10), Fraction(3, 10)], policy) == Fraction(*expected)
    assert grade([], policy) is None


@given(shares)
def test_no_policy_goes_beyond_what_was_reached(reached):
    for policy in ("highest", "last", "first", "mean"):
        assert min(reached) <= grade(reached, policy) <= grade(reached, "highest") == max(reached)


def test_a_minimum_is_reached_exactly_or_not():
    assert reaches(Fraction(7), Fraction(10), 70)
    assert not reaches(Fraction(6_999_999, 1_000_000), Fraction(10), 70)
    assert not reaches(Fraction(0), Fraction(0), 1)


PAPER = [
    {"points": "1.00"},
    {"points": "2.00", "section": "Luật"},
    {"points": "2.00", "section": "Luật"},
    {"points": "1.00", "section": "Tình huống"},
]


def test_a_section_is_short_by_its_own_points():
    earned = {1: Fraction(1), 2: Fraction(2), 3: Fraction(0), 4: Fraction(1)}
    assert sections_short(PAPER, earned, [["Luật", 50], ["Tình huống", 100]]) == []
    assert sections_short(PAPER, earned, [["Luật", 51], ["Tình huống", 100]]) == ["Luật"]
    assert sections_short(PAPER, {}, [["Tình huống", 1], ["Luật", 1]]) == ["Tình huống", "Luật"]
    assert sections_short(PAPER, earned, [["Phần không có câu nào", 100]]) == []


@pytest.mark.parametrize(
    ("closed_ago", "closes_in", "expected"),
    [
        (0, None, "after"),
        (9, None, "after"),
        (10, None, "open"),
        (0, 1, "after"),
        (30, 1, "open"),
        (0, 0, "closed"),
    ],
)
def test_the_moment_of_looking_back(closed_ago, closes_in, expected):
    closes_at = None if closes_in is None else NOON + closes_in * MINUTE
    assert moment_of(NOON - closed_ago * MINUTE, closes_at, NOON) == expected


def test_presets_open_more_and_never_less():
    for rules in PRESETS.values():
        assert set(rules["after"]) <= set(rules["open"]) <= set(rules["closed"])
    assert shown_at("after", "practice", {}).things == frozenset(THINGS)
    assert shown_at("open", "test", {}).things == {"answers", "score"}
    assert shown_at("open", "exam", {}).things == frozenset()
    assert [waits_for_closing(preset, {}) for preset in ("practice", "test", "exam")] == [False, True, True]


@given(st.dictionaries(st.sampled_from(MOMENTS), st.lists(st.sampled_from(THINGS))), st.sampled_from(MOMENTS))
def test_rules_of_ones_own_show_what_they_say_and_what_it_implies(own, moment):
    shown = shown_at(moment, "own", own)
    assert set(own.get(moment, ())) <= shown.things
    assert not shown.right or (shown.rightness and shown.answers)
    extra = shown.things - set(own.get(moment, ()))
    assert extra <= {"rightness", "answers"}
    assert not extra or "right" in shown.things or "rightness" in shown.things


@given(st.dictionaries(st.sampled_from(MOMENTS), st.lists(st.sampled_from(THINGS))))
def test_while_somebody_still_sits_closing_opens_nothing(own):
    before, after = shown_at("open", "own", own), shown_at("closed", "own", own, is_still_sat=True)
    assert after.things <= before.things
