"""Signing in by name and password: who gets in, what the others learn, and how guessing is slowed down."""

import datetime
import re

import pytest
from django.contrib.auth.hashers import MD5PasswordHasher
from django.urls import reverse

import clock
from accounts import throttle
from accounts.models import Slowdown
from audit.models import Entry
from tests.factories import PASSWORD, a_person

pytestmark = pytest.mark.django_db
MORNING = datetime.datetime(2026, 11, 23, 2, 0, tzinfo=datetime.UTC)
WRONG = "khong-phai-mat-khau-nay"


class CountingHasher(MD5PasswordHasher):
    """Notes each time that a password is hashed."""

    hashed = []

    def encode(self, password, salt):
        self.hashed.append(password)
        return super().encode(password, salt)


def sign_in(client, name, password=PASSWORD, **extra):
    return client.post(reverse("account_login"), {"login": name, "password": password}, **extra)


def is_signed_in(client) -> bool:
    return "_auth_user_id" in client.session


def what_is_seen(response) -> str:
    """The page without what differs from request to request: tokens, nonces and the name that was typed."""
    text = re.sub(r'(nonce|value)="[^"]*"', "", response.content.decode())
    return re.sub(r"\s+", " ", text)


@pytest.mark.parametrize(
    "name", ["ngocanh", "NgocAnh", "TH123456", "th123456", "Ngoc.Anh@hacthanh.gov.vn", " ngocanh "]
)
def test_any_name_of_a_person_signs_in(client, name):
    a_person(username="ngocanh", staff_code="TH123456", email="ngoc.anh@hacthanh.gov.vn")
    response = sign_in(client, name)
    assert response.status_code == 302
    assert response["Location"] == "/"
    assert is_signed_in(client)


def test_the_session_is_a_new_one_after_signing_in(client):
    person = a_person()
    client.get(reverse("account_login"))
    client.session["seed"] = 1
    session = client.session
    session.save()
    before = session.session_key
    sign_in(client, person.username)
    assert client.session.session_key != before


@pytest.fixture
def five_who_stay_out():
    """Names that must not get in with this password, and why."""
    waiting = a_person(username="phaicho")
    for _ in range(5):
        throttle.begin_try(f"person:{waiting.pk}", throttle.FOR_A_NAME)
    return {
        "unknown": ("khongcoai", WRONG),
        "wrong": (a_person().username, WRONG),
        "waiting": (waiting.username, PASSWORD),
        "locked": (a_person(is_active=False).username, PASSWORD),
        "never activated": (a_person(password=None).username, WRONG),
    }


def test_whoever_stays_out_learns_nothing_about_why(client, settings, five_who_stay_out):
    seen = {}
    for why, (name, password) in five_who_stay_out.items():
        response = sign_in(client, name, password)
        seen[why] = (response.status_code, what_is_seen(response), response.headers.get("Vary"))
        assert not is_signed_in(client), why
    assert len(set(seen.values())) == 1
    assert seen["unknown"][0] == 200


def test_whoever_stays_out_costs_one_hash(client, settings, five_who_stay_out):
    settings.PASSWORD_HASHERS = [f"{__name__}.CountingHasher"]
    for why, (name, password) in five_who_stay_out.items():
        CountingHasher.hashed.clear()
        sign_in(client, name, password)
        assert len(CountingHasher.hashed) == 1, why


def test_the_wait_grows_to_a_quarter_of_an_hour_and_no_further():
    waits = [throttle.FOR_A_NAME.wait_after(failures).total_seconds() for failures in range(1, 14)]
    assert waits == [0, 0, 0, 0, 15, 30, 60, 120, 240, 480, 900, 900, 900]


def test_after_five_failures_the_right_password_has_to_wait(client):
    person = a_person()
    with clock.frozen_at(MORNING):
        for _ in range(5):
            sign_in(client, person.username, WRONG)
        sign_in(client, person.username)
        assert not is_signed_in(client)
    with clock.frozen_at(MORNING + datetime.timedelta(seconds=15)):
        sign_in(client, person.username)
        assert is_signed_in(client)
    assert not Slowdown.objects.filter(failures__gte=5, key=throttle._digest(f"person:{person.pk}")).exists()


def test_all_names_of_a_person_share_one_patience(client):
    person = a_person(email="mai@hacthanh.gov.vn")
    with clock.frozen_at(MORNING):
        for name in [
            person.username,
            person.staff_code,
            person.email,
            person.username.upper(),
            person.staff_code,
        ]:
            sign_in(client, name, WRONG)
        sign_in(client, person.email)
    assert not is_signed_in(client)


