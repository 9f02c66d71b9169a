"""GIFT, Moodle's text format, in.

After `question/format/gift/format.php` and `examples.txt` of Moodle 4, with its known accidents refused by name:
an unreadable number there makes every answer right, an unescaped `=` another option, `{Đúng}` a short answer.
"""

import re
from dataclasses import replace
from fractions import Fraction

from quizzes.exchange import plain, xml
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
from quizzes.exchange.tags import unmarked

NAME = "GIFT"

_ESCAPED = re.compile(r"\\([~=#{}:\\n])")
_HELD = {sign: chr(0xE000 + place) for place, sign in enumerate("~=#{}:\\n")}
_RELEASED = {held: "\n" if sign == "n" else sign for sign, held in _HELD.items()}
_PREFIX = re.compile(r"^\s*\[(html|markdown|plain|moodle)\]", re.IGNORECASE)
_WEIGHT = re.compile(r"^%([^%]*)%")
_TAG = re.compile(r"\[(id|tag):((?:\\.|[^\[\]\\])*)\]")
_IMAGE = re.compile(r"<img\s", re.IGNORECASE)
_CUT_TAG = re.compile(r"<[a-z]+\s[^>]*$", re.IGNORECASE)
_TITLE = re.compile(r"^::(.*?)::", re.DOTALL)
MOST_PIECES = 400
"""Signs and texts of one answer block."""
_TRUE = {"t", "true", "đúng"}
_FALSE = {"f", "false", "sai"}


def reads(text: str) -> bool:
    """Whether a text looks like GIFT: an answer block in braces."""
    return re.search(r"(?<!\\)\{[^{}]*\}", text) is not None


def parse(content: bytes) -> Reading:
    """The questions of a UTF-8 file. Raises UnreadableFile for any other encoding."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise UnreadableFile("not_utf8") from None
    reading = Reading()
    category: tuple[str, ...] = ()
    for place, block in enumerate(_blocks(text), start=1):
        if len(reading.items) >= MOST_ITEMS:
            raise UnreadableFile("too_many_questions", most=MOST_ITEMS)
        notes, body = block
        if body.upper().startswith("$CATEGORY:"):
            first, _, body = body.partition("\n")
            category = _category(first[10:])
            if not body.strip():
                continue
        _question(reading, place, notes, body, category)
    return reading


def _blocks(text: str):
    """(comment lines, text) of what stands between blank lines."""
    notes: list[str] = []
    held: list[str] = []
    for line in [*text.splitlines(), ""]:
        if line.strip().startswith("//"):
            notes.append(line.strip()[2:])
        elif line.strip():
            held.append(line.rstrip())
            if line.upper().startswith("$CATEGORY:"):
                yield [], held.pop().strip()
        elif held:
            yield notes, "\n".join(held)
            notes, held = [], []


def _category(path: str) -> tuple[str, ...]:
    return tuple(name for name in split_path(path) if name not in {"$course$", "$system$", "top"})


def _hold(text: str) -> str:
    return _ESCAPED.sub(lambda match: _HELD[match[1]], text)


def _release(text: str) -> str:
    return "".join(_RELEASED.get(sign, sign) for sign in text)


def _words(text: str, is_html: bool = False) -> str:
    """`is_html`: what a text without a prefix is."""
    told = _release(_PREFIX.sub("", text))
    return xml.unmarked(told).text if _is_html(text, is_html) else plain.lines(told)


def _line(text: str) -> str:
    return plain.one_line(_words(text))


def _is_html(text: str, otherwise: bool = False) -> bool:
    prefix = _PREFIX.match(text)
    return prefix[1].lower() == "html" if prefix else otherwise


def _without_marks(item: Item) -> Item:
    """Answers are HTML where their question is."""

    def line(text: str) -> str:
        return plain.one_line(xml.unmarked(text).text)

    return replace(
        item,
        options=tuple(map(line, item.options)),
        prompts=tuple(map(line, item.prompts)),
        accepted=tuple(replace(one, text=line(one.text)) for one in item.accepted),
    )


def _question(reading: Reading, place: int, notes: list[str], body: str, category) -> None:
    named = [(name, re.sub(r"\\(.)", r"\1", tag)) for note in notes for name, tag in _TAG.findall(note)]
    about = unmarked(plain.one_line(value) for name, value in named if name == "tag")
    body = _hold(body)
    title = _TITLE.match(body)
    code = next((plain.one_line(value) for name, value in named if name == "id"), "")
    if title:
        body = body[title.end() :]
        code = code or _line(title[1])
    about |= {"code": code, "category": category, "place": place}
    opened, closed = body.find("{"), body.find("}")
    if opened < 0 and closed < 0:
        reading.warn("description_left_out", place)
        return
    if opened < 0 or closed < opened or "{" in body[closed:] or "{" in body[opened + 1 : closed]:
        reading.find("braces", place, "text")
        return
    before, block, after = body[:opened], body[opened + 1 : closed].strip(), body[closed + 1 :]
    if after := after.strip():
        before = f"{before.rstrip()} _____{'' if after[0] in ',.;:!?)' else ' '}{after}"
    is_html = _is_html(before)
    answers, _, general = block.partition("####")
    about["explanation"] = _words(general, is_html)
    if _IMAGE.search(body):
        reading.warn("pictures_left_out", place)
    item = _answered(reading, place, answers.strip(), {"text": _words(before), **about})
    if item:
        reading.items.append(_without_marks(item) if is_html else item)


def _answered(reading: Reading, place: int, block: str, about: dict) -> Item | None:
    first = re.split(r"#", block, maxsplit=1)[0].strip().lower()
    if not block:
        return Item("essay", **about)
    if block.startswith("#"):
        return _number(reading, place, block[1:].strip(), about)
    if first in _TRUE | _FALSE:
        if "đ" in first or first == "sai":
            reading.warn("true_false_in_words", place)
        if "#" in block:
            reading.warn("feedback_left_out", place)
        return Item("true_false", options=TRUE_FALSE, right=(0 if first in _TRUE else 1,), **about)
    parts = _parts(block)
    if parts is None:
        reading.find("answers_unreadable", place, "answer", text=_line(block)[:60])
        return None
    if "~" not in block and all("->" in text for _, _, text in parts):
        return _matching(parts, about)
    if "~" not in block:
        return _short(reading, place, parts, about)
    return _choice(reading, place, parts, about)


def _parts(block: str) -> list[tuple[str, Fraction | None, str]] | None:
    """(sign, weight, text) of every answer; feedback of single answers is left out by the caller's words."""
    pieces = re.split(r"([=~])", block)
    if pieces[0].strip() or len(pieces) > MOST_PIECES:
        return None
    found = []
    for sign, text in zip(pieces[1::2], pieces[2::2], strict=True):
        text = text.strip()
        weight = _WEIGHT.match(text)
        try:
            share = plain.share(weight[1]) if weight else None
        except ValueError:
            return None
        found.append((sign, share, text[weight.end() :] if weight else text))
    return found


