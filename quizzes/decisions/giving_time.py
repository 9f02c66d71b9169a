"""Giving an outage back ("cộng giờ"): the same seconds to everybody who sits a quiz now, once, with a reason."""

import datetime
import uuid

from django.db import transaction
from django.db.models import Count, F, Max, QuerySet

import clock
from audit.actions import log
from courses.models import OwnerIndexPage
from organisation.querysets import branch
from organisation.scope import branches_of
from quizzes.models import Attempt, QuizPage, TimeGrant
from quizzes.sitting.deadlines import GRACE


@transaction.atomic
def give_time_back(
    *, quiz: QuizPage, seconds: int, reason: str, key: uuid.UUID, by, request=None
) -> TimeGrant:
    """Move the deadline of every attempt that is still being sat; the same key again gives nothing more.

    An attempt without a deadline needs none; one whose deadline and grace have passed is closed and stays closed.
    """
    moment = clock.now()
    grant, is_new = TimeGrant.objects.get_or_create(
        key=key,
        defaults={"quiz": quiz, "seconds": seconds, "reason": reason, "made_by": by, "made_at": moment},
    )
    if not is_new:
        return grant
    sat = Attempt.objects.open().filter(quiz=quiz, deadline_at__gte=moment - GRACE)
    grant.attempts = sat.update(deadline_at=F("deadline_at") + datetime.timedelta(seconds=seconds))
    TimeGrant.objects.filter(pk=grant.pk).update(attempts=grant.attempts)
    log(
        actor=by,
        verb="quiz.time_given_back",
        target=quiz,
        request=request,
        seconds=seconds,
        reason=reason,
        attempts=grant.attempts,
    )
    return grant


def quizzes_in_charge(user) -> QuerySet[QuizPage]:
    """The quizzes of the shelves whose unit lies in a branch this person acts on."""
    shelves = OwnerIndexPage.objects.filter(branch(branches_of(user, acting=True), "unit__path"))
    found = QuizPage.objects.none()
    for shelf in shelves:
        found |= QuizPage.objects.descendant_of(shelf)
    return found


def being_sat(user) -> QuerySet[QuizPage]:
    """Those that are sat now against the clock, with how many sit and the latest deadline."""
    return (
        quizzes_in_charge(user)
        .filter(attempts__state=Attempt.State.OPEN, attempts__deadline_at__gte=clock.now() - GRACE)
        .annotate(sat=Count("attempts"), until=Max("attempts__deadline_at"))
        .order_by("title")
    )
