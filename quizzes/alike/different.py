"""Pairs that somebody called different are not shown again, until one of the two is worded anew."""

from django.db import transaction
from django.db.models import F

import clock
from audit.actions import log
from quizzes.models import DifferentPair, Question


def standing_decisions():
    """The decisions on questions that are worded as they were then, the newest first."""
    return (
        DifferentPair.objects.filter(one=F("one__question__current"), other=F("other__question__current"))
        .select_related("one", "other", "made_by")
        .order_by("-pk")
    )


def called_different() -> set[frozenset[int]]:
    """The pairs of question ids that are not shown."""
    pairs = standing_decisions().values_list("one__question", "other__question")
    return {frozenset(pair) for pair in pairs}


@transaction.atomic
def call_different(*, one: Question, other: Question, by, request=None) -> DifferentPair:
    """Say that two questions, as they are worded now, are different ones; twice is once."""
    first, second = sorted((one.current_id, other.current_id))
    pair, is_new = DifferentPair.objects.get_or_create(
        one_id=first, other_id=second, defaults={"made_by": by, "made_at": clock.now()}
    )
    if is_new:
        _note("questions.called_different", one, other, by, request)
    return pair


@transaction.atomic
def take_back(*, one: Question, other: Question, by, request=None) -> bool:
    """Let the pair be shown again; False where nobody had called it different."""
    first, second = sorted((one.current_id, other.current_id))
    gone, _ = DifferentPair.objects.filter(one=first, other=second).delete()
    if gone:
        _note("questions.maybe_the_same", one, other, by, request)
    return bool(gone)


def _note(verb: str, one: Question, other: Question, by, request) -> None:
    log(
        actor=by,
        verb=verb,
        target=one,
        unit_id=one.category.owner_id,
        request=request,
        code=one.code,
        other=other.code,
    )
