"""Many on the list at once, and people who come without being on it."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

import clock
from audit.models import Entry
from classes import refusals
from classes.actions import cancel_class, list_people, note_attendance, note_walk_ins, register
from classes.models import AttendanceMark, ClassNotice, Registration
from enrolments.models import Enrolment
from tests.factories import a_course, a_person
from tests.factories.classes import HALF_DAY, a_class, a_class_activity, a_registration, a_session

pytestmark = pytest.mark.django_db


def people_of(training_class, number):
    return [a_person(f"Người Số {place}", unit=training_class.unit) for place in range(number)]


def names(registrations) -> list[str]:
    return [one.user.full_name for one in registrations]


def test_seats_go_in_the_order_of_the_list_and_nobody_is_listed_twice():
    training_class = a_class(seats=3)
    people, chief = people_of(training_class, 4), training_class.made_by
    already = register(training_class=training_class, user=people[3], by=people[3])
    made = list_people(training_class=training_class, people=people, by=chief)
    assert names(made) == [people[3].full_name, *(one.full_name for one in people[:3])]
    assert [one.is_seated for one in made] == [True, True, True, False]
    again = list_people(training_class=training_class, people=people, by=chief)
    assert again == made and Registration.objects.count() == 4
    assert already == made[0]
    listed = set(ClassNotice.objects.filter(kind="listed").values_list("registration__user", flat=True))
    assert listed == {one.pk for one in people[:3]}
    entries = Entry.objects.filter(verb="class.listed", unit_id=training_class.unit_id)
    assert {entry.object_id for entry in entries} == {str(one.pk) for one in made[1:]}


def test_all_of_a_list_or_nobody(monkeypatch):
    training_class = a_class(seats=3)
    people = people_of(training_class, 3)
    monkeypatch.setattr("classes.actions.seating.begin_course", fail)
    with pytest.raises(ZeroDivisionError):
        list_people(training_class=training_class, people=people, by=training_class.made_by)
    assert not Registration.objects.exists() and not ClassNotice.objects.exists()


def fail(*_):
    raise ZeroDivisionError


def test_nobody_is_put_on_the_list_of_a_class_that_was_called_off():
    training_class = a_class()
    cancel_class(training_class=training_class, by=training_class.made_by, reason="Mưa lũ")
    with pytest.raises(refusals.ClassIsCancelled):
        list_people(
            training_class=training_class, people=people_of(training_class, 1), by=training_class.made_by
        )


def test_everybody_listed_begins_the_course_of_the_class():
    course = a_course()
    training_class = a_class(activity=a_class_activity(course), seats=1)
    people = people_of(training_class, 2)
    list_people(training_class=training_class, people=people, by=training_class.made_by)
    assert set(Enrolment.objects.open().values_list("user", "course")) == {
        (one.pk, course.pk) for one in people
    }


def test_a_long_list_costs_what_a_short_one_costs():
    def statements(number: int) -> int:
        training_class = a_class(seats=20)
        people = people_of(training_class, number)
        with CaptureQueriesContext(connection) as captured:
            list_people(training_class=training_class, people=people, by=training_class.made_by)
        return len(captured)

    assert statements(2) == statements(12)


# In the room.


@pytest.fixture
def trainer(scene):
    return a_person("Lê Thị Hoa", unit=scene.other)


@pytest.fixture
def today(scene, trainer):
    """A class of the ward with one seat, which began an hour ago."""
    now = clock.now()
    session = a_session(0, trainers=[trainer]) | {"starts_at": now, "ends_at": now + HALF_DAY}
    return a_class(unit=scene.ward, seats=1, session=session)


def present(training_class) -> set:
    marks = AttendanceMark.objects.filter(registration__training_class=training_class, is_present=True)
    return {mark.registration.user for mark in marks.select_related("registration__user")}


def walk_in(client, training_class, *codes):
    page = reverse("classes:walk_ins", args=[training_class.sessions.get().pk])
    assert client.get(page).status_code == 200
    return client.post(page, {"people": "\n".join(codes)})


def test_a_trainer_adds_who_came_without_being_on_the_list(scene, signed_in, trainer, today):
    seated = a_registration(today, scene.person)
    waiting = a_registration(today)
    newcomer = a_person("Cao Văn Mới", unit=scene.office, staff_code="TH-MOI")
    for _ in range(2):
        answer = walk_in(signed_in(trainer), today, "th-moi", waiting.user.staff_code)
        assert answer.url == reverse("classes:attendance", args=[today.sessions.get().pk])
    assert present(today) == {newcomer, waiting.user}
    assert today.seats.count() == 3, "two chairs were added, and nobody lost the seat"
    seats = Registration.objects.seated().filter(training_class=today).order_by("pk")
    assert [(one.user, one.seat.number) for one in seats.select_related("user", "seat")] == [
        (scene.person, 1),
        (waiting.user, 2),
        (newcomer, 3),
    ]
    assert seated.pk == seats[0].pk
    entry = Entry.objects.get(verb="class.walked_in")
    assert (entry.actor, entry.detail) == (trainer, {"people": [newcomer.pk], "chairs": 2})


def test_a_free_seat_is_taken_before_a_chair_is_added(scene, signed_in, trainer, today):
    walk_in(signed_in(trainer), today, "TH-ANH")
    assert (present(today), today.seats.count()) == ({scene.person}, 1)


def test_only_people_of_invited_units_walk_in_and_all_or_nobody(scene, signed_in, trainer, today):
    refused = walk_in(signed_in(trainer), today, "TH-ANH", "TH-LA")
    assert "TH-LA" in refused.context["form"].errors["people"][0]
    assert not Registration.objects.exists()
    page = reverse("classes:walk_ins", args=[today.sessions.get().pk])
    assert signed_in(scene.sibling).get(page).status_code == 404
    assert signed_in(scene.chief).get(page).status_code == 200


def test_nobody_walks_in_before_the_room_is_open(scene):
    training_class = a_class(unit=scene.ward, days=2)
    with pytest.raises(refusals.TooEarly):
        note_walk_ins(session=training_class.sessions.get(), people=[scene.person], by=training_class.made_by)
    assert not Registration.objects.exists()


def test_who_was_noted_as_absent_and_comes_late_is_corrected(scene, trainer, today):

    one, session = a_registration(today, scene.person), today.sessions.get()
    note_attendance(session=session, present={one.pk: False}, by=trainer, way="list")
    note_walk_ins(session=session, people=[scene.person], by=trainer)
    assert present(today) == {scene.person}
