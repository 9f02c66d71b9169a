"""Where a person stands with a quiz: what was sat so far, and what keeps the next attempt from beginning."""

import datetime
import uuid
from collections import Counter
from dataclasses import dataclass

from django.db import connection
from django.db.models import Exists, FilteredRelation, OuterRef, Q
from django.db.models.functions import Now

import clock
from completions.models import ActivityProgress
from courses.models import Activity, CoursePage
from enrolments.models import Enrolment
from prepared import Prepared
from quizzes.models import Attempt, QuizPage
from quizzes.sitting import refusals
from quizzes.sitting.deadlines import is_over


@dataclass(frozen=True)
class Sitting:
    """One attempt of the person at this quiz, in whichever round."""

    id: int
    uuid: uuid.UUID
    enrolment_id: int
    number: int
    state: str
    deadline_at: datetime.datetime | None
    closed_at: datetime.datetime | None
    questions: tuple[int, ...]

    @property
    def ended_at(self) -> datetime.datetime | None:
        """When it closed, or, not marked yet, when its time was over; None while it has no end."""
        return self.closed_at or self.deadline_at


@dataclass(frozen=True)
class Standing:
    """The latest enrolment of a person in the course of a quiz, and every attempt at it; `at` is the moment asked."""

    quiz: QuizPage
    enrolment: Enrolment | None
    sittings: tuple[Sitting, ...]
    has_prerequisite: bool
    at: datetime.datetime | None

    @property
    def of_this_round(self) -> list[Sitting]:
        """The attempts of the present enrolment, newest first."""
        return [sitting for sitting in self.sittings if sitting.enrolment_id == self.enrolment.pk]

    @property
    def open_sitting(self) -> Sitting | None:
        """The attempt that is still being sat; a deadline that has passed closes it for every reader."""
        return next((sitting for sitting in self._open if not is_over(sitting.deadline_at, self.at)), None)

    @property
    def overdue_sitting(self) -> Sitting | None:
        """An attempt whose time is over and whose result nobody has written yet."""
        return next((sitting for sitting in self._open if is_over(sitting.deadline_at, self.at)), None)

    @property
    def _open(self) -> list[Sitting]:
        if self.enrolment is None:
            return []
        return [sitting for sitting in self.of_this_round if sitting.state == Attempt.State.OPEN]

    @property
    def next_number(self) -> int:
        return max((sitting.number for sitting in self.of_this_round), default=0) + 1

    @property
    def attempts_left(self) -> int | None:
        """None where one may try as often as one likes."""
        if self.quiz.attempts_allowed is None:
            return None
        used = len(self.of_this_round) if self.enrolment else 0
        return max(0, self.quiz.attempts_allowed - used)

    @property
    def seen(self) -> Counter:
        """How often each question stood in a paper of this person."""
        return Counter(question for sitting in self.sittings for question in sitting.questions)

    @property
    def waits_until(self) -> datetime.datetime | None:
        """When the waiting time after the latest attempt of this round is over; None where it is, or there is none."""
        ended = [sitting.ended_at for sitting in self.of_this_round if sitting.ended_at]
        if not self.quiz.waiting_minutes or not ended:
            return None
        until = max(ended) + datetime.timedelta(minutes=self.quiz.waiting_minutes)
        return until if until > self.at else None

    @property
    def refusal(self) -> refusals.CannotStart | None:
        """Why no new attempt can begin now; None where one can."""
        quiz, enrolment = self.quiz, self.enrolment
        if enrolment is None:
            return refusals.NotEnrolled()
        if enrolment.closed_as == Enrolment.ClosedAs.COMPLETED:
            return refusals.CourseCompleted()
        if not enrolment.is_open:
            return refusals.EnrolmentEnded()
        if quiz.closed_because:
            return refusals.ClosedForNow(quiz.closed_because)
        if quiz.opens_at and self.at < quiz.opens_at:
            return refusals.NotYetOpen(quiz.opens_at)
        if quiz.closes_at and self.at >= quiz.closes_at:
            return refusals.AlreadyClosed(quiz.closes_at)
        if not self.has_prerequisite:
            return refusals.PrerequisiteMissing(quiz.prerequisite)
        return self._refusal_of_another()

    def _refusal_of_another(self) -> refusals.CannotStart | None:
        """What the attempts so far say against one more."""
        if self.quiz.is_single_attempt and self.sittings:
            return refusals.OneAttemptOnly()
        if self.attempts_left == 0:
            return refusals.NoAttemptsLeft(self.quiz.attempts_allowed)
        return refusals.HasToWait(self.waits_until) if self.waits_until else None


OF_ENROLMENT = [field.attname for field in Enrolment._meta.concrete_fields]
OF_SITTING = ("id", "uuid", "number", "state", "deadline_at", "closed_at", "paper")

_rounds_and_sittings = Prepared(
    lambda user, course, quiz, prerequisite: (
        Enrolment.objects.by(user)
        .filter(course__path=course)
        .annotate(
            has_prerequisite=Exists(
                ActivityProgress.objects.filter(
                    enrolment=OuterRef("pk"), activity=prerequisite, done_at__isnull=False
                )
            ),
            sitting=FilteredRelation("attempts", condition=Q(attempts__quiz=quiz)),
        )
        .order_by("-round", "-sitting__number")
        .values_list(Now(), "has_prerequisite", *OF_ENROLMENT, *(f"sitting__{name}" for name in OF_SITTING))
    ),
    "user",
    "course",
    "quiz",
    "prerequisite",
)


def standing_of(user, quiz: QuizPage) -> Standing:
    """Where this person stands with this quiz; one query."""
    course = quiz.path[: CoursePage.DEPTH * quiz.steplen]
    rows = _rounds_and_sittings(user=user.pk, course=course, quiz=quiz.pk, prerequisite=quiz.prerequisite_id)
    if not rows:
        return Standing(quiz, None, (), has_prerequisite=False, at=None)
    sittings = []
    for _now, _has, *values in rows:
        of_sitting = dict(zip(OF_SITTING, values[len(OF_ENROLMENT) :], strict=True))
        if of_sitting["id"] is not None:
            questions = tuple(entry["question"] for entry in of_sitting.pop("paper"))
            sittings.append(Sitting(**of_sitting, enrolment_id=values[0], questions=questions))
    now, has_prerequisite, *values = rows[0]
    newest = Enrolment.from_db(connection.alias, OF_ENROLMENT, values[: len(OF_ENROLMENT)])
    newest.user = user  # known already
    return Standing(
        quiz,
        newest,
        tuple(sittings),
        has_prerequisite=quiz.prerequisite_id is None or has_prerequisite,
        at=clock.frozen() or now,
    )


def enrolment_around(user, activity: Activity) -> Enrolment | None:
    """The latest enrolment of a person in the course an activity stands in; one that was withdrawn is none."""
    enrolments = Enrolment.objects.by(user).counted().filter(course__path__in=_paths_above(activity))
    return enrolments.order_by("-round").first()


def _paths_above(activity: Activity) -> list[str]:
    return [activity.path[:end] for end in range(activity.steplen, len(activity.path), activity.steplen)]
