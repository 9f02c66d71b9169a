"""The password of a quiz: compared in constant time, tried with patience."""

import datetime

from django.utils.crypto import constant_time_compare

import vietnamese
from accounts import throttle
from quizzes.models import QuizPage
from quizzes.sitting import refusals

FOR_A_QUIZ = throttle.Patience(
    free=5,
    first=datetime.timedelta(seconds=15),
    longest=datetime.timedelta(minutes=15),
    forgets_in=datetime.timedelta(hours=1),
)


def check_password(*, quiz: QuizPage, user, given: str) -> None:
    """Let pass whoever knows the password of a quiz, or everybody where it has none.

    The try is counted before it is looked at, so that a hundred at once are not all the first.
    Raises WrongPassword or TooManyTries.
    """
    if not quiz.password:
        return
    if not given:
        raise refusals.WrongPassword
    key = f"quiz:{quiz.pk}:{user.pk}"
    if not throttle.begin_try(key, FOR_A_QUIZ):
        raise refusals.TooManyTries
    if not constant_time_compare(vietnamese.nfc(given), vietnamese.nfc(quiz.password)):
        raise refusals.WrongPassword
    throttle.forgive(key)
