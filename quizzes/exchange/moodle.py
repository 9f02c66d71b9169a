"""Moodle XML in and out, after `question/format/xml/format.php` of Moodle 4.

Shares stand on Moodle's grid of 19 values and are read as what they mean: 33.33333 is a third.
"""

import re
from decimal import Decimal
from fractions import Fraction
from xml.etree.ElementTree import Element, SubElement, tostring  # only builds and writes  # nosec B405

from quizzes.authoring.markup import from_plain, to_plain
from quizzes.exchange import cloze, plain, tags, xml
from quizzes.exchange.item import (
    MOST_ITEMS,
    TRUE_FALSE,
    WHOLE,
    Accepted,
    Finding,
    Item,
    Number,
    Reading,
    Severity,
    UnreadableFile,
    Written,
    join_path,
    losses_of,
    split_path,
)

NAME, EXTENSION = "Moodle XML", "xml"
KINDS = frozenset(
    {"single", "multiple", "true_false", "matching", "ordering", "numeric", "short", "blanks", "essay"}
)
CARRIED = frozenset({"code", "category", "difficulty", "citations", "explanation", "points", "tags", "unit"})
GRID = [
    Fraction(n, d)
    for n, d in [
        *((1, 1), (9, 10), (5, 6), (4, 5), (3, 4), (7, 10), (2, 3), (3, 5), (1, 2), (2, 5)),
        *((1, 3), (3, 10), (1, 4), (1, 5), (1, 6), (1, 7), (1, 8), (1, 9), (1, 10), (1, 20)),
    ]
]
_MARKER = re.compile(r"\[\[([0-9]{1,2})\]\]")


def parse(content: bytes) -> Reading:
    """The questions of a `<quiz>`. Raises UnreadableFile."""
    root = xml.read(content)
    if root.tag != "quiz":
        raise UnreadableFile("not_moodle")
    reading = Reading()
    category: tuple[str, ...] = ()
    for place, element in enumerate(root.findall("question"), start=1):
        if len(reading.items) >= MOST_ITEMS:
            raise UnreadableFile("too_many_questions", most=MOST_ITEMS)
        if element.get("type") == "category":
            path = split_path(_told(element, "category"))
            category = tuple(name for name in path if name not in {"$course$", "$system$", "$module$", "top"})
            continue
        read = _READERS.get(element.get("type") or "")
        if read is None:
            name = (element.get("type") or "")[:40]
            severity = "description_left_out" if name == "description" else "kind_unknown"
            (reading.warn if name == "description" else reading.find)(severity, place, "kind", text=name)
            continue
        about = _about(reading, place, element) | {"category": category}
        item = read(reading, place, element, about)
        if item is not None:
            reading.items.append(item)
    return reading


def _told(element: Element, name: str) -> str:
    """The text of a child: Moodle writes `<name><text>…</text></name>`, or the text itself."""
    child = element.find(name)
    if child is None:
        return ""
    text = child.find("text")
    return (text.text if text is not None else child.text) or ""


def _words(element: Element, reading: Reading, place: int, column: str) -> str:
    """The words of an element that holds `<text>`, as its format says; pictures are named as left out."""
    text = _told_text(element)
    if element.find("file") is not None:
        reading.warn("pictures_left_out", place, column)
    if element.get("format", "html") not in {"html", "moodle_auto_format"}:
        return plain.lines(text)
    words, has_media = xml.unmarked(text)
    if has_media and element.find("file") is None:
        reading.warn("pictures_left_out", place, column)
    return words


def _told_text(element: Element) -> str:
    child = element.find("text")
    return (child.text if child is not None else element.text) or ""


def _line(element: Element | None, reading: Reading, place: int, column: str) -> str:
    return plain.one_line(_words(element, reading, place, column)) if element is not None else ""


def _about(reading: Reading, place: int, element: Element) -> dict:
    text = element.find("questiontext")
    general = element.find("generalfeedback")
    found = tags.unmarked(plain.one_line(_told_text(tag)) for tag in element.iterfind("tags/tag"))
    points = _told(element, "defaultgrade").strip()
    try:
        found["points"] = plain.pointed(points) if points else None
    except ValueError:
        reading.warn("not_points", place, "points", text=points[:40])
    if element.find("hint") is not None:
        reading.warn("hints_left_out", place)
    return found | {
        "text": _words(text, reading, place, "text") if text is not None else "",
        "code": plain.one_line(_told(element, "idnumber")),
        "explanation": plain.lines(to_plain(_told_text(general))) if general is not None else "",
        "place": place,
    }


def _answers(reading: Reading, place: int, element: Element) -> list[tuple[str, Fraction]]:
    """(words, share of the points) of every answer."""
    found = []
    for answer in element.findall("answer"):
        try:
            share = plain.share(answer.get("fraction", "0"))
        except ValueError:
            reading.find("not_a_share", place, "answer", text=answer.get("fraction", "")[:40])
            share = Fraction(0)
        if plain.one_line(xml.unmarked(_told(answer, "feedback"))[0]):
            reading.warn("feedback_left_out", place)
        found.append((_line(answer, reading, place, "options"), share))
    return found


