"""Item analysis against the textbook's formulas, computed the long way by the standard library."""

import random
import statistics
from math import isclose, sqrt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizzes.analysis.psychometrics import AskedQuestion, Response, Suspicion, analyse

shares = st.sampled_from([0.0, 0.25, 0.5, 1.0])


@st.composite
def fixed_papers(draw):
    """Everybody sits the same paper of questions worth different points."""
    points = draw(st.lists(st.sampled_from([0.5, 1.0, 2.0]), min_size=2, max_size=5))
    rows = draw(
        st.lists(st.lists(shares, min_size=len(points), max_size=len(points)), min_size=2, max_size=25)
    )
    return [
        [
            Response(question, share, worth)
            for question, (share, worth) in enumerate(zip(row, points, strict=True))
        ]
        for row in rows
    ]


def of(figures, question):
    return next(found for found in figures.questions if found.question == question)


def a_class(sittings=300, questions=10, seed=20261128, wrong_key=None):
    """People of different ability who answer questions of different difficulty; a letter for what they chose."""
    chance = random.Random(seed)
    rows = []
    for _ in range(sittings):
        ability = chance.gauss(0, 1)
        row = []
        for question in range(questions):
            knows = chance.gauss(ability, 1) > (question - questions / 2) / questions
            letter = "a" if knows else chance.choice("bcd")
            right = "b" if question == wrong_key else "a"
            row.append(Response(question, float(letter == right), 1.0, (letter,), chance.uniform(15, 60)))
        rows.append(row)
    return rows


def asked(questions=10, wrong_key=None):
    return {
        question: AskedQuestion(tuple("abcd"), frozenset("b" if question == wrong_key else "a"), words=30)
        for question in range(questions)
    }


@given(fixed_papers())
def test_facility_and_deviation_are_the_mean_and_deviation_of_the_shares(sittings):
    figures = analyse(sittings)
    for question in range(len(sittings[0])):
        column = [row[question].share for row in sittings]
        assert isclose(of(figures, question).facility, statistics.mean(column), abs_tol=1e-12)
        assert isclose(of(figures, question).deviation, statistics.stdev(column), abs_tol=1e-9)


@given(fixed_papers())
def test_discrimination_is_the_correlation_with_the_rest_of_the_paper(sittings):
    figures = analyse(sittings)
    for question in range(len(sittings[0])):
        column = [row[question].share for row in sittings]
        rest = [sum(r.share * r.points for r in row if r.question != question) for row in sittings]
        found = of(figures, question).discrimination
        if len(set(column)) == 1 or len(set(rest)) == 1:
            assert found is None
        else:
            assert isclose(found, statistics.correlation(column, rest), abs_tol=1e-6)


@given(fixed_papers())
def test_alpha_of_a_fixed_paper_is_cronbachs(sittings):
    k = len(sittings[0])
    own = sum(statistics.variance([row[q].share * row[q].points for row in sittings]) for q in range(k))
    whole = statistics.variance([sum(r.share * r.points for r in row) for row in sittings])
    found = analyse(sittings).alpha
    if whole == 0:
        assert found is None
    else:
        assert isclose(found, k / (k - 1) * (1 - own / whole), rel_tol=1e-6, abs_tol=1e-6)


@given(fixed_papers(), st.randoms(use_true_random=False))
def test_the_order_of_sittings_and_questions_does_not_matter(sittings, chance):
    """Except where two sittings have the same total: which of them is in the upper third is arbitrary."""
    mixed = [chance.sample(row, len(row)) for row in chance.sample(sittings, len(sittings))]
    before, after = analyse(sittings), analyse(mixed)
    assert (before.alpha is None) == (after.alpha is None)
    for figures in before.questions:
        same = of(after, figures.question)
        assert isclose(figures.facility, same.facility, abs_tol=1e-12)
        assert (figures.discrimination is None) == (same.discrimination is None)
        if figures.discrimination is not None:
            assert isclose(figures.discrimination, same.discrimination, abs_tol=1e-6)


def test_the_standard_error_follows_from_alpha():
    figures = analyse(a_class())
    assert 0 < figures.alpha < 1
    assert figures.standard_error == figures.deviation * sqrt(1 - figures.alpha)


def test_alpha_of_drawn_papers_is_near_that_of_the_whole_bank():
    """Each person gets ten of thirty questions: the variance of totals would say something else."""
    chance = random.Random(4)
    whole = a_class(sittings=3000, questions=30)
    drawn = [chance.sample(row, 10) for row in whole]
    expected = analyse([row[:10] for row in whole]).alpha
    assert abs(analyse(drawn).alpha - expected) < 0.05


def test_a_wrong_key_is_the_first_suspect():
    figures = analyse(a_class(wrong_key=4), asked(wrong_key=4))
    assert figures.questions[0].question == 4
    assert figures.questions[0].suspicions[:2] == (Suspicion.NEGATIVE, Suspicion.OTHER_ABOVE_KEY)
    assert all(Suspicion.NEGATIVE not in found.suspicions for found in figures.questions[1:])


def test_below_thirty_sittings_nothing_is_judged():
    assert not any(
        found.suspicions for found in analyse(a_class(29, wrong_key=4), asked(wrong_key=4)).questions
    )
    assert not analyse(a_class(29)).may_be_judged
    assert any(found.suspicions for found in analyse(a_class(30, wrong_key=4), asked(wrong_key=4)).questions)


def test_options_are_counted_by_thirds():
    figures = of(analyse(a_class(), asked()), 3)
    key, *others = figures.options
    assert key.is_right and key.top > key.middle > key.bottom and key.correlation > 0
    assert all(not option.is_right and option.correlation < 0 for option in others)
    assert isclose(sum(option.share for option in figures.options), 1)
    assert sum(option.count for option in figures.options) == figures.n == 300


def test_an_option_nobody_takes_is_dead_only_in_a_large_group():
    def row(number):
        return [
            Response(1, float(number % 2), 1.0, ("a" if number % 2 else "b",)),
            Response(2, float(number % 3 > 0), 1.0),
        ]

    known = {1: AskedQuestion(tuple("abc"), frozenset("a"))}
    assert Suspicion.DEAD_OPTION in of(analyse([row(n) for n in range(100)], known), 1).suspicions
    assert Suspicion.DEAD_OPTION not in of(analyse([row(n) for n in range(99)], known), 1).suspicions


def test_answers_quicker_than_one_can_read_are_named():
    slow = asked()
    quick = slow | {2: AskedQuestion(tuple("abcd"), frozenset("a"), words=400)}
    assert Suspicion.READ_TOO_FAST not in of(analyse(a_class(), slow), 2).suspicions
    assert Suspicion.READ_TOO_FAST in of(analyse(a_class(), quick), 2).suspicions


@pytest.mark.parametrize("share", [0.0, 1.0])
def test_a_constant_question_has_no_discrimination(share):
    rows = [[Response(1, share, 1.0), Response(2, float(n % 2), 1.0)] for n in range(40)]
    figures = of(analyse(rows), 1)
    assert figures.discrimination is None and figures.deviation == 0


def test_nothing_and_next_to_nothing_can_be_analysed():
    nobody = analyse([])
    assert (nobody.n, nobody.mean, nobody.alpha, nobody.questions) == (0, None, None, ())
    one = analyse([[Response(1, 1.0, 1.0)]])
    assert (one.mean, one.deviation, one.alpha) == (1.0, None, None)
    worthless = analyse([[Response(1, 1.0, 0.0)], [Response(1, 0.0, 0.0)]])
    assert worthless.alpha is None
