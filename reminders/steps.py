"""When somebody is reminded. Plain rules: no database, no clock."""

import datetime

BEFORE = 7
"""Days: from so long before the day on, there is a first reminder."""

WAKING = (datetime.time(7), datetime.time(20))
"""Messages are sent between these hours, in Vietnam."""

FRESH = datetime.timedelta(days=3)
"""What was assigned longer ago is no news: a platform that stood still tells nobody of it."""


REPORT_KEEPS = datetime.timedelta(days=3)
"""So long after its day somebody is still told that a report is due."""


def step_due(days_left: int) -> str | None:
    """The step that so many days before the end ask for. One that was missed is made up for until the next one is due."""
    match days_left:
        case 0:
            return "due"
        case 1:
            return "day"
    return "week" if 1 < days_left <= BEFORE else None


def is_quiet(local: datetime.datetime) -> bool:
    """Whether nobody is to be disturbed at this time of the day in Vietnam."""
    return not WAKING[0] <= local.time() < WAKING[1]


def monday_of(day: datetime.date) -> datetime.date:
    """The Monday of a day's week: what a weekly digest is called by."""
    return day - datetime.timedelta(days=day.weekday())
