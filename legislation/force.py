"""Whether a document or a provision is in force on a day: a rule that needs no database.

Dates are the first and the last day in force. A provision without dates of its own has those of its document.
"""

import datetime
from enum import StrEnum


class Force(StrEnum):
    IN_FORCE = "in_force"
    NOT_YET = "not_yet"
    ENDED = "ended"
    UNKNOWN = "unknown"


def force_on(day: datetime.date, first: datetime.date | None, last: datetime.date | None) -> Force:
    """The state on `day` of what is in force from `first` to `last`; without a first day it is not known."""
    if last is not None and last < day:
        return Force.ENDED
    if first is None:
        return Force.UNKNOWN
    return Force.IN_FORCE if first <= day else Force.NOT_YET


def span(
    own_first: datetime.date | None,
    own_last: datetime.date | None,
    first: datetime.date | None,
    last: datetime.date | None,
) -> tuple[datetime.date | None, datetime.date | None]:
    """The first and last day of a provision: its own first or that of its document; the earlier of the last days."""
    return own_first or first, min(filter(None, [own_last, last]), default=None)
