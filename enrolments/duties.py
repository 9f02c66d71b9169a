"""Whom an assignment reaches, and what becomes of each of them. Reading only; `actions` writes.

A person is reached through the main place of work of today, if the account is not locked. Of two assignments the stricter
one counts: a mandatory one before every voluntary one, then the earlier day. Whoever finished the course is done with it;
a correction of the course changes nothing about that, an edition that asks again does.
"""

import datetime
from collections import defaultdict
from dataclasses import dataclass

from django.db.models import Count, Exists, Max, OuterRef, Q, QuerySet
from django.utils import timezone

import clock
from courses.models import CourseEdition, CoursePage
from enrolments.models import Assignment, Dispensation, Enrolment
from organisation.models import Membership, Unit

COMPLETED = Enrolment.ClosedAs.COMPLETED
NO_ANSWER = (Enrolment.ClosedAs.EXEMPT, Enrolment.ClosedAs.REVOKED)
"""An exemption may end, and a completion that was taken back is none: who asked then may ask again."""
AT_WORK = Q(user__memberships__valid_to=None, user__memberships__is_primary=True, user__is_active=True)
"""Of an enrolment: its person has a main place of work today and may sign in (as `at_work`)."""


@dataclass(frozen=True)
class Reach:
    """How many people an assignment reaches: they are asked anew, are learning already, have finished, or are exempt.

    `without_email` and `never_signed_in` count among those who have something to do (asked and learning).
    """

    asked: int
    learning: int
    finished: int
    without_email: int
    never_signed_in: int
    exempt: int = 0

    @property
    def people(self) -> int:
        return self.asked + self.learning + self.finished + self.exempt


@dataclass(frozen=True)
class Target:
    """To whom a course goes: branches, narrowed to kinds of unit, posts and categories of staff where those are given; or people."""

    units: tuple[Unit, ...] = ()
    kinds: tuple[str, ...] = ()
    posts: tuple = ()
    categories: tuple[str, ...] = ()
    person: object = None
    people: object = None
    """A list of people (users or a queryset of them), or None."""

    @property
    def name(self) -> str:
        """As `Assignment.target` keeps it."""
        if self.person is not None:
            return Assignment.Target.PERSON
        return Assignment.Target.BRANCHES if self.people is None else Assignment.Target.LIST


def target_of(assignment: Assignment) -> Target:
    """Whom a stored assignment goes to."""
    if assignment.person_id is not None:
        return Target(person=assignment.person)
    if assignment.target == Assignment.Target.LIST:
        return Target(people=assignment.people.all())
    return Target(
        units=tuple(assignment.units.all()),
        kinds=tuple(assignment.kinds),
        posts=tuple(assignment.posts.all()),
        categories=tuple(assignment.categories),
    )


def members(target: Target) -> QuerySet[Membership]:
    """The present main memberships that a target covers."""
    if target.person is not None:
        return at_work().filter(user=target.person)
    if target.people is not None:
        people = target.people
        return at_work().filter(
            user__in=people.order_by().values("pk") if isinstance(people, QuerySet) else people
        )
    units = Unit.objects.within(*target.units).order_by()
    if target.kinds:
        units = units.filter(kind__in=target.kinds)
    found = at_work().filter(unit__in=units.values("pk"))
    if target.categories:
        found = found.filter(category__in=target.categories)
    return found.filter(post__in=target.posts) if target.posts else found


def at_work() -> QuerySet[Membership]:
    return Membership.objects.present().primary().filter(user__is_active=True)


def members_of(assignment: Assignment) -> QuerySet[Membership]:
    return members(target_of(assignment))


def first_counting_edition(course: CoursePage) -> int:
    """The number of the last edition that asked those who had finished to learn again; 0 if none ever did."""
    return course.editions.filter(asks_again=True).aggregate(last=Max("number"))["last"] or 0


def counting(course: CoursePage, counts_from: datetime.date | None) -> Q:
    """Of completed enrolments those that count: since a day, or in an edition that has not been asked again."""
    if counts_from is not None:
        return Q(closed_at__gte=timezone.make_aware(datetime.datetime.combine(counts_from, datetime.time())))
    return Q(edition__number__gte=first_counting_edition(course))


def reach_of(*, course: CoursePage, target: Target, counts_from: datetime.date | None = None) -> Reach:
    """What assigning the course now would do, counted in one statement."""
    rounds = Enrolment.objects.filter(course=course, user=OuterRef("user_id"))
    finished = rounds.completed().filter(counting(course, counts_from))
    busy = Q(is_finished=False, is_exempt=False)
    counts = (
        members(target)
        .annotate(
            is_learning=Exists(rounds.open()), is_finished=Exists(finished), is_exempt=Exists(exempt(course))
        )
        .aggregate(
            asked=Count("pk", filter=busy & Q(is_learning=False)),
            learning=Count("pk", filter=busy & Q(is_learning=True)),
            finished=Count("pk", filter=Q(is_finished=True)),
            exempt=Count("pk", filter=Q(is_finished=False, is_exempt=True)),
            without_email=Count("pk", filter=busy & Q(user__email="")),
            never_signed_in=Count("pk", filter=busy & Q(user__last_login=None)),
        )
    )
    return Reach(**counts)


