"""Reading and marking numbers as people here type them."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

import vietnamese

_NUMBER = re.compile(r"([-\N{MINUS SIGN}+]?)\s*([0-9](?:[0-9.,\s]*[0-9])?)\s*(.*)", re.DOTALL)
_GROUPED = re.compile(r"[0-9]{1,3}(?:[.,\s][0-9]{3})+")


@dataclass(frozen=True)
class Reading:
    """What a text says: its number (None: none), what stands after it, and whether it can be read in two ways."""

    value: Fraction | None
    unit: str = ""
    is_ambiguous: bool = False


def read_number(text: str) -> Reading:
    """`1.234,5`, `1234,5`, `1234.5`, `1,234.5`, `1 234` and whole numbers, perhaps with a unit after them.

    `1.234` and `1,234` can be read in two ways: whoever typed it is to be asked again. Until then it counts as it is
    written in Vietnam, where a point groups thousands and a comma begins the decimals.
    """
    match = _NUMBER.fullmatch(text.strip())
    if match is None:
        return Reading(None)
    sign, digits, unit = match.groups()
    digits = re.sub(r"\s+", " ", digits)
    value, is_ambiguous = _value(digits)
    if value is not None and sign not in ("", "+"):
        value = -value
    return Reading(value, vietnamese.nfc(unit), is_ambiguous)


def _value(digits: str) -> tuple[Fraction | None, bool]:
    if digits.isdigit():
        return Fraction(digits), False
    last = max(digits.rfind("."), digits.rfind(","))
    mark = digits[last] if last >= 0 else " "
    whole, places = digits[:last], digits[last + 1 :]
    if mark == " " or digits.count(mark) > 1:  # a mark that comes twice groups
        return _grouped(digits), False
    others = set(whole) - set("0123456789")
    if others:
        whole_value = _grouped(whole)
        return (None if whole_value is None else whole_value + _places(places)), False
    is_ambiguous = bool(_GROUPED.fullmatch(digits)) and not digits.startswith("0")
    if is_ambiguous and mark == ".":
        return Fraction(whole + places), True
    return Fraction(whole) + _places(places), is_ambiguous


def _grouped(digits: str) -> Fraction | None:
    marks = set(digits) - set("0123456789")
    if len(marks) > 1 or not _GROUPED.fullmatch(digits):
        return None
    return Fraction(re.sub(r"[^0-9]", "", digits))


def _places(places: str) -> Fraction:
    return Fraction(int(places), 10 ** len(places)) if places.isdigit() else Fraction(0)


def number(content: Mapping, right: Mapping, given: Mapping) -> Fraction:
    """1 if |x − value| ≤ tolerance (relative: × |value|). A wrong or missing unit costs its share, where one is asked.

    `right`: {"value", "tolerance", "relative", "unit", "unit_share"}; `given`: {"text", perhaps "unit"}.
    """
    reading = read_number(given["text"])
    if reading.value is None:
        return Fraction(0)
    value, tolerance = Fraction(right["value"]), Fraction(right.get("tolerance") or 0)
    if right.get("relative"):
        tolerance *= abs(value)
    if abs(reading.value - value) > tolerance:
        return Fraction(0)
    unit = right.get("unit") or ""
    if not unit or vietnamese.fold(given.get("unit") or reading.unit) == vietnamese.fold(unit):
        return Fraction(1)
    return 1 - Fraction(right.get("unit_share") or 0)
