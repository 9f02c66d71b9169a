"""How far the people of a course are, for those who author it: numbers of everybody who learns it, and no names."""

import datetime
from collections.abc import Iterable
from typing import NamedTuple

from django.db.models import Count
from wagtail.permissions import page_permission_policy

from completions.models import ActivityProgress
from courses.models import CoursePage, OwnerIndexPage
from courses.outline import OutlineModule, outline_of
from enrolments.models import Enrolment
from reports.rollup import NOTHING, Tally, tallies_by
from reports.words import number_words, share_words


class TaughtCourse(NamedTuple):
    """A course in its author's list, with the numbers of its people."""

    pk: int
    title: str
    live: bool
    has_unpublished_changes: bool
    tally: Tally = NOTHING

    @property
    def done(self) -> str:
        return number_words(self.tally.done)

    @property
    def required(self) -> str:
        return number_words(self.tally.required)

    @property
    def late(self) -> str:
        return number_words(self.tally.late)

    @property
    def share(self) -> str:
        return share_words(self.tally)


class Step(NamedTuple):
    """An activity with how many people opened it and how many have it behind them."""

    title: str
    url: str
    opened: int
    done: int


def authored_by(user):
    """The courses that this person may change, by the page tree's own permissions."""
    return page_permission_policy.instances_user_has_permission_for(user, "change").type(CoursePage)


def shelf_of(user) -> int | None:
    """A shelf on which this person may begin a course; None where none or several are theirs."""
    shelves = page_permission_policy.instances_user_has_permission_for(user, "add").type(OwnerIndexPage)
    found = list(shelves.values_list("pk", flat=True)[:2])
    return found[0] if len(found) == 1 else None


def taught_courses(user, day: datetime.date, at_most: int) -> list[TaughtCourse]:
    """The courses this person authors, those changed last first."""
    rows = authored_by(user).order_by("-latest_revision_created_at", "title")
    courses = [
        TaughtCourse(*row)
        for row in rows.values_list("pk", "title", "live", "has_unpublished_changes")[:at_most]
    ]
    tallies = tallies_of((course.pk for course in courses), day)
    return [course._replace(tally=tallies.get(course.pk, NOTHING)) for course in courses]


def tallies_of(courses: Iterable[int], day: datetime.date) -> dict[int, Tally]:
    """Course id → the numbers of everybody who learns it, wherever they work."""
    return tallies_by("course_id", Enrolment.objects.counted().filter(course__in=list(courses)), day)


def steps_of(course: CoursePage) -> list[tuple[OutlineModule, list[Step]]]:
    """The modules of a course as published, each activity with its numbers: one statement."""
    counted = ActivityProgress.objects.filter(enrolment__in=Enrolment.objects.counted().filter(course=course))
    numbers = {
        activity: (opened, done)
        for activity, opened, done in counted.order_by()
        .values_list("activity_id")
        .annotate(opened=Count("*"), done=Count("done_at"))
    }
    return [
        (module, [Step(one.title, one.url, *numbers.get(one.id, (0, 0))) for one in module.activities])
        for module in outline_of(course).modules
    ]
