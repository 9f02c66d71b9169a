"""Entering training done elsewhere, and deciding about it. Callers keep the scope."""

import datetime
from decimal import Decimal

from django.db import transaction

import clock
from audit.actions import log
from completions.models import OutsideTraining
from organisation.scope import present_unit


@transaction.atomic
def enter_training(
    *,
    user,
    title: str,
    organiser: str,
    finished_on: datetime.date,
    periods: Decimal,
    evidence: str,
    request=None,
) -> OutsideTraining:
    """Enter it once: the same training of the same day, waiting or approved, is returned as it is."""
    user.__class__.objects.select_for_update(of=("self",)).get(pk=user.pk)
    same = OutsideTraining.objects.filter(user=user, title=title, finished_on=finished_on)
    known = (same.waiting() | same.approved()).first()
    if known is not None:
        return known
    made = OutsideTraining.objects.create(
        user=user,
        title=title,
        organiser=organiser,
        finished_on=finished_on,
        periods=periods,
        evidence=evidence,
        made_at=clock.now(),
    )
    log(actor=user, verb="training.entered", target=made, unit_id=_unit_of(user), request=request)
    return made


@transaction.atomic
def decide_training(
    *, training: OutsideTraining, is_approved: bool, by, answer: str = "", request=None
) -> bool:
    """Approve or refuse it, once; False where somebody decided before."""
    decided = (
        OutsideTraining.objects.waiting()
        .filter(pk=training.pk)
        .update(decided_at=clock.now(), decided_by=by, is_approved=is_approved, answer=answer)
    )
    if decided:
        verb = "training.approved" if is_approved else "training.refused"
        log(actor=by, verb=verb, target=training, unit_id=_unit_of(training.user), request=request)
    return bool(decided)


def _unit_of(user) -> int | None:
    unit = present_unit(user)
    return unit.pk if unit else None
