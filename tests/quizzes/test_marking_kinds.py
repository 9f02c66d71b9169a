"""Marking of pairs, orders, numbers, words and gaps: the rules of the design, and what holds for any answer."""

from fractions import Fraction
from itertools import permutations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import vietnamese
from quizzes.marking import Key, mark_paper, score_of
from quizzes.marking.numbers import read_number
from quizzes.marking.words import matches

unhurried = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
SEVEN_YEARS = {"value": "7", "tolerance": "0", "relative": False, "unit": "năm", "unit_share": "0.2"}


@pytest.mark.parametrize(
    ("typed", "value"),
    [
        ("7", 7),
        ("1.234,5", Fraction(12345, 10)),
        ("1234,5", Fraction(12345, 10)),
        ("1234.5", Fraction(12345, 10)),
        ("1,234.5", Fraction(12345, 10)),
        ("1.234.567", 1234567),
        ("1,234,567", 1234567),
        ("1 234 567,25", Fraction(123456725, 100)),
        ("−3,5", Fraction(-7, 2)),
        ("- 3", -3),
        ("+0,125", Fraction(1, 8)),
        ("0.125", Fraction(1, 8)),
        ("12.5 %", Fraction(25, 2)),
        ("05", 5),
    ],
)
def test_a_number_is_read_as_it_is_written_here_or_elsewhere(typed, value):
    reading = read_number(typed)
    assert (reading.value, reading.is_ambiguous) == (value, False)


@pytest.mark.parametrize(("typed", "value"), [("1.234", 1234), ("12,345", Fraction(12345, 1000))])
def test_a_number_that_may_be_read_in_two_ways_is_asked_again(typed, value):
    reading = read_number(typed)
    assert (reading.value, reading.is_ambiguous) == (value, True)


@pytest.mark.parametrize(
    "typed", ["", "bảy", "1.23.4", "1,2,3", "1.2345.678", "1.234,567.8", ".", "-", "٣", "²"]
)
def test_what_is_no_number_is_none(typed):
    assert read_number(typed).value is None


@unhurried
@given(st.decimals(-(10**9), 10**9, allow_nan=False, places=2))
def test_every_number_in_our_writing_is_read_as_itself(number):
    assert read_number(vietnamese.format_number(number, 2)).value == Fraction(number)


@unhurried
@given(st.text(max_size=40))
def test_whatever_is_typed_is_a_number_or_not(typed):
    assert 0 <= score_of("numeric", {}, SEVEN_YEARS, {"text": typed}) <= 1


@pytest.mark.parametrize(
    ("right", "typed", "earned"),
    [
        ({}, {"text": "7", "unit": "năm"}, 1),
        ({}, {"text": "7 năm"}, 1),
        ({}, {"text": "7 NAM"}, 1),
        ({}, {"text": "7"}, Fraction(4, 5)),
        ({}, {"text": "7", "unit": "tháng"}, Fraction(4, 5)),
        ({}, {"text": "8", "unit": "năm"}, 0),
        ({"unit": ""}, {"text": "7"}, 1),
        ({"unit": "", "tolerance": "0.5"}, {"text": "7,5"}, 1),
        ({"unit": "", "tolerance": "0.5"}, {"text": "7,51"}, 0),
        ({"unit": "", "tolerance": "0.1", "relative": True, "value": "-50"}, {"text": "-45"}, 1),
        ({"unit": "", "tolerance": "0.1", "relative": True, "value": "-50"}, {"text": "-44,9"}, 0),
    ],
)
def test_numbers_within_the_tolerance_count_and_the_unit_its_share(right, typed, earned):
    assert score_of("numeric", {}, SEVEN_YEARS | right, typed) == earned


def accepted(*forms, tones=False):
    return {"accepted": [{"text": text, "share": share} for text, share in forms], "tones": tones}


@pytest.mark.parametrize(
    ("typed", "earned"),
    [
        ("sáng kiến", 1),
        ("  SÁNG   KIẾN. ", 1),
        ("sang kien", 1),
        ("đề tài khoa học", Fraction(1, 2)),
        ("các sáng kiến", 0),
        ("giải pháp hữu ích", Fraction(1, 3)),
        ("", 0),
    ],
)
def test_a_short_answer_is_compared_without_tones_and_blanks(typed, earned):
    right = accepted(("sáng kiến", "1"), ("đề tài *", "1/2"), ("*hữu ích*", "1/3"))
    assert score_of("short", {}, right, {"text": typed}) == earned


@pytest.mark.parametrize(("typed", "earned"), [("Hoá", 1), ("hóa", 1), ("hòa", 0), ("hoa", 0), ("HÓA", 1)])
def test_tones_count_where_the_question_says_so_wherever_they_are_put(typed, earned):
    assert score_of("short", {}, accepted(("hóa", "1"), tones=True), {"text": typed}) == earned


