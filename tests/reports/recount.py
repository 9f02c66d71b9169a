"""Every number of the dashboards counted again, person by person, from what was written down when it happened.

It shares nothing with `reports`: no queryset, no path of the tree, no field that the product keeps up to date for its
own convenience. Where somebody works comes from memberships; whether a course is finished from records and
revocations; whether it was begun from progress; until when it is owed from the assignment and the time that was
given; the tree from the decisions, done again one after the other.
"""

import datetime
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from decimal import Decimal
from zoneinfo import ZoneInfo

from accounts.models import User
from completions.models import ActivityProgress, CompletionRecord, OutsideTraining, Revocation
from courses.models import CourseEdition
from enrolments.models import Assignment, Dispensation, Enrolment
from organisation.models import Membership, Reorganisation, Unit

HANOI = ZoneInfo("Asia/Ho_Chi_Minh")
NUMBERS = ("required", "done", "learning", "waiting", "late", "soon", "chosen")


@dataclass(frozen=True)
class Duty:
    """One round of a course that counts: it is open, or was finished with a record that stands."""

    user: int
    unit: int | None
    course: int
    done_at: datetime.datetime | None
    has_begun: bool
    due_on: datetime.date | None
    is_mandatory: bool
    plan: int | None

    def is_in(self, number: str, today: datetime.date) -> bool:
        is_open = self.done_at is None
        days = (self.due_on - today).days if self.due_on and is_open else None
        return {
            "required": True,
            "done": not is_open,
            "learning": is_open and self.has_begun,
            "waiting": is_open and not self.has_begun,
            "late": days is not None and days < 0,
            "soon": days is not None and 0 <= days <= 7,
            "chosen": not self.is_mandatory,
        }[number]


def tree_of(first: dict[str, str | None], until: datetime.date | None = None) -> dict[str, str | None]:
    """Code → code of the unit above, by doing all decisions in force (until a day) again from the `first` tree."""
    above = dict(first)
    ended: set[str] = set()
    applied = Reorganisation.objects.filter(state="applied").order_by("applied_at", "pk")
    for decision in applied:
        if until is not None and decision.effective_on > until:
            continue
        for change in decision.changes:
            match change:
                case {"kind": "found", "code": code, "under": under}:
                    above[code] = under
                case {"kind": "move", "unit": code, "under": under}:
                    above[code] = under
                case {"kind": "merge", "units": units, "into": into}:
                    for former in units:
                        _children_to(above, ended, former, into)
                        above[former] = into
                        ended.add(former)
                case {"kind": "split", "unit": former}:
                    _children_to(above, ended, former, above[former])
                    ended.add(former)
    return above


def _children_to(above: dict, ended: set[str], former: str, to: str | None) -> None:
    for code, parent in list(above.items()):
        if parent == former and code not in ended:
            above[code] = to


def duties() -> list[Duty]:
    """What counts today, person by person."""
    revoked = set(Revocation.objects.values_list("record_id", flat=True))
    records = {}
    had_one = set()
    for pk, enrolment, at, unit in CompletionRecord.objects.values_list(
        "pk", "enrolment_id", "completed_at", "unit_id"
    ):
        had_one.add(enrolment)
        if pk not in revoked:
            records[enrolment] = at, unit
    begun = set(ActivityProgress.objects.values_list("enrolment_id", flat=True))
    exempt = set(
        Dispensation.objects.filter(kind="exemption", is_granted=True).values_list("enrolment_id", flat=True)
    )
    assignments = {one.pk: one for one in Assignment.objects.all()}
    work, workers = work_today(), set(Membership.objects.values_list("user_id", flat=True))
    found = []
    for one in Enrolment.objects.order_by("user_id", "pk"):
        if one.pk in records:
            done_at, unit = records[one.pk]
        elif one.pk in had_one or one.pk in exempt or was_withdrawn(one, assignments):
            continue
        elif one.user_id in workers and one.user_id not in work:
            continue  # nothing is asked of whoever left
        else:
            done_at, unit = None, work.get(one.user_id)
        asked = assignments.get(one.assignment_id)
        found.append(
            Duty(
                user=one.user_id,
                unit=unit,
                course=one.course_id,
                done_at=done_at,
                has_begun=one.pk in begun,
                due_on=due_day(one, asked),
                is_mandatory=asked.is_mandatory if asked and done_at is None else one.is_mandatory,
                plan=asked.plan_id if asked else None,
            )
        )
    return found


