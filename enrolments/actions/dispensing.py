"""Exemptions and extensions: asking for them, giving and refusing them. Callers keep the scope."""

import datetime

from django.db import transaction

import audit.actions
import clock
from enrolments.models import Dispensation, Enrolment

Kind = Dispensation.Kind


class NothingToDispense(Exception):
    """The enrolment is closed meanwhile: finished, withdrawn or exempt already."""


@transaction.atomic
def ask_dispensation(
    *, enrolment: Enrolment, kind: str, reason: str, until: datetime.date | None = None, request=None
) -> Dispensation:
    """The person asks for it; what of this kind waits already is returned as it is."""
    enrolment = _locked(enrolment)
    waiting = Dispensation.objects.waiting().filter(enrolment=enrolment, kind=kind).first()
    if waiting is not None:
        return waiting
    made = Dispensation.objects.create(
        enrolment=enrolment, kind=kind, reason=reason, until=until, made_at=clock.now(), is_asked=True
    )
    _log("dispensation.asked", made, enrolment.user, request)
    return made


@transaction.atomic
def grant_dispensation(
    *, enrolment: Enrolment, kind: str, reason: str, by, until: datetime.date | None = None, request=None
) -> Dispensation:
    """Give it without having been asked. Sent twice it is given once: the second finds nothing different."""
    enrolment = _locked(enrolment)
    made = Dispensation.objects.create(
        enrolment=enrolment,
        kind=kind,
        reason=reason,
        until=until,
        made_at=clock.now(),
        decided_at=clock.now(),
        decided_by=by,
        is_granted=True,
    )
    _apply(made)
    _log("dispensation.granted", made, by, request)
    return made


@transaction.atomic
def decide_dispensation(
    *,
    dispensation: Dispensation,
    is_granted: bool,
    by,
    answer: str = "",
    until: datetime.date | None = None,
    request=None,
) -> bool:
    """Grant what was asked for, perhaps until another day, or refuse it; False where somebody decided before."""
    found = Dispensation.objects.select_for_update(of=("self",)).get(pk=dispensation.pk)
    if found.decided_at is not None:
        return False
    if is_granted:
        _locked(found.enrolment)
    found.decided_at, found.decided_by = clock.now(), by
    found.is_granted, found.answer = is_granted, answer
    found.until = until or found.until
    found.save()
    if is_granted:
        _apply(found)
    _log("dispensation.granted" if is_granted else "dispensation.refused", found, by, request)
    return True


def _locked(enrolment: Enrolment) -> Enrolment:
    """The enrolment as it stands now, kept from whoever finishes it; raises NothingToDispense where it is closed."""
    found = Enrolment.objects.select_for_update(of=("self",)).select_related("user").get(pk=enrolment.pk)
    if not found.is_open:
        raise NothingToDispense
    return found


def _apply(dispensation: Dispensation) -> None:
    held = Enrolment.objects.open().filter(pk=dispensation.enrolment_id)
    if dispensation.kind == Kind.EXTENSION:
        held.update(due_on=dispensation.until, extended_until=dispensation.until)
    else:
        held.update(closed_at=dispensation.decided_at, closed_as=Enrolment.ClosedAs.EXEMPT)


def _log(verb: str, dispensation: Dispensation, actor, request) -> None:
    audit.actions.log(
        actor=actor,
        verb=verb,
        target=dispensation,
        unit_id=dispensation.enrolment.unit_id,
        request=request,
        kind=dispensation.kind,
        enrolment=dispensation.enrolment_id,
        until=dispensation.until.isoformat() if dispensation.until else None,
        reason=dispensation.reason,
    )