def _choice(reading: Reading, place: int, element: Element, about: dict) -> Item:
    told = _answers(reading, place, element)
    is_single = _told(element, "single").strip().lower() not in {"false", "0"}
    least = WHOLE if is_single and any(share == WHOLE for _, share in told) else Fraction(0)
    right = tuple(n for n, (_, share) in enumerate(told) if share > 0 and share >= least)
    if len({share for _, share in told if share > 0}) > 1:
        reading.warn("uneven_shares", place, "answer")
    kind = "single" if is_single else "multiple"
    if is_single and len(right) > 1:
        reading.warn("single_became_multiple", place, "kind")
        kind = "multiple"
    return Item(kind, options=tuple(text for text, _ in told), right=right, **about)


def _true_false(reading: Reading, place: int, element: Element, about: dict) -> Item:
    right = [text.lower() for text, share in _answers(reading, place, element) if share == WHOLE]
    return Item("true_false", options=TRUE_FALSE, right=(0 if right == ["true"] else 1,), **about)


def _short(reading: Reading, place: int, element: Element, about: dict) -> Item:
    told = _answers(reading, place, element)
    accepted = tuple(Accepted(text, share) for text, share in told if share > 0)
    return Item("short", accepted=accepted, **about)


def _number(reading: Reading, place: int, element: Element, about: dict) -> Item | None:
    answers = [
        answer
        for answer in element.findall("answer")
        if answer.get("fraction", "").strip() in {"100", "100.0", "100.00000"}
    ]
    units = [plain.one_line(_told(unit, "unit_name")) for unit in element.iterfind("units/unit")]
    if len(element.findall("answer")) > 1:
        reading.warn("other_numbers_left_out", place, "answer")
    try:
        value = plain.of_program(_told_text(answers[0]))
        tolerance = plain.of_program(_told(answers[0], "tolerance") or "0")
    except (ValueError, IndexError):
        reading.find("not_a_number", place, "answer", text=_told_text(answers[0])[:40] if answers else "")
        return None
    number = Number(value, abs(tolerance), unit=units[0] if units else "")
    return Item("numeric", number=number, units=tuple(units) if len(units) > 1 else (), **about)


def _matching(reading: Reading, place: int, element: Element, about: dict) -> Item:
    pairs = [
        (_line(pair, reading, place, "options"), plain.one_line(_told(pair, "answer")))
        for pair in element.findall("subquestion")
    ]
    options = tuple(dict.fromkeys(target for _, target in pairs))
    asked = [(prompt, options.index(target)) for prompt, target in pairs if prompt]
    prompts, right = tuple(prompt for prompt, _ in asked), tuple(target for _, target in asked)
    return Item("matching", options=options, prompts=prompts, right=right, **about)


def _ordering(reading: Reading, place: int, element: Element, about: dict) -> Item:
    options = tuple(_line(answer, reading, place, "options") for answer in element.findall("answer"))
    return Item("ordering", options=options, **about)


def _essay(reading: Reading, place: int, element: Element, about: dict) -> Item:
    return Item("essay", **about)


def _cloze(reading: Reading, place: int, element: Element, about: dict) -> Item | None:
    text, gaps = cloze.read(about["text"])
    if gaps is None:
        reading.find("cloze_unreadable", place, "text")
        return None
    return Item("blanks", gaps=gaps, **(about | {"text": text}))


def _gap_select(reading: Reading, place: int, element: Element, about: dict) -> Item:
    """`[[2]]` names the second option, which is right there; those of its group are what one chooses from."""
    told = [
        (plain.one_line(_told_text(option)), _told(option, "group") or "1")
        for option in element.findall("selectoption")
    ]
    told += [
        (plain.one_line(_told_text(box)), _told(box, "group") or "1") for box in element.findall("dragbox")
    ]
    gaps = []

    def number(marker: re.Match) -> str:
        right = int(marker[1]) - 1
        if not 0 <= right < len(told):
            reading.find("gaps_uneven", place, "text", markers=right + 1, cells=len(told))
            return marker[0]
        group = [text for text, name in told if name == told[right][1]]
        gaps.append(cloze.choice(group, told[right][0]))
        return f"[[{len(gaps)}]]"

    text = _MARKER.sub(number, about["text"])
    return Item("blanks", gaps=tuple(gaps), **(about | {"text": text}))


_READERS = {
    "multichoice": _choice,
    "truefalse": _true_false,
    "shortanswer": _short,
    "numerical": _number,
    "matching": _matching,
    "ordering": _ordering,
    "essay": _essay,
    "multianswer": _cloze,
    "cloze": _cloze,
    "gapselect": _gap_select,
    "ddwtos": _gap_select,
}


def write(items: list[Item]) -> Written:
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
        _write(root, item)
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


def _write(root: Element, item: Item) -> None:
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
