"""Time: longer for whoever needs it, and an outage given back once, with a reason, to those who sit now."""

import datetime
import uuid

import pytest
from django.urls import reverse

import clock
from audit.models import Entry
from quizzes.actions import start_attempt, submit_attempt
from quizzes.decisions.giving_time import being_sat, give_time_back
from quizzes.models import Attempt, TimeGrant
from quizzes.sitting.deadlines import deadline_of
from tests.factories import a_person, a_sitting, a_unit, an_administrator, an_answer, an_enrolment, signed_in

pytestmark = pytest.mark.django_db
NOON = datetime.datetime(2026, 11, 23, 5, 0, tzinfo=datetime.UTC)
MINUTE = datetime.timedelta(minutes=1)


@pytest.mark.parametrize(
    ("limit", "closes", "extra", "minutes"),
    [(20, None, 50, 30), (20, 25, 50, 25), (15, None, 25, 18.75), (None, 25, 50, 25), (20, None, 0, 20)],
)
def test_extra_time_lengthens_the_limit_and_not_the_closing(limit, closes, extra, minutes):
    closes_at = None if closes is None else NOON + closes * MINUTE
    assert deadline_of(NOON, limit, closes_at, extra) == NOON + minutes * MINUTE


def test_extra_time_of_a_person_holds_in_every_quiz_and_is_told_to_nobody_else(client):
    person = a_person(extra_time=50)
    with clock.frozen_at(NOON):
        attempt = a_sitting(user=person, time_limit=20)
        other = start_attempt(enrolment=an_enrolment(course=attempt.enrolment.course), quiz=attempt.quiz)
    assert attempt.deadline_at == NOON + 30 * MINUTE
    assert other.deadline_at == NOON + 20 * MINUTE
    client.force_login(person)
    assert "được thêm 50 %" in client.get(attempt.quiz.url).content.decode()
    client.force_login(other.user)
    assert "được thêm 50 %" not in client.get(attempt.quiz.url).content.decode()


def test_an_administrator_of_the_branch_sets_extra_time_with_a_reason(client):
    unit = a_unit()
    person, stranger = a_person(unit=unit), a_person(unit=a_unit())
    admin = an_administrator(unit)
    signed_in(client, admin)
    address = reverse("organisation:extra_time", args=[person.pk])
    assert "ghi lý do" in client.post(address, {"per_cent": "50", "reason": ""}).content.decode().lower()
    assert client.post(address, {"per_cent": "50", "reason": "Quyết định 12"}).status_code == 302
    person.refresh_from_db()
    assert person.extra_time == 50
    entry = Entry.objects.get(verb="person.extra_time")
    assert (entry.actor, entry.object_id) == (admin, str(person.pk))
    assert entry.detail == {"before": 0, "now": 50, "reason": "Quyết định 12"}
    client.post(address, {"per_cent": "50", "reason": "lần nữa"})
    assert Entry.objects.filter(verb="person.extra_time").count() == 1
    foreign = reverse("organisation:extra_time", args=[stranger.pk])
    assert client.post(foreign, {"per_cent": "50", "reason": "x"}).status_code == 404


@pytest.fixture
def sat():
    with clock.frozen_at(NOON):
        return a_sitting(time_limit=20)


def given(quiz, key=None, seconds=600):
    return give_time_back(
        quiz=quiz, seconds=seconds, reason="Mất điện", key=key or uuid.uuid4(), by=a_person()
    )


def test_time_is_given_back_to_all_who_sit_and_once_a_key(sat):
    with clock.frozen_at(NOON):
        second = start_attempt(enrolment=an_enrolment(course=sat.enrolment.course), quiz=sat.quiz)
        done = start_attempt(enrolment=an_enrolment(course=sat.enrolment.course), quiz=sat.quiz)
        submit_attempt(attempt=done)
        elsewhere = a_sitting(time_limit=20)
    key = uuid.uuid4()
    with clock.frozen_at(NOON + 5 * MINUTE):
        assert given(sat.quiz, key).attempts == 2
        assert given(sat.quiz, key).attempts == 2
    deadlines = dict(Attempt.objects.values_list("pk", "deadline_at"))
    assert deadlines[sat.pk] == deadlines[second.pk] == NOON + 30 * MINUTE
    assert deadlines[done.pk] == deadlines[elsewhere.pk] == NOON + 20 * MINUTE
    assert Entry.objects.get(verb="quiz.time_given_back").detail == {
        "seconds": 600,
        "reason": "Mất điện",
        "attempts": 2,
    }


def test_without_the_key_a_second_click_would_give_twice(sat):
    with clock.frozen_at(NOON + 5 * MINUTE):
        given(sat.quiz)
        given(sat.quiz)
    assert Attempt.objects.get().deadline_at == NOON + 40 * MINUTE


def test_what_is_closed_stays_closed(sat):
    late = NOON + 20 * MINUTE + datetime.timedelta(seconds=11)
    with clock.frozen_at(late):
        assert given(sat.quiz).attempts == 0
    assert Attempt.objects.get().deadline_at == NOON + 20 * MINUTE


def test_an_answer_in_the_time_given_back_is_taken(client, sat):
    with clock.frozen_at(NOON + 19 * MINUTE):
        given(sat.quiz)
    with clock.frozen_at(NOON + 25 * MINUTE):
        an_answer(sat, 1, [])
        client.force_login(sat.user)
        told = client.get(reverse("quizzes:time_left", args=[sat.uuid])).json()
    assert told == {"left": 300, "is_over": False}


def owner_of(quiz):
    return quiz.get_parent().get_parent().get_parent().specific.unit


def test_only_the_owners_and_the_provinces_administrators_give_time(client, sat):
    province = a_unit(kind="province")
    owner = owner_of(sat.quiz)
    owner.move(province, pos="last-child")
    owner.refresh_from_db()
    address = reverse("quizzes:give_time", args=[sat.quiz.pk])
    sent = {"minutes": "10", "reason": "Mất điện", "key": str(uuid.uuid4())}
    with clock.frozen_at(NOON + 5 * MINUTE):
        for person, status in [
            (an_administrator(a_unit()), 404),
            (an_administrator(owner, role="observer"), 403),
            (an_administrator(owner), 302),
            (an_administrator(province), 302),
        ]:
            signed_in(client, person)
            assert client.post(address, sent).status_code == status
            assert list(being_sat(person)) == ([sat.quiz] if status == 302 else [])
    assert TimeGrant.objects.count() == 1
    assert client.post(address, sent | {"reason": "", "key": str(uuid.uuid4())}).status_code == 200
    assert TimeGrant.objects.count() == 1
