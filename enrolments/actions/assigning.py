"""Assigning courses, changing and withdrawing it, and asking those who join later. Callers keep the scope."""

import datetime
import uuid

from django.db import transaction
from django.db.models import Max, Q, QuerySet, Value
from django.db.models.functions import Coalesce

import audit.actions
import clock
from courses.actions import current_edition
from courses.models import CoursePage
from enrolments import duties
from enrolments.actions.enrolling import CourseIsClosed
from enrolments.duties import Reach, Target
from enrolments.models import Assignment, Enrolment
from organisation.models import Membership, Unit


class ChangedMeanwhile(Exception):
    """Somebody changed or withdrew the assignment after it was shown."""


def preview_assignment(
    *, course: CoursePage, units=(), person=None, kinds=(), posts=(), categories=(), people=None
) -> Reach:
    """What `assign_course` would do now; nothing is written."""
    target = Target(tuple(units), tuple(kinds), tuple(posts), tuple(categories), person, people)
    return duties.reach_of(course=course, target=target)


@transaction.atomic
def assign_course(
    *,
    course: CoursePage,
    due_on: datetime.date,
    is_mandatory: bool,
    made_by,
    made_for: Unit,
    units=(),
    kinds=(),
    posts=(),
    categories=(),
    person=None,
    people=None,
    note: str = "",
    plan=None,
    renewal_of=None,
    counts_from: datetime.date | None = None,
    confirmation: uuid.UUID | None = None,
    request=None,
) -> Assignment:
    """Ask people to learn a course by a day. One `confirmation` is one assignment.

    They are everybody in these branches, of these kinds of unit and posts where such are given; or one person; or a list of people.
    Who learns the course already is held to the stricter duty; who finished its current edition is not asked again.
    """
    course = lock_course(course)
    if confirmation is not None and (same := Assignment.objects.filter(confirmation=confirmation).first()):
        return same
    if course.is_closed or not course.live:
        raise CourseIsClosed
    target = Target(tuple(units), tuple(kinds), tuple(posts), tuple(categories), person, people)
    assignment = Assignment.objects.create(
        course=course,
        plan=plan,
        renewal_of=renewal_of,
        counts_from=counts_from,
        target=target.name,
        kinds=list(kinds),
        categories=list(categories),
        person=person,
        due_on=due_on,
        is_mandatory=is_mandatory,
        note=note,
        made_by=made_by,
        made_for=made_for,
        made_at=clock.now(),
        confirmation=confirmation,
    )
    assignment.units.set(units)
    assignment.posts.set(posts)
    assignment.people.set(people or [])
    reach = duties.reach_of(course=course, target=target, counts_from=counts_from)
    found = duties.members_of(assignment)
    ask(assignment, found)
    tighten(assignment, found)
    audit.actions.log(
        actor=made_by,
        verb="assignment.created",
        target=assignment,
        unit_id=made_for.pk,
        request=request,
        course=course.pk,
        units=[unit.pk for unit in units],
        kinds=list(kinds),
        categories=list(categories),
        posts=[post.pk for post in posts],
        person=person.pk if person else None,
        listed=len(people or []),
        plan=plan.pk if plan else None,
        due_on=due_on.isoformat(),
        is_mandatory=is_mandatory,
        asked=reach.asked,
        learning=reach.learning,
        finished=reach.finished,
    )
    return assignment


