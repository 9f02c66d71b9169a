"""Every pair of colours that carries text reaches 4.5:1, and every edge that shows a control 3:1, in both schemes."""

import re
from pathlib import Path

import pytest

TOKENS = (Path(__file__).resolve().parents[2] / "static" / "css" / "tokens.css").read_text(encoding="utf-8")
BACKGROUNDS = ["paper", "surface", "sunk"]
TEXT_ON_BACKGROUND = [
    *(
        (text, ground)
        for text in ("ink", "ink-2", "son", "son-deep", "dong", "ngoc", "cham")
        for ground in BACKGROUNDS
    ),
    *((text, f"{hue}-wash") for hue in ("son", "dong", "ngoc", "cham") for text in ("ink", "ink-2", "cham")),
    ("son", "son-wash"),
    ("son-deep", "son-wash"),
    ("dong", "dong-wash"),
    ("ngoc", "ngoc-wash"),
    ("ink", "mark-ink"),
    ("on-son", "son"),
    ("on-son", "son-deep"),
    ("paper", "ink"),
    ("on-menu", "menu"),
    ("on-menu", "menu-active"),
    ("on-menu", "menu-button"),
    ("on-menu", "menu-button-deep"),
]
EDGES_ON_BACKGROUND = [
    *(("edge", ground) for ground in BACKGROUNDS),
    *((hue, ground) for hue in ("son", "dong", "ngoc", "cham") for ground in BACKGROUNDS),
    ("son", "son-wash"),
    ("ngoc", "ngoc-wash"),
]


def schemes():
    """Return {"light": {name: "#rrggbb"}, "dark": {…}} as tokens.css states them."""
    pairs = re.findall(r"--([\w-]+): light-dark\((#\w+), (#\w+)\)", TOKENS)
    return {
        "light": {name: light for name, light, _ in pairs},
        "dark": {name: dark for name, _, dark in pairs},
    }


def luminance(colour):
    """Relative luminance of "#rrggbb" (WCAG 2.2, definition of relative luminance)."""
    channels = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one, other):
    """Contrast ratio of two colours, 1 to 21 (WCAG 2.2, definition of contrast ratio)."""
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def test_contrast_of_black_on_white_is_21():
    assert contrast("#000000", "#ffffff") == pytest.approx(21)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(("text", "ground"), TEXT_ON_BACKGROUND)
def test_text_is_readable(scheme, text, ground):
    colours = schemes()[scheme]
    assert contrast(colours[text], colours[ground]) >= 4.5


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(("edge", "ground"), EDGES_ON_BACKGROUND)
def test_edge_of_a_control_is_visible(scheme, edge, ground):
    colours = schemes()[scheme]
    assert contrast(colours[edge], colours[ground]) >= 3


def test_old_browsers_get_the_light_values():
    before = TOKENS.split("@supports")[0]
    plain = dict(re.findall(r"--([\w-]+): (#\w+);", before))
    assert plain == schemes()["light"]


def test_raw_colours_stand_only_in_tokens():
    folder = Path(__file__).resolve().parents[2] / "static" / "css"
    for sheet in sorted(folder.glob("*.css")):
        if sheet.name != "tokens.css":
            text = re.sub(r"/\*.*?\*/", "", sheet.read_text(encoding="utf-8"), flags=re.DOTALL)
            declared = re.findall(r":[^;{}]*?(#[0-9a-fA-F]{3,8}\b|\brgba?\(|\bhsla?\(|\boklch\()", text)
            assert declared == [], sheet.name