def answered(assignment: Assignment) -> QuerySet[Enrolment]:
    """What keeps an assignment from asking the person of a membership (`OuterRef`): whoever finished, or was asked by it."""
    finished = counting(assignment.course, assignment.counts_from) | Q(closed_at__gt=assignment.made_at)
    return Enrolment.objects.filter(
        Q(closed_as=COMPLETED) & finished
        | Q(closed_at__isnull=False, assignment=assignment) & ~Q(closed_as__in=NO_ANSWER),
        course=assignment.course,
        user=OuterRef("user_id"),
    )


def exempt(course: CoursePage) -> QuerySet[Dispensation]:
    """What exempts the person of a membership (`OuterRef`) from a course today."""
    return Dispensation.objects.exempting(clock.today()).filter(
        enrolment__course=course, enrolment__user=OuterRef("user_id")
    )


def missing(assignment: Assignment, found: QuerySet[Membership]) -> QuerySet[Membership]:
    """Of these members those whom the assignment has still to ask."""
    learning = Enrolment.objects.open().filter(course=assignment.course, user=OuterRef("user_id"))
    asked = found.exclude(Exists(learning)).exclude(Exists(answered(assignment)))
    return asked.exclude(Exists(exempt(assignment.course)))


def loose(assignment: Assignment, found: QuerySet[Membership]) -> QuerySet[Enrolment]:
    """The open enrolments of these members that are held to less than the assignment asks; more time given stands."""
    owing = found.exclude(Exists(answered(assignment))).exclude(Exists(exempt(assignment.course)))
    return (
        Enrolment.objects.open()
        .filter(course=assignment.course, user__in=owing.order_by().values("user"))
        .filter(extended_until__isnull=True)
        .looser_than(is_mandatory=assignment.is_mandatory, due_on=assignment.due_on)
    )


def perhaps_unsettled(assignments: list[Assignment]) -> list[tuple[Assignment, QuerySet[Membership]]]:
    """The assignments that may have somebody to ask or to hold to more, and the members among whom to look.

    Told from counts a unit, in a few statements whatever the number of assignments: asking every minute costs little.
    """
    courses = {assignment.course_id for assignment in assignments}
    staff = dict(at_work().values_list("unit").annotate(Count("pk")).order_by())
    staffed = Unit.objects.filter(pk__in=at_work().values("unit")).order_by()
    places = {unit: (path, kind) for unit, path, kind in staffed.values_list("pk", "path", "kind")}
    settled, held = settled_people(courses), duties_held(courses)
    found = []
    for assignment in assignments:
        if not is_told_by_units(assignment):
            found.append((assignment, members_of(assignment)))
            continue
        units = [
            unit
            for unit in covered(places, assignment)
            if staff[unit] > settled.get((assignment.course_id, unit), 0)
            or any(is_looser(duty, assignment) for duty in held[assignment.course_id, unit])
        ]
        if units:
            found.append((assignment, at_work().filter(unit__in=units)))
    return found


def is_told_by_units(assignment: Assignment) -> bool:
    """Whether counts a unit say who is left: not where only some people are asked, or some that finished are asked again."""
    return (
        assignment.target == Assignment.Target.BRANCHES
        and assignment.counts_from is None
        and not assignment.categories
        and not assignment.posts.all()
    )


def settled_people(courses) -> dict[tuple[int, int], int]:
    """How many people of a unit learn a course or finished it, by (course, unit)."""
    counted = Q(closed_at__isnull=True) | Q(closed_as=COMPLETED, edition__in=counting_editions(courses))
    return {
        (course, unit): people
        for course, unit, people in Enrolment.objects.filter(counted, AT_WORK, course__in=courses)
        .values_list("course", "user__memberships__unit")
        .annotate(people=Count("user", distinct=True))
        .order_by()
    }


def duties_held(courses) -> dict[tuple[int, int], list[tuple]]:
    """The different duties (mandatory, day) of the open enrolments of a unit's people, by (course, unit)."""
    held = defaultdict(list)
    for course, unit, *duty in (
        Enrolment.objects.open()
        .filter(AT_WORK, course__in=courses, extended_until__isnull=True)
        .values_list("course", "user__memberships__unit", "is_mandatory", "due_on")
        .order_by()
        .distinct()
    ):
        held[course, unit].append(tuple(duty))
    return held


def covered(places: dict[int, tuple[str, str]], assignment: Assignment) -> list[int]:
    """Of these units, given with tree path and kind, those that lie in a branch of the assignment and are of its kinds."""
    tops = {unit.path for unit in assignment.units.all()}
    return [
        unit
        for unit, (path, kind) in places.items()
        if (not assignment.kinds or kind in assignment.kinds)
        and any(path[:end] in tops for end in range(Unit.steplen, len(path) + 1, Unit.steplen))
    ]


def counting_editions(courses) -> list[int]:
    """The ids of the editions of these courses that count as finished."""
    counting: dict[int, list[int]] = defaultdict(list)
    newest_first = CourseEdition.objects.filter(course__in=courses).order_by("course", "-number")
    begun = set()
    for edition in newest_first.only("course_id", "asks_again"):
        if edition.course_id not in begun:
            counting[edition.course_id].append(edition.pk)
        if edition.asks_again:
            begun.add(edition.course_id)
    return [edition for editions in counting.values() for edition in editions]


def is_looser(duty: tuple, assignment: Assignment) -> bool:
    """Whether a duty (mandatory, day) asks for less than the assignment; as `EnrolmentQuerySet.looser_than`."""
    is_mandatory, due_on = duty
    if is_mandatory != assignment.is_mandatory:
        return assignment.is_mandatory
    return due_on is None or due_on > assignment.due_on
