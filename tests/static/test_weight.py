"""What a first visit downloads stays under the budget: 120 KB for a learner page with the typeface, 90 KB for an exam beside it."""

import gzip
import re
from pathlib import Path

import pytest

from quizzes.templatetags.quizzes import script_parts

STATIC = Path(__file__).resolve().parents[2] / "static"
FONTS = sorted((STATIC / "fonts").glob("*.woff2"))


def compressed(*names):
    return sum(len(gzip.compress((STATIC / name).read_bytes(), 9)) for name in names)


def test_learner_page_leaves_25_kb_for_html_and_script():
    fonts = sum(font.stat().st_size for font in FONTS)
    assert fonts + compressed("css/tokens.css", "css/main.css", "img/drum.svg", "img/favicon.svg") <= 95_000


def test_exam_leaves_70_kb_for_html_and_script():
    assert compressed("css/tokens.css", "css/main.css", "css/quiz.css", "img/favicon.svg") <= 20_000


def parts_of(script: str) -> set[str]:
    """The modules that a script names, and those that they name."""
    folder = (STATIC / script).parent
    named = re.findall(r'from "([^"]+)"', (STATIC / script).read_text(encoding="utf-8"))
    own = {str((folder / name).resolve().relative_to(STATIC)) for name in named}
    return own.union(*map(parts_of, own))


def test_every_part_of_the_script_of_a_sitting_is_asked_for_at_once():
    assert parts_of("js/quiz.js") == set(script_parts())


def test_the_script_of_a_sitting_is_a_sixth_of_what_the_exam_leaves():
    assert compressed("js/quiz.js", *script_parts()) <= 11_500


def test_drum_is_small_enough_to_be_fetched_on_a_phone():
    assert (STATIC / "img" / "drum.svg").stat().st_size <= 6_000


@pytest.mark.parametrize("sheet", sorted((STATIC / "css").glob("*.css")), ids=lambda sheet: sheet.name)
def test_every_file_a_sheet_names_exists(sheet):
    for name in re.findall(r'url\("([^"#]+)"\)', sheet.read_text(encoding="utf-8")):
        assert (sheet.parent / name).resolve().is_file(), name


@pytest.mark.parametrize("sheet", sorted((STATIC / "css").glob("*.css")), ids=lambda sheet: sheet.name)
def test_sheet_asks_nothing_of_another_host(sheet):
    assert not re.search(r"@import|https?:", sheet.read_text(encoding="utf-8"))
