"""Making, changing and closing the training plan of a year. Callers keep the scope."""

from django.db import transaction

import audit.actions
import clock
from enrolments.models import TrainingPlan
from organisation.models import Unit

TERMS = ("year", "title", "decision", "decided_on", "signer")


@transaction.atomic
def make_plan(*, unit: Unit, by, request=None, **terms) -> TrainingPlan:
    """Make the plan of a unit; the same title in the same year is the same plan."""
    Unit.objects.select_for_update(no_key=True).get(pk=unit.pk)
    same = TrainingPlan.objects.filter(unit=unit, year=terms["year"], title=terms["title"]).first()
    if same is not None:
        return same
    plan = TrainingPlan.objects.create(unit=unit, **terms)
    audit.actions.log(actor=by, verb="plan.made", target=plan, unit_id=unit.pk, request=request)
    return plan


@transaction.atomic
def change_plan(*, plan: TrainingPlan, by, request=None, **terms) -> bool:
    """Put right what a plan says; False where nothing differs."""
    plan = TrainingPlan.objects.select_for_update(no_key=True).get(pk=plan.pk)
    before = {name: str(getattr(plan, name)) for name in TERMS if getattr(plan, name) != terms[name]}
    if not before:
        return False
    for name in before:
        setattr(plan, name, terms[name])
    plan.save(update_fields=list(before))
    audit.actions.log(
        actor=by,
        verb="plan.changed",
        target=plan,
        unit_id=plan.unit_id,
        request=request,
        before=before,
        after={name: str(terms[name]) for name in before},
    )
    return True


def close_plan(*, plan: TrainingPlan, by, request=None) -> bool:
    """Let nothing new be assigned under a plan; what was assigned goes on. False where it was closed before."""
    return _set_closed(plan, clock.now(), "plan.closed", by, request)


def open_plan(*, plan: TrainingPlan, by, request=None) -> bool:
    """Let things be assigned under a plan again."""
    return _set_closed(plan, None, "plan.opened", by, request)


@transaction.atomic
def _set_closed(plan: TrainingPlan, moment, verb: str, by, request) -> bool:
    same = TrainingPlan.objects.filter(pk=plan.pk, closed_at__isnull=moment is not None)
    changed = same.update(closed_at=moment)
    if changed:
        audit.actions.log(actor=by, verb=verb, target=plan, unit_id=plan.unit_id, request=request)
    return bool(changed)
