"""Number: a value within a tolerance, perhaps with a unit.

Version: body {"units": [units offered]}. Key: {"value", "tolerance", "relative", "unit", "unit_share"}, numbers as text.
"""

from decimal import Decimal

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

import vietnamese
from quizzes.kinds.authored import Fields, words
from quizzes.kinds.content import Content
from quizzes.kinds.kind import Kind
from quizzes.kinds.selects import options_html
from quizzes.marking.numbers import read_number


class NumberField(forms.CharField):
    """A number as people here type it; kept as plain text with a point."""

    def clean(self, value):
        text = super().clean(value)
        if not text:
            return ""
        reading = read_number(text)
        if reading.value is None or reading.unit:
            raise forms.ValidationError(_("Write a number, for example 1.234,5."))
        return plain(reading.value)


def plain(value) -> str:
    """A fraction of tens as its shortest decimal writing: 7.50 is "7.5"."""
    number = Decimal(value.numerator) / Decimal(value.denominator)
    return f"{number.normalize():f}"


def shown(number: str) -> str:
    """A kept number as it is written here."""
    return vietnamese.format_number(Decimal(number)) if number else ""


def note_on(text: str) -> str:
    """What to ask again about a number that was typed; nothing where it is clear."""
    reading = read_number(text)
    if not text.strip():
        return ""
    if reading.value is None:
        return _("This is no number. Write digits only, for example 1.234,5.")
    if reading.is_ambiguous:
        value = vietnamese.format_number(Decimal(plain(reading.value)))
        typed = {"typed": text.strip(), "value": value.replace(".", ""), "other": _other(text)}
        return _("“%(typed)s” is read as %(value)s. If you mean %(other)s, write it so.") % typed
    return ""


def _other(text: str) -> str:
    """The other reading of a number with one mark and three signs after it."""
    digits = text.strip()
    return digits.replace(".", ",") if "." in digits else digits.replace(",", "")


class NumericFields(Fields):
    value = NumberField(label=gettext_lazy("The right number"), required=False, max_length=40)
    tolerance = NumberField(
        label=gettext_lazy("Tolerance"),
        required=False,
        max_length=40,
        help_text=gettext_lazy("By how much an answer may differ and still be right; empty: not at all."),
    )
    relative = forms.BooleanField(
        label=gettext_lazy("the tolerance is a share of the number (0,05 is 5 %)"), required=False
    )
    units = words(gettext_lazy("Units to choose from, with commas between them"), 200)
    unit = words(gettext_lazy("The right unit"), 40)
    unit_share = NumberField(
        label=gettext_lazy("Share of the points that the unit is worth"),
        required=False,
        max_length=10,
        help_text=gettext_lazy("For example 0,2: with a wrong unit 80 % remain."),
    )


class Numeric(Kind):
    name = "numeric"
    takes = "text"
    Fields = NumericFields

    def frozen(self, options, body, order, lot):
        return {"options": []}

    def hint(self, question):
        return _("Write a number, for example 1.234,5")

    def fields(self, question, prefix):
        text, unit, units = *typed(question.given), question.body.get("units") or []
        return {
            "text": text,
            "note": note_on(text),
            "units": options_html([(name, name) for name in units], unit) if units else "",
        }

    def in_words(self, question, given):
        return [" ".join(part for part in typed(given) if part)]

    def solution(self, question, right):
        right = right or {"value": ""}
        mine = " ".join(part for part in typed(question.given) if part)
        expected = f"{shown(right['value'])} {right.get('unit') or ''}".strip()
        if Decimal(right.get("tolerance") or 0):
            expected += f" ± {tolerance_in_words(right)}"
        return {
            "rows": [
                {"label": "", "mine": mine, "right": expected, "is_right": self.score(question, right) == 1}
            ]
        }

    def begun(self, content):
        if content is None:
            return {}, []
        right = content.right or {}
        return {
            "value": shown(right.get("value", "")),
            "tolerance": shown(right.get("tolerance", "")) if Decimal(right.get("tolerance") or 0) else "",
            "relative": right.get("relative", False),
            "units": ", ".join(content.body.get("units", ())),
            "unit": right.get("unit", ""),
            "unit_share": shown(right.get("unit_share", "")) if Decimal(right.get("unit_share") or 0) else "",
        }, []

    def written(self, fields, rows, known):
        units = list(
            dict.fromkeys(vietnamese.nfc(unit) for unit in fields["units"].split(",") if unit.strip())
        )
        right = {
            "value": fields["value"],
            "tolerance": fields["tolerance"] or "0",
            "relative": fields["relative"],
            "unit": vietnamese.nfc(fields["unit"]),
            "unit_share": fields["unit_share"] or "0",
        }
        return Content([], {"units": units}, right)

    def obstacles(self, text, content):
        found, right = [], content.right or {}
        unit, units = right.get("unit", ""), content.body.get("units", [])
        if not right.get("value"):
            found.append(_("Write the right number."))
        if Decimal(right.get("tolerance") or 0) < 0:
            found.append(_("The tolerance is not below zero."))
        if not 0 <= Decimal(right.get("unit_share") or 0) <= 1:
            found.append(_("The share of the unit lies between 0 and 1."))
        if units and len(units) < 2:
            found.append(_("Offer at least two units, or none."))
        if units and vietnamese.fold(unit) not in [vietnamese.fold(each) for each in units]:
            found.append(_("The right unit is not among the units to choose from."))
        return found

    def for_authors(self, content):
        right = content.right or {}
        if not right.get("value"):
            return []
        lines = [(f"{shown(right['value'])} {right.get('unit', '')}".strip(), True)]
        if Decimal(right.get("tolerance") or 0):
            lines.append((f"± {tolerance_in_words(right)}", True))
        return lines + [(unit, False) for unit in content.body.get("units", ()) if unit != right.get("unit")]

    def from_starter(self, entry, make_id):
        right = {
            "value": str(entry["value"]),
            "tolerance": str(entry.get("tolerance", "0")),
            "relative": entry.get("relative", False),
            "unit": entry.get("unit", ""),
            "unit_share": str(entry.get("unit_share", "0")),
        }
        return Content([], {"units": entry.get("units", [])}, right)


def tolerance_in_words(right: dict) -> str:
    if right.get("relative"):
        return vietnamese.format_percent(Decimal(right["tolerance"]), 4)
    return shown(right["tolerance"])


def typed(given) -> tuple[str, str]:
    """The text and the unit of an answer."""
    return (given.get("text", ""), given.get("unit", "")) if isinstance(given, dict) else ("", "")
