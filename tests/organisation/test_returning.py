"""Somebody who had left comes back, from the list of those who left."""

import datetime

import pytest
from django.contrib.auth.models import Group
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

import clock
from accounts.models import User
from audit.models import Entry
from completions.models import CompletionRecord
from enrolments.models import Enrolment
from organisation import scope
from organisation.actions import ImpossibleMove, end_work, take_back
from organisation.models import Administration, Membership
from tests.factories import a_course, a_person, a_record, an_administrator, an_enrolment

pytestmark = pytest.mark.django_db
LIST = reverse("organisation:people")


def gone(person, by, on=None):
    assert end_work(person=person, on=on or clock.today(), reason="Nghỉ hưu", by=by)
    return person


def page_of(person) -> str:
    return reverse("organisation:take_back", args=[person.pk])


def returned(person, scene, **changes) -> bool:
    asked = {"unit": scene.office, "on": clock.today(), "reason": "Gọi lại", "by": scene.chief}
    return take_back(person=person, **asked | changes)


def test_whoever_comes_back_works_and_signs_in_and_records_stay(scene):
    record = a_record(scene.person)
    enrolment = an_enrolment(scene.person, a_course())
    Administration.objects.create(user=scene.person, unit=scene.office)
    gone(scene.person, scene.chief)
    assert returned(scene.person, scene, unit=scene.ward, post="Công chức", category="part_time")
    person = User.objects.get(pk=scene.person.pk)
    present = Membership.objects.present().get(user=person)
    assert person.is_active
    assert (present.unit, present.post.name, present.category) == (scene.ward, "Công chức", "part_time")
    assert Membership.objects.filter(user=person).count() == 2
    assert CompletionRecord.objects.get(user=person).unit_id == record.unit_id == scene.office.pk
    assert not Enrolment.objects.open().filter(pk=enrolment.pk).exists(), "duties are asked anew"
    assert not Administration.objects.filter(user=person).exists(), "rights do not come back"
    entry = Entry.objects.get(verb="person.returned")
    assert (entry.actor, entry.object_id, entry.unit_id) == (scene.chief, str(person.pk), scene.ward.pk)
    assert entry.detail == {"on": clock.today().isoformat(), "reason": "Gọi lại"}


def test_coming_back_twice_is_coming_back_once(scene):
    gone(scene.person, scene.chief)
    assert [returned(scene.person, scene) for _ in range(2)] == [True, False]
    assert Entry.objects.filter(verb="person.returned").count() == 1


def test_nobody_comes_back_tomorrow_nor_before_the_last_day_nor_to_a_unit_that_ended(scene):
    today, day = clock.today(), datetime.timedelta(days=1)
    gone(scene.person, scene.chief, on=today - day)
    scene.other.valid_to = today
    for wrong in ({"on": today + day}, {"on": today - 2 * day}, {"unit": scene.other}):
        with pytest.raises(ImpossibleMove):
            returned(scene.person, scene, **wrong)
    assert not User.objects.get(pk=scene.person.pk).is_active


def test_the_list_of_those_who_left_leads_to_the_form(scene, signed_in):
    gone(scene.person, scene.chief)
    gone(scene.stranger, scene.sibling)
    client = signed_in(scene.chief)
    shown = client.get(LIST, {"trang_thai": "nghi"}).content.decode()
    assert scene.person.full_name in shown and page_of(scene.person) in shown
    assert scene.stranger.full_name not in shown and scene.chief.full_name not in shown.split("<table")[1]
    assert scene.person.full_name not in client.get(LIST).content.decode()
    form = client.get(page_of(scene.person))
    assert form.context["unit"] == scene.office
    today = f"{clock.today():%d/%m/%Y}"
    assert client.post(page_of(scene.person), {"on": today, "reason": ""}).status_code == 200
    assert not User.objects.get(pk=scene.person.pk).is_active
    back = client.post(page_of(scene.person), {"on": today, "reason": "Gọi lại"})
    assert back.url == reverse("organisation:person", args=[scene.person.pk])
    assert client.get(back.url).status_code == 200
    assert client.get(page_of(scene.person)).status_code == 404, "nobody who works here left"


def test_another_unit_of_the_branch_can_be_chosen(scene, signed_in):
    gone(scene.person, scene.chief)
    client = signed_in(scene.chief)
    assert scene.ward.name in client.get(page_of(scene.person), {"q": "Hac Thanh"}).content.decode()
    client.post(
        f"{page_of(scene.person)}?don_vi={scene.ward.pk}",
        {"on": f"{clock.today():%d/%m/%Y}", "reason": "Gọi lại"},
    )
    assert scope.present_unit(scene.person) == scene.ward
    gone(scene.person, scene.chief)
    away = f"{page_of(scene.person)}?don_vi={scene.other.pk}"
    assert client.post(away, {"on": f"{clock.today():%d/%m/%Y}", "reason": "Gọi lại"}).status_code == 404


def test_only_the_branch_of_the_last_place_takes_somebody_back(scene, signed_in):
    moved = a_person("Ngô Văn Đi", unit=scene.office)
    Membership.objects.filter(user=moved).update(valid_to=clock.today())
    Membership.objects.create(user=moved, unit=scene.other, valid_from=clock.today())
    gone(moved, scene.head)
    assert signed_in(scene.sibling).get(page_of(moved)).status_code == 200
    assert signed_in(scene.head).get(page_of(moved)).status_code == 200
    assert signed_in(scene.chief).get(page_of(moved)).status_code == 404
    gone(scene.person, scene.head)
    assert signed_in(scene.observer).get(page_of(scene.person)).status_code == 403
    assert not scope.departed_people(scene.observer).exists()


def test_the_people_of_a_dissolved_unit_come_back_to_its_successor(scene, signed_in):
    gone(scene.person, scene.chief)
    scene.office.successors.add(scene.other)
    elsewhere = signed_in(scene.sibling)
    assert elsewhere.get(page_of(scene.person), {"q": ""}).status_code == 200
    assert list(scope.departed_people(scene.sibling)) == [scene.person]


def test_whoever_has_further_rights_is_taken_back_by_the_province(scene, signed_in):
    gone(scene.person, scene.chief)
    scene.person.groups.add(Group.objects.create(name="Giảng viên"))
    assert signed_in(scene.chief).get(page_of(scene.person)).status_code == 404
    assert not scope.departed_people(scene.chief).exists()
    operator = an_administrator(scene.province, is_superuser=True)
    assert signed_in(operator).get(page_of(scene.person)).status_code == 200


def test_many_who_left_cost_what_few_cost(scene, signed_in):
    client = signed_in(scene.chief)

    def statements(people: int) -> int:
        for number in range(people):
            gone(a_person(f"Người Số {number}", unit=scene.office), scene.chief)
        with CaptureQueriesContext(connection) as captured:
            client.get(LIST, {"trang_thai": "nghi"})
        return len(captured)

    assert statements(1) == statements(3)
