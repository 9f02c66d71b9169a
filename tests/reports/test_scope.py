"""Who sees which report: nothing of a sibling ward shows, in no page, list, number, filter or file."""

import io
import itertools
import re

import pytest
from django.urls import reverse
from python_calamine import load_workbook

import clock
from accounts.models import User
from audit.models import Entry
from completions.models import CompletionRecord
from enrolments.models import TrainingPlan
from organisation.models import Administration, Membership
from tests.factories import a_person, a_record, a_unit, an_administrator, signed_in
from tests.reports.scenes import NOW, TODAY, Wards, learns

pytestmark = pytest.mark.django_db


@pytest.fixture
def wards():
    wards = Wards()
    wards.learners("Hạc Một", done=3, late=2, soon=1)
    wards.learners("Hạc Hai", waiting=2)
    for enrolment in wards.learners("Sầm Một", done=1, late=4, learning=2):
        person = enrolment.user
        person.full_name, person.staff_code = f"Người CANARY {person.pk}", f"CANARY{person.pk}"
        person.save()
    type(wards.sam).objects.filter(pk=wards.sam.pk).update(short_name="CANARY Phường")
    TrainingPlan.objects.create(year=2026, title="CANARY Kế hoạch", unit=wards.sam)
    TrainingPlan.objects.create(year=2026, title="Kế hoạch của tỉnh", unit=wards.province)
    return wards


def addresses(wards, unit):
    """Every page of a unit in many states."""
    pages = [reverse("reports:dashboard"), reverse("reports:unit", args=[unit.pk])]
    queries = ["", "?ky=nam", "?xep=ten", "?xep=dong", "?dien=bat-buoc", f"?khoa={wards.course.pk}"]
    yield from map("".join, itertools.product(pages, queries))
    people = reverse("reports:people", args=[unit.pk])
    yield from (f"{people}?trang_thai={state}" for state in ["", "chua-hoc", "da-xong", "qua-han"])
    yield from (f"{people}?q={words}" for words in ["canary", "CANARY", "nguyen"])
    yield f"{people}?chu=c"


def test_a_sibling_ward_shows_nowhere(client, wards):
    admin = signed_in(client, an_administrator(wards.hac))
    with clock.frozen_at(NOW):
        for address in addresses(wards, wards.hac):
            response = admin.get(address)
            assert response.status_code == 200, address
            body = response.content.decode().replace('value="CANARY"', "").replace('value="canary"', "")
            body = body.replace("q=CANARY", "").replace("q=canary", "")
            assert "CANARY" not in body, address
        for table in ["don-vi", "nguoi"]:
            file = admin.get(reverse("reports:export", args=[wards.hac.pk]), {"bang": table})
            rows = load_workbook(io.BytesIO(b"".join(file))).get_sheet_by_index(0).to_python()
            assert len(rows) > 3
            assert "CANARY" not in repr(rows) + repr(file.headers)


def test_the_canary_could_have_been_seen(client, wards):
    admin = signed_in(client, an_administrator(wards.province))
    with clock.frozen_at(NOW):
        assert b"CANARY" in admin.get(reverse("reports:dashboard")).content
        people = reverse("reports:people", args=[wards.province.pk])
        assert b"CANARY" in admin.get(people, {"q": "canary"}).content
        assert "CANARY Kế hoạch" in admin.get(reverse("reports:dashboard")).content.decode()


def test_numbers_do_not_move_with_a_sibling(client, wards):
    admin = signed_in(client, an_administrator(wards.hac))
    pages = [page for page in addresses(wards, wards.hac) if "canary" not in page.lower()]
    with clock.frozen_at(NOW):
        before = {page: admin.get(page).content for page in pages}
        wards.learners("Sầm Một", done=20, late=20)
        for page in pages:
            assert without_tokens(admin.get(page).content) == without_tokens(before[page]), page


def without_tokens(body: bytes) -> bytes:
    """A page without what differs each time it is shown."""
    lines = (line for line in body.splitlines() if b"csrfmiddlewaretoken" not in line)
    return re.sub(rb'nonce="[^"]*"', b"", b"".join(lines))


@pytest.mark.parametrize("name", ["unit", "people", "export"])
def test_anothers_unit_is_not_found(client, wards, name):
    admin = signed_in(client, an_administrator(wards.hac))
    query = {"bang": "nguoi"} if name == "export" else {}
    for unit in [wards.province, wards.sam, wards.offices["Sầm Một"]]:
        assert admin.get(reverse(f"reports:{name}", args=[unit.pk]), query).status_code == 404
    assert admin.get(reverse(f"reports:{name}", args=[wards.hac.pk]), query).status_code == 200
    assert not Entry.objects.filter(verb="report.exported").exclude(unit_id=wards.hac.pk).exists()


def test_a_foreign_unit_and_none_at_all_look_the_same(client, wards):
    admin = signed_in(client, an_administrator(wards.hac))
    bodies = []
    for pk in [wards.sam.pk, 987_654_321]:
        address = reverse("reports:unit", args=[pk])
        response = admin.get(address)
        assert response.status_code == 404
        bodies.append(without_tokens(response.content).replace(address.encode(), b""))
    assert bodies[0] == bodies[1]


