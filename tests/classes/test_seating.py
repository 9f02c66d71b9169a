"""Seats and the waiting list: who gets in, who moves up, who is told."""

import datetime

import pytest

import clock
from classes import refusals
from classes.actions import (
    add_session,
    cancel_class,
    change_session,
    leave_as_people_left,
    leave_class,
    move_registration,
    register,
    remove_session,
    set_seats,
)
from classes.models import ClassNotice, Registration, Seat
from classes.standing import clashes_with, standing_with
from enrolments.models import Enrolment
from tests.factories import a_course, a_person, a_unit, an_administrator
from tests.factories.classes import DAY, a_class, a_class_activity, a_registration, a_session

pytestmark = pytest.mark.django_db


def seated(training_class) -> set[int]:
    return set(
        Registration.objects.seated().filter(training_class=training_class).values_list("user", flat=True)
    )


def told(kind) -> set[int]:
    return set(ClassNotice.objects.filter(kind=kind).values_list("registration__user", flat=True))


def test_who_comes_when_all_seats_are_taken_waits_and_gets_the_first_that_is_freed():
    training_class = a_class(seats=2)
    first, second, third, fourth = (a_registration(training_class) for _ in range(4))
    assert seated(training_class) == {first.user_id, second.user_id}
    leave_class(registration=second, by=second.user)
    assert seated(training_class) == {first.user_id, third.user_id}
    assert told("seated") == {third.user_id}
    leave_class(registration=first, by=first.user)
    assert seated(training_class) == {third.user_id, fourth.user_id}


def test_registering_twice_is_as_good_as_once():
    training_class = a_class()
    one = a_registration(training_class)
    assert register(training_class=training_class, user=one.user, by=one.user) == one
    assert Registration.objects.count() == 1


def test_cancelling_twice_frees_one_seat():
    training_class = a_class(seats=1)
    one, waiting, last = (a_registration(training_class) for _ in range(3))
    assert leave_class(registration=one, by=one.user) is True
    assert leave_class(registration=one, by=one.user) is False
    assert seated(training_class) == {waiting.user_id}


def test_who_cancelled_may_come_back_to_the_end_of_the_list():
    training_class = a_class(seats=1)
    one, waiting = a_registration(training_class), a_registration(training_class)
    leave_class(registration=one, by=one.user)
    again = register(training_class=training_class, user=one.user, by=one.user)
    assert again.pk != one.pk
    assert seated(training_class) == {waiting.user_id}


def test_more_seats_go_to_those_who_wait_and_fewer_never_take_one_away():
    training_class = a_class(seats=1)
    people = [a_registration(training_class) for _ in range(3)]
    set_seats(training_class=training_class, count=2)
    assert seated(training_class) == {people[0].user_id, people[1].user_id}
    with pytest.raises(refusals.SeatsAreTaken):
        set_seats(training_class=training_class, count=1)
    assert Seat.objects.filter(training_class=training_class).count() == 2
    set_seats(training_class=training_class, count=5)
    set_seats(training_class=training_class, count=3)
    assert Seat.objects.filter(training_class=training_class).count() == 3


def test_only_invited_units_register_and_only_in_time():
    ward = a_unit()
    training_class = a_class(ward)
    with pytest.raises(refusals.NotInvited):
        a_registration(training_class, a_person(unit=a_unit()))
    with clock.frozen_at(training_class.register_until + DAY), pytest.raises(refusals.RegistrationIsOver):
        a_registration(training_class)
    assert a_registration(training_class).is_seated


def test_an_invitation_reaches_the_units_below():
    ward = a_unit()
    office = a_unit(parent=ward)
    assert a_registration(a_class(ward), a_person(unit=office)).is_seated


def test_a_class_by_list_takes_nobody_who_comes_by_himself():
    ward = a_unit()
    chief, person = an_administrator(ward), a_person(unit=ward)
    training_class = a_class(ward, entry="listed")
    with pytest.raises(refusals.OnlyByList):
        register(training_class=training_class, user=person, by=person)
    assert register(training_class=training_class, user=person, by=chief).is_seated
    assert told("listed") == {person.pk}


def test_a_learner_cancels_until_the_stated_time_an_administrator_later_with_a_reason():
    training_class = a_class()
    one = a_registration(training_class)
    chief = an_administrator(training_class.unit)
    with clock.frozen_at(training_class.cancel_until + datetime.timedelta(seconds=1)):
        with pytest.raises(refusals.TooLateToCancel):
            leave_class(registration=one, by=one.user)
        with pytest.raises(refusals.ReasonMissing):
            leave_class(registration=one, by=chief)
        leave_class(registration=one, by=chief, reason="Ốm đột xuất")
    assert told("removed") == {one.user_id}
    one.refresh_from_db()
    assert (one.left_by, one.left_because, one.seat) == (chief, "Ốm đột xuất", None)


