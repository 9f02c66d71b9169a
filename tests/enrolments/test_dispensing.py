"""Exemptions and more time: what they change, who may give them, and that assignments leave them alone."""

import datetime

import pytest
from django.urls import reverse

import clock
from audit.models import Entry
from enrolments.actions import (
    NothingToDispense,
    ask_dispensation,
    assign_course,
    change_assignment,
    close_enrolment,
    decide_dispensation,
    follow_joiners,
    grant_dispensation,
    preview_assignment,
    withdraw_assignment,
)
from enrolments.models import Dispensation, Enrolment
from tests.factories import a_course

pytestmark = pytest.mark.django_db
TODAY = clock.today
DAY = datetime.timedelta(days=1)


@pytest.fixture
def course(db):
    return a_course()


@pytest.fixture
def assignment(scene, course):
    return assign_course(
        course=course,
        units=[scene.ward],
        due_on=TODAY() + 30 * DAY,
        is_mandatory=True,
        made_by=scene.chief,
        made_for=scene.ward,
    )


@pytest.fixture
def owed(scene, assignment) -> Enrolment:
    return Enrolment.objects.open().get(user=scene.person)


def given(owed, by, kind="exemption", **fields) -> Dispensation:
    return grant_dispensation(enrolment=owed, kind=kind, reason="Nghỉ thai sản", by=by, **fields)


def test_whoever_is_exempt_is_not_asked_again_and_others_are(scene, course, assignment, owed):
    given(owed, scene.chief)
    owed.refresh_from_db()
    assert owed.closed_as == "exempt"
    assert follow_joiners() == 0
    reach = preview_assignment(course=course, units=[scene.ward])
    assert (reach.asked, reach.exempt) == (0, 1)
    assign_course(
        course=course,
        units=[scene.province],
        due_on=TODAY() + 5 * DAY,
        is_mandatory=True,
        made_by=scene.head,
        made_for=scene.province,
    )
    assert not Enrolment.objects.open().filter(user=scene.person).exists()
    assert Enrolment.objects.open().filter(user=scene.chief).exists()


def test_an_exemption_that_is_over_exempts_no_more(scene, owed):
    given(owed, scene.chief, until=TODAY() + 3 * DAY)
    for days, asked in ((3, 0), (4, 1)):
        with clock.frozen_at(clock.now() + days * DAY):
            assert follow_joiners() == asked
    assert Enrolment.objects.open().get(user=scene.person).round == 2


def test_more_time_stands_against_the_tick_and_stricter_days(scene, assignment, owed):
    later = TODAY() + 60 * DAY
    given(owed, scene.chief, "extension", until=later)
    follow_joiners()
    change_assignment(
        assignment=assignment,
        due_on=TODAY() + 10 * DAY,
        is_mandatory=True,
        note="",
        reason="Sớm hơn",
        by=scene.chief,
    )
    owed.refresh_from_db()
    assert owed.due_on == later
    assert Enrolment.objects.open().get(user=scene.chief).due_on == TODAY() + 10 * DAY


def test_a_day_later_than_the_extension_holds_for_all(scene, assignment, owed):
    given(owed, scene.chief, "extension", until=TODAY() + 40 * DAY)
    change_assignment(
        assignment=assignment,
        due_on=TODAY() + 50 * DAY,
        is_mandatory=True,
        note="",
        reason="Lùi hạn",
        by=scene.chief,
    )
    owed.refresh_from_db()
    assert (owed.due_on, owed.extended_until) == (TODAY() + 50 * DAY, None)


def test_more_time_goes_along_to_another_assignment_and_ends_with_the_last(scene, course, assignment, owed):
    given(owed, scene.chief, "extension", until=TODAY() + 60 * DAY)
    other = assign_course(
        course=course,
        units=[scene.province],
        due_on=TODAY() + 35 * DAY,
        is_mandatory=True,
        made_by=scene.head,
        made_for=scene.province,
    )
    withdraw_assignment(assignment=assignment, reason="Nhầm", by=scene.chief)
    owed.refresh_from_db()
    assert (owed.assignment, owed.due_on) == (other, TODAY() + 60 * DAY)
    Enrolment.objects.filter(pk=owed.pk).update(started_at=clock.now())
    withdraw_assignment(assignment=other, reason="Nhầm", by=scene.head)
    owed.refresh_from_db()
    assert (owed.assignment, owed.due_on, owed.extended_until) == (None, None, None)


