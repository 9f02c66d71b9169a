"""Nothing that a Vietnamese user sees is English: pages are read as each role, from link to link.

Two pages of every view are enough: they are made by the same template.
"""

import json
import re
from collections import Counter, deque
from html.parser import HTMLParser
from urllib.parse import urljoin, urlsplit

import pytest
from django.urls import Resolver404, resolve, reverse

from courses.shelves import open_shelf, trainers_of
from tests.factories import (
    a_course,
    a_person,
    a_question,
    a_record,
    a_sitting,
    a_unit,
    an_administrator,
    signed_in,
    the_catalogue,
)
from tests.factories.law import a_provision

from .english import of_the_site

KNOWN = {
    "English",  # a language is named in itself
    "None",  # a hidden counter of Wagtail's side panels, before its script fills it
}
LEADS_AWAY = {"account_logout", "wagtailadmin_logout", "editor_sign_out"}
PAGES_A_VIEW = 2


class Links(HTMLParser):
    def __init__(self):
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag, attributes):
        for name, value in attributes:
            if value and ((tag == "a" and name == "href") or name in ("data-chooser-url", "hx-get")):
                self.found.append(value)


@pytest.fixture(scope="session")
def english(script):
    return of_the_site(script)


@pytest.fixture
def province(db):
    """A province with a course, a quiz, results, a law and one person of every role."""
    province = a_unit("Tỉnh Thử Nghiệm", kind="province")
    commune = a_unit("Xã Thử Nghiệm", parent=province)
    shelf = open_shelf(unit=province, catalogue=the_catalogue(), slug="tinh")
    course = a_course(shelf=shelf, quiz=True)
    a_provision(needs_review=True)
    a_question()
    learner = a_person(unit=commune)
    a_record(user=learner, course=a_course(shelf=shelf, title="Khóa đã xong"))
    a_sitting(user=learner)
    trainer = a_person(unit=province, full_name="Lê Thị Giảng")
    trainer.groups.add(trainers_of(province))
    return {
        "stranger": None,
        "learner": learner,
        "trainer": trainer,
        "administrator": an_administrator(province),
        "observer": an_administrator(province, role="observer"),
        "superuser": a_person("Quản Trị Tỉnh", is_superuser=True),
        "pages": [course, *course.get_descendants()],
    }


def places_of_the_editor(pages):
    """What the editor opens by scripts, so that no link leads there."""
    yield reverse("wagtailadmin_choose_page")
    yield reverse("wagtailadmin_choose_page_external_link")
    yield reverse("wagtailadmin_choose_page_email_link")
    yield reverse("wagtailimages_chooser:choose")
    yield reverse("wagtaildocs_chooser:choose")
    yield reverse("wagtailadmin_pages:search") + "?q=khoa"
    for page in pages:
        yield reverse("wagtailadmin_pages:edit", args=[page.pk])
        yield reverse("wagtailadmin_pages:history", args=[page.pk])
        yield reverse("wagtailadmin_pages:delete", args=[page.pk])
        yield reverse("wagtailadmin_pages:copy", args=[page.pk])


def pages_from(client, start):
    """Yields (address, HTML) of what can be reached from these addresses."""
    waiting, seen, of_view = deque(start), set(), Counter()
    first = set(waiting)
    while waiting:
        address = waiting.popleft()
        path = urlsplit(address).path
        try:
            view = resolve(path).view_name
        except Resolver404:
            continue
        if path in seen or view in LEADS_AWAY or (of_view[view] >= PAGES_A_VIEW and address not in first):
            continue
        seen.add(path)
        of_view[view] += 1
        response = client.get(address)
        if response.has_header("Location"):
            waiting.append(urljoin(address, response["Location"]))
        kind = response.get("Content-Type", "")
        if "json" in kind:
            html = response.json().get("html") or "" if isinstance(response.json(), dict) else ""
        elif "html" in kind:
            html = response.content.decode()
        else:
            continue
        yield address, html
        links = Links()
        links.feed(html)
        for link in (urljoin(address, link) for link in links.found):
            if not urlsplit(link).netloc:
                waiting.append(link)


@pytest.mark.parametrize("role", ["stranger", "learner", "trainer", "administrator", "observer", "superuser"])
def test_no_page_speaks_english(client, english, province, role, settings):
    settings.SECOND_FACTOR_REQUIRED = role == "superuser"
    person = province[role]
    start = ["/", "/khong-co-trang-nay/"]
    if person:
        signed_in(client, person)
        start.append(reverse("account"))
    if role in ("trainer", "superuser"):
        start += [reverse("wagtailadmin_home"), *places_of_the_editor(province["pages"])]
    read, found = 0, {}
    for address, html in pages_from(client, start):
        read += 1
        if left := english.left_in(html, KNOWN):
            found[address] = left
    assert read > 5
    assert found == {}


def test_scripts_of_the_editor_speak_vietnamese(client, province):
    signed_in(client, province["superuser"])
    script = client.get(reverse("wagtailadmin_javascript_catalog")).content.decode()
    words = json.loads(re.search(r"newcatalog = (\{.*?\});", script, re.DOTALL)[1])
    assert words["Broken link"] == "Liên kết hỏng"
    assert words["Actions"] == "Thao tác"


@pytest.mark.parametrize(
    "html",
    [
        "<p>Draft saved</p>",
        '<button aria-label="Toggle side panel"></button>',
        '<input type="submit" value="Search">',
        '<div data-props=\'{"label": "Save draft"}\'></div>',
        '<script type="application/json">["More actions"]</script>',
        "<p>3 pages selected</p>",
        "<p>Nobody translated the words of this sentence.</p>",
    ],
)
def test_english_is_noticed(english, html):
    assert english.left_in(html)


@pytest.mark.parametrize(
    "html",
    [
        "<p>Đã lưu bản nháp</p>",
        "<script>const words = 'Draft saved'</script>",
        '<input type="text" value="Search">',
        "<p>Wagtail</p>",
    ],
)
def test_vietnamese_names_and_code_are_not_taken_for_english(english, html):
    assert english.left_in(html) == []
