"""All that a person has sat, and how they do by topic: as much of it as the rules of each quiz show by now."""

import datetime
import uuid
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

import clock
from courses.outline import page_url
from quizzes.analysis.topics import Topic, topics_of
from quizzes.marking import per_cent
from quizzes.models import Attempt, QuizPage, Result
from quizzes.sitting.after_closing import still_sat
from quizzes.sitting.review_rules import Shown
from quizzes.sitting.start_page import shown_of

MOST_SITTINGS = 200


@dataclass(frozen=True)
class MySitting:
    """One closed attempt; `result` is None while nobody has marked it."""

    uuid: uuid.UUID
    number: int
    title: str
    quiz_url: str
    closed_at: datetime.datetime
    result: Result | None
    shown: Shown

    @property
    def percent(self) -> Decimal:
        return per_cent(Fraction(self.result.score), Fraction(self.result.maximum))


@dataclass(frozen=True)
class MyResults:
    """The newest sittings first, at most MOST_SITTINGS; topics over all of them that may be seen, the weakest first."""

    sittings: list[MySitting]
    topics: list[Topic]


def my_results(user) -> MyResults:
    """A fixed number of queries, however much was sat."""
    now = clock.now()
    attempts = list(
        Attempt.objects.by(user)
        .closed()
        .select_related("quiz")
        .for_a_page()
        .order_by("-closed_at", "-pk")[:MOST_SITTINGS]
    )
    ids = [attempt.pk for attempt in attempts]
    results = {result.attempt_id: result for result in Result.objects.newest().filter(attempt__in=ids)}
    sat = still_sat([attempt.quiz for attempt in attempts], now)
    sittings, marks = [], []
    for attempt in attempts:
        quiz, result = attempt.quiz, results.get(attempt.pk)
        shown = shown_of(quiz, attempt.closed_at, now, is_still_sat=attempt.quiz_id in sat)
        sittings.append(sitting_of(attempt, quiz, result, shown))
        if result and shown.rightness:
            marks += marks_in(attempt, result)
    return MyResults(sittings, topics_of(marks))


def sitting_of(attempt: Attempt, quiz: QuizPage, result: Result | None, shown: Shown) -> MySitting:
    return MySitting(
        uuid=attempt.uuid,
        number=attempt.number,
        title=quiz.title,
        quiz_url=page_url(quiz.url_path),
        closed_at=attempt.closed_at,
        result=result,
        shown=shown,
    )


def marks_in(attempt: Attempt, result: Result) -> list[tuple[int, Fraction, Fraction]]:
    """(question, earned, worth) of what was marked: neither what awaits a marker nor what was voided."""
    counted = [mark for mark in result.marks if not mark.get("awaiting") and not mark.get("void")]
    entries = [attempt.paper[mark["slot"] - 1] for mark in counted]
    return [
        (entry["question"], Fraction(mark["score"]), Fraction(entry["points"]))
        for mark, entry in zip(counted, entries, strict=True)
    ]
