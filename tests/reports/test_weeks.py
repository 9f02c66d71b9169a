"""Weeks: what was finished when, what an even pace expects, and a picture in which nothing touches."""

import datetime

import pytest
from django.core.cache import cache
from hypothesis import given
from hypothesis import strategies as st

import clock
from reports.inquiry import Inquiry
from reports.rollup import Tally
from reports.trend import APART, Trend
from reports.weeks import WEEKS, Duty, History, Week, kept_history, mondays, weeks
from tests.factories import an_administrator
from tests.reports.scenes import NOW, TODAY, Wards, learns


def test_weeks_begin_on_monday_and_end_with_this_one():
    assert mondays(TODAY)[-1] == TODAY
    assert mondays(TODAY + datetime.timedelta(days=6))[-1] == TODAY
    assert mondays(TODAY)[0] == datetime.date(2026, 9, 21)
    assert len(mondays(TODAY)) == WEEKS


def test_an_even_pace_begins_with_none_and_ends_with_all():
    duty = Duty(datetime.date(2026, 10, 1), datetime.date(2026, 10, 10), 50)
    assert duty.expected(datetime.date(2026, 9, 1)) == 0
    assert duty.expected(datetime.date(2026, 10, 1)) == 0
    assert duty.expected(datetime.date(2026, 10, 6)) == 25
    assert duty.expected(datetime.date(2026, 10, 11)) == 50
    assert duty.expected(datetime.date(2027, 1, 1)) == 50


def test_a_duty_that_began_after_its_day_is_expected_at_once():
    duty = Duty(datetime.date(2026, 10, 12), datetime.date(2026, 10, 10), 4)
    assert duty.expected(datetime.date(2026, 10, 11)) == 4


def test_the_present_week_is_the_difference_to_the_live_number():
    past = History(before=10, finished=[1] * (WEEKS - 1), duties=[])
    found = weeks(past, Tally(required=40, done=25), TODAY)
    assert [week.finished for week in found] == [1] * (WEEKS - 1) + [6]
    assert [week.done for week in found] == [*range(11, 11 + WEEKS - 1), 25]
    assert found[-1].percent == 62.5
    assert {week.target for week in found} == {None}


def test_an_old_history_never_shows_more_than_is_finished_now():
    past = History(before=30, finished=[5] * (WEEKS - 1), duties=[])
    found = weeks(past, Tally(required=40, done=25), TODAY)
    assert max(week.done for week in found) == 25
    assert found[-1].finished == 0


shares = st.floats(0, 100)


@given(actual=shares, target=shares)
def test_the_two_numbers_at_the_end_never_touch(actual, target):
    trend = Trend([Week(TODAY, TODAY, 0, 0, actual, target)] * 2)
    heights = [float(at.removesuffix("%")) for at in trend.labels.values()]
    assert abs(heights[0] - heights[1]) >= APART - 0.11
    assert all(0 < height < 100 for height in heights)


@given(shares, shares)
def test_the_title_says_the_difference_of_the_numbers_shown(actual, target):
    trend = Trend([Week(TODAY, TODAY, 0, 0, actual, target)] * 2)
    points = abs(round(actual) - round(target))
    assert (str(points) in trend.title) == (points != 0)


@pytest.mark.django_db
def test_history_counts_by_the_week_in_vietnam_and_is_kept_for_a_while():
    wards = Wards()
    office = wards.offices["Hạc Một"]
    last_sunday = NOW.replace(hour=16, minute=59) - datetime.timedelta(days=1)  # 23:59 in Vietnam
    for number, at in enumerate([last_sunday, last_sunday + datetime.timedelta(minutes=1), NOW]):
        [enrolment] = wards.learners("Hạc Một", done=1)
        enrolment.closed_at, enrolment.due_on = at, TODAY + datetime.timedelta(days=number)
        enrolment.save()
    learns(an_administrator(office), wards.course, office, state="done", since=400, done=300)
    admin = an_administrator(wards.province)
    request = type("Request", (), {"user": admin, "GET": {}})
    with clock.frozen_at(NOW):
        inquiry = Inquiry.of(request)
        past = kept_history(inquiry)
        assert (past.before, past.finished) == (1, [0] * (WEEKS - 2) + [1])
        assert sum(duty.number for duty in past.duties) == 3
        week = weeks(past, inquiry.rollup().total, inquiry.day)[-1]
        assert week.finished == 2
        wards.learners("Hạc Hai", done=1)  # closed yesterday, Sunday
        assert kept_history(inquiry) == past
        cache.clear()
        assert kept_history(inquiry).finished[-1] == 2
