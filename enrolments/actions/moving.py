"""What a move means for duties. Callers keep the scope."""

import datetime

from django.db import transaction

import clock
from enrolments import duties
from enrolments.actions.assigning import follow
from enrolments.models import Assignment, Enrolment
from organisation.actions import move_person
from organisation.models import Membership, Unit


@transaction.atomic
def transfer(*, user, to_unit: Unit, on: datetime.date, by, post: str = "", request=None) -> Membership:
    """Move a person to another unit: open enrolments count there from now on, and its assignments reach the person."""
    membership = move_person(user=user, to_unit=to_unit, on=on, by=by, post=post, request=request)
    Enrolment.objects.open().by(user).exclude(unit=to_unit).update(unit=to_unit)
    reaching = (
        Assignment.objects.running(clock.today())
        .filter(units__path__in=to_unit.ancestor_paths, course__live=True, course__is_closed=False)
        .distinct()
    )
    for assignment in reaching.strictest_first().select_related("course", "person"):
        follow(assignment, duties.members_of(assignment).filter(user=user))
    return membership
