"""Completions week by week, against the pace that the assigned days ask for.

What was completed in past weeks does not change, so it is counted anew only every quarter of an hour; the present
week is the difference to the live number of the roll-up.
"""

import datetime
import hashlib
from typing import NamedTuple

from django.core.cache import cache
from django.db.models import Case, Count, Min, QuerySet, Value, When
from django.utils import timezone

from reports.inquiry import Inquiry
from reports.rollup import Tally

WEEKS = 10
KEPT = 15 * 60
_WEEK = datetime.timedelta(weeks=1)


class Duty(NamedTuple):
    """So many enrolments that are due on one day; the first of them began on another."""

    began_on: datetime.date
    due_on: datetime.date
    number: int

    def expected(self, day: datetime.date) -> float:
        """How many should be done when `day` begins, at an even pace from the first day to the end of the last."""
        length = (self.due_on - self.began_on).days + 1
        passed = (day - self.began_on).days
        return self.number * (min(max(passed / length, 0), 1) if length > 0 else day > self.due_on)


class History(NamedTuple):
    """Completions before the first of the weeks, in each of the past weeks, and all duties that have a day."""

    before: int
    finished: list[int]
    duties: list[Duty]


def mondays(day: datetime.date) -> list[datetime.date]:
    """The Mondays of the last weeks, this one's last."""
    this = day - datetime.timedelta(days=day.weekday())
    return [this - back * _WEEK for back in reversed(range(WEEKS))]


def history(enrolments: QuerySet, day: datetime.date) -> History:
    starts = [
        timezone.make_aware(datetime.datetime.combine(first, datetime.time())) for first in mondays(day)
    ]
    week = Case(
        *(
            When(closed_at__gte=start, then=Value(place))
            for place, start in reversed(list(enumerate(starts)))
        ),
        When(closed_at__isnull=False, then=Value(-1)),
        default=None,
    )
    rows = (
        enrolments.order_by()
        .values_list("due_on", week)
        .annotate(number=Count("*"), began_at=Min("enrolled_at"))
    )
    before, finished, duties = 0, [0] * WEEKS, {}
    for due_on, place, number, began_at in rows:
        if place == -1:
            before += number
        elif place is not None:
            finished[place] += number
        if due_on is not None:
            began_on, known = duties.get(due_on, (due_on, 0))
            duties[due_on] = min(began_on, timezone.localdate(began_at)), known + number
    return History(before, finished[:-1], [Duty(began, due, n) for due, (began, n) in duties.items()])


def kept_history(inquiry: Inquiry) -> History:
    """The history of an inquiry, at most a quarter of an hour old."""
    asked = repr(
        (mondays(inquiry.day), inquiry.filters, inquiry.unit, [node.path for node in inquiry.branches])
    )
    key = "reports.weeks." + hashlib.sha256(asked.encode()).hexdigest()
    return cache.get_or_set(key, lambda: history(inquiry.enrolments(), inquiry.day), KEPT)


class Week(NamedTuple):
    """Completions from a Monday to a Sunday, or until now, and what was and should have been done at its end."""

    first: datetime.date
    last: datetime.date
    finished: int
    done: int
    percent: float
    target: float | None


def weeks(past: History, tally: Tally, day: datetime.date) -> list[Week]:
    """The last weeks of a branch. Shares are of what is required today; a target needs duties with a day."""
    present = max(tally.done - past.before - sum(past.finished), 0)
    found, done = [], past.before
    for first, finished in zip(mondays(day), [*past.finished, present], strict=True):
        last = min(first + datetime.timedelta(days=6), day)
        done = min(done + finished, tally.done)
        expected = sum(duty.expected(min(last + datetime.timedelta(days=1), day)) for duty in past.duties)
        found.append(
            Week(
                first,
                last,
                finished,
                done,
                100 * done / tally.required,
                min(100 * expected / tally.required, 100) if past.duties else None,
            )
        )
    return found
