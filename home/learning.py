"""How a person stands in a course: enrolment, what is done, what comes next, what was earned."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass, field, fields
from functools import cached_property
from typing import NamedTuple

from completions.models import ActivityProgress, CompletionRecord
from courses.listing import CourseRow, columns_of
from courses.models import CourseEdition
from courses.outline import Outline, OutlineActivity, outlines_of
from enrolments.models import Enrolment
from home.next_step import Step, next_activity, steps_of
from prepared import Prepared

NO_OUTLINE = Outline()


@dataclass(frozen=True)
class Held:
    """What somebody is held to: of an edition as much as a list needs."""

    required: list[int]
    asks_again: bool


@dataclass(frozen=True)
class Round:
    """An enrolment in a list; its fields are those of `Enrolment`."""

    pk: int
    course_id: int
    edition_id: int
    unit_id: int | None
    round: int
    is_mandatory: bool
    due_on: datetime.date | None
    started_at: datetime.datetime | None
    closed_at: datetime.datetime | None
    closed_as: str
    edition: Held

    @property
    def is_open(self) -> bool:
        return self.closed_at is None


OF_ROUND = [field.name for field in fields(Round) if field.name != "edition"]
OF_EDITION = [f"edition__{field.name}" for field in fields(Held)]


class Touched(NamedTuple):
    """Progress in an activity, in a list."""

    activity_id: int
    opened_at: datetime.datetime | None
    done_at: datetime.datetime | None


@dataclass
class Learning:
    """One person in one course. Without an enrolment it is what a visitor sees."""

    outline: Outline
    enrolment: Enrolment | Round | None = None
    progress: dict[int, ActivityProgress | Touched] = field(default_factory=dict)
    record: CompletionRecord | None = None
    newest_edition: CourseEdition | None = None
    activity_id: int | None = None

    @property
    def is_open(self) -> bool:
        return self.enrolment is not None and self.enrolment.is_open

    @property
    def is_completed(self) -> bool:
        return self.enrolment is not None and self.enrolment.closed_as == Enrolment.ClosedAs.COMPLETED

    @property
    def is_revoked(self) -> bool:
        return self.record is not None and hasattr(self.record, "revocation")

    @property
    def certificate(self):
        """The certificate of the completed round, unless it was taken back."""
        return None if self.record is None or self.is_revoked else getattr(self.record, "certificate", None)

    @property
    def has_changed_since(self) -> bool:
        """Whether the course asks for something else now than when this person completed it."""
        return (
            self.is_completed
            and self.newest_edition is not None
            and self.newest_edition.pk != self.enrolment.edition_id
        )

    @cached_property
    def required(self) -> set[int]:
        """The activities this person is held to; one that is withdrawn for the moment is still among them."""
        if self.is_open:
            return set(self.enrolment.edition.required)
        return {activity.id for activity in self.outline.required}

    @cached_property
    def done(self) -> set[int]:
        return {pk for pk, progress in self.progress.items() if progress.done_at is not None}

    @property
    def total(self) -> int:
        return len(self.required)

    @property
    def done_count(self) -> int:
        return len(self.required & self.done)

    @property
    def has_begun(self) -> bool:
        return bool(self.progress) or (self.enrolment is not None and self.enrolment.started_at is not None)

    @cached_property
    def next(self) -> OutlineActivity | None:
        return next_activity(self.outline.activities, self.done, self.required) if self.is_open else None

    @property
    def waits_for_nothing(self) -> bool:
        """Everything required is done though the round is still open: the rule was eased after the last step."""
        return self.is_open and self.total > 0 and self.required <= self.done

    @property
    def last_done_id(self) -> int | None:
        return next((a.id for a in reversed(self.outline.activities) if a.id in self.done), None)

    @cached_property
    def steps(self) -> dict[int, Step]:
        """The state of each activity; for a visitor all are open."""
        steps = steps_of(self.outline.activities, self.done, self.required if self.is_open else set())
        if not self.is_open:
            steps = [Step(step.activity, "done" if step.state == "done" else "open") for step in steps]
        return {step.activity.id: step for step in steps}

    @property
    def step(self) -> Step | None:
        """The state of the activity this page shows."""
        return self.steps.get(self.activity_id)

    @property
    def here(self) -> ActivityProgress | None:
        """The progress in the activity this page shows."""
        return self.progress.get(self.activity_id)

    @property
    def minutes_left(self) -> int:
        return sum(a.minutes for a in self.outline.activities if a.id in self.required - self.done)

    @property
    def last_touched(self):
        """When this person last opened or finished something here; None before the first time."""
        moments = [moment for p in self.progress.values() for moment in (p.opened_at, p.done_at) if moment]
        return max(moments, default=self.enrolment.started_at if self.enrolment else None)


def learning_in(user, outline: Outline, activity_id: int | None = None) -> Learning:
    """How this person stands in the course of an outline: two queries, four once it is completed."""
    learning = Learning(outline, activity_id=activity_id)
    if outline.course is None or not user.is_authenticated:
        return learning
    learning.enrolment = (
        Enrolment.objects.by(user)
        .remembered()
        .filter(course=outline.course.id)
        .select_related("edition")
        .order_by("-round")
        .first()
    )
    if learning.enrolment is None:
        return learning
    touched = ActivityProgress.objects.filter(enrolment=learning.enrolment)
    learning.progress = {progress.activity_id: progress for progress in touched}
    if learning.is_completed and activity_id is None:
        learning.record = (
            CompletionRecord.objects.filter(enrolment=learning.enrolment)
            .select_related("certificate", "revocation")
            .first()
        )
        learning.newest_edition = CourseEdition.objects.filter(course=outline.course.id).first()
    elif activity_id is None and (learning.enrolment.round > 1 or not learning.is_open):
        learning.record = taken_back_before(learning.enrolment)
    return learning


def taken_back_before(enrolment: Enrolment) -> CompletionRecord | None:
    """The record of this round, or of the one before it, that was taken back."""
    taken = CompletionRecord.objects.filter(user=enrolment.user_id, course=enrolment.course_id)
    taken = taken.filter(revocation__isnull=False, enrolment__round__gte=enrolment.round - 1)
    return taken.select_related("certificate", "revocation").order_by("-completed_at").first()


def learnings_of(user, courses: Iterable[CourseRow]) -> dict[int, Learning]:
    """How this person stands in each of these courses, by course id; the newest round counts."""
    courses = list(courses)
    outlines = outlines_of(courses)
    newest: dict[int, Round] = {}
    if user.is_authenticated and courses:
        found = Enrolment.objects.by(user).counted().filter(course__in=[course.pk for course in courses])
        rows = found.order_by("round").values_list(*OF_ROUND, *OF_EDITION)
        newest = {one.course_id: one for one, _ in map(_round, rows)}
    progress = progress_of([one.pk for one in newest.values() if one.is_open])
    return {
        pk: Learning(outline, newest.get(pk), progress.get(newest[pk].pk, {}) if pk in newest else {})
        for pk, outline in outlines.items()
    }


def all_learning_of(user) -> list[tuple[CourseRow, Learning]]:
    """Every course this person learns or has completed, each round, the newest enrolment first.

    What is completed comes without its outline: nothing of it is left to do.
    """
    everything = [
        (CourseRow(*columns), one) for one, columns in map(_round, _rounds_with_courses(user=user.pk))
    ]
    outlines = outlines_of({one.course_id: course for course, one in everything if one.is_open}.values())
    progress = _by_enrolment(_touched_in_open_rounds(user=user.pk))
    return [
        (course, Learning(outlines.get(course.pk, NO_OUTLINE), one, progress.get(one.pk, {})))
        for course, one in everything
    ]


_rounds_with_courses = Prepared(
    lambda user: (
        Enrolment.objects.by(user)
        .counted()
        .order_by("-enrolled_at", "-pk")
        .values_list(*OF_ROUND, *OF_EDITION, *columns_of("course"))
    ),
    "user",
)
_touched_in_open_rounds = Prepared(
    lambda user: ActivityProgress.objects.filter(
        enrolment__user=user, enrolment__closed_at__isnull=True
    ).values_list("enrolment_id", *Touched._fields),
    "user",
)


def _round(values: tuple) -> tuple[Round, tuple]:
    """An enrolment from its columns, and the columns that follow them."""
    own = len(OF_ROUND)
    held = own + len(OF_EDITION)
    return Round(*values[:own], Held(*values[own:held])), values[held:]


def _by_enrolment(rows: Iterable[tuple]) -> dict[int, dict[int, Touched]]:
    """Progress by the id of the enrolment, then of the activity."""
    found: dict[int, dict[int, Touched]] = {}
    for pk, *values in rows:
        found.setdefault(pk, {})[values[0]] = Touched(*values)
    return found


def progress_of(enrolments: list[int]) -> dict[int, dict[int, Touched]]:
    """What was opened and done in these enrolments: one query, none without enrolments."""
    if not enrolments:
        return {}
    touched = ActivityProgress.objects.filter(enrolment__in=enrolments)
    return _by_enrolment(touched.values_list("enrolment_id", *Touched._fields))
