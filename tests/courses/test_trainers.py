"""Appointing trainers from a unit's page: by whom, whom, what it opens, and how it ends."""

import pytest
from django.contrib.auth.models import Group, Permission
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from wagtail.models import GroupPagePermission

import clock
from accounts import second_factor
from accounts.models import User
from audit.models import Entry
from courses.appointing import appoint_trainer, dismiss_trainer
from courses.models import CoursePage, OwnerIndexPage
from courses.shelves import open_shelf, trainers_of, units_authored_by
from courses.trainers import trainers_on, units_to_staff
from organisation.actions import end_work
from tests.factories import a_person, the_catalogue
from tests.organisation.fixtures import no_second_factor, scene, signed_in  # noqa: F401

pytestmark = pytest.mark.django_db


@pytest.fixture
def shelf(scene):  # noqa: F811
    return open_shelf(unit=scene.ward, catalogue=the_catalogue(), slug="hac-thanh")


def page_of(unit) -> str:
    return reverse("courses:trainers", args=[unit.pk])


def fresh(person) -> User:
    return User.objects.get(pk=person.pk)


def test_a_trainer_is_appointed_with_a_reason_and_authors_there_only(scene, signed_in, shelf):  # noqa: F811
    elsewhere = open_shelf(unit=scene.other, catalogue=the_catalogue(), slug="sam-son")
    client = signed_in(scene.chief)
    assert (
        page_of(scene.ward) in client.get(reverse("organisation:unit", args=[scene.ward.pk])).content.decode()
    )
    assert client.post(page_of(scene.ward), {"person": "TH-ANH", "reason": ""}).status_code == 200
    for _ in range(2):
        answer = client.post(page_of(scene.ward), {"person": "TH-ANH", "reason": "QĐ 12"})
        assert answer.url == page_of(scene.ward)
    assert scene.person.full_name in client.get(page_of(scene.ward)).content.decode()
    trainer = fresh(scene.person)
    assert list(units_authored_by(trainer)) == [scene.ward]
    assert shelf.permissions_for_user(trainer).can_add_subpage()
    assert not elsewhere.permissions_for_user(trainer).can_add_subpage()
    assert second_factor.is_needed(trainer)
    entry = Entry.objects.get(verb="trainer.appointed")
    assert (entry.actor, entry.object_id, entry.unit_id) == (scene.chief, str(trainer.pk), scene.ward.pk)
    assert entry.detail == {"reason": "QĐ 12"}


def test_the_right_is_taken_back_and_what_was_written_stays(scene, signed_in, shelf):  # noqa: F811
    appoint_trainer(person=scene.person, unit=scene.ward, reason="QĐ 12", by=scene.chief)
    shelf.refresh_from_db()
    draft = CoursePage(title="Khóa nháp", slug="nhap", summary="…", live=False, owner=scene.person)
    shelf.add_child(instance=draft)
    page = reverse("courses:dismiss_trainer", args=[scene.ward.pk, scene.person.pk])
    client = signed_in(scene.chief)
    assert page in client.get(page_of(scene.ward)).content.decode()
    assert client.post(page, {"reason": ""}).status_code == 200
    assert client.post(page, {"reason": "Thôi nhiệm vụ"}).url == page_of(scene.ward)
    assert client.get(page).status_code == 404
    trainer = fresh(scene.person)
    assert not units_authored_by(trainer) and not second_factor.is_needed(trainer)
    assert CoursePage.objects.filter(pk=draft.pk).exists()
    assert Entry.objects.get(verb="trainer.dismissed").detail == {"reason": "Thôi nhiệm vụ"}
    assert not dismiss_trainer(person=scene.person, unit=scene.ward, reason="", by=scene.chief)


def test_only_who_acts_on_the_unit_appoints_and_only_own_people(scene, signed_in, shelf):  # noqa: F811
    asked = {"person": "TH-LA", "reason": "QĐ 12"}
    assert signed_in(scene.head).get(page_of(scene.ward)).status_code == 200
    assert signed_in(scene.sibling).get(page_of(scene.ward)).status_code == 404
    assert signed_in(scene.observer).get(page_of(scene.ward)).status_code == 403
    refused = signed_in(scene.chief).post(page_of(scene.ward), asked)
    assert "person" in refused.context["form"].errors
    oneself = {"person": scene.chief.staff_code, "reason": "QĐ 12"}
    assert "person" in signed_in(scene.chief).post(page_of(scene.ward), oneself).context["form"].errors
    assert not trainers_on(shelf).exists()
    signed_in(scene.head).post(page_of(scene.ward), asked)
    assert list(trainers_on(shelf)) == [scene.stranger]


def test_the_province_opens_a_shelf_with_its_first_trainer_and_a_ward_does_not(scene, signed_in):  # noqa: F811
    the_catalogue()
    assert signed_in(scene.chief).get(page_of(scene.ward)).status_code == 404
    assert not units_to_staff(scene.chief).exists()
    client = signed_in(scene.head)
    assert client.get(page_of(scene.ward)).status_code == 200
    assert not OwnerIndexPage.objects.filter(unit=scene.ward).exists(), "looking opens nothing"
    client.post(page_of(scene.ward), {"person": "TH-ANH", "reason": "QĐ 12"})
    assert list(units_authored_by(fresh(scene.person))) == [scene.ward]
    assert OwnerIndexPage.objects.get(unit=scene.ward).slug == "phuong-hac-thanh"
    assert Entry.objects.filter(verb="shelf.opened", unit_id=scene.ward.pk).count() == 1
    assert list(units_to_staff(scene.chief)) == [scene.ward]


@pytest.mark.parametrize("wider", ["another page", "another permission"])
def test_a_group_that_opens_more_is_not_given(scene, signed_in, shelf, wider):  # noqa: F811
    group = trainers_of(scene.ward)
    if wider == "another page":
        change = Permission.objects.get(codename="change_page", content_type__app_label="wagtailcore")
        GroupPagePermission.objects.create(group=group, page=shelf.get_parent(), permission=change)
    else:
        group.permissions.add(Permission.objects.get(codename="change_user"))
    refused = signed_in(scene.chief).post(page_of(scene.ward), {"person": "TH-ANH", "reason": "QĐ 12"})
    assert refused.context["form"].non_field_errors()
    assert not fresh(scene.person).groups.exists()


def test_whoever_leaves_authors_no_more_and_keeps_other_groups(scene, shelf):  # noqa: F811
    other = Group.objects.create(name="Ban đọc")
    scene.person.groups.add(other)
    stays = a_person(unit=scene.ward)
    for person in (scene.person, stays):
        appoint_trainer(person=person, unit=scene.ward, reason="QĐ 12", by=scene.chief)
    end_work(person=scene.person, on=clock.today(), reason="Nghỉ hưu", by=scene.head)
    assert list(trainers_on(shelf)) == [stays]
    assert list(scene.person.groups.all()) == [other]
    assert Entry.objects.get(verb="trainer.dismissed").object_id == str(scene.person.pk)


def test_a_list_of_many_trainers_costs_what_one_of_few_costs(scene, signed_in, shelf):  # noqa: F811
    client = signed_in(scene.chief)
    client.get(page_of(scene.ward))

    def statements(people: int) -> int:
        for _ in range(people):
            appoint_trainer(person=a_person(unit=scene.ward), unit=scene.ward, reason="QĐ", by=scene.chief)
        with CaptureQueriesContext(connection) as captured:
            client.get(page_of(scene.ward))
        return len(captured)

    assert statements(1) == statements(3)
