"""Enrolments of every state at a moment that stands still, written straight into the table: reports only read."""

import datetime

from courses.models import CourseEdition
from enrolments.models import Enrolment

NOW = datetime.datetime(2026, 11, 23, 2, 41, tzinfo=datetime.UTC)
"""09:41 on Monday 23 November 2026 in Vietnam."""
TODAY = datetime.date(2026, 11, 23)
DAY = datetime.timedelta(days=1)


def learns(person, course, unit, *, state="waiting", due=None, since=60, done=1, **fields) -> Enrolment:
    """An enrolment that began `since` days ago. `state`: waiting, learning, done, withdrawn, expired; `due` days from
    today; `done` days ago it was closed."""
    edition = course.editions.first() or CourseEdition.objects.create(
        course=course, number=1, title=course.title, required=[], requires_checks=False, made_at=NOW
    )
    began = NOW - since * DAY
    enrolment = Enrolment(
        user=person,
        course=course,
        edition=edition,
        unit=unit,
        round=Enrolment.objects.filter(user=person, course=course).count() + 1,
        due_on=None if due is None else TODAY + due * DAY,
        enrolled_at=began,
        started_at=None if state == "waiting" else began,
        **{"is_mandatory": True, **fields},
    )
    if state in {"done", "withdrawn", "expired"}:
        enrolment.closed_at = max(NOW - done * DAY, began)
        enrolment.closed_as = {"done": "completed"}.get(state, state)
    enrolment.save()
    return enrolment