def test_a_cancelled_class_tells_everybody_and_lets_nobody_in():
    training_class = a_class(seats=1)
    one, waiting = a_registration(training_class), a_registration(training_class)
    chief = an_administrator(training_class.unit)
    assert cancel_class(training_class=training_class, by=chief, reason="Mưa lũ") is True
    assert cancel_class(training_class=training_class, by=chief, reason="Mưa lũ") is False
    assert told("cancelled") == {one.user_id, waiting.user_id}
    assert ClassNotice.objects.filter(kind="cancelled").count() == 2
    with pytest.raises(refusals.ClassIsCancelled):
        a_registration(training_class)


def test_moving_somebody_frees_the_seat_and_takes_one_elsewhere():
    ward = a_unit()
    chief = an_administrator(ward)
    here, there = a_class(ward, seats=1), a_class(ward, seats=1, days=8)
    one, waiting = a_registration(here), a_registration(here)
    moved = move_registration(registration=one, to=there, by=chief, reason="Đổi lịch trực")
    assert moved.is_seated
    assert (seated(here), seated(there)) == ({waiting.user_id}, {one.user_id})
    assert told("moved") == {one.user_id}
    again = move_registration(registration=one, to=there, by=chief, reason="Đổi lịch trực")
    assert again == moved


def test_who_is_told_when_a_session_changes():
    training_class = a_class(seats=1)
    one, waiting = a_registration(training_class), a_registration(training_class)
    chief, session = an_administrator(training_class.unit), training_class.sessions.get()
    same = {name: getattr(session, name) for name in ("starts_at", "ends_at", "place", "speaker")}
    assert change_session(session=session, by=chief, topic="Sáng kiến", trainers=[], **same) is False
    assert told("changed") == set()
    same["place"] = "Phòng họp số 1"
    assert change_session(session=session, by=chief, topic="Sáng kiến", trainers=[], **same) is True
    assert told("changed") == {one.user_id, waiting.user_id}


def test_a_class_keeps_one_session_and_none_at_the_same_time():
    training_class = a_class()
    chief, session = an_administrator(training_class.unit), training_class.sessions.get()
    with pytest.raises(refusals.LastSession):
        remove_session(session=session, by=chief)
    same = a_session(starts_at=session.starts_at, ends_at=session.ends_at)
    with pytest.raises(refusals.SameTime):
        add_session(training_class=training_class, by=chief, **same)
    add_session(training_class=training_class, by=chief, **a_session(days=8))
    remove_session(session=session, by=chief)
    assert training_class.sessions.count() == 1


def test_a_class_of_the_same_day_is_warned_of():
    ward = a_unit()
    person = a_person(unit=ward)
    morning, afternoon = a_class(ward, days=7), a_class(ward, session=a_session(7, hours=1))
    other_day = a_class(ward, days=9)
    a_registration(morning, person)
    assert [one.training_class for one in clashes_with(list(afternoon.sessions.all()), person)] == [morning]
    assert clashes_with(list(other_day.sessions.all()), person) == []
    assert standing_with(_numbered(afternoon), person).clashes == list(morning.sessions.all())


def test_the_one_who_waits_sees_how_many_are_before():
    training_class = a_class(seats=1)
    people = [a_registration(training_class) for _ in range(4)]
    found = [standing_with(_numbered(training_class), one.user) for one in people]
    assert [one.ahead for one in found[1:]] == [0, 1, 2]


def test_registering_begins_the_course_once_and_never_again_after_it_was_completed():
    course = a_course(lessons=0)
    training_class = a_class(activity=a_class_activity(course))
    one = a_registration(training_class)
    assert Enrolment.objects.by(one.user).get().course == course
    Enrolment.objects.by(one.user).update(closed_at=clock.now(), closed_as="completed")
    other = a_class(training_class.unit, activity=training_class.activity, days=9)
    a_registration(other, one.user)
    assert Enrolment.objects.by(one.user).count() == 1


def test_who_leaves_the_service_frees_the_seat():
    training_class = a_class(seats=1)
    one, waiting = a_registration(training_class), a_registration(training_class)
    assert leave_as_people_left(people=[one.user]) == 1
    assert seated(training_class) == {waiting.user_id}
    assert leave_as_people_left(people=[one.user]) == 0


def _numbered(training_class):
    return type(training_class).objects.with_numbers().get(pk=training_class.pk)