@transaction.atomic
def change_assignment(
    *,
    assignment: Assignment,
    due_on: datetime.date,
    is_mandatory: bool,
    note: str,
    reason: str,
    by,
    seen: str | None = None,
    request=None,
) -> bool:
    """Change day, duty or note for a reason; False where nothing differs. Open enrolments follow the strictest that stands;
    more time that was given stays, unless the new day is later still.

    `seen` is the `state_of` the assignment that the person had before them.
    """
    assignment = lock_assignment(assignment)
    if assignment.withdrawn_at is not None or (seen is not None and seen != state_of(assignment)):
        raise ChangedMeanwhile
    wanted = {"due_on": due_on, "is_mandatory": is_mandatory, "note": note}
    before = {name: getattr(assignment, name) for name in wanted}
    if before == wanted:
        return False
    for name, value in wanted.items():
        setattr(assignment, name, value)
    assignment.save(update_fields=list(wanted))
    held = Enrolment.objects.open().filter(assignment=assignment)
    hand_over(held, assignment=assignment, only_stricter=True)
    held.update(is_mandatory=is_mandatory)
    held.filter(extended_until__lt=due_on).update(extended_until=None)
    held.filter(extended_until=None).update(due_on=due_on)
    tighten(assignment, duties.members_of(assignment))
    audit.actions.log(
        actor=by,
        verb="assignment.changed",
        target=assignment,
        unit_id=assignment.made_for_id,
        request=request,
        before={name: str(value) for name, value in before.items()},
        after={name: str(value) for name, value in wanted.items()},
        reason=reason,
    )
    return True


@transaction.atomic
def withdraw_assignment(*, assignment: Assignment, reason: str, by, request=None) -> bool:
    """Take an assignment back for a reason; False where that was done before.

    Whom another standing assignment covers is held by that one. Of the rest, whoever has begun or chose the course goes on
    freely; an enrolment that nobody touched is closed as withdrawn.
    """
    assignment = lock_assignment(assignment)
    if assignment.withdrawn_at is not None:
        return False
    moment = clock.now()
    assignment.withdrawn_at, assignment.withdrawn_by, assignment.withdrawal_reason = moment, by, reason
    assignment.save(update_fields=["withdrawn_at", "withdrawn_by", "withdrawal_reason"])
    held = Enrolment.objects.open().filter(assignment=assignment)
    handed_over = hand_over(held, assignment=assignment)
    closed = (
        held.filter(started_at=None)
        .filter(opened_by_assignment(assignment))
        .update(closed_at=moment, closed_as=Enrolment.ClosedAs.WITHDRAWN)
    )
    freed = held.update(assignment=None, due_on=None, extended_until=None, is_mandatory=False)
    audit.actions.log(
        actor=by,
        verb="assignment.withdrawn",
        target=assignment,
        unit_id=assignment.made_for_id,
        request=request,
        reason=reason,
        handed_over=handed_over,
        closed=closed,
        freed=freed,
    )
    return True


class TooLateToUndo(Exception):
    """The ten minutes are over: an assignment can still be withdrawn, with a reason."""


def undo_assignment(*, assignment: Assignment, by, request=None) -> bool:
    """Take back an assignment just made, without a reason: whom it asked is asked no more, whom it held to more is held as before.

    False where it was withdrawn before. Raises TooLateToUndo ten minutes after it was made.
    """
    if clock.now() > assignment.undo_until:
        raise TooLateToUndo
    return withdraw_assignment(
        assignment=assignment, reason="Hoàn tác ngay sau khi giao", by=by, request=request
    )


def follow_joiners() -> int:
    """Ask those who came into a targeted branch after it was assigned; the number of people asked.

    For the minute's tick: what is settled already costs a few reading statements. A day that has passed asks nobody new.
    """
    running = Assignment.objects.running(clock.today()).filter(course__live=True, course__is_closed=False)
    found = running.strictest_first().select_related("course", "person").prefetch_related("units", "posts")
    return sum(follow(assignment, near) for assignment, near in duties.perhaps_unsettled(list(found)))


def follow(assignment: Assignment, found: QuerySet[Membership]) -> int:
    """Of these members, whom the assignment covers, ask those it has not reached yet; how many were asked."""
    if not (duties.missing(assignment, found).exists() or duties.loose(assignment, found).exists()):
        return 0
    with transaction.atomic():
        lock_course(assignment.course)
        if not Assignment.objects.standing().filter(pk=assignment.pk).exists():
            return 0
        asked = ask(assignment, found)
        tightened = tighten(assignment, found)
        if asked or tightened:
            audit.actions.log(
                actor=None,
                verb="assignment.followed",
                target=assignment,
                unit_id=assignment.made_for_id,
                asked=asked,
                learning=tightened,
            )
        return asked


