"""What to do next: in a course, and among all courses of a person. Rules that need neither database nor request.

Activities are those of an outline (`id`, `is_required`, `prerequisite_id`); days are dates in Vietnam.
"""

import datetime
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

URGENT_DAYS = 7
"""What is due within a week comes before what one has begun."""


@dataclass(frozen=True)
class Step:
    """One activity as a learner meets it: "done", "current" (the next one), "open" or "locked"."""

    activity: Any
    state: str
    waits_for: Any = None


def steps_of(activities: Sequence, done: set[int], required: set[int]) -> list[Step]:
    """All activities with their state. The current one is the first that is required, not done and not locked."""
    by_id = {activity.id: activity for activity in activities}
    current = next_activity(activities, done, required)
    steps = []
    for activity in activities:
        waits_for = _lock(activity, by_id, done)
        if activity.id in done:
            state = "done"
        elif waits_for is not None:
            state = "locked"
        else:
            state = "current" if activity is current else "open"
        steps.append(Step(activity, state, waits_for if state == "locked" else None))
    return steps


def next_activity(activities: Sequence, done: set[int], required: set[int]):
    """The first required activity that is neither done nor locked; None where nothing required is left."""
    by_id = {activity.id: activity for activity in activities}
    return next(
        (
            activity
            for activity in activities
            if activity.id in required and activity.id not in done and _lock(activity, by_id, done) is None
        ),
        None,
    )


def _lock(activity, by_id: dict, done: set[int]):
    """The activity that must be done first; one that is not in the course any more holds nobody up."""
    return None if activity.prerequisite_id in done else by_id.get(activity.prerequisite_id)


@dataclass(frozen=True)
class Duty:
    """An open enrolment as far as the choice of the next step needs it."""

    key: Any
    due_on: datetime.date | None = None
    is_mandatory: bool = False
    last_touched: datetime.datetime | None = None


def in_order(duties: Iterable[Duty], today: datetime.date) -> list[Duty]:
    """What to do first: the overdue and the urgent by day; then what was begun, the latest first; then by day; then
    the mandatory before the chosen."""
    soon = today + datetime.timedelta(days=URGENT_DAYS)

    def rank(duty: Duty):
        if duty.due_on is not None and duty.due_on <= soon:
            return (0, duty.due_on.toordinal(), 0)
        if duty.last_touched is not None:
            return (1, -duty.last_touched.timestamp(), 0)
        return (
            2,
            duty.due_on.toordinal() if duty.due_on else datetime.date.max.toordinal(),
            not duty.is_mandatory,
        )

    return sorted(duties, key=rank)


def days_left(due_on: datetime.date, today: datetime.date) -> int:
    """Whole days until the due day; negative once it has passed."""
    return (due_on - today).days
