"""Tables as comma-separated text that Excel opens rightly: UTF-8 with its mark, and nothing that it takes for a formula."""

import csv
import io
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import IO

from spreadsheets.cells import TIME_ZONE, Value
from spreadsheets.text import writable
from spreadsheets.writer import Column

_FORMULA = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")
"""What a text must not begin with in a cell: a program would compute it. The wide signs count for some programs, too."""


def write_csv(file: IO[bytes], columns: Sequence[Column], rows: Iterable[Sequence[Value]]) -> None:
    """Write a heading and the rows into an open binary file. Numbers have a point and days read 2026-11-23, whatever
    the language of the reader's machine: a text file has no kinds. Texts that look like formulas begin with an apostrophe.
    """
    text = io.TextIOWrapper(file, encoding="utf-8-sig", newline="", write_through=False)
    writer = csv.writer(text)
    writer.writerow([plain(column.title) for column in columns])
    writer.writerows([cell(value) for value in row] for row in rows)
    text.flush()
    text.detach()


def cell(value: Value) -> str:
    match value:
        case None:
            return ""
        case datetime():
            return f"{value.astimezone(TIME_ZONE) if value.tzinfo else value:%Y-%m-%d %H:%M:%S}"
        case date():
            return f"{value:%Y-%m-%d}"
        case int() | float() | Decimal():
            return f"{value:f}" if isinstance(value, Decimal) else str(value)
    return plain(value)


def plain(text: str) -> str:
    """A text as text: line ends become spaces, and a formula becomes words."""
    text = " ".join(writable(str(text)).splitlines())
    return f"'{text}" if text.lstrip().startswith(_FORMULA) or text.startswith(_FORMULA) else text
