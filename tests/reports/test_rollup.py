"""Numbers of one unit: what counts when, and how a share is said."""

import pytest

import clock
from enrolments.models import Enrolment
from reports.rollup import NOTHING, Tally, tallies_by_unit, total
from reports.words import finding, share_words
from tests.factories import a_course, a_person, a_unit
from tests.reports.scenes import DAY, NOW, TODAY, learns


@pytest.mark.parametrize(
    ("done", "required", "percent"),
    [
        (0, 0, None),
        (0, 7, 0),
        (1, 1000, 1),
        (5, 1000, 1),
        (1, 3, 33),
        (2, 3, 67),
        (1, 2, 50),
        (1, 8, 13),
        (999, 1000, 99),
        (999_999, 1_000_000, 99),
        (1_000_000, 1_000_000, 100),
    ],
)
def test_only_all_is_hundred_and_only_none_is_zero_per_cent(done, required, percent):
    assert Tally(required=required, done=done).percent == percent


def test_of_fewer_than_ten_the_count_is_said():
    assert share_words(Tally(required=9, done=3)).startswith("3")
    assert "%" not in share_words(Tally(required=9, done=3))
    assert share_words(Tally(required=10, done=3)) == "30\N{NO-BREAK SPACE}%"
    assert share_words(NOTHING) == ""


def test_totals_are_columns():
    assert total([]) == NOTHING
    assert total([Tally(5, 2, 1, 1, 0, 2), Tally(3, 3, 0, 0, 0, 0)]) == Tally(8, 5, 1, 1, 0, 2)


def test_a_finding_counts_units_that_have_something_to_learn():
    half, less, all_done = Tally(10, 5), Tally(10, 4), Tally(3, 3)
    sentences = {
        finding([]),
        finding([NOTHING]),
        finding([less]),
        finding([less, half, NOTHING]),
        finding([half, all_done]),
        finding([all_done, all_done, NOTHING]),
    }
    assert finding([]) == finding([NOTHING])
    assert len(sentences) == 5
    assert "1" in finding([less, half, NOTHING]) and "2" in finding([less, half, NOTHING])


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("due", "numbers"),
    [
        (None, {"late": 0, "soon": 0}),
        (-1, {"late": 1, "soon": 0}),
        (0, {"late": 0, "soon": 1}),
        (7, {"late": 0, "soon": 1}),
        (8, {"late": 0, "soon": 0}),
    ],
)
@pytest.mark.parametrize("state", ["waiting", "learning", "done"])
def test_days_decide_what_is_late_and_what_is_soon(due, numbers, state):
    unit = a_unit()
    learns(a_person(), a_course(lessons=0), unit, state=state, due=due)
    tally = tallies_by_unit(Enrolment.objects.counted(), TODAY)[unit.pk]
    expected = {"late": 0, "soon": 0} if state == "done" else numbers
    assert {name: getattr(tally, name) for name in numbers} == expected
    assert tally.required == tally.done + tally.learning + tally.waiting == 1


@pytest.mark.django_db
def test_the_day_is_vietnams():
    with clock.frozen_at(NOW.replace(hour=17)):  # already the 24th in Vietnam
        assert clock.today() == TODAY + DAY
