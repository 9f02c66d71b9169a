"""One person leaves: retires, resigns, goes where the platform does not reach. Lists of staff do it to many at once."""

import datetime
from collections.abc import Mapping

from django.db import transaction

import audit.actions
import clock
from accounts.models import User
from organisation.actions.delegating import hand_over
from organisation.actions.people import ImpossibleMove
from organisation.actions.writing_staff import let_go, people_left
from organisation.models import Administration, Membership


@transaction.atomic
def end_work(
    *,
    person: User,
    on: datetime.date,
    reason: str,
    by: User,
    successors: Mapping[Administration, User | None] | None = None,
    request=None,
) -> bool:
    """End places of work, account, sessions, administration and open enrolments; records stay where they were earned.

    `successors` administer from now on what the person administered. False where the person works nowhere any more. Raises ImpossibleMove for a day to come, or one before a present
    place of work began. `take_back` opens the account again.
    """
    User.objects.select_for_update(no_key=True).get(pk=person.pk)
    present = list(Membership.objects.present().filter(user=person).order_by("-is_primary", "pk"))
    if not present:
        return False
    if on > clock.today() or any(one.valid_from > on for one in present):
        raise ImpossibleMove
    administered = list(
        Administration.objects.filter(user=person).order_by("unit").values_list("unit", flat=True)
    )
    hand_over(successors=successors or {}, reason=reason, by=by, request=request)
    let_go([person.pk], on)
    people_left([person.pk])
    audit.actions.log(
        actor=by,
        verb="person.retired",
        target=person,
        unit_id=present[0].unit_id,
        request=request,
        on=on.isoformat(),
        reason=reason,
        administered=administered,
    )
    return True
