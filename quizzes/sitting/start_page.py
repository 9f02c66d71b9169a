"""What the page of a quiz says before one begins."""

import uuid
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import cached_property

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from courses.lesson_pages import crumbs_of
from courses.outline import OutlineCourse, outline_around, page_url
from quizzes.marking import per_cent, share
from quizzes.models import Attempt, QuizPage, Result
from quizzes.sitting import review_rules
from quizzes.sitting.after_closing import still_sat
from quizzes.sitting.grading import grade
from quizzes.sitting.refusals import CannotStart, NotEnrolled, PrerequisiteMissing
from quizzes.sitting.review_rules import AFTER, CLOSED, OPEN, PRESETS, RIGHT_ANSWER, Shown
from quizzes.sitting.standing import Standing, standing_of
from quizzes.visiting.offer import is_offered_now


@dataclass(frozen=True)
class EarlierAttempt:
    """A closed attempt of this round; one whose time is over but is not marked yet has no result."""

    uuid: uuid.UUID
    number: int
    is_expired: bool
    result: Result | None
    shown: Shown

    @property
    def percent(self) -> Decimal | None:
        if self.result is None:
            return None
        return per_cent(Fraction(self.result.score), Fraction(self.result.maximum))


@dataclass(frozen=True)
class StartPage:
    """The facts of a quiz, and for somebody who signed in where they stand with it."""

    quiz: QuizPage
    question_count: int
    standing: Standing | None
    earlier: list[EarlierAttempt]
    course: OutlineCourse | None
    crumbs: list[tuple[str, str]]

    @cached_property
    def is_offered(self) -> bool:
        """Whether this visitor may practise without signing in; never in the preview of a page that is not saved."""
        return self.standing is None and self.quiz.pk is not None and is_offered_now(self.quiz)

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
    def has_many(self) -> bool:
        """Whether there may be more than one attempt."""
        return not self.quiz.is_single_attempt and self.quiz.attempts_allowed != 1

    @property
    def waiting(self) -> str:
        """The waiting time between attempts in words."""
        return minutes_in_words(self.quiz.waiting_minutes)

    @property
    def minimums(self) -> dict[str, int]:
        return self.quiz.minimums()

    @property
    def review_words(self) -> str:
        """When the right answers are shown."""
        rules = PRESETS.get(self.quiz.review, self.quiz.own_review)
        if RIGHT_ANSWER in rules[AFTER]:
            return _("shown right after you hand in")
        if RIGHT_ANSWER in rules[OPEN]:
            return _("shown ten minutes after you hand in")
        if RIGHT_ANSWER in rules[CLOSED]:
            return _("shown after the quiz has closed")
        return _("not shown")

    @property
    def is_again(self) -> bool:
        return bool(self.earlier)

    @property
    def grade(self) -> Decimal | None:
        """What counts of several attempts, in per cent; None where nothing is marked or a score is not to be seen."""
        marked = [attempt for attempt in reversed(self.earlier) if attempt.result]
        if not marked or not all(attempt.shown.score for attempt in marked):
            return None
        return per_cent(
            grade([share(attempt.result) for attempt in marked], self.standing.quiz.grading), Fraction(1)
        )

    @property
    def has_passed(self) -> bool:
        """Whether a pass may be told: one that was reached where the score is still kept back is not."""
        return any(
            attempt.result and attempt.result.has_passed and attempt.shown.score for attempt in self.earlier
        )

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
        return StartPage(quiz, quiz.question_count(), None, [], **about)
    standing = standing_of(user, quiz)
    return StartPage(quiz, quiz.question_count(), standing, earlier_attempts(standing), **about)


def shown_of(quiz: QuizPage, closed_at, now, *, is_still_sat: bool = False) -> Shown:
    """What the rules of a quiz let a learner see now of an attempt that closed at `closed_at`."""
    moment = review_rules.moment_of(closed_at, quiz.closes_at, now)
    return review_rules.shown_at(moment, quiz.review, quiz.own_review, is_still_sat=is_still_sat)


def minutes_in_words(minutes: int) -> str:
    """For example "2 days" for 2880: the largest unit that says it without a remainder."""
    if minutes % 1440 == 0:
        return ngettext("%(n)d day", "%(n)d days", minutes // 1440) % {"n": minutes // 1440}
    if minutes % 60 == 0:
        return ngettext("%(n)d hour", "%(n)d hours", minutes // 60) % {"n": minutes // 60}
    return ngettext("%(n)d minute", "%(n)d minutes", minutes) % {"n": minutes}


def earlier_attempts(standing: Standing) -> list[EarlierAttempt]:
    """The closed attempts of the present round with their newest results, newest first; one query, and one after the closing."""
    if standing.enrolment is None:
        return []
    quiz, now = standing.quiz, standing.at
    sat = bool(still_sat([quiz], now))
    closed = [sitting for sitting in standing.of_this_round if sitting != standing.open_sitting]
    results = Result.objects.filter(attempt__in=[sitting.id for sitting in closed]).order_by("number")
    newest = {result.attempt_id: result for result in results}
    return [
        EarlierAttempt(
            uuid=sitting.uuid,
            number=sitting.number,
            is_expired=sitting.state != Attempt.State.SUBMITTED,
            result=newest.get(sitting.id),
            shown=shown_of(quiz, sitting.ended_at, now, is_still_sat=sat),
        )
        for sitting in closed
    ]
