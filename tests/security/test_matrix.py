"""Every address × every role: what opens, what is refused, and that nothing but a POST with its token changes anything."""

import copy
import re
from dataclasses import dataclass, field
from urllib.parse import urlsplit

import pytest
from django.db import connection, transaction
from django.test import Client

from tests.factories import signed_in
from tests.security import matrix
from tests.security.addresses import addresses, things_for, url_of
from tests.security.headers import lacking
from tests.security.world import ROLES

WRITES = re.compile(
    r"^\s*(INSERT INTO|UPDATE|DELETE FROM|REPLACE INTO)\s+\"?(?P<table>\w+)\"?", re.IGNORECASE
)
LOGS = {"audit_entry", "django_session", "accounts_slowdown", "usersessions_usersession"}
"""What a GET may write: who was here, and how often somebody guessed."""

ELSEWHERE = "//evil.example/"


@dataclass
class Reply:
    """What is kept of a response: three thousand whole ones would not fit."""

    status_code: int
    location: str
    amiss: list[str] = field(default_factory=list)
    """What its headers lack."""


@dataclass
class Visit:
    line: matrix.Line
    role: str
    reply: Reply
    writes: list[str]

    def __str__(self):
        return f"{self.line.title} as {self.role}: {matrix.word_for(self.reply)}"


def visit(client, method, url, data) -> tuple[Reply, list[str]]:
    """Ask, note which tables were written to, and take everything back."""
    written = []

    def note(execute, sql, *rest):
        found = WRITES.match(sql)
        if found:
            written.append(found["table"])
        return execute(sql, *rest)

    cookies = copy.deepcopy(client.cookies)
    with transaction.atomic(), connection.execute_wrapper(note):
        response = getattr(client, method)(url, data)
        if response.streaming:
            b"".join(response.streaming_content)
        transaction.set_rollback(True)
    client.cookies = cookies
    signed_in = "_auth_user_id" in getattr(response.wsgi_request, "session", {})
    amiss = lacking(url, response.headers, signed_in)
    return Reply(response.status_code, response.headers.get("Location", ""), amiss), written


@pytest.fixture(scope="module")
def visits(world, clients) -> dict[str, list[Visit]]:
    """Each line asked by each role, by GET with a way back that leads elsewhere, and by POST."""
    made = {"get": [], "post": []}
    for line in matrix.lines():
        if line.things is None:
            continue
        url = url_of(world, line.name, line.things)
        for role in line.roles:
            client = clients[role]
            for method, sent in (("get", line.query), ("post", line.form)):
                if line.expected[method][role] != "unasked":
                    sent = {"next": ELSEWHERE} | {
                        name: world.things.get(word, word) for name, word in sent.items()
                    }
                    made[method].append(Visit(line, role, *visit(client, method, url, sent)))
    return made


def test_every_address_is_listed():
    """A new address needs a line in matrix.yaml; its head says how. `test_suggest_lines` writes one to check."""
    assert matrix.unlisted() == []


def test_no_line_is_about_an_address_that_is_gone():
    assert matrix.gone() == []


def test_every_address_can_be_asked():
    unknown = [line.title for line in matrix.lines() if line.things is None]
    assert unknown == [], (
        "say `with:`, or what the parameter stands for in addresses.py, or leave it out with a reason"
    )


@pytest.mark.parametrize("method", ["get", "post"])
def test_each_role_meets_what_the_matrix_says(visits, method):
    wrong = {}
    for visit in visits[method]:
        if not matrix.fits(visit.line.expected[method][visit.role], visit.reply):
            wrong.setdefault(visit.line.title, []).append(visit)
    report = []
    for title in wrong:
        seen = [matrix.word_for(each.reply) for each in visits[method] if each.line.title == title]
        expected = " ".join(wrong[title][0].line.expected[method].values())
        report.append(f"{title}: {method}: {' '.join(seen)}    (the matrix says: {expected})")
    assert not report, "\n".join(["", f"roles: {' '.join(ROLES)}", *report])


def test_a_get_changes_nothing(visits):
    wrong, bookkeeping = [], set(matrix.read()["bookkeeping"].split())
    for visit in visits["get"]:
        tables = set(visit.writes) - LOGS - bookkeeping - set(visit.line.writes.split())
        if tables:
            wrong.append(f"{visit} wrote {', '.join(sorted(tables))}")
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("method", ["get", "post"])
def test_every_answer_carries_its_headers(visits, method):
    wrong = [f"{visit}: {fault}" for visit in visits[method] for fault in visit.reply.amiss]
    assert not wrong, "\n".join(wrong)


def test_headers_that_are_missing_are_found():
    headers = {
        "Content-Security-Policy": "script-src 'self' 'unsafe-inline'; frame-ancestors *; object-src 'none'",
        "Cache-Control": "private",
    }
    assert len(lacking("/", headers, signed_in=True)) == 8


@pytest.mark.parametrize("method", ["get", "post"])
def test_no_address_leads_elsewhere(visits, method):
    wrong = []
    for visit in visits[method]:
        place = visit.reply.location
        if urlsplit(place).netloc or place.startswith(("//", "/\\")):
            wrong.append(f"{visit} → {place}")
    assert not wrong, "\n".join(wrong)


def test_a_post_without_its_token_is_refused_everywhere(world):
    accepted, lines = [], matrix.lines()
    for role in ("stranger", "learner", "superuser"):
        client = Client(enforce_csrf_checks=True, raise_request_exception=False)
        if role != "stranger":
            signed_in(client, world.people[role])
        for line in lines:
            if line.things is None or role not in line.roles:
                continue
            reply, writes = visit(client, "post", url_of(world, line.name, line.things), line.form)
            if matrix.word_for(reply) not in {"403", "in"} or set(writes) - LOGS:
                accepted.append(f"{line.title} as {role}: {reply.status_code} {writes}")
    assert not accepted, "\n".join(accepted)


def test_suggest_lines(world, clients):
    """Fails with a line for each address that the matrix does not know, as it answers now: check it, then add it."""
    suggested, unlisted = [], matrix.unlisted()
    for address in addresses():
        if address.name not in unlisted:
            continue
        names = things_for(address)
        if names is None:
            suggested.append(
                f"  {address.name}: {{with: ?, get: ?}}  # {address.pattern} {address.parameters}"
            )
            continue
        url = url_of(world, address.name, names)
        seen = {
            method: [matrix.word_for(visit(clients[role], method, url, {})[0]) for role in ROLES]
            for method in ("get", "post")
        }
        words = {
            method: " ".join(words) if len(set(words)) > 1 else words[0] for method, words in seen.items()
        }
        suggested.append(f"  {address.name}: {{get: {words['get']}, post: {words['post']}}}")
    assert not suggested, "\n".join(["", f"roles: {' '.join(ROLES)}", *suggested])
