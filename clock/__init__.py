"""What time it is: the database's clock, so that a wrong clock on a web server favours nobody.

Everything that decides by time asks `now()`. Tests set it with `frozen_at`.
"""

import datetime
from contextlib import contextmanager
from contextvars import ContextVar

from django.db import connection
from django.db.models.functions import Now, TruncDate
from django.utils import timezone

_frozen: ContextVar[datetime.datetime | None] = ContextVar("frozen", default=None)


def now() -> datetime.datetime:
    """The current instant in UTC, by the database's clock."""
    if (frozen := _frozen.get()) is not None:
        return frozen
    if connection.vendor != "postgresql":
        return timezone.now()  # SQLite runs inside this process: its clock is ours
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        return cursor.fetchone()[0]


def today() -> datetime.date:
    """The date in Vietnam."""
    return timezone.localdate(now())


def day_asked() -> datetime.date | TruncDate:
    """Today, for a condition of a query: there the database's clock is read by the statement itself, not by one before it."""
    if _frozen.get() is not None or connection.vendor != "postgresql":
        return today()  # costs no statement
    return TruncDate(Now())


@contextmanager
def frozen_at(moment: datetime.datetime):
    """Let `now()` answer `moment` within the block."""
    token = _frozen.set(moment)
    try:
        yield
    finally:
        _frozen.reset(token)


def frozen() -> datetime.datetime | None:
    """The moment set by `frozen_at`, for SQL that would otherwise ask the database's clock itself."""
    return _frozen.get()