def test_nobody_is_locked_out_for_good(client):
    person = a_person()
    moment = MORNING
    for _ in range(30):
        with clock.frozen_at(moment):
            sign_in(client, person.username, WRONG)
        moment += datetime.timedelta(minutes=15)
    with clock.frozen_at(moment):
        sign_in(client, person.username)
    assert is_signed_in(client)


def test_tries_made_while_waiting_do_not_lengthen_the_wait(client):
    person = a_person()
    with clock.frozen_at(MORNING):
        for _ in range(50):
            sign_in(client, person.username, WRONG)
    with clock.frozen_at(MORNING + datetime.timedelta(seconds=15)):
        sign_in(client, person.username)
    assert is_signed_in(client)


def test_guesses_made_elsewhere_do_not_keep_a_person_from_a_known_device(client, client_elsewhere):
    person = a_person()
    sign_in(client, person.username)
    client.post(reverse("account_logout"))
    with clock.frozen_at(MORNING):
        for _ in range(6):
            sign_in(client_elsewhere, person.username, WRONG)
        sign_in(client_elsewhere, person.username)
        sign_in(client, person.username)
    assert not is_signed_in(client_elsewhere)
    assert is_signed_in(client)


@pytest.fixture
def client_elsewhere():
    from django.test import Client

    return Client(REMOTE_ADDR="203.0.113.9")


def test_a_known_device_of_one_person_says_nothing_for_another(client):
    sign_in(client, a_person().username)
    client.post(reverse("account_logout"))
    other = a_person()
    with clock.frozen_at(MORNING):
        for _ in range(5):
            sign_in(client, other.username, WRONG)
        sign_in(client, other.username)
    assert not is_signed_in(client)


def test_an_office_of_four_hundred_signs_in_from_one_address(client):
    people = [a_person() for _ in range(400)]
    with clock.frozen_at(MORNING):
        for place, person in enumerate(people):
            client.cookies.clear()
            if place % 4 == 0:
                sign_in(client, person.username, WRONG)
            assert sign_in(client, person.username).status_code == 302, place


def test_an_address_that_guesses_without_end_is_slowed_down(client, client_elsewhere):
    person, neighbour = a_person(), a_person()
    sign_in(client, neighbour.username)
    client.post(reverse("account_logout"))
    stranger = type(client)()
    with clock.frozen_at(MORNING):
        for number in range(200):
            assert sign_in(stranger, f"doan{number}", WRONG).status_code == 200
        refused = sign_in(stranger, person.username)
        assert refused.status_code == 429
        assert "<h1>" in refused.content.decode()
        assert sign_in(client, neighbour.username).status_code == 302
        assert sign_in(client_elsewhere, person.username).status_code == 302
    with clock.frozen_at(MORNING + datetime.timedelta(seconds=2)):
        assert sign_in(stranger, person.username).status_code == 302


def test_what_was_typed_as_an_unknown_name_is_kept_nowhere(client):
    sign_in(client, "mat-khau-go-nham-o", WRONG)
    entry = Entry.objects.get(verb="sign_in.failed")
    assert (entry.actor, entry.object_id, entry.detail) == (None, "", {})
    assert "mat-khau-go-nham-o" not in str(list(Slowdown.objects.values()))


def test_signing_in_and_failing_are_logged_with_the_address(client):
    person = a_person()
    sign_in(client, person.username, WRONG, REMOTE_ADDR="198.51.100.7")
    sign_in(client, person.username, REMOTE_ADDR="198.51.100.7")
    rows = Entry.objects.order_by("pk").values_list("verb", "actor", "object_id", "address")
    assert list(rows) == [
        ("sign_in.failed", None, str(person.pk), "198.51.100.7"),
        ("sign_in.succeeded", person.pk, str(person.pk), "198.51.100.7"),
    ]


def test_old_slowdowns_are_swept_out(client):
    with clock.frozen_at(MORNING):
        sign_in(client, "doan1", WRONG)
    with clock.frozen_at(MORNING + datetime.timedelta(days=3)):
        sign_in(client, "doan2", WRONG)
    assert Slowdown.objects.count() == 2  # doan2 and the address


def test_a_signed_in_person_is_sent_on(client):
    client.force_login(a_person())
    assert client.get(reverse("account_login"))["Location"] == "/"


def test_an_empty_form_says_what_is_missing(client):
    response = sign_in(client, "", "")
    assert response.status_code == 200
    assert set(response.context["form"].errors) == {"login", "password"}
    assert not Slowdown.objects.exists()


def test_nobody_signs_up(client):
    for path in ["/tai-khoan/dang-ky/", "/tai-khoan/signup/", "/accounts/signup/"]:
        assert client.get(path).status_code == 404