@unhurried
@given(st.text("ab*", max_size=8), st.text("ab", min_size=1, max_size=10))
def test_the_star_stands_for_any_run(form, answer):
    import re

    pattern = ".*".join(map(re.escape, form.split("*")))
    assert matches(form, answer) == bool(re.fullmatch(pattern, answer))


@pytest.mark.parametrize(
    ("given_order", "credit", "earned"),
    [
        ("abcd", "all", 1),
        ("abdc", "all", 0),
        ("abcd", "partial", 1),
        ("abdc", "partial", Fraction(2, 3)),
        ("dcba", "partial", 0),
        ("bcda", "partial", Fraction(2, 3)),
        (["a", None, "b"], "partial", Fraction(1, 3)),
        (["a", None, None, "d"], "all", 0),
    ],
)
def test_an_order_is_right_as_a_whole_or_by_its_longest_rise(given_order, credit, earned):
    assert score_of("ordering", {"credit": credit}, list("abcd"), list(given_order)) == earned


@pytest.mark.parametrize("size", [2, 3, 5])
def test_only_the_right_order_earns_all_and_only_the_reverse_nothing(size):
    right = list(range(size))
    scores = {
        order: score_of("ordering", {"credit": "partial"}, right, order) for order in permutations(right)
    }
    assert [order for order, score in scores.items() if score == 1] == [tuple(right)]
    assert [order for order, score in scores.items() if score == 0] == [tuple(reversed(right))]


def test_pairs_count_one_by_one():
    right = {"p": "a", "q": "b", "r": "a"}
    assert score_of("matching", {}, right, {"p": "a", "q": "a", "r": "a"}) == Fraction(2, 3)
    assert score_of("matching", {}, right, {"p": "a"}) == Fraction(1, 3)
    assert score_of("matching", {}, right, {}) == 0


def test_gaps_are_marked_each_by_its_own_key():
    right = {"g": ["a"], "h": {"value": "2"}, "i": accepted(("Chính phủ", "1"))}
    assert score_of("blanks", {}, right, {"g": "a", "h": "2,0", "i": "chinh phu"}) == 1
    assert score_of("blanks", {}, right, {"g": "b", "h": "2", "i": "Quốc hội"}) == Fraction(1, 3)
    assert score_of("blanks", {}, right, {"h": " "}) == 0


ids = st.sampled_from("abcdef")
words = st.text(max_size=6)
answers = st.one_of(
    st.tuples(st.just("matching"), st.dictionaries(ids, ids, min_size=1), st.dictionaries(ids, ids)),
    st.tuples(
        st.just("ordering"),
        st.permutations("abcd"),
        st.permutations("abcd").map(lambda order: [None, *order[:3]]) | st.permutations("abcd"),
    ),
    st.tuples(
        st.just("blanks"),
        st.dictionaries(
            ids,
            st.lists(ids, min_size=1, max_size=1) | words.map(lambda text: accepted((text, "1/2"))),
            min_size=1,
        ),
        st.dictionaries(ids, words | ids),
    ),
    st.tuples(
        st.just("short"),
        words.map(lambda text: accepted((text, "1"))),
        words.map(lambda text: {"text": text}),
    ),
)


@unhurried
@given(answers, st.sampled_from(["all", "partial"]))
def test_a_score_lies_between_nothing_and_all(answer, credit):
    kind, right, given_one = answer
    assert 0 <= score_of(kind, {"credit": credit}, right, given_one) <= 1


@unhurried
@given(answers, st.randoms())
def test_the_order_in_which_pieces_are_kept_changes_no_score(answer, random):
    kind, right, given_one = answer
    if isinstance(given_one, dict):
        shuffled = dict(random.sample(list(given_one.items()), len(given_one)))
        keys = dict(random.sample(list(right.items()), len(right)))
        assert score_of(kind, {}, right, given_one) == score_of(kind, {}, keys, shuffled)


def test_an_essay_is_awaited_until_somebody_marks_it():
    paper = [
        {"version": 1, "kind": "essay", "points": "4.00", "options": []},
        {"version": 2, "kind": "single", "points": "1.00", "options": ["a", "b"]},
    ]
    keys = {1: Key(1, {}), 2: Key(2, ["a"])}
    given_answers = {1: {"text": "Bài làm."}, 2: ["a"]}
    awaited = mark_paper(paper, given_answers, keys)
    assert (awaited.score, awaited.maximum, awaited.is_provisional) == (1, 5, True)
    marked = mark_paper(paper, given_answers, keys, {1: Fraction(3, 4)})
    assert (marked.score, marked.is_provisional) == (4, False)
    assert not mark_paper(paper, {2: ["a"]}, keys).is_provisional
