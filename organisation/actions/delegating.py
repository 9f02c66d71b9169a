"""Giving and taking back rights over a branch. Callers keep the scope (`scope.grantable_units` and its neighbours)."""

import datetime
from collections.abc import Mapping

from django.db import transaction

import audit.actions
import clock
from accounts.models import User
from organisation.models import Administration, Unit


@transaction.atomic
def grant_administration(
    *,
    person: User,
    unit: Unit,
    role: str,
    reason: str,
    by: User,
    ends_on: datetime.date | None = None,
    request=None,
) -> bool:
    """Let a person administer or observe a branch; another role or last day takes the place of the one before.

    False where the person holds just that already. Whoever holds a right needs a second factor from the next request.
    """
    User.objects.select_for_update(no_key=True).get(pk=person.pk)
    before = Administration.objects.standing().filter(user=person, unit=unit).first()
    if before is not None and (before.role, before.ends_on) == (role, ends_on):
        return False
    Administration.objects.update_or_create(
        user=person,
        unit=unit,
        defaults={
            "role": role,
            "ends_on": ends_on,
            "reason": reason,
            "granted_by": by,
            "granted_at": clock.now(),
        },
    )
    audit.actions.log(
        actor=by,
        verb="administration.granted",
        target=person,
        unit_id=unit.pk,
        request=request,
        role=role,
        until=ends_on.isoformat() if ends_on else None,
        reason=reason,
        before=before.role if before else None,
    )
    return True


@transaction.atomic
def revoke_administration(*, administration: Administration, reason: str, by: User, request=None) -> bool:
    """Take a right back, from the person's next request on; False where somebody was quicker."""
    taken, _rows = Administration.objects.filter(pk=administration.pk).delete()
    if taken:
        _log_end("administration.revoked", administration, by, request, reason=reason)
    return bool(taken)


@transaction.atomic
def hand_over(
    *, successors: Mapping[Administration, User | None], reason: str, by: User, request=None
) -> None:
    """Let others administer what one person administered, as long as that one would have; None: nobody yet."""
    for administration, successor in successors.items():
        if successor is not None:
            grant_administration(
                person=successor,
                unit=administration.unit,
                role=administration.role,
                ends_on=administration.ends_on,
                reason=reason,
                by=by,
                request=request,
            )


@transaction.atomic
def end_due_administrations() -> int:
    """Clear away the rights whose last day has passed; they opened nothing since. How many."""
    over = Administration.objects.filter(ends_on__lt=clock.today()).select_related("user")
    found = list(over.select_for_update(of=("self",), skip_locked=True))
    for one in found:
        _log_end("administration.ended", one, None, None)
    Administration.objects.filter(pk__in=[one.pk for one in found]).delete()
    return len(found)


def _log_end(verb: str, administration: Administration, actor, request, **detail) -> None:
    audit.actions.log(
        actor=actor,
        verb=verb,
        target=administration.user,
        unit_id=administration.unit_id,
        request=request,
        role=administration.role,
        until=administration.ends_on.isoformat() if administration.ends_on else None,
        **detail,
    )
