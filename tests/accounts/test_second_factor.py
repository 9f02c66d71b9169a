"""The second step: who needs it, how it is set up, and that nothing opens before it."""

import base64
import re
import time

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from allauth.mfa.utils import decrypt
from django.contrib.auth.models import Group, Permission
from django.test import Client
from django.urls import reverse

from accounts import second_factor
from accounts.actions import remove_second_factor
from accounts.models import User
from audit.models import Entry
from tests.factories import PASSWORD, a_person, a_second_factor, a_unit, an_administrator, signed_in

pytestmark = pytest.mark.django_db


def code_of(authenticator, steps=0) -> str:
    secret = decrypt(authenticator.data["secret"])
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30 + steps))


def sign_in(client, person):
    return client.post(reverse("account_login"), {"login": person.username, "password": PASSWORD})


def is_signed_in(client) -> bool:
    return "_auth_user_id" in client.session


def an_editor():
    editor = a_person()
    group = Group.objects.create(name=f"Giảng viên {editor.pk}")
    group.permissions.add(Permission.objects.get(codename="access_admin"))
    editor.groups.add(group)
    return editor


def a_superuser():
    return a_person(is_superuser=True)


ROLES = {
    "administrator": lambda: an_administrator(a_unit()),
    "observer": lambda: an_administrator(a_unit(), role="observer"),
    "editor": an_editor,
    "superuser": a_superuser,
}
DOORS = [
    "/",
    "/hoc-tap/",
    "/khoa-hoc/",
    "/bao-cao/",
    "/don-vi/",
    "/giao-hoc/",
    "/quan-tri/",
    "/quan-tri/pages/",
    "/quan-tri/reports/site-history/",
    "/quan-tri/api/main/pages/",
    "/quan-tri/jsi18n/",
    "/quan-tri/khong-co-trang-nay/",
    "/tai-lieu/1/a.pdf",
    "/tai-khoan/",
    "/tai-khoan/mat-khau/",
]


@pytest.mark.parametrize("role", ROLES)
def test_whoever_sees_others_data_needs_it(role):
    assert second_factor.is_needed(ROLES[role]())


def test_a_learner_does_not():
    assert not second_factor.is_needed(a_person(unit=a_unit()))


@pytest.mark.parametrize("role", ROLES)
def test_no_door_is_open_before_it_is_set_up(client, role):
    sign_in(client, ROLES[role]())
    for door in DOORS:
        for method in (client.get, client.post):
            response = method(door)
            if response.status_code == 404:
                assert b"CNRY" not in response.content
                continue
            assert response.status_code == 302, door
            assert response["Location"].startswith(reverse("second_factor")), door


def test_a_script_is_told_in_json(client):
    sign_in(client, a_superuser())
    for headers in [{"Accept": "application/json"}, {"X-Requested-With": "XMLHttpRequest"}]:
        response = client.get("/", headers=headers)
        assert response.status_code == 403
        assert response.json()["error"] == "second_factor_missing"
        assert response.json()["url"].startswith(reverse("second_factor"))
    response = client.post("/", {}, content_type="application/json")
    assert response.status_code == 403
    response = client.get("/", headers={"HX-Request": "true"})
    assert response["HX-Redirect"].startswith(reverse("second_factor"))


def test_a_demo_only_offers_it(client, settings):
    settings.SECOND_FACTOR_REQUIRED = False
    sign_in(client, a_superuser())
    assert client.get(reverse("account")).status_code == 200


def test_a_role_that_is_given_or_taken_counts_from_the_next_request(client):
    person = a_person()
    sign_in(client, person)
    assert client.get(reverse("account")).status_code == 200
    User.objects.filter(pk=person.pk).update(is_superuser=True)
    assert client.get(reverse("account"))["Location"].startswith(reverse("second_factor"))
    User.objects.filter(pk=person.pk).update(is_superuser=False)
    assert client.get(reverse("account")).status_code == 200


