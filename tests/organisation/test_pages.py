"""The pages about people and units: what they show to whom, and what they refuse."""

import datetime
import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.html import escape

from accounts.codes import digest_of
from accounts.models import SignInCode, User
from audit.models import Entry
from organisation.actions import report_mistake
from organisation.models import Administration, Membership
from tests.factories import a_person, a_unit

pytestmark = pytest.mark.django_db
HOSTILE = '"><img src=x onerror=alert(1)>{{7*7}}'


def page(client, name, *args, **query) -> str:
    response = client.get(reverse(f"organisation:{name}", args=args), query)
    assert response.status_code == 200
    return response.content.decode()


def status(client, name, *args, data=None) -> int:
    address = reverse(f"organisation:{name}", args=args)
    return (client.get(address) if data is None else client.post(address, data)).status_code


# Who sees whom.


def test_an_administrator_sees_the_people_of_the_branch_and_nobody_elses(scene, signed_in):
    shown = page(signed_in(scene.chief), "people")
    assert scene.person.full_name in shown
    assert scene.stranger.full_name not in shown
    assert scene.stranger.full_name in page(signed_in(scene.head), "people")


def test_anothers_person_and_unit_are_not_found(scene, signed_in):
    client = signed_in(scene.chief)
    assert status(client, "person", scene.person.pk) == status(client, "unit", scene.office.pk) == 200
    assert status(client, "person", scene.stranger.pk) == status(client, "person", 10**9) == 404
    assert status(client, "unit", scene.other.pk) == status(client, "unit", scene.province.pk) == 404
    assert client.get(reverse("organisation:people"), {"don_vi": scene.other.pk}).status_code == 404
    for name in ("lock", "unlock", "leave", "issue_code", "correct_person"):
        assert status(client, name, scene.stranger.pk, data={"full_name": "X Y"}) == 404
    assert User.objects.get(pk=scene.stranger.pk).is_active
    assert not SignInCode.objects.exists()


def test_learners_and_strangers_see_none_of_it(scene, signed_in, client):
    places = [
        ("people",),
        ("unit", scene.ward.pk),
        ("person", scene.person.pk),
        ("add_person",),
    ]
    for place in places:
        assert status(client, *place) == 302
    signed_in(scene.person)
    for place in places:
        assert status(client, *place) == 403


def test_an_observer_reads_and_changes_nothing(scene, signed_in):
    client = signed_in(scene.observer)
    assert scene.person.full_name in page(client, "people")
    shown = page(client, "person", scene.person.pk)
    assert "<form" not in shown.split("</header>")[1].split("<footer")[0]
    for name in ("lock", "unlock", "leave", "issue_code", "correct_person"):
        assert status(client, name, scene.person.pk, data={"full_name": "Tên Khác"}) == 403
    add = reverse("organisation:add_person") + f"?don_vi={scene.ward.pk}"
    assert client.post(add, {"full_name": "Tên Khác"}).status_code == 403
    assert not User.objects.filter(full_name="Tên Khác").exists()
    assert not SignInCode.objects.exists()


def test_a_role_taken_away_counts_from_the_next_request(scene, signed_in):
    client = signed_in(scene.chief)
    assert status(client, "person", scene.person.pk) == 200
    Administration.objects.filter(user=scene.chief).delete()
    assert status(client, "person", scene.person.pk) == 403


def test_a_person_who_moved_away_is_gone_with_the_next_request(scene, signed_in):
    client = signed_in(scene.chief)
    Membership.objects.filter(user=scene.person).update(unit=scene.other)
    assert status(client, "person", scene.person.pk) == 404


def test_whoever_sees_reports_needs_a_second_factor(scene, signed_in, settings):
    settings.SECOND_FACTOR_REQUIRED = True
    response = signed_in(scene.observer).get(reverse("organisation:people"))
    assert (response.status_code, response.url.split("?")[0]) == (302, reverse("second_factor"))
    assert signed_in(scene.person).get(reverse("organisation:report_mistake")).status_code == 200


# Nobody edits himself or anybody higher up.


def test_nobody_acts_on_the_own_account(scene, signed_in):
    client = signed_in(scene.chief)
    for name in ("lock", "leave", "issue_code", "correct_person"):
        assert status(client, name, scene.chief.pk, data={"full_name": "Tên Khác"}) == 404
    assert User.objects.get(pk=scene.chief.pk).is_active


@pytest.mark.parametrize("role", ["administrator", "observer"])
def test_nobody_acts_on_someone_who_sees_more(scene, signed_in, role):
    higher = a_person("Người Cấp Trên", unit=scene.ward)
    Administration.objects.create(user=higher, unit=scene.province, role=role)
    client = signed_in(scene.chief)
    assert status(client, "person", higher.pk) == 200
    for name in ("lock", "leave", "issue_code", "correct_person"):
        assert status(client, name, higher.pk, data={"full_name": "Tên Khác"}) == 404
    client = signed_in(scene.head)
    assert status(client, "lock", higher.pk, data={}) == 302


