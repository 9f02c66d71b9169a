"""Learning again: yearly windows, expiry; old rounds stay; two schedulers open each round once."""

import datetime

import pytest
from django.db import connection
from django.urls import reverse

import clock
from completions.actions import complete_activity
from completions.models import Certificate, CompletionRecord
from enrolments.actions import (
    assign_course,
    end_renewal,
    follow_joiners,
    grant_dispensation,
    open_rounds_due,
    repeat_assignment,
)
from enrolments.actions.renewing import due_windows, expired_rounds, open_expired, open_windows
from enrolments.models import Assignment, Enrolment, Renewal
from tests.databases import at_once
from tests.factories import a_course, a_person, a_unit, an_administrator

NOW = datetime.datetime(2026, 11, 23, 2, 0, tzinfo=datetime.UTC)


@pytest.fixture(autouse=True)
def the_morning():
    with clock.frozen_at(NOW):
        yield


def at(year, month, day):
    return clock.frozen_at(datetime.datetime(year, month, day, 2, 0, tzinfo=datetime.UTC))


def tick() -> None:
    open_rounds_due()
    follow_joiners()


def assigned(**rule) -> Assignment:
    """A course with one lesson asked of a unit with three people, which repeats by a rule."""
    unit = a_unit(kind="ward")
    chief = an_administrator(unit, is_active=False)
    for _ in range(3):
        a_person(unit=unit)
    made = assign_course(
        course=a_course(lessons=1),
        units=[unit],
        due_on=datetime.date(2026, 12, 31),
        is_mandatory=True,
        made_by=chief,
        made_for=unit,
    )
    if rule:
        repeat_assignment(assignment=made, by=chief, **rule)
    return made


YEARLY = {
    "rule": "yearly",
    "opens_on": datetime.date(2027, 3, 1),
    "closes_on": datetime.date(2027, 5, 31),
}
EXPIRY = {"rule": "expiry", "valid_months": 12, "notice_days": 30}


def finish(enrolment) -> CompletionRecord:
    return complete_activity(enrolment=enrolment, activity_id=enrolment.edition.required[0])


def finish_all() -> list[CompletionRecord]:
    return [finish(one) for one in Enrolment.objects.open()]


@pytest.mark.django_db
def test_when_the_window_opens_everybody_of_the_target_learns_again_and_the_old_round_stays():
    made = assigned(**YEARLY)
    kept = [(one.pk, one.hash, one.certificate.number) for one in finish_all()]
    later = a_person(unit=made.units.get())
    with at(2027, 2, 28):
        tick()
        assert Enrolment.objects.open().count() == 0
    with at(2027, 3, 1):
        tick()
        tick()
        again = Enrolment.objects.open()
        assert {(one.round, one.due_on) for one in again.exclude(user=later)} == {
            (2, datetime.date(2027, 5, 31))
        }
        assert again.count() == 4
        finish_all()
    with at(2027, 3, 2):
        tick()
        assert Enrolment.objects.open().count() == 0, "who finished in the window is done for the year"
    assert Certificate.objects.count() == 7
    old = CompletionRecord.objects.filter(enrolment__round=1).exclude(user=later).order_by("pk")
    assert [(one.pk, one.hash, one.certificate.number) for one in old] == kept
    with at(2028, 3, 1):
        tick()
        assert {one.due_on for one in Enrolment.objects.open()} == {datetime.date(2028, 5, 31)}


@pytest.mark.django_db
def test_who_joins_during_the_window_learns_too_and_an_open_round_is_held_to_the_window():
    made = assigned(**YEARLY)
    with at(2027, 3, 1):
        tick()
        late = a_person(unit=made.units.get())
        tick()
        assert Enrolment.objects.open().get(user=late).due_on == datetime.date(2027, 5, 31)
        assert Enrolment.objects.filter(round=2).count() == 0, (
            "whoever had not finished goes on in the open round"
        )


@pytest.mark.django_db
def test_an_ended_renewal_and_a_withdrawn_assignment_open_nothing():
    made = assigned(**YEARLY)
    finish_all()
    assert end_renewal(renewal=made.renewal, by=made.made_by) is True
    assert end_renewal(renewal=made.renewal, by=made.made_by) is False
    with at(2027, 3, 1):
        tick()
    assert Assignment.objects.count() == 1
    assert Enrolment.objects.open().count() == 0


