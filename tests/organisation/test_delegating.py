"""Putting somebody in charge of a unit, taking it back, and who follows an administrator who goes."""

import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import clock
from accounts.models import User
from audit.models import Entry
from organisation import scope
from organisation.actions import (
    end_due_administrations,
    end_work,
    grant_administration,
    revoke_administration,
)
from organisation.charge import waits_for_administrators
from organisation.handover_forms import GrantForm
from organisation.models import Administration, Membership
from tests.factories import a_person, a_unit, an_administrator
from tests.organisation.trees import grant, province, rolled_back, shapes

pytestmark = pytest.mark.django_db
TOMORROW = datetime.timedelta(days=1)


def asked(person, **fields) -> dict:
    return {"person": person.staff_code, "role": "administrator", "reason": "Quyết định 12/QĐ-UBND"} | fields


def roles_of(person) -> set:
    return set(Administration.objects.filter(user=person).values_list("unit", "role"))


def test_an_administrator_puts_somebody_in_charge_of_a_unit_below(scene, signed_in):
    client = signed_in(scene.chief)
    page = reverse("organisation:grant", args=[scene.office.pk])
    assert page in client.get(reverse("organisation:unit", args=[scene.office.pk])).content.decode()
    assert client.get(page).status_code == 200
    assert client.post(page, asked(scene.person)).status_code == 302
    assert roles_of(scene.person) == {(scene.office.pk, "administrator")}
    entry = Entry.objects.get(verb="administration.granted")
    assert (entry.actor, entry.object_id, entry.unit_id) == (
        scene.chief,
        str(scene.person.pk),
        scene.office.pk,
    )
    assert entry.detail["reason"] == "Quyết định 12/QĐ-UBND"
    assert set(scope.visible_units(scene.person)) == {scene.office}


def test_nobody_gives_a_right_at_beside_or_above_the_own_place(scene, signed_in):
    client = signed_in(scene.chief)
    colleague = a_person("Lê Văn Cùng", unit=scene.office)
    for unit in (scene.ward, scene.other, scene.province):
        page = reverse("organisation:grant", args=[unit.pk])
        assert (client.get(page).status_code, client.post(page, asked(colleague)).status_code) == (404, 404)
    assert client.post(
        reverse("organisation:grant", args=[scene.office.pk]), asked(colleague)
    ).status_code == (302)
    assert roles_of(colleague) == {(scene.office.pk, "administrator")}


@pytest.mark.parametrize("who", ["stranger", "chief", "head"])
def test_a_right_is_given_to_nobody_outside_above_or_to_oneself(scene, signed_in, who):
    client = signed_in(scene.chief)
    page = reverse("organisation:grant", args=[scene.office.pk])
    response = client.post(page, asked(getattr(scene, who)))
    assert response.status_code == 200
    assert not Administration.objects.filter(unit=scene.office).exists()
    assert client.post(page, asked(scene.person)).status_code == 302


def test_an_observer_gives_nothing(scene, signed_in):
    page = reverse("organisation:grant", args=[scene.office.pk])
    assert signed_in(scene.observer).post(page, asked(scene.person)).status_code == 403
    assert signed_in(scene.chief).post(page, asked(scene.person)).status_code == 302


def test_a_right_needs_a_reason_and_lasts_no_longer_than_the_givers(scene, signed_in):
    client, today = signed_in(scene.chief), clock.today()
    Administration.objects.filter(user=scene.chief).update(ends_on=today + 10 * TOMORROW)
    page = reverse("organisation:grant", args=[scene.office.pk])
    wrong = [
        {"reason": ""},
        {},
        {"ends_on": f"{today + 11 * TOMORROW:%d/%m/%Y}"},
        {"ends_on": f"{today - TOMORROW:%d/%m/%Y}"},
    ]
    for fields in wrong:
        assert client.post(page, asked(scene.person, **fields)).status_code == 200
    assert not roles_of(scene.person)
    last = today + 10 * TOMORROW
    assert client.post(page, asked(scene.person, ends_on=f"{last:%d/%m/%Y}")).status_code == 302
    assert Administration.objects.get(user=scene.person).ends_on == last


