"""One person comes back who had left. Lists of staff do it to many, by the staff code."""

import datetime

from django.db import transaction

import audit.actions
import clock
from accounts.models import User
from organisation.actions.people import ImpossibleMove, post_called
from organisation.actions.writing_staff import people_moved
from organisation.models import Membership, Unit


@transaction.atomic
def take_back(
    *,
    person: User,
    unit: Unit,
    on: datetime.date,
    reason: str,
    by: User,
    post: str = "",
    category: str = "",
    request=None,
) -> bool:
    """Open a place of work and the account again; records stay where they were earned, rights do not come back.

    What is asked of the unit is asked of them from now on. False where the person works somewhere already. Raises ImpossibleMove for
    a unit that ended, a day to come, or one before the last day of the work before.
    """
    User.objects.select_for_update(no_key=True).get(pk=person.pk)
    memberships = list(Membership.objects.filter(user=person))
    if any(one.valid_to is None for one in memberships):
        return False
    if unit.valid_to is not None or on > clock.today() or any(one.valid_to > on for one in memberships):
        raise ImpossibleMove
    Membership.objects.create(
        user=person, unit=unit, post=post_called(post), category=category, valid_from=on
    )
    User.objects.filter(pk=person.pk).update(is_active=True)
    people_moved([person.pk])
    audit.actions.log(
        actor=by,
        verb="person.returned",
        target=person,
        unit_id=unit.pk,
        request=request,
        on=on.isoformat(),
        reason=reason,
    )
    return True
