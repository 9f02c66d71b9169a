"""Many who want the last seat: one gets it, whatever the moment; each test has a twin without the protection."""

import threading

import pytest
from django.db import IntegrityError, connection

from classes.actions import leave_class, note_attendance, register, seating
from classes.models import AttendanceMark, Registration, Seat, TrainingClass
from tests.databases import at_once, committed_database  # noqa: F401
from tests.factories import a_person, an_administrator
from tests.factories.classes import a_class, a_registration

RACERS = 6


def race(training_class, people):
    """All register at the same moment; what each got."""
    return at_once(
        len(people),
        lambda number: register(training_class=training_class, user=people[number], by=people[number]),
    )


def held(training_class) -> int:
    return Registration.objects.seated().filter(training_class=training_class).count()


def test_the_last_seat_is_given_once_and_the_others_wait(committed_database):  # noqa: F811
    training_class = a_class(seats=1)
    people = [a_person(unit=training_class.unit) for _ in range(RACERS)]
    outcomes = race(training_class, people)
    assert [type(one) for one in outcomes] == [Registration] * RACERS
    assert held(training_class) == 1
    assert Registration.objects.waiting().filter(training_class=training_class).count() == RACERS - 1


def test_two_who_cancel_at_once_free_two_seats_for_two(committed_database):  # noqa: F811
    training_class = a_class(seats=2)
    one, two, three, four = (a_registration(training_class) for _ in range(4))
    at_once(2, lambda number: leave_class(registration=[one, two][number], by=[one, two][number].user))
    seated = set(Registration.objects.seated().values_list("user", flat=True))
    assert seated == {three.user_id, four.user_id}


@pytest.mark.django_db
def test_the_database_refuses_a_seat_that_is_held():
    training_class = a_class(seats=1)
    one, waiting = a_registration(training_class), a_registration(training_class)
    with pytest.raises(IntegrityError):
        Registration.objects.filter(pk=waiting.pk).update(seat=one.seat)


def test_without_the_constraint_a_seat_is_held_twice(committed_database):  # noqa: F811
    """The twin: with the unique index gone the same write overbooks the class."""
    training_class = a_class(seats=1)
    one, waiting = a_registration(training_class), a_registration(training_class)
    without_unique_seat()
    Registration.objects.filter(pk=waiting.pk).update(seat=one.seat)
    assert held(training_class) == 2


@pytest.mark.postgresql
def test_without_the_lock_somebody_is_turned_away(committed_database, monkeypatch):  # noqa: F811
    """The twin of the race: without the row held, two pick the same seat, and the constraint refuses one of them."""
    training_class = a_class(seats=2)
    people = [a_person(unit=training_class.unit) for _ in range(RACERS)]
    monkeypatch.setattr(
        seating,
        "lock",
        lambda *classes: list(TrainingClass.objects.filter(pk__in=[one.pk for one in classes])),
    )
    slow = threading.Barrier(RACERS)

    def after_all_have_looked(held_class, newcomers=()):
        free = list(Seat.objects.filter(training_class=held_class, holders=None))
        slow.wait(timeout=30)
        Registration.objects.filter(pk=newcomers[0].pk).update(seat=free[0])

    monkeypatch.setattr(seating, "fill_seats", after_all_have_looked)
    outcomes = race(training_class, people)
    assert sum(isinstance(one, IntegrityError) for one in outcomes) == RACERS - 1


def test_a_list_and_a_learner_at_once_make_one_registration(committed_database):  # noqa: F811
    training_class = a_class(seats=3)
    person, chief = a_person(unit=training_class.unit), an_administrator(training_class.unit)
    at_once(
        4,
        lambda number: register(
            training_class=training_class, user=person, by=[person, chief, person, chief][number]
        ),
    )
    assert Registration.objects.filter(training_class=training_class).count() == 1


def test_two_at_once_note_a_person_once(committed_database):  # noqa: F811
    training_class = a_class(seats=2)
    one, session = a_registration(training_class), training_class.sessions.get()
    chief = an_administrator(training_class.unit)
    outcomes = at_once(
        4, lambda _: note_attendance(session=session, present={one.pk: True}, by=chief, way="list")
    )
    assert sorted(map(len, outcomes)) == [0, 0, 0, 1]
    assert AttendanceMark.objects.count() == 1


def without_unique_seat() -> None:
    """Take the constraint off the table of this throw-away database."""
    constraint = next(one for one in Registration._meta.constraints if one.name == "one_holder_a_seat")
    with connection.schema_editor() as editor:
        editor.remove_constraint(Registration, constraint)
