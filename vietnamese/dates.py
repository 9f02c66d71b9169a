"""Dates and times as Vietnamese readers write them: day, month, year.

A datetime is written as it stands; bring it to the reader's time zone first.
"""

import re
from datetime import date, datetime

_WRITTEN_DATE = re.compile(r"([0-9]{1,2})([/.-])([0-9]{1,2})\2([0-9]{4})")


def format_date(day: date) -> str:
    """`23/11/2026`."""
    return f"{day.day:02}/{day.month:02}/{day.year:04}"


def format_datetime(moment: datetime) -> str:
    """`09:41, 23/11/2026`."""
    return f"{moment.hour:02}:{moment.minute:02}, {format_date(moment)}"


def parse_date(text: str) -> date:
    """The day written `23/11/2026`, `3-2-2026` or `03.02.2026`; ValueError for everything else."""
    match = _WRITTEN_DATE.fullmatch(text.strip())
    if match is None:
        raise ValueError(f"not a date written day/month/year: {text[:40]!r}")
    day, _, month, year = match.groups()
    return date(int(year), int(month), int(day))