def test_a_superuser_of_the_ward_is_out_of_reach(scene, signed_in):
    root = a_person(unit=scene.ward, is_superuser=True)
    assert status(signed_in(scene.chief), "issue_code", root.pk, data={}) == 404


def test_a_code_is_not_handed_out_for_rights_one_lacks(scene, signed_in, django_user_model):
    from django.contrib.auth.models import Group

    scene.person.groups.add(Group.objects.create(name="Giảng viên"))
    client = signed_in(scene.chief)
    assert status(client, "issue_code", scene.person.pk, data={}) == 404
    assert status(client, "lock", scene.person.pk, data={}) == 302


# Lists.


def test_search_needs_no_tones_and_state_narrows(scene, signed_in):
    a_person("Lê Văn Bị Khóa", unit=scene.ward, is_active=False)
    client = signed_in(scene.chief)
    assert re.findall(r"TH-ANH|Bị Khóa", page(client, "people", q="ngoc anh")) == ["TH-ANH"]
    assert scene.person.full_name in page(client, "people", q="th-anh")
    assert scene.person.full_name not in page(client, "people", trang_thai="khoa")
    assert "Lê Văn Bị Khóa" in page(client, "people", trang_thai="khoa")
    assert scene.person.full_name in page(client, "people", don_vi=scene.office.pk)
    assert "Bị Khóa" not in page(client, "people", don_vi=scene.office.pk)


@pytest.mark.parametrize(
    "query",
    [{"q": "x" * 5000}, {"sau": "abc"}, {"sau": "9" * 40}, {"trang_thai": "'"}, {"chu": "%"}, {"truoc": -1}],
)
def test_whatever_stands_in_the_address_the_list_answers(scene, signed_in, query):
    page(signed_in(scene.chief), "people", **query)


def test_people_stand_in_the_order_of_given_names_page_after_page(scene, signed_in):
    names = [
        f"Nguyễn {middle} {given}"
        for given in ["An", "Ân", "Bình", "Đức", "Dũng", "Hà"]
        for middle in ["A", "B", "C", "D", "E", "G"]
    ]
    Membership.objects.exclude(user=scene.chief).delete()
    for name in names:
        a_person(name, unit=scene.ward)
    expected = list(
        User.objects.filter(memberships__isnull=False)
        .order_by("sort_key", "pk")
        .values_list("full_name", flat=True)
    )
    client = signed_in(scene.chief)
    seen, address = [], reverse("organisation:people")
    while address:
        content = client.get(address).content.decode()
        seen.append(re.findall(r'<th scope="row"><a href="[^"]*">([^<]*)</a>', content))
        found = re.search(r'rel="next" href="([^"]*)"', content)
        address = reverse("organisation:people") + found[1].replace("&amp;", "&") if found else ""
    assert [name for rows in seen for name in rows] == expected
    assert [len(rows) for rows in seen] == [25, len(expected) - 25]
    back = re.search(r'rel="prev" href="([^"]*)"', content)[1].replace("&amp;", "&")
    first = client.get(reverse("organisation:people") + back).content.decode()
    assert re.findall(r'<th scope="row"><a href="[^"]*">([^<]*)</a>', first) == seen[0]


def test_lists_ask_as_much_for_three_rows_as_for_one(scene, signed_in):
    client = signed_in(scene.chief)
    report_mistake(user=scene.person, text="Sai")

    def queries(name, *args):
        with CaptureQueriesContext(
            connection,
        ) as captured:
            page(client, name, *args)
        return len(captured)

    places = [("people",), ("unit", scene.ward.pk), ("person", scene.person.pk)]
    before = [queries(*place) for place in places]
    for number in range(3):
        person = a_person(f"Người Thứ {number}", unit=a_unit(parent=scene.ward))
        scene.ward.refresh_from_db()
        report_mistake(user=person, text="Sai")
        Membership.objects.create(
            user=scene.person,
            unit=scene.other,
            valid_from=datetime.date(2020, 1, 1),
            valid_to=datetime.date(2021, 1, 1),
        )
    assert [queries(*place) for place in places] == before
    assert max(before) <= 20


# Hostile and long text.


def test_whatever_people_type_is_shown_as_text(scene, signed_in):
    person = a_person(HOSTILE, unit=a_unit(HOSTILE, scene.ward), staff_code=HOSTILE[:30], phone=HOSTILE[:20])
    made = report_mistake(user=person, text=HOSTILE)
    client = signed_in(scene.chief)
    shown = [
        page(client, "people"),
        page(client, "people", q=HOSTILE),
        page(client, "person", person.pk),
        page(client, "unit", scene.ward.pk),
        client.get(reverse("reports:requests")).content.decode(),
        client.get(reverse("reports:request", args=["sai", made.pk])).content.decode(),
        client.post(reverse("organisation:issue_code", args=[person.pk])).content.decode(),
        client.post(
            reverse("organisation:add_person") + f"?don_vi={scene.ward.pk}",
            {"full_name": HOSTILE, "email": HOSTILE},
        ).content.decode(),
    ]
    for content in shown:
        assert "<img src=x" not in content
    assert escape(HOSTILE) in shown[0]