def test_asking_twice_is_one_request_and_it_is_decided_once(scene, owed):
    ask = {"enrolment": owed, "kind": "extension", "reason": "Ốm", "until": TODAY() + 40 * DAY}
    asked = ask_dispensation(**ask)
    assert ask_dispensation(**ask) == asked
    owed.refresh_from_db()
    assert owed.extended_until is None
    answer = {"dispensation": asked, "by": scene.chief}
    assert decide_dispensation(**answer, is_granted=True, until=TODAY() + 35 * DAY) is True
    assert decide_dispensation(**answer, is_granted=False, answer="Không") is False
    owed.refresh_from_db()
    assert owed.due_on == TODAY() + 35 * DAY
    kept = Entry.objects.filter(object_type="enrolments.dispensation").order_by("pk")
    assert [(one.verb, one.actor) for one in kept] == [
        ("dispensation.asked", scene.person),
        ("dispensation.granted", scene.chief),
    ]


def test_what_is_finished_is_not_dispensed(scene, owed):
    asked = ask_dispensation(enrolment=owed, kind="exemption", reason="Đã học nơi khác")
    close_enrolment(enrolment=owed, closed_as="completed", at=clock.now())
    with pytest.raises(NothingToDispense):
        decide_dispensation(dispensation=asked, is_granted=True, by=scene.chief)
    owed.refresh_from_db()
    assert owed.closed_as == "completed"
    assert Dispensation.objects.waiting().count() == 1


# The pages.


def test_a_person_asks_about_ones_own_courses_only(scene, signed_in, owed):
    other = Enrolment.objects.open().get(user=scene.chief)
    client, address = signed_in(scene.person), reverse("enrolments:ask_dispensation")
    form = {"kind": "exemption", "reason": "Nghỉ thai sản"}
    assert "enrolment" in client.post(address, form | {"enrolment": other.pk}).context["form"].errors
    client.post(address, form | {"enrolment": owed.pk})
    assert [one.enrolment for one in Dispensation.objects.all()] == [owed]
    assert "Nghỉ thai sản" in client.get(reverse("my_learning")).content.decode()


def test_only_who_is_in_charge_gives_and_decides_never_for_himself(scene, signed_in, owed):
    own = Enrolment.objects.open().get(user=scene.chief)
    give = {one: reverse("enrolments:dispense", args=[one.pk]) for one in (owed, own)}
    form = {"kind": "extension", "reason": "Ốm", "until": (TODAY() + 40 * DAY).isoformat()}
    for user, found in ((scene.sibling, 404), (scene.observer, 403), (scene.person, 403)):
        assert signed_in(user).post(give[owed], form).status_code == found
    assert signed_in(scene.chief).post(give[own], form).status_code == 404
    asked = ask_dispensation(enrolment=own, kind="exemption", reason="Bận")
    decide, granted = (
        reverse("reports:request", args=["mien", asked.pk]),
        {f"mien-{asked.pk}-is_granted": "1"},
    )
    assert signed_in(scene.chief).post(decide, granted).status_code == 404
    assert signed_in(scene.sibling).get(decide).status_code == 404
    assert signed_in(scene.head).post(decide, granted).status_code == 302
    client = signed_in(scene.chief)
    assert client.post(give[owed], form).status_code == 302
    owed.refresh_from_db()
    assert owed.due_on == TODAY() + 40 * DAY
    assert "Ốm" in client.get(reverse("organisation:person", args=[scene.person.pk])).content.decode()


@pytest.mark.parametrize(
    ("fields", "wrong"),
    [
        ({"kind": "extension"}, "until"),
        ({"kind": "extension", "until": "2020-01-01"}, "until"),
        ({"kind": "exemption", "reason": ""}, "reason"),
        ({"kind": "everything"}, "kind"),
    ],
)
def test_what_is_missing_is_said(scene, signed_in, owed, fields, wrong):
    address = reverse("enrolments:dispense", args=[owed.pk])
    response = signed_in(scene.chief).post(address, {"reason": "Ốm"} | fields)
    assert list(response.context["form"].errors) == [wrong]
    assert not Dispensation.objects.exists()
