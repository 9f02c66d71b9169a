"""`next` leads to a page of this site or nowhere, at every door that takes it."""

import pytest
from django.urls import reverse

from accounts.ways_back import is_way_back
from tests.factories import PASSWORD, a_person, signed_in

pytestmark = pytest.mark.django_db

PAGES = [
    "/",
    "/hoc-tap/",
    "/khoa-hoc/nen-tang/?trang=2",
    "/van-ban/luat-06-2022-qh15/dieu-9/#khoan-2",
    "/tim/?q=thi+%C4%91ua",
]

ELSEWHERE = [
    "http://evil.example",
    "https://evil.example/",
    "HTTPS://evil.example/",
    "//evil.example",
    "///evil.example",
    "////evil.example",
    "/\\evil.example",
    "\\\\evil.example",
    "\\/evil.example",
    "/\\/evil.example",
    "/\t/evil.example",
    "/\n/evil.example",
    "/\r/evil.example",
    "\t//evil.example",
    " //evil.example",
    "\x00//evil.example",
    "\x0b//evil.example",
    "\u00a0//evil.example",
    "\u2028//evil.example",
    "\u200b//evil.example",
    "/\u200b/evil.example",
    "\ufeff//evil.example",
    "/\u2028/evil.example",
    "javascript:alert(1)",
    "JaVaScRiPt:alert(1)",
    "java\tscript:alert(1)",
    "\x01javascript:alert(1)",
    "javascript://testserver/%0aalert(1)",
    "data:text/html,<script>alert(1)</script>",
    "vbscript:msgbox(1)",
    "file:///etc/passwd",
    "ftp://evil.example",
    "http:evil.example",
    "http:/evil.example",
    "http:///evil.example",
    "https:evil.example",
    "https:\\\\evil.example",
    "http://testserver@evil.example/",
    "http://testserver:80@evil.example/",
    "http://testserver.evil.example/",
    "http://evil.example#testserver",
    "http://evil.example?testserver",
    "http://evil.example\\@testserver/",
    "http://testserver/",
    "//testserver/",
    "//testserver@evil.example",
    "@evil.example",
    "evil.example",
    "www.evil.example/",
    "./evil.example",
    "../evil.example",
    "?next=//evil.example",
    "#//evil.example",
    "//evil\u3002example",
    "//[::1]",
    "//[::ffff:1.2.3.4]/",
    "http://[evil",
    "//0x7f000001",
    "/ok\r\nSet-Cookie: session=1",
    "/ok\r\n\r\n<script>alert(1)</script>",
    "/ok with space",
    "/" + "a" * 3000,
]


@pytest.mark.parametrize("page", PAGES)
def test_a_page_of_this_site_is_a_way_back(page):
    assert is_way_back(page)


@pytest.mark.parametrize("url", ELSEWHERE)
def test_anything_else_is_not(url):
    assert not is_way_back(url)


def test_there_are_sixty_tries():
    assert len(ELSEWHERE) >= 60


def leads_home(response) -> bool:
    """Whether a redirect stays on this site, whatever a browser makes of odd letters in it."""
    place = response["Location"]
    return place.startswith("/") and not place.startswith(("//", "/\\", "/%09", "/%5C"))


def test_signing_in_leads_nowhere_else(client):
    person = a_person()
    for url in ELSEWHERE:
        form = {"login": person.username, "password": PASSWORD, "next": url}
        response = client.post(reverse("account_login"), form)
        assert (response.status_code, response["Location"]) == (302, "/"), url
        client.session.flush()


def test_signing_in_leads_back(client):
    person = a_person()
    form = {"login": person.username, "password": PASSWORD, "next": PAGES[2]}
    assert client.post(reverse("account_login"), form)["Location"] == PAGES[2]


def test_wagtails_doors_and_the_theme_lead_nowhere_else(client):
    for url in ELSEWHERE:
        for door in ["editor_sign_in", "page_sign_in"]:
            assert client.get(reverse(door), {"next": url})["Location"] == reverse("account_login"), url
        assert leads_home(client.post(reverse("theme"), {"theme": "dark", "next": url})), url


def test_confirming_and_changing_a_password_lead_nowhere_else(client):
    signed_in(client, a_person())
    for url in ELSEWHERE:
        assert client.get(reverse("account_login"), {"next": url})["Location"] == "/", url
        form = {"password": PASSWORD, "next": url}
        assert client.post(reverse("account_reauthenticate"), form)["Location"] == "/", url


def test_a_changed_password_and_signing_out_lead_nowhere_else(client):
    person = a_person()
    for url in ELSEWHERE:
        person.refresh_from_db()
        client.force_login(person)
        form = {"oldpassword": PASSWORD, "password1": PASSWORD, "next": url}
        assert client.post(reverse("account_change_password"), form)["Location"] == reverse("account"), url
        assert client.post(reverse("account_logout"), {"next": url})["Location"] == "/", url


def test_what_was_asked_for_is_shown_only_as_text(client):
    for url in ELSEWHERE:
        page = client.get(reverse("account_login"), {"next": f'"><script>alert(1)</script>{url}'})
        assert "<script>alert" not in page.content.decode()
