"""What the page of a quiz says before one begins."""

import uuid
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from django.utils.translation import gettext as _

from courses.lesson_pages import crumbs_of
from courses.outline import OutlineCourse, outline_around, page_url
from quizzes.marking import highest, per_cent
from quizzes.models import Attempt, QuizPage, Result
from quizzes.refusals import CannotStart, NotEnrolled, PrerequisiteMissing
from quizzes.standing import Standing, standing_of


@dataclass(frozen=True)
class EarlierAttempt:
    """A closed attempt of this round; one whose time is over but is not marked yet has no result."""

    uuid: uuid.UUID
    number: int
    is_expired: bool
    result: Result | None

    @property
    def percent(self) -> Decimal | None:
        if self.result is None:
            return None
        return per_cent(Fraction(self.result.score), Fraction(self.result.maximum))


@dataclass(frozen=True)
class StartPage:
    """The facts of a quiz, and for somebody who signed in where they stand with it."""

    question_count: int
    standing: Standing | None
    earlier: list[EarlierAttempt]
    course: OutlineCourse | None
    crumbs: list[tuple[str, str]]

    @property
    def open_attempt(self) -> uuid.UUID | None:
        sitting = self.standing.open_sitting if self.standing else None
        return sitting.uuid if sitting else None

    @property
    def refusal(self) -> CannotStart | None:
        return self.standing.refusal if self.standing else None

    @property
    def may_start(self) -> bool:
        return self.standing is not None and self.open_attempt is None and self.refusal is None

    @property
    def is_again(self) -> bool:
        return bool(self.earlier)

    @property
    def best(self) -> EarlierAttempt | None:
        marked = {attempt.result: attempt for attempt in self.earlier if attempt.result}
        return marked.get(highest(marked))

    @property
    def has_passed(self) -> bool:
        return any(attempt.result and attempt.result.has_passed for attempt in self.earlier)

    @property
    def way_on(self) -> tuple[str, str] | None:
        """Where somebody goes who cannot begin now: address and words."""
        refusal = self.refusal
        if isinstance(refusal, PrerequisiteMissing):
            return page_url(refusal.activity.url_path), refusal.activity.title
        if refusal is None or self.course is None:
            return None
        words = _("Join the course") if isinstance(refusal, NotEnrolled) else _("Back to the course")
        return self.course.url, words


def start_page(quiz: QuizPage, user) -> StartPage:
    """The facts of a quiz as this visitor sees them."""
    outline = outline_around(quiz)
    about = {"course": outline.course, "crumbs": crumbs_of(quiz, outline)}
    if not user.is_authenticated or quiz.pk is None:
        return StartPage(quiz.question_count(), None, [], **about)
    standing = standing_of(user, quiz)
    return StartPage(quiz.question_count(), standing, earlier_attempts(standing), **about)


def earlier_attempts(standing: Standing) -> list[EarlierAttempt]:
    """The closed attempts of the present round with their newest results, newest first; one query."""
    if standing.enrolment is None:
        return []
    closed = [sitting for sitting in standing.of_this_round if sitting != standing.open_sitting]
    results = Result.objects.filter(attempt__in=[sitting.id for sitting in closed]).order_by("number")
    newest = {result.attempt_id: result for result in results}
    return [
        EarlierAttempt(
            uuid=sitting.uuid,
            number=sitting.number,
            is_expired=sitting.state != Attempt.State.SUBMITTED,
            result=newest.get(sitting.id),
        )
        for sitting in closed
    ]
