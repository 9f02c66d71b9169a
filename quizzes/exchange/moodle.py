"""Moodle XML in, after `question/format/xml/format.php` of Moodle 4.

Shares stand on Moodle's grid of 19 values and are read as what they mean: 33.33333 is a third.
"""

import re
from fractions import Fraction
from urllib.parse import unquote, urlsplit
from xml.etree.ElementTree import Element  # only builds and writes  # nosec B405

from quizzes.authoring.markup import to_plain
from quizzes.exchange import cloze, plain, tags, xml
from quizzes.exchange.item import (
    MOST_ITEMS,
    TRUE_FALSE,
    WHOLE,
    Accepted,
    Item,
    Number,
    Reading,
    UnreadableFile,
    split_path,
)
from quizzes.exchange.pictures import MOST_LOOKED_AT, Found, from_address, from_base64, shown

NAME = "Moodle XML"
_COMMENTS = ("correctfeedback", "partiallycorrectfeedback", "incorrectfeedback")
_FILES = "@@PLUGINFILE@@/"
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
    if any(_told(element, name).strip() for element in root.findall("question") for name in _COMMENTS):
        reading.warn("general_comments_left_out")
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
    text, pictures = _words_and_pictures(element, reading, place, column)
    if pictures:
        reading.warn("pictures_left_out", place, column)
    return text


def _words_and_pictures(
    element: Element, reading: Reading, place: int, column: str
) -> tuple[str, list[Found]]:
    """Moodle puts files beside the text, in base64; the text shows them by `@@PLUGINFILE@@/name`."""
    text = _told_text(element)
    if element.get("format", "html") not in {"html", "moodle_auto_format"}:
        return plain.lines(text), []
    told = xml.unmarked(text)
    if told.has_media:
        reading.warn("media_left_out", place, column)
    files = {
        (file.get("path", "/") + file.get("name", "")).lstrip("/"): file for file in element.iterfind("file")
    }
    found = []
    for address, alt in told.images[:MOST_LOOKED_AT]:
        name = unquote(urlsplit(address).path.removeprefix(_FILES)) if address.startswith(_FILES) else ""
        file = files.get(name)
        content = from_base64(file.text or "") if file is not None else from_address(address)
        found.append(Found(content, alt, name or address[:60]))
    for name in files:
        if not any(name == one.name for one in found):
            reading.warn("file_left_out", place, column, name=name[:60])
    return told.text, found


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
    if _told(element, "hidden").strip() == "1":
        reading.warn("was_hidden", place)
    words, pictures = _words_and_pictures(text, reading, place, "text") if text is not None else ("", [])
    return found | {
        "text": words,
        "picture": shown(reading, pictures, place),
        "code": plain.one_line(_told(element, "idnumber")),
        "explanation": plain.lines(to_plain(_told_text(general))) if general is not None else "",
        "place": place,
    }


def _shares(reading: Reading, place: int, element: Element) -> list[tuple[Element, Fraction]]:
    """Every answer with its share of the points."""
    found = []
    for answer in element.findall("answer"):
        try:
            share = plain.share(answer.get("fraction", "0"))
        except ValueError:
            reading.find("not_a_share", place, "answer", text=answer.get("fraction", "")[:40])
            share = Fraction(0)
        if plain.one_line(xml.unmarked(_told(answer, "feedback")).text):
            reading.warn("feedback_left_out", place)
        found.append((answer, share))
    return found


def _answers(reading: Reading, place: int, element: Element) -> list[tuple[str, Fraction]]:
    """(words, share of the points) of every answer."""
    return [
        (_line(answer, reading, place, "options"), share)
        for answer, share in _shares(reading, place, element)
    ]


def _choice(reading: Reading, place: int, element: Element, about: dict) -> Item:
    told = _shares(reading, place, element)
    words = [_words_and_pictures(answer, reading, place, "options") for answer, _ in told]
    kept = [shown(reading, pictures, place, "options") for _, pictures in words]
    is_single = _told(element, "single").strip().lower() not in {"false", "0"}
    least = WHOLE if is_single and any(share == WHOLE for _, share in told) else Fraction(0)
    right = tuple(n for n, (_, share) in enumerate(told) if share > 0 and share >= least)
    if len({share for _, share in told if share > 0}) > 1:
        reading.warn("uneven_shares", place, "answer")
    kind = "single" if is_single else "multiple"
    if is_single and len(right) > 1:
        reading.warn("single_became_multiple", place, "kind")
        kind = "multiple"
    about["option_pictures"] = tuple((n, picture) for n, picture in enumerate(kept) if picture)
    return Item(kind, options=tuple(plain.one_line(text) for text, _ in words), right=right, **about)


def _true_false(reading: Reading, place: int, element: Element, about: dict) -> Item:
    right = [text.lower() for text, share in _answers(reading, place, element) if share == WHOLE]
    return Item("true_false", options=TRUE_FALSE, right=(0 if right == ["true"] else 1,), **about)


def _short(reading: Reading, place: int, element: Element, about: dict) -> Item:
    told = _answers(reading, place, element)
    accepted = tuple(Accepted(text, share) for text, share in told if share > 0)
    if _told(element, "usecase").strip() == "1":
        reading.warn("capitals_not_kept", place, "answer")
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
    if any(xml.unmarked(_told(element, name)).text for name in ("graderinfo", "responsetemplate")):
        reading.warn("marking_notes_left_out", place)
    return Item("essay", **about)


def _cloze(reading: Reading, place: int, element: Element, about: dict) -> Item | None:
    text, gaps = cloze.read(about["text"])
    if cloze.has_feedback(about["text"]):
        reading.warn("feedback_left_out", place)
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
