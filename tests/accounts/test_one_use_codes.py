"""Signing in with a one-use code: once, in time, and then a password of one's own."""

import datetime

import pytest
from django.urls import reverse

import clock
from accounts.actions import issue_code, redeem_code
from accounts.models import SignInCode, User
from audit.models import Entry
from tests.factories import PASSWORD, a_person, a_second_factor, a_unit, an_administrator

pytestmark = pytest.mark.django_db
MORNING = datetime.datetime(2026, 11, 23, 2, 0, tzinfo=datetime.UTC)
NEW = "Con sông Mã chảy qua làng tôi"


@pytest.fixture
def person():
    return a_person(username="ngocanh", staff_code="TH123456")


@pytest.fixture
def code(person):
    return issue_code(user=person, issued_by=an_administrator(a_unit()))


def use(client, name, code):
    return client.post(reverse("sign_in_code"), {"login": name, "code": code})


def is_signed_in(client) -> bool:
    return "_auth_user_id" in client.session


@pytest.mark.parametrize("name", ["ngocanh", "TH123456"])
def test_a_code_signs_in_and_a_password_comes_first(client, person, code, name):
    response = use(client, name, f" {code[:5].lower()}-{code[5:].lower()} ")
    assert response["Location"] == reverse("account_set_password")
    assert is_signed_in(client)
    for path in ["/", "/hoc-tap/", reverse("account"), reverse("account_change_password"), "/quan-tri/"]:
        assert client.get(path)["Location"] == reverse("account_set_password"), path
    assert client.get("/", headers={"Accept": "application/json"}).status_code == 403
    response = client.post(reverse("account_set_password"), {"password1": NEW})
    assert response["Location"] == reverse("account")
    assert client.get(reverse("account")).status_code == 200
    person.refresh_from_db()
    assert person.check_password(NEW)


def test_the_old_password_ends_with_the_code(client, person, code):
    use(client, "ngocanh", code)
    client.post(reverse("account_logout"))
    client.post(reverse("account_login"), {"login": "ngocanh", "password": PASSWORD})
    assert not is_signed_in(client)


def test_other_sessions_end_with_the_old_password(client, person, code):
    from django.test import Client

    elsewhere = Client()
    elsewhere.force_login(person)
    use(client, "ngocanh", code)
    assert elsewhere.get(reverse("account")).status_code == 302


def test_a_code_is_used_once(client, person, code):
    use(client, "ngocanh", code)
    client.post(reverse("account_logout"))
    assert use(client, "ngocanh", code).status_code == 200
    assert not is_signed_in(client)


def test_a_code_lives_three_days(client, person):
    with clock.frozen_at(MORNING):
        code = issue_code(user=person, issued_by=an_administrator(a_unit()))
    with clock.frozen_at(MORNING + datetime.timedelta(hours=72)):
        assert redeem_code(name="ngocanh", code=code) is None
    with clock.frozen_at(MORNING + datetime.timedelta(hours=71, minutes=59)):
        assert redeem_code(name="ngocanh", code=code) == person


def test_a_newer_code_ends_the_older(client, person, code):
    newer = issue_code(user=person, issued_by=an_administrator(a_unit()))
    assert redeem_code(name="ngocanh", code=code) is None
    assert redeem_code(name="ngocanh", code=newer) == person


def test_a_code_is_good_for_its_person_only(client, person, code):
    other = a_person()
    assert redeem_code(name=other.username, code=code) is None
    assert SignInCode.objects.get().used_at is None


def test_whoever_may_not_sign_in_may_not_with_a_code(client, person, code):
    User.objects.filter(pk=person.pk).update(is_active=False)
    assert redeem_code(name="ngocanh", code=code) is None


def test_failures_look_alike(client, person, code):
    other = a_person()
    pages = set()
    for name, typed in [("ngocanh", "0000000000"), (other.username, code), ("khongcoai", code)]:
        response = use(client, name, typed)
        assert response.status_code == 200
        pages.add(str(response.context["form"].errors))
    assert len(pages) == 1


def test_guessing_codes_and_passwords_draws_on_one_patience(client, person, code):
    with clock.frozen_at(clock.now()):
        for number in range(3):
            use(client, "ngocanh", f"000000000{number}")
        for _ in range(2):
            client.post(reverse("account_login"), {"login": "TH123456", "password": "sai"})
        assert use(client, "ngocanh", code).status_code == 200
    assert not is_signed_in(client)
    assert SignInCode.objects.get().used_at is None


def test_a_code_does_not_replace_the_second_step(client, person, code):
    a_second_factor(person)
    response = use(client, "ngocanh", code)
    assert response["Location"] == reverse("mfa_authenticate")
    assert not is_signed_in(client)


def test_using_a_code_is_logged_without_the_code(client, person, code):
    use(client, "ngocanh", code)
    entry = Entry.objects.get(verb="sign_in_code.used")
    assert (entry.actor, entry.object_id) == (person, str(person.pk))
    assert code not in str(list(Entry.objects.values()))


@pytest.mark.parametrize(
    "password", ["ngan", "12345678", "Thanhhoa2026", "ngocanh1", "TH123456", "password1", "x" * 129]
)
def test_a_poor_password_is_refused(client, person, code, password):
    use(client, "ngocanh", code)
    response = client.post(reverse("account_set_password"), {"password1": password})
    assert response.status_code == 200
    assert response.context["form"].errors
    person.refresh_from_db()
    assert not person.has_usable_password()