def lock_course(course: CoursePage) -> CoursePage:
    """Let one transaction at a time decide about the duties of a course; people go on enrolling themselves."""
    return CoursePage.objects.select_for_update(of=("self",), no_key=True).get(pk=course.pk)


def lock_assignment(assignment: Assignment) -> Assignment:
    """The assignment as it stands now, kept from others."""
    lock_course(assignment.course)
    return Assignment.objects.get(pk=assignment.pk)


def state_of(assignment: Assignment) -> str:
    """What somebody who changes an assignment must have seen of it."""
    return f"{assignment.due_on}/{assignment.is_mandatory}/{assignment.note}"


def ask(assignment: Assignment, found: QuerySet[Membership]) -> int:
    """Open the next round for those of these members who are to be asked; how many they are."""
    waiting = duties.missing(assignment, found).order_by()
    people = list(waiting.values_list("user", "unit"))
    if not people:
        return 0
    rounds = dict(
        Enrolment.objects.filter(course=assignment.course, user__in=waiting.values("user"))
        .values_list("user")
        .annotate(Max("round"))
        .order_by()
    )
    edition, moment = current_edition(assignment.course), clock.now()
    Enrolment.objects.bulk_create(
        (
            Enrolment(
                user_id=user,
                course=assignment.course,
                edition=edition,
                round=rounds.get(user, 0) + 1,
                unit_id=unit,
                assignment=assignment,
                due_on=assignment.due_on,
                is_mandatory=assignment.is_mandatory,
                enrolled_at=moment,
            )
            for user, unit in people
        ),
        ignore_conflicts=True,
        batch_size=5000,
    )
    return len(people)


def tighten(assignment: Assignment, found: QuerySet[Membership]) -> int:
    """Hold the open enrolments of these members to the assignment, where they are held to less."""
    return duties.loose(assignment, found).update(
        assignment=assignment, due_on=assignment.due_on, is_mandatory=assignment.is_mandatory
    )


def hand_over(held: QuerySet[Enrolment], *, assignment: Assignment, only_stricter: bool = False) -> int:
    """Give enrolments that an assignment held to the strictest other one that stands and covers the person."""
    others = Assignment.objects.standing().filter(course=assignment.course).exclude(pk=assignment.pk)
    if only_stricter:
        earlier = Q(due_on__lt=assignment.due_on)
        others = others.filter(
            Q(is_mandatory=True) & earlier
            if assignment.is_mandatory
            else Q(is_mandatory=True) | Q(is_mandatory=False) & earlier
        )
    return sum(
        held.filter(user__in=duties.members_of(other).order_by().values("user")).update(
            assignment=other,
            due_on=Coalesce("extended_until", Value(other.due_on)),
            is_mandatory=other.is_mandatory,
        )
        for other in others.strictest_first().prefetch_related("units")
    )


def opened_by_assignment(assignment: Assignment) -> Q:
    """Of the enrolments an assignment holds those that it, or an earlier one standing then, had opened.

    The others were there before anybody asked: the person's own choice.
    """
    opened = Q(enrolled_at__gte=assignment.made_at)
    earlier = Assignment.objects.filter(course=assignment.course, made_at__lte=assignment.made_at)
    for other in earlier.exclude(pk=assignment.pk).prefetch_related("units"):
        stood = Q(enrolled_at__gte=other.made_at)
        if other.withdrawn_at is not None:
            stood &= Q(enrolled_at__lt=other.withdrawn_at)
        opened |= stood & Q(user__in=duties.members_of(other).order_by().values("user"))
    return opened
