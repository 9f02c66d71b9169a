"""One's own page, language, sessions, signing out, and what a script may ask."""

import time

import pytest
from django.test import Client
from django.urls import reverse

from accounts.sessions import device_of
from audit.models import Entry
from organisation.models import Membership, Post
from tests.factories import PASSWORD, a_person, a_unit, signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def person():
    person = a_person(
        "Lê Thị Minh Châu",
        unit=a_unit("Phường Hạc Thành"),
        email="chau@hacthanh.gov.vn",
        phone="0912 000 111",
    )
    Membership.objects.update(post=Post.objects.create(name="Công chức văn hóa"))
    return person


def sign_in(client, person):
    return client.post(reverse("account_login"), {"login": person.username, "password": PASSWORD})


def test_ones_own_page_shows_what_the_unit_has(client, person):
    page = signed_in(client, person).get(reverse("account")).content.decode()
    for words in [
        person.full_name,
        person.staff_code,
        person.username,
        "Phường Hạc Thành",
        "Công chức văn hóa",
        person.email,
        person.phone,
    ]:
        assert words in page


def test_somebody_without_a_unit_has_a_page_too(client):
    assert signed_in(client, a_person()).get(reverse("account")).status_code == 200


def test_a_stranger_is_asked_to_sign_in(client):
    assert client.get(reverse("account"))["Location"] == "/tai-khoan/dang-nhap/?next=/tai-khoan/"


def test_the_page_asks_no_more_with_more_sessions(client, person, django_assert_num_queries):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    counts = []
    for others in (1, 4):
        for _ in range(others):
            sign_in(Client(), person)
        sign_in(client, person)
        with CaptureQueriesContext(connection) as queries:
            client.get(reverse("account"))
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_the_language_changes_with_the_next_page(client, person):
    signed_in(client, person)
    assert client.get(reverse("account"))["Content-Language"] == "vi"
    client.post(reverse("language"), {"language": "en"})
    response = client.get(reverse("account"), headers={"Accept-Language": "vi"})
    assert response["Content-Language"] == "en"
    assert "My account" in response.content.decode()
    client.post(reverse("language"), {"language": "xx"})
    assert client.get(reverse("account"))["Content-Language"] == "en"


def test_a_stranger_reads_vietnamese_whatever_the_browser_asks_for(client):
    response = client.get(reverse("account_login"), headers={"Accept-Language": "en"})
    assert response["Content-Language"] == "vi"
    assert '<html lang="vi"' in response.content.decode()


def test_sessions_are_listed_and_ended(client, person):
    elsewhere, third = Client(HTTP_USER_AGENT="Mozilla/5.0 (iPhone; …) Version/17 Safari/604.1"), Client()
    for one in (elsewhere, third, client):
        sign_in(one, person)
    page = client.get(reverse("account"))
    sessions = page.context["sessions"]
    assert [session.is_here for session in sessions] == [True, False, False]
    assert {session.device for session in sessions} >= {"Safari, iPhone"}
    chosen = next(session for session in sessions if session.device == "Safari, iPhone")
    client.post(reverse("end_session"), {"session": chosen.id})
    assert elsewhere.get(reverse("account")).status_code == 302
    assert third.get(reverse("account")).status_code == 200
    client.post(reverse("end_session"))
    assert third.get(reverse("account")).status_code == 302
    assert client.get(reverse("account")).status_code == 200
    assert Entry.objects.filter(verb="sessions.ended", actor=person).count() == 2


def test_nobody_ends_anothers_session(client, person):
    other, elsewhere = a_person(), Client()
    sign_in(elsewhere, other)
    sign_in(client, person)
    theirs = elsewhere.get(reverse("account")).context["sessions"][0].id
    for chosen in [theirs, "abc", "-1", "9" * 40]:
        client.post(reverse("end_session"), {"session": chosen})
    client.post(reverse("end_session"))
    assert elsewhere.get(reverse("account")).status_code == 200


def test_changing_the_password_ends_the_sessions_elsewhere(client, person):
    elsewhere = Client()
    for one in (elsewhere, client):
        sign_in(one, person)
    form = {"oldpassword": PASSWORD, "password1": "Con sông Mã chảy qua làng"}
    assert client.post(reverse("account_change_password"), form)["Location"] == reverse("account")
    assert client.get(reverse("account")).status_code == 200
    assert elsewhere.get(reverse("account")).status_code == 302
    assert len(client.get(reverse("account")).context["sessions"]) == 1
    assert Entry.objects.filter(verb="password.changed", actor=person).count() == 1


def test_the_present_password_is_asked_for_and_guessed_with_patience(client, person):
    signed_in(client, person)
    for _ in range(5):
        client.post(
            reverse("account_change_password"),
            {"oldpassword": "sai", "password1": "Con sông Mã chảy qua làng"},
        )
    client.post(
        reverse("account_change_password"),
        {"oldpassword": PASSWORD, "password1": "Con sông Mã chảy qua làng"},
    )
    person.refresh_from_db()
    assert person.check_password(PASSWORD)


