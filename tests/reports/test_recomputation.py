"""After thousands of random acts every number of every dashboard is what counting people one by one gives.

`ACTS=10000 pytest tests/reports/test_recomputation.py` lives longer than the suite has time for; `SEED` lives another
life.
"""

import datetime
import os
from collections.abc import Callable

import pytest
from django.core.cache import cache
from django.http import QueryDict
from django.test import Client
from django.urls import reverse

import clock
from completions.actions import complete_activity, revoke_record
from enrolments.actions import enrol
from enrolments.models import Assignment, Enrolment
from enrolments.tallies import Tallies
from organisation.models import Administration, Membership, Unit
from reports.forms import PeopleForm
from reports.inquiry import Inquiry
from reports.rollup import NOTHING, Rollup
from reports.teaching import tallies_of
from reports.volume import volume_table
from tests.factories import a_person, signed_in
from tests.organisation.trees import rolled_back
from tests.reports.random_life import ACTS as ACTS_BY_CHANCE
from tests.reports.random_life import Life
from tests.reports.recount import HANOI, NUMBERS, Duty, Recount

pytestmark = pytest.mark.django_db
ACTS = int(os.environ.get("ACTS", 1000))
SEED = int(os.environ.get("SEED", 2026))
ROUNDS = 3
"""So often the life is interrupted and counted."""


def first_tree() -> dict[str, str | None]:
    """The tree before any decision."""
    codes = dict(Unit.objects.values_list("path", "code"))
    return {code: codes.get(path[: -Unit.steplen]) for path, code in codes.items()}


class Watcher:
    """Reads the dashboards of a whole province, and counts beside them."""

    def __init__(self, life: Life, first: dict[str, str | None]):
        self.life, self.first = life, first
        self.reader = a_person("Người xem", password=None)
        Administration.objects.create(user=self.reader, unit=life.province, role="observer")
        self.client = signed_in(Client(), self.reader)

    def inquiry(self, unit: int, **query: str) -> Inquiry:
        asked = QueryDict(mutable=True)
        asked.update(query)
        request = type("Request", (), {"user": self.reader, "GET": asked})
        return Inquiry.of(request, unit, PeopleForm)

    def seen(self, recount: Recount) -> list[int]:
        return [unit for unit in recount.above if recount.is_within(unit, self.life.province.pk)]

    def filters(self) -> list[tuple[dict[str, str], Callable[[Duty], bool]]]:
        """Filters as an address gives them, each with what it means for a duty."""
        course, plan, year = self.life.courses[0].pk, self.life.plan.pk, self.life.moment.year

        def of_this_year(duty) -> bool:
            return duty.done_at is None or duty.done_at.astimezone(HANOI).year >= year

        return [
            ({}, lambda duty: True),
            ({"khoa": str(course)}, lambda duty: duty.course == course),
            ({"dien": "bat-buoc"}, lambda duty: duty.is_mandatory),
            ({"ky": "nam"}, of_this_year),
            ({"ky": str(plan)}, lambda duty: duty.plan == plan),
        ]

    def differences(self) -> list[str]:
        """Every number of every unit, assignment and course that is not what counting gives."""
        cache.clear()
        recount = Recount(self.first, clock.today())
        found = [
            difference
            for unit in self.seen(recount)
            for query, counts in self.filters()
            for difference in self.of_rollup(recount, unit, query, counts)
        ]
        return found + self.of_courses(recount) + self.of_assignments(recount)

    def of_rollup(self, recount: Recount, unit: int, query, counts) -> list[str]:
        rollup = self.inquiry(unit, **query).rollup()
        pairs = {"total": (rollup.total, recount.branch(unit, counts))}
        pairs["directly"] = rollup.directly, recount.directly(unit, counts)
        branches = {node.pk: tally for node, tally in rollup.branches}
        if set(branches) != set(recount.children(unit)):
            return [f"unit {unit}: others stand below it"]
        pairs |= {pk: (tally, recount.branch(pk, counts)) for pk, tally in branches.items()}
        assert is_the_sum_of_its_parts(rollup)
        return [
            f"unit {unit} {query} {name} {number}: {getattr(said, number)} is {counted[number]}"
            for name, (said, counted) in pairs.items()
            for number in NUMBERS
            if getattr(said, number) != counted[number]
        ]

    def of_courses(self, recount: Recount) -> list[str]:
        tallies = tallies_of([course.pk for course in self.life.courses], clock.today())
        return [
            f"course {course.pk} {number}"
            for course in self.life.courses
            for number, counted in recount.numbers(
                one for one in recount.duties if one.course == course.pk
            ).items()
            if getattr(tallies.get(course.pk, NOTHING), number) != counted
        ]

    def of_assignments(self, recount: Recount) -> list[str]:
        found = list(Assignment.objects.prefetch_related("units", "posts"))
        tallies = Tallies(found)
        return [
            f"assignment {one.pk}: {said} is {counted}"
            for one in found
            for said, counted in [(tallies.of(one), recount.of_assignment(one))]
            if (said.people, said.done, said.late) != counted
        ]

    def read_the_pages(self) -> None:
        """What the pages themselves show: numbers, lines of units, weeks, states of the list, volume."""
        cache.clear()
        recount = Recount(self.first, clock.today())
        for unit in self.seen(recount):
            counted = recount.branch(unit)
            page = self.client.get(reverse("reports:unit", args=[unit])).context
            assert {number: getattr(page["tally"], number) for number in NUMBERS} == counted
            lines = [line for line in page["lines"] if not line.is_direct]
            for line in lines:
                below = recount.branch(line.node.pk)
                assert {number: getattr(line.tally, number) for number in NUMBERS} == below
            shown = {line.node.pk for line in lines}
            assert all(recount.branch(one)["required"] == 0 for one in set(recount.children(unit)) - shown)
            if "trend" in page:
                for week in page["trend"].weeks:
                    assert week.finished == recount.finished_in_week(unit, week.first)
            people = self.client.get(reverse("reports:people", args=[unit])).context
            names = ("required", "waiting", "learning", "done", "soon", "late")
            assert [number for _, number, *_ in people["states"]] == [counted[name] for name in names]
            volume = volume_table(Unit.objects.get(pk=unit), clock.today().year).whole
            said = (volume.people, volume.enough, volume.periods)
            assert said == recount.volume(unit, clock.today().year)