def test_a_right_opens_nothing_after_its_last_day_and_is_cleared_away(scene):
    grant_administration(
        person=scene.person,
        unit=scene.office,
        role="administrator",
        reason="Thay người đi học",
        by=scene.chief,
        ends_on=clock.today(),
    )
    assert scope.sees_reports(scene.person)
    with clock.frozen_at(clock.now() + TOMORROW):
        later = User.objects.get(pk=scene.person.pk)
        assert not scope.sees_reports(later)
        assert (end_due_administrations(), end_due_administrations()) == (1, 0)
    assert not roles_of(scene.person)
    assert Entry.objects.get(verb="administration.ended").object_id == str(scene.person.pk)


def test_giving_twice_gives_once_and_taking_twice_takes_once(scene):
    given = {
        "person": scene.person,
        "unit": scene.office,
        "role": "observer",
        "reason": "Theo dõi",
        "by": scene.chief,
    }
    assert (grant_administration(**given), grant_administration(**given)) == (True, False)
    one = Administration.objects.get(user=scene.person)
    taken = {"administration": one, "reason": "Thôi việc", "by": scene.chief}
    assert (revoke_administration(**taken), revoke_administration(**taken)) == (True, False)
    verbs = ("administration.granted", "administration.revoked")
    assert [Entry.objects.filter(verb=verb).count() for verb in verbs] == [1, 1]


def test_a_right_is_taken_back_only_below_the_own_place(scene, signed_in):
    client = signed_in(scene.chief)
    below = Administration.objects.create(user=scene.person, unit=scene.office)
    equal = Administration.objects.get(user=scene.observer)
    for one in (equal, *Administration.objects.filter(user__in=[scene.head, scene.sibling, scene.chief])):
        page = reverse("organisation:revoke_administration", args=[one.pk])
        assert client.post(page, {"reason": "Thử"}).status_code == 404
    page = reverse("organisation:revoke_administration", args=[below.pk])
    assert client.post(page, {"reason": ""}).status_code == 200
    assert client.post(page, {"reason": "Chuyển công tác"}).status_code == 302
    assert not Administration.objects.filter(pk=below.pk).exists()
    assert Administration.objects.filter(pk=equal.pk).exists()
    head = signed_in(scene.head)
    page = reverse("organisation:revoke_administration", args=[equal.pk])
    assert head.post(page, {"reason": "Chuyển công tác"}).status_code == 302


def test_whoever_is_put_in_charge_needs_the_second_step(scene, signed_in, settings):
    settings.SECOND_FACTOR_REQUIRED = True
    client = signed_in(scene.person)
    assert client.get(reverse("my_learning")).status_code == 200
    Administration.objects.create(user=scene.person, unit=scene.office, role="observer")
    assert client.get(reverse("my_learning")).url.split("?")[0] == reverse("second_factor")


# Successors.


def test_leaving_asks_for_a_successor_and_installs_it(scene, signed_in):
    client = signed_in(scene.head)
    page = reverse("organisation:leave", args=[scene.chief.pk])
    field = f"successor_{Administration.objects.get(user=scene.chief).pk}"
    assert field in client.get(page).content.decode()
    assert (
        "successor_" not in client.get(reverse("organisation:leave", args=[scene.person.pk])).content.decode()
    )
    answer = {"on": f"{clock.today():%d/%m/%Y}", "reason": "Nghỉ hưu"}
    assert client.post(page, answer | {field: "KHONG-CO"}).status_code == 200
    assert client.post(page, answer | {field: scene.person.staff_code}).status_code == 302
    assert roles_of(scene.person) == {(scene.ward.pk, "administrator")}
    assert not roles_of(scene.chief)


def test_an_administrator_without_a_successor_leaves_a_gap_that_the_province_sees(scene, signed_in):
    assert waits_for_administrators(scene.head) == 0
    end_work(person=scene.chief, on=clock.today(), reason="Nghỉ hưu", by=scene.head)
    assert waits_for_administrators(User.objects.get(pk=scene.head.pk)) == 1
    assert waits_for_administrators(scene.sibling) == 0
    gaps = signed_in(scene.head).get(reverse("organisation:administrators"), {"trang_thai": "thieu"})
    table = gaps.content.decode().split("<tbody>")[1]
    assert (scene.ward.name in table, scene.other.name in table) == (True, False)


