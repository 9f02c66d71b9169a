"""Everything can be reached: at 320 px, at a zoom of 200 %, by the keyboard, and with a thumb."""

import pytest
from playwright.sync_api import Page

from tests.browser.conftest import PHONE
from tests.browser.pages import OURS
from tests.browser.test_accessibility import walk

pytestmark = pytest.mark.browser

NARROW, HALF = {"width": 320, "height": 640}, {"width": 640, "height": 450}
TOO_WIDE = """() => {
  const wide = document.documentElement.scrollWidth - document.documentElement.clientWidth;
  if (wide <= 0) return [];
  const out = [...document.querySelectorAll("body *")].filter(one => {
    const box = one.getBoundingClientRect();
    return box.width && box.right > document.documentElement.clientWidth + 1;
  });
  return [`${wide} px too wide: ` + out.slice(0, 3).map(one => one.outerHTML.slice(0, 90)).join(" … ")];
}"""

FOCUSED = """() => {
  const one = document.activeElement;
  if (!one || one === document.body) return null;
  const shown = one.matches("input.visually-hidden, .opt input") ? one.closest("label") || one : one;
  const box = shown.getBoundingClientRect(), style = getComputedStyle(shown), own = getComputedStyle(one);
  const x = box.left + Math.min(box.width / 2, 40), y = box.top + Math.min(box.height / 2, 20);
  const top = document.elementFromPoint(x, y);
  return {
    html: one.outerHTML.slice(0, 120),
    marked: [style, own].some(s => s.outlineStyle !== "none" && parseFloat(s.outlineWidth) > 0 || s.boxShadow !== "none"),
    covered: !top || !(shown.contains(top) || top.contains(shown)),
  };
}"""


def reflow(page: Page) -> list[str]:
    """What does not fit at 320 px (1280 px at 400 %) and at 640 px (1280 px at 200 %)."""
    found = []
    for size in (NARROW, HALF):
        page.set_viewport_size(size)
        found += [f"  {size['width']} px: {line}" for line in page.evaluate(TOO_WIDE)]
    return found


def test_no_page_scrolls_sideways(looking, places):
    found = walk(looking, places, OURS, reflow)
    assert not found, "\n".join(found)


@pytest.mark.parametrize(
    ("who", "place"),
    [("hocvien", "{lesson}"), ("hocvien.dang", "/lam-bai/{open_attempt}/"), ("hocvien.dang", "{quiz}")],
)
def test_the_focus_is_seen_all_the_way(looking, places, who, place):
    page = looking.sign_in(who, viewport=PHONE)
    page.goto(place.format(**places))
    seen, found = [], []
    for _ in range(80):
        page.keyboard.press("Tab")
        here = page.evaluate(FOCUSED)
        if here is None:
            break
        seen.append(here["html"])
        if not here["marked"]:
            found.append(f"no mark: {here['html']}")
        if here["covered"]:
            found.append(f"covered: {here['html']}")
    assert len(seen) > 8, "Tab went nowhere"
    assert not found, "\n".join(found)


def test_options_are_as_large_as_a_thumb(looking, places):
    page = looking.sign_in("hocvien.dang", viewport=PHONE)
    page.goto("/lam-bai/{open_attempt}/".format(**places))
    boxes = [
        one.bounding_box() for one in page.locator(".opt:visible, .question.is-current button:visible").all()
    ]
    assert len(boxes) >= 3
    assert [box for box in boxes if min(box["width"], box["height"]) < 44] == []
