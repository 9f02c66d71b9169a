"""Whatever a role can reach says nothing of people, units and drafts that are not its own.

Each role starts at every address of the site, with its own things and with those of the others, and follows every link
and form from there. What comes back (pages, cells, PDFs, JSON, headers, names of files) is searched for tokens.
"""

import io
import re

import pytest
from django.db.models import Q
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from openpyxl import Workbook
from wagtail.models import Page

from accounts.models import User
from classes.models import TrainingClass
from completions.models import Certificate
from enrolments.models import Dispensation
from organisation.models import Membership
from quizzes.models import Attempt, Category, QuestionVersion
from tests.factories import signed_in
from tests.security import matrix
from tests.security.addresses import url_of
from tests.security.crawler import Crawl, Read

TOKEN = re.compile(r"(?:CNRY|KEY-)[A-Z]\d{3}", re.IGNORECASE)
OTHERS = {"A": "B", "S": "T"}


def starts(world) -> list[str]:
    """Every address with the things of its line, and again with those of the other branch and shelf."""
    urls = []
    for line in matrix.lines():
        if line.things is None:
            continue
        urls.append(url_of(world, line.name, line.things))
        swapped = [
            re.sub(r" ([AS])$", lambda found: f" {OTHERS[found[1]]}", str(name)) for name in line.things
        ]
        if swapped != line.things and all(name.startswith("=") or name in world.things for name in swapped):
            urls.append(url_of(world, line.name, swapped))
    return list(dict.fromkeys(urls))


def tokens_in(text: str) -> set[str]:
    return {token.upper() for token in TOKEN.findall(text)}


def own_tokens(person) -> set[str]:
    """What a learner may read: the own name and codes, the units above, the own duties, requests and papers.

    Of keys and of topics: those of papers that were handed in.
    """
    place = Membership.objects.present().select_related("unit").get(user=person)
    words = [person.full_name, person.staff_code, person.username, person.email]
    words += [name for unit in (place.unit, place.unit.get_parent()) for name in (unit.name, unit.short_name)]
    words += [note for note in person.enrolments.values_list("assignment__note", flat=True) if note]
    words += person.correction_requests.values_list("text", flat=True)
    words += Dispensation.objects.filter(enrolment__user=person).values_list("reason", flat=True)
    words += [word for pair in person.outside_training.values_list("title", "evidence") for word in pair]
    for invited in TrainingClass.objects.readable_by(person):
        words += [invited.title, invited.note, *invited.sessions.values_list("place", flat=True)]
    asked, own = QuestionVersion.objects, Attempt.objects.by(person)
    words += asked.filter(pk__in=versions_in(own)).values_list("text", flat=True)
    handed_in = asked.filter(pk__in=versions_in(own.closed()))
    words += handed_in.values_list("keys__explanation", flat=True)
    words += handed_in.values_list("question__category__name", flat=True)  # success is told by topic
    return tokens_in(" ".join(words))


def versions_in(attempts) -> set[int]:
    return {entry["version"] for paper in attempts.values_list("paper", flat=True) for entry in paper}


LETTERS = {
    "administrator": "A",
    "observer A": "A",
    "sibling": "B",
    "trainer": "S",
    "foreigner": "T",
    "superuser": "ABST",
}
"""Whose tokens a role may read that sees others; learners may read `own_tokens`, strangers none."""


def shown_to_all(world) -> dict[str, set[str]]:
    """Whoever has the code of a certificate reads in which unit it was earned: the page that verifies, and no other."""
    pages = {}
    for letter in "AB":
        for kind in ("certificate", "revoked"):
            code = world.things[f"{kind} {letter}"]
            unit = Certificate.objects.select_related("record__unit").get(code=code).record.unit
            pages[reverse("completions:verify_code", args=[code])] = tokens_in(unit.name)
    return pages


def foreign(world, role, pages) -> dict[str, Read]:
    """The tokens that this role may not read, each with the first page that shows it."""
    person, public, found = world.people[role], shown_to_all(world), {}
    own = set() if role == "stranger" or role in LETTERS else own_tokens(person)
    for page in pages:
        for token in tokens_in(page.text) - own - public.get(page.url, set()):
            if token[4] not in LETTERS.get(role, ""):
                found.setdefault(token, page)
    return found