def _told(text: str) -> str:
    return _line(text.partition("#")[0])


def _feedback(reading: Reading, place: int, parts) -> None:
    if any("#" in text for _, _, text in parts):
        reading.warn("feedback_left_out", place)


def _choice(reading: Reading, place: int, parts, about: dict) -> Item:
    _feedback(reading, place, parts)
    options = tuple(_told(text) for _, _, text in parts)
    if not all(options):
        reading.find("empty_option", place, "options")
    if any(_CUT_TAG.search(option) for option in options):
        reading.find("split_option", place, "options")
    is_multiple = not any(sign == "=" for sign, _, _ in parts)
    shares = {share for _, share, _ in parts if share and share > 0}
    if len(shares) > 1 or (shares - {WHOLE} and not is_multiple):
        reading.warn("uneven_shares", place)
    least = 0 if is_multiple else WHOLE
    whole = [WHOLE if sign == "=" else share or Fraction(0) for sign, share, _ in parts]
    right = tuple(n for n, share in enumerate(whole) if share > 0 and share >= least)
    kind = "multiple" if is_multiple else "single"
    if kind == "single" and len(right) > 1:
        reading.warn("single_became_multiple", place)
        kind = "multiple"
    return Item(kind, options=options, right=right, **about)


def _short(reading: Reading, place: int, parts, about: dict) -> Item:
    _feedback(reading, place, parts)
    accepted = tuple(Accepted(_told(text), WHOLE if share is None else share) for _, share, text in parts)
    return Item("short", accepted=tuple(one for one in accepted if one.share > 0), **about)


def _matching(parts, about: dict) -> Item:
    pairs = [tuple(_line(side) for side in text.split("->", 1)) for _, _, text in parts]
    options = tuple(dict.fromkeys(target for _, target in pairs))
    asked = [(prompt, options.index(target)) for prompt, target in pairs if prompt]
    return Item(
        "matching",
        options=options,
        prompts=tuple(prompt for prompt, _ in asked),
        right=tuple(target for _, target in asked),
        **about,
    )


def _number(reading: Reading, place: int, block: str, about: dict) -> Item | None:
    parts = _parts(block) if block[:1] in {"=", "~"} else [("=", None, block)]
    _feedback(reading, place, parts or ())
    wanted = [text for sign, share, text in parts or () if sign == "=" and share in (None, WHOLE)]
    if len(parts or ()) > len(wanted):
        reading.warn("other_numbers_left_out", place)
    try:
        [text] = wanted[:1]
        return Item("numeric", number=_measure(text.partition("#")[0]), **about)
    except ValueError:
        reading.find("not_a_number", place, "answer", text=_line(block)[:60])
        return None


def _measure(text: str) -> Number:
    """`1822:2` or `1.5..1.7`."""
    text = _release(text.replace(_HELD[":"], ":")).strip()
    if ".." in text:
        low, high = (plain.of_program(side) for side in text.split("..", 1))
        if high < low:
            raise ValueError("the range ends before it begins")
        return Number((low + high) / 2, (high - low) / 2)
    value, _, tolerance = text.partition(":")
    return Number(
        plain.of_program(value),
        abs(plain.of_program(tolerance)) if tolerance.strip() else plain.of_program("0"),
    )
