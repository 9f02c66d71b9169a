"""Days that come again: windows of each year, months after a day. Plain rules: no database, no clock."""

import calendar
import datetime


def in_year(day: datetime.date, year: int) -> datetime.date:
    """The same day in another year; 29 February is the 28th where there is none."""
    return day.replace(year=year, day=min(day.day, calendar.monthrange(year, day.month)[1]))


def open_window(
    first_opens: datetime.date, first_closes: datetime.date, day: datetime.date
) -> tuple[datetime.date, datetime.date] | None:
    """The window that is open on a day: the first one, or its like in a later year. Both ends belong to it."""
    over_new_year = first_closes.year - first_opens.year
    for year in (day.year, day.year - 1):
        opens, closes = in_year(first_opens, year), in_year(first_closes, year + over_new_year)
        if year >= first_opens.year and opens <= day <= closes:
            return opens, closes
    return None


def months_after(day: datetime.date, months: int) -> datetime.date:
    """The day so many months later (earlier, if negative); the last day of a shorter month."""
    month = day.year * 12 + day.month - 1 + months
    year, month = divmod(month, 12)
    return datetime.date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))
