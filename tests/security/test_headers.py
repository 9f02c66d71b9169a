"""What every response says to the browser and to caches, and that pages keep to the content security policy."""

import re
import subprocess
from pathlib import Path

import pytest
from django.conf import settings
from django.urls import reverse

from tests.factories import a_person, a_unit, an_administrator, signed_in

pytestmark = pytest.mark.django_db
ROOT = Path(__file__).resolve().parents[2]
STRICT = {
    "default-src": {"'self'"},
    "style-src": {"'self'"},
    "font-src": {"'self'"},
    "connect-src": {"'self'"},
    "object-src": {"'none'"},
    "base-uri": {"'none'"},
    "form-action": {"'self'"},
}


def policy(response) -> dict:
    """The content security policy of a response: directive → its sources, nonces named `nonce`."""
    parts = (part.split() for part in response["Content-Security-Policy"].split(";"))
    return {name: {re.sub(r"'nonce-[^']+'", "nonce", word) for word in words} for name, *words in parts}


def a_superuser():
    return a_person(is_superuser=True)


def test_every_page_has_the_strict_policy(client):
    for path in ["/", reverse("account_login"), "/khong-co-trang-nay/", reverse("whoami")]:
        given = policy(client.get(path))
        assert given.items() >= STRICT.items(), path
        assert given["script-src"] <= {"'self'", "nonce"}
        assert given["frame-ancestors"] == ({"'self'"} if path.startswith("/tai-khoan/") else {"'none'"})


def test_the_editor_forbids_scripts_in_the_page_too(client):
    given = policy(signed_in(client, a_superuser()).get("/quan-tri/"))
    assert given["script-src"] <= {"'self'", "nonce"}
    assert given["object-src"] == given["base-uri"] == {"'none'"}
    assert given["frame-ancestors"] == {"'self'"}


def test_a_nonce_is_used_once(client):
    first, second = (client.get(reverse("account_login")) for _ in range(2))
    nonces = [
        re.search(r"'nonce-([^']+)'", response["Content-Security-Policy"])[1] for response in (first, second)
    ]
    assert nonces[0] != nonces[1]
    assert f'nonce="{nonces[0]}"' in first.content.decode()


def test_the_other_headers_are_there(client):
    response = client.get(reverse("account_login"))
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Referrer-Policy"] == "same-origin"
    assert response["Cross-Origin-Opener-Policy"] == "same-origin"
    assert response["Cross-Origin-Resource-Policy"] == "same-origin"
    assert "camera=()" in response["Permissions-Policy"]
    assert client.get("/")["X-Frame-Options"] == "DENY"


def test_what_a_signed_in_person_sees_is_kept_nowhere(client):
    for person in [a_person(), an_administrator(a_unit()), a_superuser()]:
        signed_in(client, person)
        for path in [
            "/",
            "/khong-co/",
            reverse("account"),
            "/quan-tri/",
            "/quan-tri/jsi18n/",
            reverse("whoami"),
        ]:
            assert client.get(path)["Cache-Control"] == "private, no-store", path


def test_an_address_is_believed_from_our_proxy_only(client, settings):
    from audit.models import Entry

    form = {"login": "khong-co", "password": "khong-dung"}
    headers = {"X-Forwarded-For": "198.51.100.1, 203.0.113.7"}
    client.post(reverse("account_login"), form, headers=headers)
    settings.BEHIND_PROXY = True
    client.post(reverse("account_login"), form, headers=headers)
    client.post(reverse("account_login"), form, headers={"X-Forwarded-For": "<script>"})
    assert list(Entry.objects.order_by("pk").values_list("address", flat=True)) == [
        "127.0.0.1",
        "203.0.113.7",
        "127.0.0.1",
    ]


def test_no_shared_cache_of_pages_is_in_use():
    """Seven leaks of Django's per-site cache were mended in 2026 alone: we have none, and no fragment cache of persons."""
    assert not [name for name in settings.MIDDLEWARE if "cache" in name.lower()]
    assert settings.SESSION_SAVE_EVERY_REQUEST is False
    files = subprocess.run(
        ["git", "ls-files", "*.py", "*.html"], cwd=ROOT, capture_output=True, text=True, check=False
    ).stdout.split()
    names = [ROOT / name for name in files] or [
        path for kind in ("*.py", "*.html") for path in ROOT.rglob(kind) if ".venv" not in path.parts
    ]
    pattern = re.compile(
        r"UpdateCacheMiddleware|FetchFromCacheMiddleware|\bcache_page\b|\{%\s*(cache|wagtailcache)\b"
    )
    found = [
        str(path)
        for path in names
        if path != Path(__file__) and path.exists() and pattern.search(path.read_text())
    ]
    assert found == []


def test_templates_hold_no_style_and_no_script_of_their_own():
    """A `style` attribute, an event attribute or a script in the page would be refused by the policy: find it here first."""
    inline = re.compile(
        r"""\sstyle\s*=\s*["'{]|\son[a-z]+\s*=\s*["']|<style\b|href\s*=\s*["']javascript:""", re.IGNORECASE
    )
    script = re.compile(r"<script\b(?P<attributes>[^>]*)>", re.IGNORECASE)
    found = []
    for path in (ROOT / "templates").rglob("*.html"):
        text = path.read_text()
        found += [f"{path.name}: {match[0]}" for match in inline.finditer(text)]
        for match in script.finditer(text):
            if not re.search(r"\bsrc=|application/json|nonce=", match["attributes"]):
                found.append(f"{path.name}: {match[0]}")
    assert found == []