def test_the_list_of_those_in_charge_costs_the_same_for_one_unit_and_three(scene, signed_in):
    client, page = signed_in(scene.head), reverse("organisation:administrators")
    client.get(page)
    with CaptureQueriesContext(
        connection,
    ) as few:
        client.get(page)
    for number in range(3):
        scene.province.refresh_from_db()
        an_administrator(a_unit(f"Xã Thêm {number}", scene.province))
    with CaptureQueriesContext(connection) as many:
        assert "Xã Thêm 2" in client.get(page).content.decode()
    assert len(few) == len(many)


def test_moving_away_gives_up_what_was_administered(scene, signed_in):
    client = signed_in(scene.head)
    page = f"{reverse('enrolments:transfer', args=[scene.chief.pk])}?don_vi={scene.other.pk}"
    field = f"successor_{Administration.objects.get(user=scene.chief).pk}"
    assert field in client.get(page).content.decode()
    answer = {"on": f"{clock.today():%d/%m/%Y}", field: scene.person.staff_code}
    assert client.post(page, answer).status_code == 302
    assert (roles_of(scene.chief), roles_of(scene.person)) == (set(), {(scene.ward.pk, "administrator")})


def test_moving_away_keeps_what_was_administered_where_that_is_said(scene, signed_in):
    page = f"{reverse('enrolments:transfer', args=[scene.chief.pk])}?don_vi={scene.other.pk}"
    answer = {"on": f"{clock.today():%d/%m/%Y}", "keeps": "on"}
    assert signed_in(scene.head).post(page, answer).status_code == 302
    assert Membership.objects.present().get(user=scene.chief).unit == scene.other
    assert roles_of(scene.chief) == {(scene.ward.pk, "administrator")}


def test_moving_within_the_branch_keeps_everything(scene, signed_in):
    page = f"{reverse('enrolments:transfer', args=[scene.chief.pk])}?don_vi={scene.office.pk}"
    client = signed_in(scene.head)
    assert "successor_" not in client.get(page).content.decode()
    assert client.post(page, {"on": f"{clock.today():%d/%m/%Y}"}).status_code == 302
    assert roles_of(scene.chief) == {(scene.ward.pk, "administrator")}


# What is given is part of what one has.


numbers = st.integers(min_value=0, max_value=99)


@settings(
    max_examples=40,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(shape=shapes(), mine=st.lists(numbers, max_size=4), unit=numbers, person=numbers, role=numbers)
def test_what_is_given_is_part_of_what_one_has(db, shape, mine, unit, person, role):
    """Whatever is typed, whoever is put in charge sees nothing that the giver does not act on, and less than he."""
    with rolled_back():
        made = province(shape)
        by = User.objects.create_user("nguoi.giao", full_name="Người giao")
        acting = [one for one, kind in grant(made, by, mine).items() if kind == "administrator"]
        below = {
            one.pk
            for one in made.units
            if made.parents[one.pk] is not None and made.is_within_any(made.parents[one.pk], acting)
        }
        assert set(scope.grantable_units(by).values_list("pk", flat=True)) == below
        target = made.units[unit % len(made.units)]
        if target.pk not in below or not made.people:
            return
        chosen = made.people[person % len(made.people)]
        fields = {"person": chosen.username, "role": ["administrator", "observer"][role % 2], "reason": "Thử"}
        form = GrantForm(fields, by=by, unit=target)
        works = made.works_in.get(chosen.pk)
        allowed = works is not None and made.is_within_any(works.pk, acting) and chosen.is_active
        assert form.is_valid() == allowed
        if allowed:
            grant_administration(unit=target, by=by, **form.cleaned_data)
            given = set(scope.visible_units(User.objects.get(pk=chosen.pk)))
            assert given < set(scope.visible_units(by, acting=True))
