"""What blind guessing brings: known figures, properties, and the page a trainer sees before publishing."""

from fractions import Fraction
from itertools import product

import pytest
from django.urls import reverse
from hypothesis import given, settings
from hypothesis import strategies as st

from quizzes.analysis.guess_page import guess_page
from quizzes.analysis.guessing import chance_to_pass, in_attempts, key_places, mixed, of_question, telltale
from quizzes.marking import score_of
from tests.factories import a_category, a_course, a_person, a_question, a_quiz, signed_in


def an_entry(kind, options):
    return {"kind": kind, "options": [f"o{n}" for n in range(options)]}


def paper_of(kind, options, questions, right=1):
    key = [f"o{n}" for n in range(right)]
    return [(Fraction(1), of_question(kind, an_entry(kind, options), key))] * questions


@pytest.mark.parametrize(
    ("kind", "options", "questions", "attempts", "expected"),
    [
        ("true_false", 2, 10, 1, 0.171875),
        ("true_false", 2, 10, 3, 0.432),
        ("true_false", 2, 20, 1, 0.0577),
        ("single", 4, 10, 1, 0.0035),
        ("single", 4, 10, 3, 0.0105),
        ("single", 4, 20, 1, 0.00003),
    ],
)
def test_figures_of_the_design(kind, options, questions, attempts, expected):
    chance = in_attempts(chance_to_pass(paper_of(kind, options, questions), 70), attempts)
    assert chance == pytest.approx(expected, rel=0.03)


@settings(deadline=None)
@given(st.integers(2, 7), st.data())
def test_ticking_is_told_as_by_trying_every_set(options, draw):
    entry = an_entry("multiple", options)
    right = draw.draw(
        st.lists(st.sampled_from(entry["options"]), min_size=1, max_size=options - 1, unique=True)
    )
    counted: dict[Fraction, int] = {}
    for ticks in product([False, True], repeat=options):
        chosen = [option for option, is_ticked in zip(entry["options"], ticks, strict=True) if is_ticked]
        share = score_of("multiple", entry, right, chosen)
        counted[share] = counted.get(share, 0) + 1
    told = of_question("multiple", entry, right)
    assert {share: chance for share, chance in told.items() if chance} == {
        share: Fraction(number, 2**options) for share, number in counted.items()
    }


kinds = st.sampled_from(["single", "true_false", "multiple", "ordering", "essay"])


@settings(deadline=None)
@given(
    st.lists(st.tuples(kinds, st.integers(2, 6), st.integers(1, 3)), min_size=1, max_size=6),
    st.integers(1, 100),
)
def test_chances_are_chances_and_fall_with_the_pass_mark(parts, mark):
    questions = [
        (Fraction(points), of_question(kind, an_entry(kind, options), ["o0"]))
        for kind, options, points in parts
    ]
    for _, distribution in questions:
        assert sum(distribution.values()) == 1
    assert 0 <= chance_to_pass(questions, 100) <= chance_to_pass(questions, mark) <= 1
    once = chance_to_pass(questions, mark)
    assert once <= in_attempts(once, 3) + 1e-12


def test_a_drawn_question_is_the_mean_of_its_pool():
    pool = [
        of_question("true_false", an_entry("true_false", 2), ["o0"]),
        of_question("essay", {"options": []}, {}),
    ]
    assert mixed(pool) == {Fraction(0): Fraction(3, 4), Fraction(1): Fraction(1, 4)}
    assert chance_to_pass([], 50) == 0


def test_long_options_and_leaning_keys_give_answers_away():
    options = [("a", "một câu dài hơn hẳn"), ("b", "ngắn"), ("c", "vừa vừa")]
    striking = telltale([(options, ["a"])] * 12)
    assert (striking.questions, striking.longest_is_right, striking.is_striking) == (12, 12, True)
    assert not telltale([(options, ["b"])] * 12).is_striking
    assert not telltale([(options, ["a"])] * 9).is_striking
    assert key_places([(options, ["a"]), (options, ["c"]), (options, ["a", "b"])]) == [1, 0, 1]


@pytest.mark.django_db
def test_a_trainer_is_told_before_publishing(client):
    category = a_category()
    for _ in range(5):
        a_question(category, kind="true_false", options=2)
    quiz = a_quiz(a_course(lessons=1).get_children().get(), questions=3, category=category)
    page = guess_page(quiz)
    assert page.once == pytest.approx(1 / 8)
    assert page.is_guessable
    assert [(line.count, line.pool, line.is_small) for line in page.pools] == [(3, 5, True)]
    assert (page.attempts, page.fresh_attempts, page.repeats) == (3, 1, True)
    assert page.tick_everything == 0
    signed_in(client, a_person(is_superuser=True))
    text = client.get(reverse("analysis:guess_meter", args=[quiz.pk])).content.decode()
    assert "33,0" in text or "33 %" in text
    assert "quá nhỏ" in text


@pytest.mark.django_db
def test_a_bank_that_is_large_enough_repeats_nothing():
    category = a_category()
    for _ in range(30):
        a_question(category)
    page = guess_page(a_quiz(a_course(lessons=1).get_children().get(), questions=3, category=category))
    assert not page.repeats
    assert not page.pools[0].is_small
    assert page.places == [30]
    assert page.keys_lean
