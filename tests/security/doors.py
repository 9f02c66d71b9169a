"""A random province, a reader with some rights in it, and what he may reach by a walk up the tree, counted person by person.

Nothing here asks `organisation.scope` or a tree path: parents, places of work and rights are what this file wrote down.
"""

import datetime
from dataclasses import dataclass, field

from accounts.models import User
from completions.actions import complete_activity
from completions.outside import enter_training
from enrolments.actions import ask_dispensation, enrol, transfer
from enrolments.models import Enrolment
from organisation.actions import report_mistake
from organisation.models import Administration, Unit
from tests.organisation.trees import Province, province

MOMENT = datetime.datetime(2026, 12, 1, 2, 0, tzinfo=datetime.UTC)
"""Tuesday, 9 o'clock in Vietnam: messages are sent."""
TODAY = datetime.date(2026, 12, 1)
DAY = datetime.timedelta(days=1)


@dataclass
class Reader:
    """Somebody who looks, and what this file knows of his province."""

    user: User
    made: Province
    seeing: list[int] = field(default_factory=list)
    acting: list[int] = field(default_factory=list)
    earned_at: dict[int, int] = field(default_factory=dict)
    successor: dict[int, int] = field(default_factory=dict)

    def units(self, *, acting=False) -> set[int]:
        """The units he may see (`acting`: act on): those below his rights, and those that ended into one of them."""
        tops = self.acting if acting else self.seeing
        own = {unit.pk for unit in self.made.units if self.made.is_within_any(unit.pk, tops)}
        return own if acting else own | {gone for gone, heir in self.successor.items() if heir in own}

    def below(self, unit_id: int) -> set[int]:
        """The units of a branch that he may see."""
        seen = self.units()
        return {one.pk for one in self.made.units if self.made.is_within(one.pk, unit_id) and one.pk in seen}

    def working(self, units: set[int]) -> set[int]:
        """The numbers of the people who work in these units today."""
        return {
            number
            for number, person in enumerate(self.made.people)
            if person.pk in self.made.works_in and self.made.works_in[person.pk].pk in units
        }

    def active(self, numbers: set[int]) -> set[int]:
        return {number for number in numbers if self.made.people[number].is_active}

    def counting(self, units: set[int]) -> set[int]:
        """The people whose course counts in these units: where it was finished, otherwise where they work."""
        found = set()
        for number, person in enumerate(self.made.people):
            place = self.earned_at.get(person.pk)
            if place is None and person.pk in self.made.works_in:
                place = self.made.works_in[person.pk].pk
            if place in units:
                found.add(number)
        return found

    def finished(self) -> set[int]:
        return {number for number, person in enumerate(self.made.people) if person.pk in self.earned_at}

    def files(self) -> set[int]:
        """Whose file of reports he may open: those who work in his units, and those who finished something in them."""
        return self.working(self.units()) | (self.counting(self.units()) & self.finished())


def build(shape, rights, finishers, moves, merge, course) -> Reader:
    """People learn a course that is overdue; some finish, some move afterwards, one unit may end into another; everybody
    asks for something; then somebody gets rights, some of which have ended."""
    made = province(shape)
    reader = Reader(User.objects.create_user("ke.doc", full_name="Kẻ Đọc", email="ke.doc@x.vn"), made)
    by = User.objects.create_superuser("goc")
    for person in made.people:
        enrol(user=person, course=course)
    Enrolment.objects.update(due_on=TODAY - DAY, is_mandatory=True)
    for number in finishers:
        _finish(reader, number)
    for person, unit in moves:
        _move(reader, person, made.units[unit % len(made.units)], by)
    if merge is not None:
        _merge(reader, merge, by)
    for place, person in enumerate(made.people):
        report_mistake(user=person, text=f"Tên sai, {person}")
        enter_training(
            user=person,
            title=f"Lớp {place}",
            organiser="Học viện",
            finished_on=TODAY - DAY,
            periods=8,
            evidence="Số 1",
        )
        owed = Enrolment.objects.open().filter(user=person).first()
        if owed is not None:
            ask_dispensation(enrolment=owed, kind="exemption", reason="Nghỉ thai sản")
    _give(reader, rights)
    return reader


def _finish(reader: Reader, number: int) -> None:
    if not reader.made.people:
        return
    person = reader.made.people[number % len(reader.made.people)]
    if person.pk not in reader.made.works_in or person.pk in reader.earned_at:
        return
    enrolment = Enrolment.objects.get(user=person)
    for activity in enrolment.edition.required:
        complete_activity(enrolment=enrolment, activity_id=activity)
    reader.earned_at[person.pk] = reader.made.works_in[person.pk].pk


def _move(reader: Reader, number: int, unit: Unit, by: User) -> None:
    if not reader.made.people:
        return
    person = reader.made.people[number % len(reader.made.people)]
    if person.pk in reader.made.works_in and reader.made.works_in[person.pk] != unit:
        unit.refresh_from_db()
        transfer(user=person, to_unit=unit, on=TODAY, by=by)
        reader.made.works_in[person.pk] = unit


def _merge(reader: Reader, number: int, by: User) -> None:
    """A unit with nothing below it ends; its people go to another, which answers for what was earned in it."""
    parents = set(reader.made.parents.values())
    leaves = [unit for unit in reader.made.units if unit.pk not in parents]
    gone = leaves[number % len(leaves)]
    heir = reader.made.units[number // 7 % len(reader.made.units)]
    if heir == gone:
        return
    for place, person in enumerate(reader.made.people):
        if reader.made.works_in.get(person.pk) == gone:
            _move(reader, place, heir, by)
    Unit.objects.filter(pk=gone.pk).update(valid_to=TODAY)
    gone.successors.add(heir)
    reader.successor[gone.pk] = heir.pk


def _give(reader: Reader, rights) -> None:
    given: dict[int, tuple[str, datetime.date | None]] = {}
    for number in rights:
        unit = reader.made.units[number % len(reader.made.units)]
        ends_on = {0: TODAY - DAY, 1: TODAY}.get(number % 5)
        given.setdefault(unit.pk, ("observer" if number % 3 == 0 else "administrator", ends_on))
    for unit, (role, ends_on) in given.items():
        Administration.objects.create(user=reader.user, unit_id=unit, role=role, ends_on=ends_on)
        if ends_on is None or ends_on >= TODAY:
            reader.seeing.append(unit)
            if role == "administrator":
                reader.acting.append(unit)