@pytest.mark.django_db
def test_a_completion_expires_for_each_person_by_the_own_day():
    made = assigned(**EXPIRY)
    first, second, third = Enrolment.objects.open().order_by("pk")
    finish(first)
    with at(2026, 12, 23):
        finish(second)
    grant_dispensation(enrolment=third, kind="exemption", reason="Nghỉ", by=made.made_by)
    with at(2027, 10, 23):
        tick()
        assert Enrolment.objects.open().count() == 0
    with at(2027, 10, 24):
        tick()
        tick()
        [again] = Enrolment.objects.open()
        assert (again.user, again.round, again.due_on) == (first.user, 2, datetime.date(2027, 11, 23))
        finish(again)
    with at(2027, 11, 24):
        tick()
        assert [(one.user, one.due_on) for one in Enrolment.objects.open()] == [
            (second.user, datetime.date(2027, 12, 23))
        ]


@pytest.mark.django_db
def test_what_expired_long_ago_leaves_the_days_of_notice():
    assigned(**EXPIRY)
    finish_all()
    with at(2029, 1, 10):
        tick()
        assert {one.due_on for one in Enrolment.objects.open()} == {datetime.date(2029, 2, 9)}


# Two schedulers: both have read what is due before either writes.


def two_open_a_window() -> int:
    assigned(**YEARLY)
    with at(2027, 3, 1):
        first, second = due_windows(), due_windows()
        open_windows(first)
        open_windows(second)
    return Assignment.objects.exclude(counts_from=None).count()


def without(model, *names: str) -> None:
    with connection.schema_editor() as editor:
        for constraint in model._meta.constraints:
            if constraint.name in names:
                editor.remove_constraint(model, constraint)


@pytest.mark.django_db
def test_two_schedulers_open_a_window_once():
    assert two_open_a_window() == 1


def test_without_the_constraint_two_schedulers_open_it_twice(real_database):
    without(Assignment, "one_assignment_a_window")
    assert two_open_a_window() == 2


def two_open_expired() -> int:
    assigned(**EXPIRY)
    finish_all()
    with at(2027, 11, 1):
        first, second = expired_rounds(), expired_rounds()
        opened = [sum(map(open_expired, rounds)) for rounds in (first, second)]
    assert opened[0] == 3
    return Enrolment.objects.open().count()


@pytest.mark.django_db
def test_two_schedulers_open_an_expired_round_once():
    assert two_open_expired() == 3


def test_without_the_constraints_two_schedulers_open_it_twice(real_database):
    without(Enrolment, "one_open_enrolment_a_person_and_course", "one_enrolment_a_round")
    assert two_open_expired() == 6


@pytest.mark.postgresql
def test_many_ticks_at_once_open_each_round_once(real_database):
    assigned(**YEARLY)
    finish_all()
    assigned(**EXPIRY)
    finish_all()

    def ticking(_):
        with at(2027, 11, 1):
            open_rounds_due()
        with at(2028, 3, 1):
            tick()

    assert [one for one in at_once(3, ticking) if one is not None] == []
    assert Assignment.objects.exclude(counts_from=None).count() == 1
    assert Enrolment.objects.open().count() == 6


# The page.


@pytest.mark.django_db
def test_an_administrator_lets_it_repeat_and_ends_it(client, settings):
    settings.SECOND_FACTOR_REQUIRED = False
    made = assigned()
    head = an_administrator(made.units.get())
    client.force_login(head)
    address = reverse("enrolments:repeat", args=[made.pk])
    for wrong, field in (
        ({"rule": "never"}, "rule"),
        ({"rule": "yearly", "opens_on": "2027-03-01"}, "closes_on"),
        ({"rule": "yearly", "opens_on": "2027-03-01", "closes_on": "2027-02-01"}, "closes_on"),
        ({"rule": "expiry"}, "valid_months"),
    ):
        assert list(client.post(address, wrong).context["form"].errors) == [field]
    client.post(address, {"rule": "expiry", "valid_months": 24})
    client.post(address, {"rule": "yearly", "opens_on": "2027-03-01", "closes_on": "2027-05-31"})
    renewal = Renewal.objects.get()
    assert (renewal.rule, renewal.valid_months) == ("yearly", None)
    client.post(reverse("enrolments:end_repeating", args=[made.pk]))
    renewal.refresh_from_db()
    assert renewal.ended_at is not None
    stranger = an_administrator(a_unit())
    client.force_login(stranger)
    assert client.post(address, {"rule": "expiry", "valid_months": 24}).status_code == 404