def test_signing_out_needs_a_post_and_clears_the_browser(client, person):
    signed_in(client, person)
    page = client.get(reverse("account_logout"))
    assert page.status_code == 200
    assert 'method="post"' in page.content.decode()
    assert client.get(reverse("account")).status_code == 200
    response = client.post(reverse("account_logout"))
    assert response["Location"] == "/"
    assert response["Clear-Site-Data"] == '"cache", "storage"'
    assert client.get(reverse("account")).status_code == 302


def test_wagtails_way_out_is_the_same(client, person):
    signed_in(client, person)
    response = client.post("/quan-tri/logout/")
    assert response["Clear-Site-Data"] == '"cache", "storage"'
    assert client.get(reverse("account")).status_code == 302


def test_a_script_asks_who_is_signed_in(client, person):
    nobody = client.get(reverse("whoami"))
    assert nobody.json()["person"] is None
    assert nobody["Cache-Control"] == "private, no-store"
    signed_in(client, person)
    answer = client.get(reverse("whoami"))
    assert answer["Cache-Control"] == "private, no-store"
    assert str(person.pk) != answer.json()["person"]
    assert len(answer.json()["person"]) == 40
    assert signed_in(Client(), person).get(reverse("whoami")).json()["person"] == answer.json()["person"]
    assert signed_in(Client(), a_person()).get(reverse("whoami")).json()["person"] != answer.json()["person"]


def test_the_token_of_the_answer_is_good_for_a_post(person):
    client = Client(enforce_csrf_checks=True)
    client.force_login(person)
    token = client.get(reverse("whoami")).json()["token"]
    assert client.post(reverse("language"), {"language": "vi"}).status_code == 403
    assert (
        client.post(reverse("language"), {"language": "vi"}, headers={"X-CSRFToken": token}).status_code
        == 302
    )


def age(client, **seconds):
    session = client.session
    for key, ago in seconds.items():
        session[key] = time.time() - ago
    session.save()


def test_a_session_lives_twelve_hours_at_most(client, person):
    sign_in(client, person)
    age(client, since=12 * 3600 - 60)
    assert client.get(reverse("account")).status_code == 200
    age(client, since=12 * 3600 + 1)
    assert client.get(reverse("account"))["Location"] == "/tai-khoan/dang-nhap/?next=%2Ftai-khoan%2F"
    assert client.get(reverse("whoami")).json()["person"] is None


def test_a_script_of_an_ended_session_gets_401(client, person):
    sign_in(client, person)
    age(client, since=13 * 3600)
    response = client.get(reverse("account"), headers={"Accept": "application/json"})
    assert response.status_code == 401
    assert response.json()["error"] == "signed_out"


def test_a_learner_may_be_silent_for_hours(client, person):
    sign_in(client, person)
    age(client, seen=5 * 3600)
    assert client.get(reverse("account")).status_code == 200


def test_whoever_sees_others_is_signed_out_after_half_an_hour_of_silence(client):
    operator = a_person(is_superuser=True)
    signed_in(client, operator)
    age(client, seen=1500)
    assert client.get(reverse("account")).status_code == 200
    assert time.time() - client.session["seen"] < 60
    age(client, seen=1500)
    client.get(reverse("whoami"))
    assert time.time() - client.session["seen"] > 1400, "what a page sends by itself is no sign of life"
    age(client, seen=1801)
    assert client.get(reverse("account"))["Location"].startswith(reverse("account_login"))


def test_a_person_who_is_locked_is_out_at_the_next_request(client, person):
    sign_in(client, person)
    type(person).objects.filter(pk=person.pk).update(is_active=False)
    assert client.get(reverse("account")).status_code == 302


@pytest.mark.parametrize(
    ("agent", "device"),
    [
        (
            "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/130.0 Safari/537.36",
            "Chrome, Windows",
        ),
        (
            "Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/130 Safari/537.36 Edg/130.0",
            "Edge, Windows",
        ),
        (
            "Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 coc_coc_browser/130 Chrome/124 Safari/537.36",
            "CocCoc, Windows",
        ),
        (
            "Mozilla/5.0 (Linux; Android 14; SM-A155F) AppleWebKit/537.36 Chrome/130 Mobile Safari/537.36",
            "Chrome, Android",
        ),
        ("Mozilla/5.0 (X11; Linux x86_64; rv:130.0) Gecko/20100101 Firefox/130.0", "Firefox, Linux"),
        ("<script>alert(1)</script>", "Unknown device"),
    ],
)
def test_devices_are_named(agent, device):
    from django.utils import translation

    with translation.override("en"):
        assert device_of(agent) == device
