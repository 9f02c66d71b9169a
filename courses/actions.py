"""Freezing what people are held to."""

from django.db import transaction
from django.db.models import F

import clock
from courses.models import CourseEdition, CoursePage
from courses.outline import read_outline


@transaction.atomic
def freeze_edition(*, course: CoursePage) -> CourseEdition:
    """Keep what the course asks for now as an edition; the same again returns the newest one."""
    CoursePage.objects.select_for_update().filter(pk=course.pk).first()
    frozen = {
        "title": course.title,
        "required": [activity.id for activity in read_outline(course).required],
        "requires_checks": course.requires_checks,
        "credited_periods": course.credited_periods,
        "approving_decision": course.approving_decision,
    }
    newest = course.editions.first()
    if newest is not None and all(getattr(newest, name) == value for name, value in frozen.items()):
        return newest
    number = newest.number + 1 if newest else 1
    return CourseEdition.objects.create(course=course, number=number, made_at=clock.now(), **frozen)


def current_edition(course: CoursePage) -> CourseEdition:
    """The edition a person who begins today is held to."""
    return course.editions.first() or freeze_edition(course=course)


def renew_outline(course: CoursePage) -> None:
    """Something in the course was published, moved or withdrawn: every process reads its outline anew."""
    CoursePage.objects.filter(pk=course.pk).update(outline_version=F("outline_version") + 1)