def is_the_sum_of_its_parts(rollup: Rollup) -> bool:
    parts = [rollup.directly, *(tally for _, tally in rollup.branches)]
    return all(
        getattr(rollup.total, number) == sum(getattr(part, number) for part in parts) for number in NUMBERS
    )


@pytest.fixture
def watcher(settings, tmp_path):
    settings.SEAL_HEADS = tmp_path / "seal-heads.log"
    life = Life(SEED)
    return Watcher(life, first_tree())


def test_every_number_is_what_counting_people_gives(watcher):
    life = watcher.life
    for _ in range(ROUNDS):
        life.live(ACTS // ROUNDS)
        with life.now():
            life.tick()
            assert watcher.differences() == []
    with life.now():
        watcher.read_the_pages()
    happened = {name for name, times in life.done.items() if times}
    missing = set(ACTS_BY_CHANCE) - happened
    assert not missing, f"nothing of this happened: {missing}"
    assert Enrolment.objects.completed().count() > ACTS / 50


def moved_by_hand(life: Life) -> None:
    """A place of work is changed, the open enrolments are not."""
    found = life.any(Enrolment.objects.open().filter(user__memberships__valid_to=None, user__is_active=True))
    other = Unit.objects.present().exclude(pk=found.unit_id).filter(path__startswith=life.province.path)
    Membership.objects.present().filter(user=found.user).update(unit=life.any(other))


def left_by_hand(life: Life) -> None:
    found = life.any(Enrolment.objects.open().filter(user__is_active=True, unit__isnull=False))
    Membership.objects.present().filter(user=found.user).update(valid_to=life.today)


def day_changed_by_hand(life: Life) -> None:
    """An assignment gets another day, those whom it holds do not."""
    held = Enrolment.objects.open().filter(extended_until=None, assignment__isnull=False)
    found = life.any(held.filter(unit__path__startswith=life.province.path))
    day = life.today - datetime.timedelta(days=1)
    if found.due_on < life.today:
        day = life.today + datetime.timedelta(days=3)
    Assignment.objects.filter(pk=found.assignment_id).update(due_on=day)


def finished_by_hand(life: Life) -> None:
    """A round is closed as finished, without a record."""
    found = life.any(Enrolment.objects.open().filter(unit__path__startswith=life.province.path))
    Enrolment.objects.filter(pk=found.pk).update(closed_at=life.moment, closed_as="completed")


def counted_elsewhere_by_hand(life: Life) -> None:
    """What somebody finished is given to another unit."""
    found = life.any(Enrolment.objects.completed().filter(unit__path__startswith=life.province.path))
    other = Unit.objects.exclude(pk=found.unit_id).filter(path__startswith=life.province.path)
    Enrolment.objects.filter(pk=found.pk).update(unit=life.any(other))


def begun_by_hand(life: Life) -> None:
    found = Enrolment.objects.open().filter(started_at=None, unit__path__startswith=life.province.path)
    Enrolment.objects.filter(pk=life.any(found).pk).update(started_at=life.moment)


def tree_changed_by_hand(life: Life) -> None:
    """A unit comes to stand elsewhere without a decision."""
    leaves = Unit.objects.present().filter(numchild=0, path__startswith=life.province.path)
    leaf = life.any(leaves.filter(pk__in=Enrolment.objects.open().values("unit")))
    tops = Unit.objects.present().filter(depth=2, path__startswith=life.province.path)
    leaf.move(life.any(tops.exclude(pk__in=[leaf.pk, leaf.get_parent().pk])), "last-child")


BY_HAND = (
    moved_by_hand,
    left_by_hand,
    day_changed_by_hand,
    finished_by_hand,
    counted_elsewhere_by_hand,
    begun_by_hand,
    tree_changed_by_hand,
)


def test_a_single_act_behind_the_products_back_is_found(watcher):
    """The twins: each does one thing to the tables that an action would have done whole."""
    life = watcher.life
    life.live(300)
    with life.now():
        life.tick()
        assert watcher.differences() == []
        for by_hand in BY_HAND:
            with rolled_back():
                by_hand(life)
                assert watcher.differences(), by_hand.__name__
        assert watcher.differences() == []


def test_what_was_taken_back_is_finished_no_longer(watcher):
    """The twin of revoking: with the round left as it was, the dashboards still count it."""
    life = watcher.life
    with life.now():
        person = Membership.objects.present().filter(unit__path__startswith=life.province.path).first().user
        enrolment = enrol(user=person, course=life.courses[1])
        record = complete_activity(enrolment=enrolment, activity_id=enrolment.edition.required[0])
        assert watcher.inquiry(life.province.pk).rollup().total.done == 1
        revoke_record(record=record, by=life.chief, reason="Thi hộ")
        assert watcher.inquiry(life.province.pk).rollup().total.done == 0
        assert watcher.differences() == []
        Enrolment.objects.filter(pk=enrolment.pk).update(closed_as="completed")
        assert watcher.differences()
