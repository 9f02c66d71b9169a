"""Who sits a quiz after its closing: time that was given back may go on beyond it."""

import datetime
from collections.abc import Iterable

from quizzes.models import Attempt, QuizPage
from quizzes.sitting.deadlines import GRACE


def still_sat(quizzes: Iterable[QuizPage], now: datetime.datetime) -> set[int]:
    """Those of these quizzes, by id, that have closed and that somebody sits; one query, none where all are open."""
    closed = {quiz.pk for quiz in quizzes if quiz.closes_at and quiz.closes_at <= now}
    if not closed:
        return set()
    sat = Attempt.objects.open().filter(quiz__in=closed, deadline_at__gte=now - GRACE)
    return set(sat.values_list("quiz", flat=True))