def test_what_cannot_be_chosen_is_not_found(client, wards):
    admin = signed_in(client, an_administrator(wards.hac))
    page = reverse("reports:unit", args=[wards.hac.pk])
    plans = {plan.title: plan.pk for plan in TrainingPlan.objects.all()}
    assert admin.get(page, {"ky": plans["Kế hoạch của tỉnh"]}).status_code == 200
    for query in [
        {"ky": plans["CANARY Kế hoạch"]},
        {"ky": "ky-la"},
        {"khoa": 999_999},
        {"khoa": "' OR 1=1"},
        {"loai": "planet"},
        {"xep": "password"},
        {"dien": "x"},
    ]:
        assert admin.get(page, query).status_code == 404, query


def test_an_observer_reads_and_exports(client, wards):
    observer = signed_in(client, an_administrator(wards.hac, role="observer"))
    with clock.frozen_at(NOW):
        for address in addresses(wards, wards.hac):
            assert observer.get(address).status_code == 200
    export = observer.get(reverse("reports:export", args=[wards.hac.pk]), {"bang": "nguoi"})
    assert export.status_code == 200


def test_a_learner_has_no_reports(client, wards):
    learner = signed_in(client, a_person(unit=wards.offices["Hạc Một"]))
    assert learner.get(reverse("reports:dashboard")).status_code == 403
    for name in ["unit", "people", "export"]:
        assert learner.get(reverse(f"reports:{name}", args=[wards.hac.pk])).status_code == 404
    other = a_person(unit=wards.offices["Hạc Một"])
    for person in [other, User.objects.get(pk=learner.session["_auth_user_id"])]:
        assert learner.get(reverse("reports:person", args=[person.pk])).status_code == 404


def test_a_stranger_is_asked_to_sign_in(client, wards):
    for name, args in [
        ("dashboard", []),
        ("unit", [wards.hac.pk]),
        ("people", [wards.hac.pk]),
        ("export", [wards.hac.pk]),
        ("person", [1]),
    ]:
        response = client.get(reverse(f"reports:{name}", args=args))
        assert response.status_code == 302 and reverse("account_login") in response["Location"]


def test_nothing_can_be_posted_but_the_wish_for_a_file(client, wards):
    admin = signed_in(client, an_administrator(wards.hac))
    for name in ["unit", "people"]:
        assert admin.post(reverse(f"reports:{name}", args=[wards.hac.pk])).status_code == 405


def test_a_role_taken_away_ends_at_once(client, wards):
    person = an_administrator(wards.hac)
    admin = signed_in(client, person)
    page = reverse("reports:unit", args=[wards.hac.pk])
    assert admin.get(page).status_code == 200
    Administration.objects.filter(user=person).delete()
    assert admin.get(page).status_code == 404


def test_the_prefix_of_a_path_is_no_branch(client):
    """0001 is not above 00010001's neighbour 0002…: units whose paths begin alike but stand side by side."""
    root = a_unit(kind="province")
    siblings = []
    for _ in range(37):  # beyond the digits and letters of one step
        root.refresh_from_db()
        siblings.append(a_unit(parent=root, kind="ward"))
    wards = Wards()
    learns(a_person(), wards.course, siblings[36], state="done")
    admin = signed_in(client, an_administrator(siblings[0]))
    assert admin.get(reverse("reports:unit", args=[siblings[36].pk])).status_code == 404


class TestAPersonsFile:
    def test_the_branch_of_the_present_unit_sees_all_of_it(self, client, wards):
        person = a_person(unit=wards.offices["Hạc Một"])
        record = a_record(person, wards.course)
        other = learns(person, Wards().course, wards.offices["Hạc Một"], state="learning", due=3)
        page = signed_in(client, an_administrator(wards.hac)).get(reverse("reports:person", args=[person.pk]))
        assert page.status_code == 200
        body = page.content.decode()
        assert person.staff_code in body
        assert record.certificate.code in body
        assert other.course.title in body

    def test_a_unit_they_have_left_sees_only_what_was_earned_there(self, client, wards):
        person = a_person(unit=wards.offices["Hạc Một"])
        record = a_record(person, wards.course)
        Membership.objects.filter(user=person).update(valid_to=TODAY)
        Membership.objects.create(user=person, unit=wards.offices["Sầm Một"], valid_from=TODAY)
        secret = Wards().course
        type(secret).objects.filter(pk=secret.pk).update(title="CANARY khóa mới")
        learns(person, secret, wards.offices["Sầm Một"], state="learning", due=3)
        page = signed_in(client, an_administrator(wards.hac)).get(reverse("reports:person", args=[person.pk]))
        assert page.status_code == 200
        body = page.content.decode()
        assert record.certificate.code in body
        for hidden in ["CANARY", person.staff_code, "Sầm"]:
            assert hidden not in body

    def test_a_unit_they_left_without_a_record_does_not_find_them(self, client, wards):
        person = a_person(unit=wards.offices["Hạc Một"])
        Membership.objects.filter(user=person).update(valid_to=TODAY)
        Membership.objects.create(user=person, unit=wards.offices["Sầm Một"], valid_from=TODAY)
        address = reverse("reports:person", args=[person.pk])
        assert signed_in(client, an_administrator(wards.hac)).get(address).status_code == 404
        assert signed_in(client, an_administrator(wards.sam)).get(address).status_code == 200

    def test_a_record_earned_elsewhere_opens_no_door(self, client, wards):
        person = a_person(unit=wards.offices["Sầm Một"])
        a_record(person, wards.course)
        assert CompletionRecord.objects.get(user=person).unit == wards.offices["Sầm Một"]
        address = reverse("reports:person", args=[person.pk])
        assert signed_in(client, an_administrator(wards.hac)).get(address).status_code == 404
