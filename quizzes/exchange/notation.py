"""What one cell of the trainers' table says, read and written: numbers, accepted forms, blanks of a text.

`|` parts forms and `=` parts the sides of a pair; a backslash before them keeps them.
"""

import re
from decimal import Decimal
from fractions import Fraction

from quizzes.exchange import plain
from quizzes.exchange.item import WHOLE, Accepted, Gap, Item, Number

_MEASURE = re.compile(r"^\s*([-−]?[0-9.,]+)\s*(?:(?:±|\+/-|\+-)\s*([0-9.,]+)\s*(%)?)?\s*(.*)$", re.DOTALL)
_SHARE = re.compile(r"^%([0-9.,/]+)%")


def number_of(text: str) -> Number | None:
    """`7`, `1.234,5 ± 0,5`, `7 ± 5% ngày`: a number, what it may be off, and its unit."""
    found = _MEASURE.match(text)
    if found is None:
        return None
    try:
        value = plain.number(found[1])
        tolerance = plain.number(found[2]) if found[2] else Decimal(0)
    except ValueError:
        return None
    is_relative = bool(found[3])
    return Number(value, tolerance / 100 if is_relative else tolerance, is_relative, found[4].strip())


def of_number(number: Number | None) -> str:
    if number is None:
        return ""
    off = ""
    if number.tolerance:
        scaled = number.tolerance * 100 if number.relative else number.tolerance
        off = f" ± {of_decimal(scaled)}{'%' if number.relative else ''}"
    return f"{of_decimal(number.value)}{off} {number.unit}".strip()


def of_forms(accepted: tuple[Accepted, ...]) -> str:
    return " | ".join(_form(one) for one in accepted)


def _form(one: Accepted) -> str:
    text = kept(one.text, "|")
    if one.share == WHOLE and text[:1] not in {"%", "#", "*", "!"}:
        return text
    return f"%{one.share.numerator}/{one.share.denominator}%{text}"


def of_gap(gap: Gap) -> str:
    if gap.takes == "number":
        return f"#{of_number(gap.number)}"
    if gap.takes == "choice":
        shown = [kept(option.lstrip("* "), "|") for option in gap.options]
        return " | ".join(f"*{option}" if n in gap.right else option for n, option in enumerate(shown))
    return f"!{of_forms(gap.accepted)}" if gap.tones else of_forms(gap.accepted)


def forms_of(text: str) -> tuple[Accepted, ...]:
    """`sáng kiến | %50%kiến nghị`."""
    found = []
    for part in split(text, "|"):
        share = _SHARE.match(part)
        counts = _share(share[1]) if share else WHOLE
        words = part[share.end() :] if share else part
        if words.strip() and 0 < counts <= 1:
            found.append(Accepted(words.strip(), counts))
    return tuple(found)


def _share(text: str) -> Fraction:
    try:
        above, _, below = text.partition("/")
        return Fraction(int(above), int(below)) if below else plain.share(text)
    except (ValueError, ZeroDivisionError):
        return Fraction(0)


def gap_of(cell: str) -> Gap | None:
    """`sai | *đúng` is a choice, `#7 ± 1` a number, `!Sáng kiến` words with their tones, other text words."""
    if cell.startswith("#"):
        number = number_of(cell[1:])
        return Gap("number", number=number) if number else None
    options = split(cell, "|")
    right = tuple(place for place, option in enumerate(options) if option.startswith("*"))
    if right:
        options = [option.lstrip("* ") for option in options]
        return Gap("choice", options=tuple(options), right=right) if len(options) > 1 else None
    tones = cell.startswith("!")
    accepted = forms_of(cell[tones:])
    return Gap("text", accepted=accepted, tones=tones) if accepted else None


def of_pairs(item: Item) -> list[str]:
    """Every prompt with its target, then the targets of no prompt."""
    pairs = list(zip(item.prompts, (item.options[target] for target in item.right), strict=True))
    pairs += [("", option) for place, option in enumerate(item.options) if place not in item.right]
    return [f"{kept(prompt, '=')} = {kept(target, '=')}".strip() for prompt, target in pairs]


def of_decimal(value: Decimal) -> str:
    return plain.written(value).replace(".", ",")


def kept(text: str, sign: str) -> str:
    return text.replace("\\", "\\\\").replace(sign, f"\\{sign}")


def split(text: str, sign: str, keep_empty: bool = False) -> list[str]:
    """The parts of a cell between bare signs, with what a backslash kept."""
    parts, held, place = [], "", 0
    while place < len(text):
        if text[place] == "\\" and text[place + 1 : place + 2] in {sign, "\\"}:
            held += text[place + 1]
            place += 1
        elif text[place] == sign:
            parts.append(held.strip())
            held = ""
        else:
            held += text[place]
        place += 1
    parts.append(held.strip())
    return parts if keep_empty else [part for part in parts if part]
