"""That a saved view is due is told once, however many ticks there are; without the constraint it is told twice."""

import datetime

import pytest

import clock
from reminders.models import Reminder
from reports.keeping import note_views_due, save_view
from tests.databases import at_once
from tests.factories import a_unit, an_administrator
from tests.reminders.test_once import without
from tests.reports.scenes import NOW


@pytest.fixture
def a_due_view(real_database):
    with clock.frozen_at(NOW - datetime.timedelta(days=3)):
        owner = an_administrator(a_unit())
        return save_view(by=owner, name="Ai quá hạn", address="/bao-cao/", schedule="weekly")


def note(*_) -> int:
    with clock.frozen_at(NOW):
        return note_views_due()


def notes_of_two_ticks(view) -> int:
    """Both have read that nothing is noted yet before either writes."""
    note()
    first = Reminder.objects.get(step="report")
    again = Reminder(user=first.user, step="report", occasion=first.occasion, about=first.about, noted_at=NOW)
    Reminder.objects.bulk_create([again], ignore_conflicts=True)
    return Reminder.objects.filter(step="report").count()


def test_many_ticks_at_once_note_it_once(a_due_view):
    at_once(4, note)
    assert Reminder.objects.filter(step="report").count() == 1


def test_a_second_tick_that_had_read_before_adds_nothing(a_due_view):
    assert notes_of_two_ticks(a_due_view) == 1


def test_without_the_constraint_it_would_be_told_twice(a_due_view):
    without(Reminder, "one_digest_a_week")
    assert notes_of_two_ticks(a_due_view) == 2
