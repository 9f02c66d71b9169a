"""When a sitting is over. One deadline is stored with the attempt; whatever reads it adds the same grace."""

import datetime

GRACE = datetime.timedelta(seconds=10)
"""What was sent in time may still arrive so much later."""


def deadline_of(
    started_at: datetime.datetime,
    time_limit: int | None,
    closes_at: datetime.datetime | None,
    extra_time: int = 0,
) -> datetime.datetime | None:
    """The earlier of start + limit (minutes) and the closing date; None where there is neither.

    `extra_time` (per cent) lengthens the limit of a person who needs it; the closing date is the same for all.
    """
    ends = [closes_at] if closes_at else []
    if time_limit:
        ends.append(started_at + datetime.timedelta(minutes=time_limit) * (100 + extra_time) / 100)
    return min(ends, default=None)


def is_over(deadline_at: datetime.datetime | None, moment: datetime.datetime) -> bool:
    """Whether nothing more is accepted: deadline and grace have passed."""
    return deadline_at is not None and moment > deadline_at + GRACE
