"""Two at once are as good as one after the other: on PostgreSQL, with real commits."""

import datetime
import threading
import uuid

import pytest
from django.db import connection

import clock
from enrolments.actions import assign_course, enrol, follow_joiners
from enrolments.models import Assignment, Enrolment
from tests.factories import a_course, a_person, a_unit, an_administrator

pytestmark = pytest.mark.postgresql
DUE = datetime.timedelta(days=30)


def at_once(*acts) -> None:
    """Run these together, released by a barrier; the first error is raised here."""
    barrier, errors = threading.Barrier(len(acts)), []

    def run(act):
        try:
            barrier.wait(timeout=10)
            act()
        except Exception as error:  # noqa: BLE001 - raised again below, in the test's own thread
            errors.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=[act]) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    if errors:
        raise errors[0]


@pytest.fixture
def ward(real_database):
    return a_unit("Phường Hạc Thành", kind="ward")


@pytest.fixture
def chief(ward):
    return an_administrator(ward)


def assigning(course, ward, chief, due_on, confirmation=None):
    return lambda: assign_course(
        course=course,
        units=[ward],
        due_on=due_on,
        is_mandatory=True,
        made_by=chief,
        made_for=ward,
        confirmation=confirmation,
    )


def test_one_confirmation_sent_twice_at_once_is_one_assignment(ward, chief):
    course, token = a_course(), uuid.uuid4()
    people = [a_person(unit=ward) for _ in range(5)]
    confirm = assigning(course, ward, chief, clock.today() + DUE, token)
    at_once(confirm, confirm, confirm)
    assert Assignment.objects.count() == 1
    assert Enrolment.objects.filter(user__in=people).count() == len(people)


def test_two_assignments_at_once_leave_the_stricter_duty(ward, chief):
    course, person = a_course(), a_person(unit=ward)
    enrol(user=person, course=course)
    early, late = clock.today() + DUE, clock.today() + 2 * DUE
    at_once(assigning(course, ward, chief, late), assigning(course, ward, chief, early))
    assert Enrolment.objects.by(person).get().due_on == early


def test_two_ticks_at_once_ask_once(ward, chief):
    course = a_course()
    assigning(course, ward, chief, clock.today() + DUE)()
    people = [a_person(unit=ward) for _ in range(20)]
    at_once(follow_joiners, follow_joiners, follow_joiners)
    assert Enrolment.objects.filter(user__in=people).count() == len(people)


def test_choosing_a_course_while_it_is_assigned_is_one_enrolment_with_the_duty(ward, chief):
    course, person = a_course(), a_person(unit=ward)
    due_on = clock.today() + DUE
    at_once(assigning(course, ward, chief, due_on), lambda: enrol(user=person, course=course))
    follow_joiners()
    assert Enrolment.objects.by(person).get().due_on == due_on
