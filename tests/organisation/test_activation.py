"""Codes for many people at once: whose turn it is, that each opens once, and that nobody gets at others' codes."""

import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.actions import redeem_code
from accounts.codes import digest_of
from accounts.models import ActivationLink, SignInCode, User
from audit.models import Entry
from tests.factories import a_person
from tests.organisation.lists import imported, workbook

pytestmark = pytest.mark.django_db
WHERE = reverse("organisation:activation")
CODE = re.compile(r"</span>([0-9A-Z]{5}-[0-9A-Z]{5})<")


def slips(client, **data) -> str:
    response = client.post(WHERE, data)
    assert response.status_code == 200
    return response.content.decode()


def test_everybody_of_the_branch_who_never_signed_in_gets_a_slip(scene, signed_in):
    shown = slips(signed_in(scene.chief))
    codes = CODE.findall(shown)
    assert scene.person.full_name in shown and scene.stranger.full_name not in shown
    assert {code.user for code in SignInCode.objects.all()} == {scene.person, scene.observer}
    assert {digest_of(code) for code in codes} == set(SignInCode.objects.values_list("digest", flat=True))
    assert Entry.objects.filter(verb="sign_in_code.issued").count() == 2
    assert not Entry.objects.filter(detail__icontains=codes[0][:5]).exists()


def test_a_printed_code_opens_once(scene, signed_in):
    shown = slips(signed_in(scene.chief))
    slip = next(part for part in shown.split("<article") if scene.person.full_name in part)
    [code] = CODE.findall(slip)
    assert redeem_code(name=scene.person.username, code=code) == scene.person
    assert redeem_code(name=scene.person.username, code=code) is None


def test_whoever_holds_a_code_keeps_it_unless_asked_otherwise(scene, signed_in):
    client = signed_in(scene.chief)
    [first, second] = CODE.findall(slips(client))
    late = a_person("Cao Văn Mới", unit=scene.office)
    assert len(CODE.findall(slips(client))) == 1
    assert SignInCode.objects.filter(user=late).count() == 1
    assert "Mọi người đều đã có mã" in slips(client)
    again = CODE.findall(slips(client, again="on"))
    assert len(again) == 3 and not {first, second} & set(again)
    assert redeem_code(name=scene.person.username, code=first) is None
    assert redeem_code(name=scene.person.username, code=second) is None


def test_the_code_stands_in_no_address(scene, signed_in):
    shown = slips(signed_in(scene.chief))
    for code in CODE.findall(shown):
        assert shown.count(code) == 1
    filled = Client().get(reverse("sign_in_code"), {"ten": scene.person.username}).content.decode()
    assert f'value="{scene.person.username}"' in filled


def test_another_branchs_unit_is_not_found_and_an_observer_prints_nothing(scene, signed_in):
    assert signed_in(scene.chief).get(WHERE, {"don_vi": scene.other.pk}).status_code == 404
    assert signed_in(scene.chief).post(f"{WHERE}?don_vi={scene.other.pk}").status_code == 404
    assert signed_in(scene.chief).get(WHERE, {"don_vi": scene.office.pk}).status_code == 200
    assert signed_in(scene.observer).post(WHERE).status_code == 403
    assert not SignInCode.objects.exists()


def test_many_slips_cost_what_few_cost(scene, signed_in):
    client = signed_in(scene.chief)
    client.get(WHERE)

    def statements(people: int) -> int:
        for number in range(people):
            a_person(f"Người Số {number}", unit=scene.office)
        with CaptureQueriesContext(connection) as captured:
            slips(client)
        return len(captured)

    assert statements(1) == statements(3)


# Links by mail

LINKS = reverse("organisation:send_links")


def with_address(*people):
    for number, person in enumerate(people):
        User.objects.filter(pk=person.pk).update(email=f"canbo{number}@thanhhoa.gov.vn")


def waiting_links() -> set:
    return {link.user for link in ActivationLink.objects.waiting()}


def test_links_go_to_everybody_of_the_branch_with_an_address(scene, signed_in):
    with_address(scene.person, scene.stranger)
    client = signed_in(scene.chief)
    shown = client.get(LINKS).content.decode()
    assert "Sẽ gửi liên kết cho 1 người có thư điện tử" in shown
    assert "1 người không có thư điện tử: in mã" in shown
    assert scene.person.full_name in shown and scene.stranger.full_name not in shown
    assert not ActivationLink.objects.exists(), "looking sends nothing"
    for _ in range(2):
        client.post(LINKS)
    assert waiting_links() == {scene.person}
    assert "1 người đã có liên kết còn dùng được hoặc đang được gửi" in client.get(LINKS).content.decode()
    signed_in(scene.head).post(LINKS)
    assert waiting_links() == {scene.person, scene.stranger}


def test_links_go_to_one_unit_if_asked(scene, signed_in):
    with_address(scene.person, scene.stranger)
    client = signed_in(scene.head)
    client.post(f"{LINKS}?don_vi={scene.other.pk}")
    assert waiting_links() == {scene.stranger}
    assert signed_in(scene.chief).post(f"{LINKS}?don_vi={scene.other.pk}").status_code == 404


def test_one_person_is_sent_a_link_from_the_own_page(scene, signed_in):
    with_address(scene.person, scene.stranger)
    client = signed_in(scene.chief)
    page = reverse("organisation:person", args=[scene.person.pk])
    send = reverse("organisation:send_link", args=[scene.person.pk])
    assert send in client.get(page).content.decode()
    said = client.post(send, follow=True).content.decode()
    assert "gửi tới canbo0@thanhhoa.gov.vn trong vòng một phút" in said
    assert "Đang chờ gửi" in said
    assert "Không gửi liên kết" in client.post(send, follow=True).content.decode()
    assert waiting_links() == {scene.person}
    away = reverse("organisation:send_link", args=[scene.stranger.pk])
    assert client.post(away).status_code == 404
    assert signed_in(scene.observer).post(send).status_code == 403


def test_slips_can_be_left_to_those_without_an_address(scene, signed_in):
    with_address(scene.person)
    shown = slips(signed_in(scene.chief), without_address="on")
    assert scene.observer.full_name in shown and scene.person.full_name not in shown


def test_a_list_lets_in_those_whom_it_brought(scene, signed_in):
    client = signed_in(scene.chief)
    rows = [
        ["TH-N1", "Lê Thị Mới", scene.office.code, "", "", "moi@thanhhoa.gov.vn"],
        ["TH-N2", "Đỗ Văn Không Thư", scene.office.code],
    ]
    brought = imported(workbook(rows), unit=scene.ward, by=scene.chief)
    with_address(scene.person)
    query = f"?danh_sach={brought.pk}"
    shown = client.get(f"{LINKS}{query}").content.decode()
    assert "Sẽ gửi liên kết cho 1 người" in shown and "1 người không có thư điện tử" in shown
    assert client.post(f"{LINKS}{query}")["Location"] == WHERE + query
    assert {one.full_name for one in waiting_links()} == {"Lê Thị Mới"}
    assert signed_in(scene.head).get(f"{LINKS}{query}").status_code == 404, "a list is its owner's"


def test_a_preview_of_many_costs_what_one_of_few_costs(scene, signed_in):
    client = signed_in(scene.chief)
    client.get(LINKS)

    def statements(people: int) -> int:
        for number in range(people):
            a_person(f"Người Số {number}", unit=scene.office, email=f"nguoi{people}-{number}@thanhhoa.gov.vn")
        with CaptureQueriesContext(connection) as captured:
            assert client.get(LINKS).status_code == 200
        return len(captured)

    assert statements(1) == statements(3)