def in_words(found: dict[str, Read]) -> str:
    return "\n".join(
        f"{token}: {page.url} (from {page.came_from or 'the start'})" for token, page in sorted(found.items())
    )


def browser_of(world, role) -> Client:
    client = Client(raise_request_exception=False)
    return client if role == "stranger" else signed_in(client, world.people[role])


LIMITS = {
    "stranger": 150,
    "learner": 250,
    "administrator": 420,
    "observer A": 150,
    "trainer": 350,
    "foreigner": 350,
}
"""How many addresses are visited as each role; the starts come first."""

READS = {
    "stranger": [],
    "learner": ["learner A"],
    "administrator": ["learner A", "colleague A"],
    "observer A": ["learner A"],
    "trainer": [],
    "foreigner": [],
}
"""The people whose names the crawl must meet, lest it see nothing because it came nowhere."""


@pytest.mark.parametrize("role", LIMITS)
def test_a_role_reads_nothing_of_others(world, role):
    pages = Crawl(browser_of(world, role), limit=LIMITS[role]).walk(starts(world))
    found = foreign(world, role, pages)
    assert not found, in_words(found)
    assert [page.url for page in pages if page.status >= 500] == []
    seen = set().union(*(tokens_in(page.text) for page in pages))
    for name in READS[role]:
        assert tokens_in(User.objects.get(pk=world.things[name]).full_name) <= seen, name
    if role in ("trainer", "foreigner"):
        draft = Page.objects.get(pk=world.things[f"draft {LETTERS[role]}"])
        category = Category.objects.get(pk=world.things[f"category {LETTERS[role]}"])
        assert tokens_in(f"{draft.title} {category.name}") <= seen


def test_a_certificate_tells_its_unit_and_nothing_else_of_anybody(world):
    client = browser_of(world, "stranger")
    for url, shown in shown_to_all(world).items():
        assert tokens_in(client.get(url).content.decode()) == shown, url


# The harness bites: each leak is planted, and found.


def everybody(paths, field="path"):
    return Q()


@pytest.mark.parametrize(
    "door",
    [
        "organisation:people",
        "reports:requests",
        "reports:people",
        "reports:export",
        "reports:dashboard",
    ],
)
def test_a_leak_of_people_is_found(world, monkeypatch, door):
    things = ["root"] if door in ("reports:people", "reports:export") else []
    url = url_of(world, door, things) + ("?bang=nguoi" if door == "reports:export" else "")
    client = browser_of(world, "administrator")
    assert foreign(world, "administrator", Crawl(client, limit=1).walk([url])) == {}
    monkeypatch.setattr("organisation.scope.branch", everybody)
    monkeypatch.setattr("organisation.scope.branches_of", lambda user, acting=False: [world.root.path])
    assert foreign(world, "administrator", Crawl(client, limit=1).walk([url])) != {}


def test_a_leak_of_the_bank_is_found(world, monkeypatch):
    client, url = browser_of(world, "foreigner"), reverse("bank:index")
    assert foreign(world, "foreigner", Crawl(client, limit=1).walk([url])) == {}
    monkeypatch.setattr("quizzes.bank.visible_categories", lambda user: Category.objects.order_by("path"))
    assert foreign(world, "foreigner", Crawl(client, limit=1).walk([url])) != {}


def test_a_leak_in_a_message_a_header_a_file_is_found(world):
    """What a redirect says on the next page, what stands in the name of a file, and in the cells of a spreadsheet."""
    word = "CNRYB999"
    cells = io.BytesIO()
    write_workbook(cells, word)
    for body, headers in (
        (b"<p>" + word.encode(), {"Content-Type": "text/html"}),
        (b"", {"Content-Disposition": f'attachment; filename="{word.lower()}.xlsx"'}),
        (
            cells.getvalue(),
            {"Content-Type": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"},
        ),
        (b'{"results": [{"text": "%s"}]}' % word.encode(), {"Content-Type": "application/json"}),
    ):
        crawl = Crawl(Answering(HttpResponse(body, headers=headers)))
        assert set(foreign(world, "administrator", crawl.walk(["/"]))) == {word}


class Answering:
    """A browser to which every address answers the same."""

    def __init__(self, response):
        self.response = response

    def get(self, url):
        return self.response


def write_workbook(out, word):
    book = Workbook()
    book.active.append(["Họ và tên", word])
    book.save(out)
