"""Cells of a table as they stand in the XML of a sheet.

XlsxWriter takes a cell through a dozen calls, which for four hundred thousand lines is most of the time that anybody waits.
These few kinds of cells are written here; the rest of the workbook is XlsxWriter's.
"""

import re
from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache
from typing import Literal
from zoneinfo import ZoneInfo

from xlsxwriter.format import Format

from spreadsheets.text import writable

Value = str | int | float | Decimal | date | datetime | None
Kind = Literal["text", "number", "percent", "date", "datetime"]

#: What a clock in Vietnam shows; aware datetimes are written in it.
TIME_ZONE = ZoneInfo("Asia/Ho_Chi_Minh")

MAX_TEXT_UNITS = 32_767
_ESCAPE_LOOKALIKE = re.compile("_(?=x[0-9a-fA-F]{4}_)")
_FIRST_DAY = date(1900, 3, 1)
"""Excel counts 1900 as a leap year, so its days are certain only from here on."""
_DAY_ZERO = date(1899, 12, 30).toordinal()
_SECONDS_OF_A_DAY = 86_400


class Cells:
    """What stands in the XML behind the place of a cell, by its kind and value. `looks` are formats of the workbook.

    Texts and days come again and again in a table, and are put into XML once.
    """

    def __init__(self, looks) -> None:
        self.looks = looks
        self.text: Callable[[str], str] = lru_cache(maxsize=8192)(self._text)
        self.day: Callable[[date], str] = lru_cache(maxsize=1024)(self._day)

    def xml(self, kind: Kind, value: Value) -> str:
        """Raises ValueError for a value that is not of its column's kind."""
        if kind == "text" or isinstance(value, str):
            return self.text(value if isinstance(value, str) else str(value))
        if kind in ("number", "percent") and isinstance(value, (int, float, Decimal)):
            return self.number(float(value), is_percent=kind == "percent")
        if kind in ("date", "datetime") and isinstance(value, date):
            return self.moment(value, kind) if isinstance(value, datetime) else self.day(value)
        raise ValueError(f"{value!r} is no {kind}")

    def _text(self, text: str) -> str:
        shown = escaped(cut(writable(text), MAX_TEXT_UNITS))
        shown = shown.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
        space = ' xml:space="preserve"' if shown != shown.strip() else ""
        return f'{_style(self.looks.text)} t="inlineStr"><is><t{space}>{shown}</t></is></c>'

    def number(self, number: float, *, is_percent: bool) -> str:
        looks = self.looks
        look = looks.percent if is_percent else looks.whole if number.is_integer() else looks.number
        return f"{_style(look)}><v>{number:.16G}</v></c>"

    def _day(self, day: date) -> str:
        if day < _FIRST_DAY:
            return self.text(f"{day.day:02}/{day.month:02}/{day.year:04}")
        return f"{_style(self.looks.date)}><v>{day.toordinal() - _DAY_ZERO}</v></c>"

    def moment(self, moment: datetime, kind: Kind) -> str:
        """A clock in Vietnam; in a column of days its day. Without a time zone it is taken as it stands."""
        local = moment.astimezone(TIME_ZONE) if moment.tzinfo else moment
        if kind == "date" and moment.tzinfo or local.date() < _FIRST_DAY:
            return self.day(local.date())
        seconds = local.hour * 3600 + local.minute * 60 + local.second + local.microsecond / 1e6
        number = local.toordinal() - _DAY_ZERO + seconds / _SECONDS_OF_A_DAY
        return f"{_style(self.looks.datetime)}><v>{number:.16G}</v></c>"


def _style(look: Format) -> str:
    return f' s="{look._get_xf_index()}"'


def escaped(text: str) -> str:
    """A text in which nothing is taken for an escape of Excel's (`_x0041_`), and no line end is lost."""
    return _ESCAPE_LOOKALIKE.sub("_x005F_", text).replace("\r", "_x000D_")


def cut(text: str, units: int) -> str:
    """At most so many UTF-16 units, which Excel counts; a cut text ends in "…"."""
    if 2 * len(text) <= units:  # no character has more than two
        return text
    encoded = text.encode("utf-16-le")
    if len(encoded) <= 2 * units:
        return text
    return encoded[: 2 * (units - 1)].decode("utf-16-le", errors="ignore") + "…"
