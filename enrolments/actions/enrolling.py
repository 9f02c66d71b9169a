"""Enrolling people and ending it."""

import datetime

from django.db import IntegrityError, transaction
from django.db.models import Max

import clock
from courses.actions import current_edition
from courses.models import CoursePage
from enrolments.models import Assignment, Enrolment
from organisation.models import Unit
from organisation.scope import present_unit


class CourseIsClosed(Exception):
    """Nobody new may begin this course."""


@transaction.atomic
def enrol(*, user, course: CoursePage) -> Enrolment:
    """Let a person begin a course of their own choice; the open enrolment they have is returned as it is."""
    open_one = Enrolment.objects.open().by(user).filter(course=course).first()
    if open_one is not None:
        return open_one
    if course.is_closed or not course.live:
        raise CourseIsClosed
    return open_round(user=user, course=course, unit=present_unit(user))


def open_round(
    *,
    user,
    course: CoursePage,
    unit,
    assignment: Assignment | None = None,
    due_on: datetime.date | None = None,
    is_mandatory: bool = False,
) -> Enrolment:
    """Open the next round of a course for a person, or return the one that is open (two at once give one)."""
    last = Enrolment.objects.by(user).filter(course=course).aggregate(last=Max("round"))["last"] or 0
    try:
        with transaction.atomic():
            return Enrolment.objects.create(
                user=user,
                course=course,
                edition=current_edition(course),
                round=last + 1,
                unit=unit,
                assignment=assignment,
                due_on=due_on,
                is_mandatory=is_mandatory,
                enrolled_at=clock.now(),
            )
    except IntegrityError:
        return Enrolment.objects.open().by(user).get(course=course)


def close_enrolment(
    *, enrolment: Enrolment, closed_as: str, at: datetime.datetime, **counts_at: Unit | None
) -> bool:
    """Close an enrolment once; False where it was closed before. `unit=…`: where it counts from now on."""
    closed = (
        Enrolment.objects.open()
        .filter(pk=enrolment.pk)
        .update(closed_at=at, closed_as=closed_as, **counts_at)
    )
    if closed:
        enrolment.closed_at, enrolment.closed_as = at, closed_as
    return bool(closed)
