"""Moodle XML out, as Moodle 4 reads it. Shares stand on Moodle's grid of 19 values."""

import base64
from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from html import escape
from xml.etree.ElementTree import Element, SubElement, tostring  # only builds and writes  # nosec B405

from quizzes.authoring.markup import from_plain
from quizzes.exchange import cloze, plain, tags
from quizzes.exchange.item import WHOLE, Finding, Item, Severity, Shown, Written, join_path, losses_of
from quizzes.exchange.pictures import NO_PICTURES, name_of, to_write

NAME, EXTENSION = "Moodle XML", "xml"
KINDS = frozenset(
    {"single", "multiple", "true_false", "matching", "ordering", "numeric", "short", "blanks", "essay"}
)
CARRIED = frozenset(
    {"code", "category", "difficulty", "citations", "explanation", "points", "tags", "unit", "pictures"}
)
GRID = [
    Fraction(n, d)
    for n, d in [
        *((1, 1), (9, 10), (5, 6), (4, 5), (3, 4), (7, 10), (2, 3), (3, 5), (1, 2), (2, 5)),
        *((1, 3), (3, 10), (1, 4), (1, 5), (1, 6), (1, 7), (1, 8), (1, 9), (1, 10), (1, 20)),
    ]
]


def write(items: list[Item], pictures: Mapping[str, bytes] = NO_PICTURES) -> Written:
    """The questions as one `<quiz>`; what Moodle has no place for is named in `losses`."""
    root = Element("quiz")
    category: tuple[str, ...] = ()
    losses = [*losses_of(items, CARRIED, KINDS)]
    for place, item in enumerate(items, start=1):
        if item.kind not in KINDS:
            continue
        if item.category != category:
            category = item.category
            path = SubElement(SubElement(root, "question", type="category"), "category")
            SubElement(path, "text").text = join_path(("$course$", "top", *category))
        if item.kind == "numeric" and item.number and item.number.relative:
            losses.append(Finding("tolerance_made_absolute", place, "answer", Severity.NOTE))
        if any(one.share not in GRID for one in item.accepted):
            losses.append(Finding("share_rounded", place, "answer", Severity.WARNING))
        if item.kind == "true_false" and item.option_pictures:
            losses.append(
                Finding("field_not_carried", place, "pictures", Severity.WARNING, {"field": "pictures"})
            )
            item = replace(item, option_pictures=())
        question = _write(root, item)
        for option, shown, picture in to_write(item, pictures, losses, place):
            _show(
                question.find("questiontext") if option is None else question.findall("answer")[option],
                shown,
                picture,
            )
    return Written(tostring(root, encoding="utf-8", xml_declaration=True), losses)


_TYPES = {
    "single": "multichoice",
    "multiple": "multichoice",
    "true_false": "truefalse",
    "matching": "matching",
    "ordering": "ordering",
    "numeric": "numerical",
    "short": "shortanswer",
    "blanks": "multianswer",
    "essay": "essay",
}


def _text(parent: Element, name: str, text: str, **attributes: str) -> Element:
    child = SubElement(parent, name, attributes)
    SubElement(child, "text").text = text
    return child


def _show(box: Element | None, shown: Shown, picture: bytes) -> None:
    """Put a picture below the text of an element, which becomes HTML by that."""
    text = box.find("text") if box is not None else None
    assert box is not None and text is not None
    lines = "".join(f"<p>{escape(line)}</p>" for line in (text.text or "").split("\n"))
    name = name_of(picture)
    text.text = f'{lines}<p><img src="@@PLUGINFILE@@/{name}" alt="{escape(shown.alt)}"></p>'
    box.set("format", "html")
    file = SubElement(box, "file", name=name, path="/", encoding="base64")
    file.text = base64.b64encode(picture).decode()


def _write(root: Element, item: Item) -> Element:
    question = SubElement(root, "question", type=_TYPES[item.kind])
    _text(question, "name", item.code or plain.one_line(item.text)[:80])
    text = cloze.written(item) if item.kind == "blanks" else item.text
    _text(question, "questiontext", text, format="plain_text")
    if item.explanation:
        _text(question, "generalfeedback", from_plain(item.explanation), format="html")
    if item.points is not None:
        SubElement(question, "defaultgrade").text = plain.written(item.points)
    if item.code:
        SubElement(question, "idnumber").text = item.code
    _write_answers(question, item)
    marked = tags.marked(item)
    if marked:
        box = SubElement(question, "tags")
        for tag in marked:
            _text(box, "tag", tag)
    return question


def _answer(question: Element, text: str, share: Fraction) -> Element:
    sign = -1 if share < 0 else 1
    near = min([Fraction(0), *GRID], key=lambda known: abs(known - abs(share)))
    return _text(question, "answer", text, fraction=plain.percent(sign * near), format="plain_text")


def _write_answers(question: Element, item: Item) -> None:
    match item.kind:
        case "single" | "multiple":
            SubElement(question, "single").text = "true" if item.kind == "single" else "false"
            good = WHOLE if item.kind == "single" else Fraction(1, max(len(item.right), 1))
            bad = (
                Fraction(0)
                if item.kind == "single"
                else -Fraction(1, max(len(item.options) - len(item.right), 1))
            )
            for place, option in enumerate(item.options):
                _answer(question, option, good if place in item.right else bad)
        case "true_false":
            for place, word in enumerate(("true", "false")):
                _answer(question, word, WHOLE if place in item.right else Fraction(0))
        case "short":
            for one in item.accepted:
                _answer(question, one.text, one.share)
        case "numeric" if item.number:
            number = item.number
            tolerance = number.tolerance * abs(number.value) if number.relative else number.tolerance
            answer = _answer(question, plain.written(number.value), WHOLE)
            SubElement(answer, "tolerance").text = plain.written(tolerance)
            _write_units(question, item.units or ((number.unit,) if number.unit else ()), number.unit)
        case "matching":
            spare = [("", option) for place, option in enumerate(item.options) if place not in item.right]
            pairs = [
                (prompt, item.options[target])
                for prompt, target in zip(item.prompts, item.right, strict=True)
            ]
            for prompt, target in pairs + spare:
                _text(_text(question, "subquestion", prompt, format="plain_text"), "answer", target)
        case "ordering":
            for option in item.options:
                _text(question, "answer", option, fraction="1", format="plain_text")


def _write_units(question: Element, units: tuple[str, ...], right: str) -> None:
    """The right unit first: that is Moodle's default one, in which the answer is given."""
    box = SubElement(question, "units") if units else None
    for unit in sorted(units, key=lambda name: name != right):
        if box is not None:
            entry = SubElement(box, "unit")
            SubElement(entry, "multiplier").text = plain.written(Decimal(1))
            SubElement(entry, "unit_name").text = unit