def set_up(client):
    """Walk through the pages as a person does; gives the page of recovery codes."""
    page = client.get(reverse("mfa_activate_totp"), {"next": "/bao-cao/"}).content.decode()
    secret = re.search(r'<code class="key">([A-Z2-7 ]+)</code>', page)[1].replace(" ", "")
    code = format_hotp_value(hotp_value(secret, int(time.time()) // 30))
    return client.post(reverse("mfa_activate_totp") + "?next=/bao-cao/", {"code": code}, follow=True)


def test_setting_it_up_opens_the_doors(client):
    administrator = an_administrator(a_unit())
    sign_in(client, administrator)
    response = set_up(client)
    page = response.content.decode()
    assert len(set(re.findall(r"<code>(\d{8})</code>", page))) == 10
    assert 'href="/bao-cao/"' in page
    assert client.get(reverse("account")).status_code == 200
    assert list(Entry.objects.filter(verb__startswith="second_factor").values_list("verb", "actor")) == [
        ("second_factor.added", administrator.pk)
    ]


def test_the_picture_holds_the_key(client):
    sign_in(client, a_superuser())
    page = client.get(reverse("mfa_activate_totp")).content.decode()
    picture = re.search(r'src="data:image/svg\+xml;base64,([^"]+)"', page)[1]
    assert b"<svg" in base64.b64decode(picture)
    assert b"http://www.w3.org/2000/svg" in base64.b64decode(picture)


def test_sessions_elsewhere_end_when_it_is_set_up(client):
    person, elsewhere = a_superuser(), Client()
    sign_in(elsewhere, person)
    sign_in(client, person)
    set_up(client)
    assert is_signed_in(client)
    assert elsewhere.get(reverse("account"))["Location"].startswith(reverse("account_login"))


def test_a_session_that_has_not_shown_it_must_show_it(client):
    """However a session came to be: it is asked for the code before it sees anything."""
    person = a_superuser()
    authenticator = a_second_factor(person)
    client.force_login(person)
    assert client.get("/quan-tri/")["Location"].startswith(reverse("second_factor"))
    page = client.get(reverse("second_factor")).content.decode()
    assert reverse("mfa_reauthenticate") in page
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    assert client.get("/quan-tri/").status_code == 302
    client.post(reverse("mfa_reauthenticate"), {"code": code_of(authenticator)})
    assert client.get("/quan-tri/").status_code == 200


def test_the_secret_is_kept_encrypted(client):
    authenticator = a_second_factor(a_person())
    assert decrypt(authenticator.data["secret"]) != authenticator.data["secret"]
    assert re.fullmatch(r"[A-Z2-7]{32}", decrypt(authenticator.data["secret"]))


def test_a_new_site_key_keeps_second_factors_and_a_lost_one_opens_nothing(settings):
    authenticator = a_second_factor(a_person())
    secret = decrypt(authenticator.data["secret"])
    old = settings.SECRET_KEY
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "n" * 60, [old]
    assert decrypt(authenticator.data["secret"]) == secret
    settings.SECRET_KEY_FALLBACKS = []
    tries = {decrypt(authenticator.data["secret"]) for _ in range(3)}
    assert len(tries) == 3
    assert secret not in tries


def test_signing_in_asks_for_the_code(client):
    person = a_person()
    authenticator = a_second_factor(person)
    assert sign_in(client, person)["Location"] == reverse("mfa_authenticate")
    assert not is_signed_in(client)
    assert client.get(reverse("account")).status_code == 302
    client.post(reverse("mfa_authenticate"), {"code": "000000"})
    assert not is_signed_in(client)
    client.post(reverse("mfa_authenticate"), {"code": code_of(authenticator)})
    assert is_signed_in(client)


def test_the_way_back_survives_the_second_step(client):
    person = a_person()
    authenticator = a_second_factor(person)
    form = {"login": person.username, "password": PASSWORD, "next": "/hoc-tap/"}
    client.post(reverse("account_login"), form)
    response = client.post(reverse("mfa_authenticate"), {"code": code_of(authenticator)})
    assert response["Location"] == "/hoc-tap/"


def test_a_code_counts_once(client):
    person = a_person()
    authenticator = a_second_factor(person)
    code = code_of(authenticator)
    sign_in(client, person)
    client.post(reverse("mfa_authenticate"), {"code": code})
    from django.core.cache import cache

    cache.clear()  # another process knows nothing of it
    other = Client()
    sign_in(other, person)
    response = other.post(reverse("mfa_authenticate"), {"code": code})
    assert response.status_code == 200
    assert not is_signed_in(other)
    other.post(reverse("mfa_authenticate"), {"code": code_of(authenticator, steps=1)})
    assert is_signed_in(other)


def test_codes_are_guessed_with_the_patience_of_passwords(client):
    person = a_person()
    authenticator = a_second_factor(person)
    sign_in(client, person)
    for number in range(5):
        client.post(reverse("mfa_authenticate"), {"code": f"00000{number}"})
    client.post(reverse("mfa_authenticate"), {"code": code_of(authenticator)})
    assert not is_signed_in(client)


def test_a_recovery_code_lets_in_once(client):
    person = a_superuser()
    sign_in(client, person)
    codes = re.findall(r"<code>(\d{8})</code>", set_up(client).content.decode())
    for _ in range(2):
        client.post(reverse("account_logout"))
        sign_in(client, person)
        client.post(reverse("mfa_authenticate"), {"code": codes[3]})
        if not _:
            assert client.get("/quan-tri/").status_code == 200
    assert not is_signed_in(client)


def test_reading_the_recovery_codes_writes_nothing(client):
    person = a_superuser()
    sign_in(client, person)
    set_up(client)
    before = list(Authenticator.objects.values())
    client.get(reverse("mfa_view_recovery_codes"))
    assert list(Authenticator.objects.values()) == before


def test_new_recovery_codes_end_the_old(client):
    person = a_superuser()
    sign_in(client, person)
    old = set(re.findall(r"<code>(\d{8})</code>", set_up(client).content.decode()))
    page = client.post(reverse("mfa_generate_recovery_codes"), follow=True).content.decode()
    new = set(re.findall(r"<code>(\d{8})</code>", page))
    assert len(new) == 10
    assert not old & new


@pytest.mark.parametrize(
    "door", ["mfa_view_recovery_codes", "mfa_generate_recovery_codes", "mfa_deactivate_totp"]
)
def test_what_guards_the_account_asks_for_the_password_again(client, door):
    person = a_person()
    a_second_factor(person)
    client.force_login(person)
    assert client.get(reverse(door))["Location"].startswith(reverse("account_reauthenticate"))


def test_a_role_that_needs_it_cannot_switch_it_off(client):
    person = a_superuser()
    sign_in(client, person)
    set_up(client)
    for method in (client.get, client.post):
        method(reverse("mfa_deactivate_totp"))
    assert second_factor.is_set_up(person)


def test_whoever_does_not_need_it_may_switch_it_off(client):
    person = a_person()
    sign_in(client, person)
    set_up(client)
    assert second_factor.is_set_up(person)
    client.post(reverse("mfa_deactivate_totp"))
    assert not Authenticator.objects.exists()
    assert is_signed_in(client)


def test_taking_it_off_ends_the_persons_sessions(client):
    person, operator = a_person(), a_superuser()
    sign_in(client, person)
    set_up(client)
    assert remove_second_factor(user=person, by=operator)
    assert not remove_second_factor(user=person, by=operator)
    assert client.get(reverse("account")).status_code == 302
    assert list(Entry.objects.filter(verb="second_factor.removed").values_list("actor", "object_id")) == [
        (operator.pk, str(person.pk))
    ]


def test_wagtails_doors_lead_to_the_one_sign_in(client):
    for door in [
        "/quan-tri/login/",
        "/quan-tri/password_reset/",
        "/quan-tri/password_reset/confirm/MQ/abc-123/",
        "/_util/login/",
    ]:
        for method in (client.get, client.post):
            assert method(door, {"username": "admin", "password": PASSWORD})["Location"] == reverse(
                "account_login"
            )
    assert (
        client.get("/quan-tri/login/", {"next": "/quan-tri/pages/"})["Location"]
        == "/tai-khoan/dang-nhap/?next=%2Fquan-tri%2Fpages%2F"
    )
    assert client.get("/quan-tri/")["Location"] == "/tai-khoan/dang-nhap/?next=/quan-tri/"


def test_the_helper_of_the_tests_passes(client):
    for role in ROLES.values():
        assert signed_in(client, role()).get(reverse("account")).status_code == 200