def test_a_unit_with_a_long_name_and_nobody_in_it(scene, signed_in):
    name = "Trung tâm Điều phối " * 9
    unit = a_unit(name.strip(), scene.ward)
    assert name.strip() in page(signed_in(scene.chief), "unit", unit.pk)


# Adding, locking, correcting.


def test_a_person_is_added_once_though_sent_twice(scene, signed_in):
    client = signed_in(scene.chief)
    address = reverse("organisation:add_person") + f"?don_vi={scene.office.pk}"
    form = {"full_name": "Đỗ Thị Mới", "staff_code": "M1", "email": "", "phone": "", "post": "Chuyên viên"}
    first, again = client.post(address, form), client.post(address, form)
    added = User.objects.get(staff_code="M1")
    assert first.url == again.url == reverse("organisation:person", args=[added.pk])
    assert added.memberships.get().unit == scene.office
    assert Entry.objects.get(verb="person.added").actor == scene.chief


def test_nobody_is_added_to_anothers_unit(scene, signed_in):
    client = signed_in(scene.chief)
    for unit in (scene.other.pk, scene.province.pk, "x", 10**30):
        address = reverse("organisation:add_person") + f"?don_vi={unit}"
        assert client.post(address, {"full_name": "Đỗ Thị Mới"}).status_code == 404
    assert not User.objects.filter(full_name="Đỗ Thị Mới").exists()


def test_the_units_to_add_to_are_those_of_the_branch(scene, signed_in):
    shown = page(signed_in(scene.chief), "add_person", q="phuong")
    assert scene.ward.name in shown
    assert scene.other.name not in shown


@pytest.mark.parametrize(
    ("form", "error"),
    [
        ({"full_name": ""}, "full_name"),
        ({"full_name": "\u200b \u200b"}, "full_name"),
        ({"full_name": "1234"}, "full_name"),
        ({"full_name": "Lê Lan", "email": "lan"}, "email"),
        ({"full_name": "Lê Lan", "staff_code": "TH-LA"}, "staff_code"),
    ],
)
def test_what_is_wrong_is_said_beside_the_field(scene, signed_in, form, error):
    client = signed_in(scene.chief)
    response = client.post(reverse("organisation:add_person") + f"?don_vi={scene.ward.pk}", form)
    assert list(response.context["form"].errors) == [error]
    content = response.content.decode()
    assert "<title>" in content
    assert f'id="id_{error}_error"' in content
    assert 'role="alert"' in content
    assert scene.stranger.full_name not in content


def test_correcting_sets_only_what_the_form_has(scene, signed_in):
    client = signed_in(scene.chief)
    everything = {field.name: "1" for field in User._meta.get_fields() if field.concrete}
    client.post(
        reverse("organisation:correct_person", args=[scene.person.pk]),
        everything
        | {"full_name": "Nguyễn Thị Ánh", "email": "", "post": "", "password": "x", "unit": scene.other.pk},
    )
    person = User.objects.get(pk=scene.person.pk)
    assert (person.full_name, person.username, person.is_superuser) == (
        "Nguyễn Thị Ánh",
        scene.person.username,
        False,
    )
    assert person.password == scene.person.password
    assert person.memberships.get().unit == scene.office


def test_a_locked_person_is_signed_out_and_can_be_opened_again(scene, client):
    from django.test import Client

    locked = Client()
    locked.force_login(scene.person)
    client.force_login(scene.chief)
    assert status(client, "lock", scene.person.pk, data={}) == 302
    assert locked.get(reverse("organisation:report_mistake")).status_code == 302
    assert status(client, "unlock", scene.person.pk, data={}) == 302
    assert User.objects.get(pk=scene.person.pk).is_active


def test_a_code_is_shown_once_and_kept_as_a_digest(scene, signed_in):
    client = signed_in(scene.chief)
    response = client.post(reverse("organisation:issue_code", args=[scene.person.pk]))
    code = re.search(r"[0-9A-Z]{5}-[0-9A-Z]{5}", response.content.decode())[0]
    assert SignInCode.objects.get().digest == digest_of(code)
    assert "no-store" in response["Cache-Control"]
    for place in (("person", scene.person.pk), ("people",)):
        assert code not in page(client, *place)
    assert status(client, "issue_code", scene.person.pk) == 405


def test_nothing_changes_by_looking(scene, signed_in):
    client = signed_in(scene.chief)
    before = Entry.objects.count()
    for name in ("lock", "unlock", "issue_code"):
        assert status(client, name, scene.person.pk) == 405
    assert Entry.objects.count() == before
