"""One person who retires or leaves, from the person's page."""

import datetime

import pytest
from allauth.usersessions.models import UserSession
from django.contrib.sessions.backends.db import SessionStore
from django.urls import reverse

import clock
from accounts.models import User
from audit.models import Entry
from enrolments.models import Enrolment
from organisation.actions import ImpossibleMove, end_work
from organisation.models import Administration, Membership
from tests.factories import a_course, a_person, an_enrolment

pytestmark = pytest.mark.django_db


def a_session_of(user) -> SessionStore:
    store = SessionStore()
    store["_auth_user_id"] = str(user.pk)
    store.create()
    UserSession.objects.create(user=user, session_key=store.session_key, ip="10.0.0.1")
    return store


def test_whoever_leaves_keeps_the_records_and_nothing_else(scene):
    Administration.objects.create(user=scene.person, unit=scene.ward, role="observer")
    course = a_course()
    enrolment, stays = an_enrolment(scene.person, course), an_enrolment(scene.chief, course)
    ended, kept = a_session_of(scene.person), a_session_of(scene.chief)
    today, unit = clock.today(), Membership.objects.get(user=scene.person).unit_id
    assert end_work(person=scene.person, on=today, reason="Nghỉ hưu", by=scene.chief)
    assert not User.objects.get(pk=scene.person.pk).is_active
    assert [one.valid_to for one in Membership.objects.filter(user=scene.person)] == [today]
    assert not Administration.objects.filter(user=scene.person).exists()
    assert list(Enrolment.objects.open().values_list("pk", flat=True)) == [stays.pk]
    assert Enrolment.objects.filter(pk=enrolment.pk).exists()
    assert (SessionStore().exists(ended.session_key), SessionStore().exists(kept.session_key)) == (
        False,
        True,
    )
    entry = Entry.objects.get(verb="person.retired")
    assert (entry.actor, entry.object_id, entry.unit_id) == (scene.chief, str(scene.person.pk), unit)
    assert entry.detail == {"on": today.isoformat(), "reason": "Nghỉ hưu", "administered": [scene.ward.pk]}


def test_leaving_twice_leaves_once(scene):
    assert end_work(person=scene.person, on=clock.today(), reason="Nghỉ hưu", by=scene.chief)
    assert not end_work(person=scene.person, on=clock.today(), reason="Nghỉ hưu", by=scene.chief)
    assert Entry.objects.filter(verb="person.retired").count() == 1


def test_nobody_leaves_tomorrow_or_before_the_work_began(scene):
    began = Membership.objects.get(user=scene.person).valid_from
    for on in (clock.today() + datetime.timedelta(days=1), began - datetime.timedelta(days=1)):
        with pytest.raises(ImpossibleMove):
            end_work(person=scene.person, on=on, reason="Nghỉ hưu", by=scene.chief)
    assert User.objects.get(pk=scene.person.pk).is_active


def test_the_form_asks_for_a_reason_and_a_possible_day(scene, signed_in):
    client = signed_in(scene.chief)
    page = reverse("organisation:leave", args=[scene.person.pk])
    assert page in client.get(reverse("organisation:person", args=[scene.person.pk])).content.decode()
    today, tomorrow = clock.today(), clock.today() + datetime.timedelta(days=1)
    assert client.post(page, {"on": f"{today:%d/%m/%Y}", "reason": ""}).status_code == 200
    assert client.post(page, {"on": f"{tomorrow:%d/%m/%Y}", "reason": "Nghỉ hưu"}).status_code == 200
    assert User.objects.get(pk=scene.person.pk).is_active
    left = client.post(page, {"on": f"{today:%d/%m/%Y}", "reason": "Nghỉ hưu"})
    assert left.url == reverse("organisation:people")
    assert not User.objects.get(pk=scene.person.pk).is_active


def test_an_administrator_lets_nobody_of_another_branch_go(scene, signed_in):
    client = signed_in(scene.chief)
    colleague = a_person("Lê Văn Cùng Phường", unit=scene.ward)
    assert client.get(reverse("organisation:leave", args=[colleague.pk])).status_code == 200
    assert client.get(reverse("organisation:leave", args=[scene.stranger.pk])).status_code == 404