def was_withdrawn(enrolment: Enrolment, assignments: dict[int, Assignment]) -> bool:
    """Nothing but the row says that a round was withdrawn; somebody must have withdrawn it or left."""
    if enrolment.closed_as != "withdrawn":
        return False
    asked = assignments.get(enrolment.assignment_id)
    left = Membership.objects.filter(user=enrolment.user_id, valid_to__isnull=False).exists()
    assert left or (asked is not None and asked.withdrawn_at is not None), (
        f"{enrolment.pk} withdrawn by whom?"
    )
    return True


def due_day(enrolment: Enrolment, asked: Assignment | None) -> datetime.date | None:
    """More time that was given, unless the assignment leaves more still. Without an assignment the row's own day."""
    if asked is None:
        return enrolment.due_on
    return max(asked.due_on, enrolment.extended_until or asked.due_on)


def work_today() -> dict[int, int]:
    """Person → unit of the main place of work."""
    rows = Membership.objects.filter(valid_to__isnull=True, is_primary=True)
    return dict(rows.values_list("user_id", "unit_id"))


class Recount:
    """The duties of everybody in a tree that this module worked out."""

    def __init__(self, first: dict[str, str | None], today: datetime.date):
        self.today = today
        ids = dict(Unit.objects.values_list("code", "pk"))
        self.above = {ids[code]: ids.get(parent) for code, parent in tree_of(first).items()}
        self.duties = duties()

    def is_within(self, unit: int | None, top: int) -> bool:
        while unit is not None and unit != top:
            unit = self.above[unit]
        return unit == top

    def children(self, top: int) -> list[int]:
        return [unit for unit, above in self.above.items() if above == top]

    def numbers(self, duties: Iterable[Duty]) -> dict[str, int]:
        duties = list(duties)
        return {number: sum(one.is_in(number, self.today) for one in duties) for number in NUMBERS}

    def branch(self, top: int, counts: Callable[[Duty], bool] = lambda duty: True) -> dict[str, int]:
        return self.numbers(one for one in self.duties if self.is_within(one.unit, top) and counts(one))

    def directly(self, unit: int, counts: Callable[[Duty], bool] = lambda duty: True) -> dict[str, int]:
        return self.numbers(one for one in self.duties if one.unit == unit and counts(one))

    def finished_in_week(self, top: int, monday: datetime.date) -> int:
        week = range(monday.toordinal(), monday.toordinal() + 7)
        return sum(
            one.done_at is not None
            and one.done_at.astimezone(HANOI).date().toordinal() in week
            and self.is_within(one.unit, top)
            for one in self.duties
        )

    def covered(self, assignment: Assignment) -> set[int]:
        """Who stands under an assignment today: at work, with an account, where it asks."""
        active = set(User.objects.filter(is_active=True).values_list("pk", flat=True))
        work = {user: unit for user, unit in work_today().items() if user in active}
        match assignment.target:
            case "person":
                return {assignment.person_id}
            case "list":
                return set(assignment.people.values_list("pk", flat=True))
        tops = list(assignment.units.values_list("pk", flat=True))
        kinds = dict(Unit.objects.values_list("pk", "kind"))
        return {
            user
            for user, unit in work.items()
            if any(self.is_within(unit, top) for top in tops)
            and (not assignment.kinds or kinds[unit] in assignment.kinds)
        }

    def of_assignment(self, assignment: Assignment) -> tuple[int, int, int]:
        """People who learn or finished its course, who of them have nothing open, and whose day has passed."""
        covered = self.covered(assignment)
        held = [one for one in self.duties if one.course == assignment.course_id and one.user in covered]
        people, learning = {one.user for one in held}, {one.user for one in held if one.done_at is None}
        return len(people), len(people - learning), sum(one.is_in("late", self.today) for one in held)

    def volume(self, top: int, year: int) -> tuple[int, int, Decimal]:
        """People at work in a branch, those with forty periods in the year, and the periods of all."""
        periods: dict[int, Decimal] = defaultdict(Decimal)
        credited = {one.pk: one for one in CourseEdition.objects.all()}
        revoked = set(Revocation.objects.values_list("record_id", flat=True))
        for record in CompletionRecord.objects.all():
            edition = credited[record.edition_id]
            if (
                record.pk not in revoked
                and record.completed_at.astimezone(HANOI).year == year
                and edition.credited_periods is not None
                and edition.approving_decision
            ):
                periods[record.user_id] += edition.credited_periods
        for training in OutsideTraining.objects.all():
            if training.is_approved and training.finished_on.year == year:
                periods[training.user_id] += training.periods
        active = set(User.objects.filter(is_active=True).values_list("pk", flat=True))
        here = [
            periods[user]
            for user, unit in work_today().items()
            if user in active and self.is_within(unit, top)
        ]
        return len(here), sum(one >= 40 for one in here), sum(here, Decimal(0))
