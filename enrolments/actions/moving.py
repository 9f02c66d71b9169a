"""What it means for duties that somebody moves, leaves, or has not finished after all. Callers keep the scope."""

import datetime
from collections.abc import Iterable, Mapping

from django.db import transaction
from django.db.models import OuterRef, Q, Subquery
from django.utils.translation import gettext as _

import clock
from enrolments import duties
from enrolments.actions.assigning import follow
from enrolments.models import Assignment, Enrolment
from organisation.actions import hand_over, move_person, revoke_administration
from organisation.models import Administration, Membership, Unit

BATCH = 500


@transaction.atomic
def transfer(
    *,
    user,
    to_unit: Unit,
    on: datetime.date,
    by,
    post: str = "",
    given_up: Iterable[Administration] = (),
    successors: Mapping | None = None,
    request=None,
) -> Membership:
    """Move a person to another unit: open enrolments count there from now on, and its assignments reach the person.

    `given_up`: what the person administers no more; `successors`: who does.
    """
    membership = move_person(user=user, to_unit=to_unit, on=on, by=by, post=post, request=request)
    reason = str(_("%(name)s moved to %(unit)s") % {"name": user, "unit": to_unit})[:300]
    for administration in given_up:
        revoke_administration(administration=administration, reason=reason, by=by, request=request)
    hand_over(successors=successors or {}, reason=reason, by=by, request=request)
    Enrolment.objects.open().by(user).exclude(unit=to_unit).update(unit=to_unit)
    reaching = (
        Assignment.objects.running(clock.today())
        .filter(units__path__in=to_unit.ancestor_paths, course__live=True, course__is_closed=False)
        .distinct()
    )
    for assignment in reaching.strictest_first().select_related("course", "person"):
        follow(assignment, duties.members_of(assignment).filter(user=user))
    return membership


@transaction.atomic
def count_where_people_work(*, people: list[int]) -> None:
    """Let the open enrolments of people who moved count at their present unit; what is closed stays where it was earned."""
    place = Membership.objects.present().primary().filter(user=OuterRef("user")).values("unit")[:1]
    for start in range(0, len(people), BATCH):
        Enrolment.objects.open().filter(user__in=people[start : start + BATCH]).update(unit=Subquery(place))


@transaction.atomic
def release(*, people: list[int]) -> None:
    """Ask nothing more of people who left: what they had open is withdrawn, what they finished stays."""
    moment = clock.now()
    for start in range(0, len(people), BATCH):
        Enrolment.objects.open().filter(user__in=people[start : start + BATCH]).update(
            closed_at=moment, closed_as=Enrolment.ClosedAs.WITHDRAWN
        )


@transaction.atomic
def ask_again(*, enrolment: Enrolment) -> bool:
    """A completion was taken back: its round counts no longer, and who still owes the course begins the next one.

    Asked are those whom the same assignment, or one that still runs, covers today; False where it was taken back before.
    """
    finished = Enrolment.objects.completed().filter(pk=enrolment.pk)
    if not finished.update(closed_as=Enrolment.ClosedAs.REVOKED):
        return False
    asking = Assignment.objects.standing().filter(course=enrolment.course_id)
    asking = asking.filter(course__live=True, course__is_closed=False)
    asking = asking.filter(Q(pk=enrolment.assignment_id) | Q(due_on__gte=clock.today()))
    for assignment in asking.strictest_first().select_related("course", "person"):
        follow(assignment, duties.members_of(assignment).filter(user=enrolment.user_id))
    return True
