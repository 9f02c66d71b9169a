"""How a person stands in a course: enrolment, what is done, what comes next, what was earned."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property

from completions.models import ActivityProgress, CompletionRecord
from courses.models import CourseEdition, CoursePage
from courses.outline import Outline, OutlineActivity, outlines_of
from enrolments.models import Enrolment
from home.next_step import Step, next_activity, steps_of


@dataclass
class Learning:
    """One person in one course. Without an enrolment it is what a visitor sees."""

    outline: Outline
    enrolment: Enrolment | None = None
    progress: dict[int, ActivityProgress] = field(default_factory=dict)
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
        .counted()
        .filter(course=outline.course.id)
        .select_related("edition")
        .order_by("-round")
        .first()
    )
    if learning.enrolment is None:
        return learning
    learning.progress = progress_of([learning.enrolment])[learning.enrolment.pk]
    if learning.is_completed and activity_id is None:
        learning.record = (
            CompletionRecord.objects.filter(enrolment=learning.enrolment)
            .select_related("certificate", "revocation")
            .first()
        )
        learning.newest_edition = CourseEdition.objects.filter(course=outline.course.id).first()
    return learning


def learnings_of(user, courses: Iterable[CoursePage]) -> dict[int, Learning]:
    """How this person stands in each of these courses, by course id; the newest round counts."""
    courses = list(courses)
    outlines = outlines_of(courses)
    newest: dict[int, Enrolment] = {}
    if user.is_authenticated and courses:
        found = Enrolment.objects.by(user).counted().filter(course__in=[course.pk for course in courses])
        for enrolment in found.select_related("edition").order_by("round"):
            newest[enrolment.course_id] = enrolment
    progress = progress_of([enrolment for enrolment in newest.values() if enrolment.is_open])
    return {
        pk: Learning(outline, newest.get(pk), progress.get(newest[pk].pk, {}) if pk in newest else {})
        for pk, outline in outlines.items()
    }


def all_learning_of(user) -> list[tuple[CoursePage, Learning]]:
    """Every course this person learns or has completed, each round, the newest enrolment first."""
    enrolments = list(
        Enrolment.objects.by(user)
        .counted()
        .select_related("edition", "course")
        .order_by("-enrolled_at", "-pk")
    )
    outlines = outlines_of({enrolment.course_id: enrolment.course for enrolment in enrolments}.values())
    progress = progress_of([enrolment for enrolment in enrolments if enrolment.is_open])
    return [(e.course, Learning(outlines[e.course_id], e, progress.get(e.pk, {}))) for e in enrolments]


def progress_of(enrolments: list[Enrolment]) -> dict[int, dict[int, ActivityProgress]]:
    """What was opened and done in each enrolment: one query, none without enrolments."""
    found: dict[int, dict[int, ActivityProgress]] = {enrolment.pk: {} for enrolment in enrolments}
    if found:
        for progress in ActivityProgress.objects.filter(enrolment__in=found):
            found[progress.enrolment_id][progress.activity_id] = progress
    return found
