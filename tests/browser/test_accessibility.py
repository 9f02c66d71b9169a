"""axe-core finds nothing by WCAG 2.2 A and AA on the pages of the story, light and dark, on a phone and at a desk.

In Wagtail's frame it finds what stock Wagtail has of itself, named in `STOCK` one by one, and nothing else.
"""

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Page

from tests.browser.conftest import DESKTOP, PHONE
from tests.browser.pages import EDITOR, OURS

pytestmark = pytest.mark.browser

RULES = {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa"]}
COLOURS = {"type": "rule", "values": ["color-contrast", "link-in-text-block"]}
"""What dark can break where light was right: the two schemes differ in colours alone."""

STOCK = [
    (
        "label",
        'name="body-',
        "a line of text that stands directly in a stream has its name in the block's head",
    ),
    (
        "scrollable-region-focusable",
        "w-minimap__list",
        "the minimap scrolls, its links are reached by Tab once open",
    ),
]
"""Findings of Wagtail's own: the rule, a part of the element, and what it is about."""

RUN = """rules => {
  document.getAnimations().forEach(one => one.finish());
  return axe.run({runOnly: rules, resultTypes: ["violations"]}).then(found => found.violations);
}"""


SETTLED = """() => innerWidth > 800
    || ![...document.querySelectorAll('.sidebar')].some(one => one.getBoundingClientRect().right > 0)"""
"""On a phone the editor's sidebar moves away, a moment after the window became narrow."""


def findings(page: Page) -> list[str]:
    """What axe finds on a page in all four views, one line an element."""
    page.evaluate(AXE_SCRIPT)
    found = []
    for size in (PHONE, DESKTOP):
        page.set_viewport_size(size)
        page.wait_for_function(SETTLED)
        for scheme, rules in (("light", RULES), ("dark", COLOURS)):
            page.emulate_media(color_scheme=scheme)
            view = f"{size['width']} px, {scheme}"
            found += [f"  {view}: {line}" for rule in page.evaluate(RUN, rules) for line in lines_of(rule)]
    return found


def lines_of(rule: dict) -> list[str]:
    """One line an element that breaks a rule, without what is Wagtail's own."""
    return [
        f"{rule['id']}: {node['html'][:200]} – {node['failureSummary'].splitlines()[1].strip()}"
        for node in rule["nodes"]
        if not any(rule["id"] == stock and part in node["html"] for stock, part, _ in STOCK)
    ]


def walk(people, places, stops, look) -> list[str]:
    """Every page once, by whom it is for; what `look` says of each."""
    found, pages = [], {}
    for shown in stops:
        page = pages.get(shown.who) or pages.setdefault(shown.who, people.as_(shown.who))
        status = page.goto(shown.address.format(**places)).status
        said = look(page) if status == shown.status else [f"  answered {status}, not {shown.status}"]
        found += [str(shown), *said] if said else []
    return found


def test_nothing_is_found_on_pages_of_ours(looking, places):
    found = walk(looking, places, OURS, findings)
    assert not found, "\n".join(found)


def test_in_the_editor_nothing_is_found_that_we_add(looking, places):
    found = walk(looking, places, EDITOR, findings)
    assert not found, "\n".join(found)


def test_a_fault_would_be_found(looking):
    """The walk is no comfort if axe sees nothing: a page that lost a label and its contrast."""
    page = looking.visitor()
    page.goto("/xac-minh/")
    page.evaluate("document.querySelector('label').remove()")
    page.evaluate("document.querySelector('h1').style.color = '#eee'")
    assert {line.split(": ")[1] for line in findings(page)} >= {"label", "color-contrast"}
