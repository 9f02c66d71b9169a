"""How far a branch is: counted once at the units where people are, added upwards in memory.

A report counts enrolments, one a person, course and round, at the unit they count at: those that are open or
completed. A withdrawn or expired one is no duty. A branch is a path prefix; its numbers are the sum of its
children's and of what counts directly at its top.
"""

import datetime
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from django.db.models import Count, Q, QuerySet, Value

from reports.tree import Node, Tree

SOON = datetime.timedelta(days=7)
SMALL = 10
"""Fewer than so many are shown as a count: one person more or less would move a percentage by ten points."""


def conditions(day: datetime.date) -> dict[str, Q]:
    """What each number counts of the open and completed enrolments. Lists of people ask the same."""
    is_open = Q(closed_at__isnull=True)
    return {
        "done": Q(closed_as="completed"),
        "learning": is_open & Q(started_at__isnull=False),
        "waiting": is_open & Q(started_at__isnull=True),
        "late": is_open & Q(due_on__lt=day),
        "soon": is_open & Q(due_on__range=(day, day + SOON)),
    }


class Tally(NamedTuple):
    """Enrolments of a unit or branch. Done, learning and waiting (not begun) make up all that is required.

    Late and soon (due within seven days) are among learning and waiting; chosen, which nobody asks for, among all.
    """

    required: int = 0
    done: int = 0
    learning: int = 0
    late: int = 0
    soon: int = 0
    chosen: int = 0

    @property
    def waiting(self) -> int:
        return self.required - self.done - self.learning

    @property
    def is_small(self) -> bool:
        return self.required < SMALL

    @property
    def is_below_half(self) -> bool:
        return 2 * self.done < self.required

    @property
    def percent(self) -> int | None:
        """Done of required: 100 only if all are, 0 only if none is. None where nothing is required."""
        if not self.required:
            return None
        rounded = (200 * self.done + self.required) // (2 * self.required)
        return min(max(rounded, min(self.done, 1)), 100 if self.done == self.required else 99)


NOTHING = Tally()


def total(tallies: Iterable[Tally]) -> Tally:
    columns = list(zip(*tallies, strict=True))
    return Tally(*map(sum, columns)) if columns else NOTHING


def tallies_by(column: str, enrolments: QuerySet, day: datetime.date) -> dict[int, Tally]:
    """Value of a column → what counts there. `enrolments` are open or completed; this is the one GROUP BY."""
    what = conditions(day) | {"chosen": Q(is_mandatory=False)}
    rows = (
        enrolments.order_by()
        .values_list(column)
        .annotate(
            required=Count("*"),
            **{name: Count(Value(1), filter=what[name]) for name in Tally._fields if name != "required"},
        )
    )
    return {key: Tally._make(numbers) for key, *numbers in rows}


def tallies_by_unit(enrolments: QuerySet, day: datetime.date) -> dict[int, Tally]:
    """Unit id → what counts directly at it."""
    return tallies_by("unit_id", enrolments, day)


class Rollup(NamedTuple):
    """Some branches with their numbers, what counts directly at the unit above them, and the sum of it all."""

    total: Tally
    directly: Tally
    branches: list[tuple[Node, Tally]]


def roll_up(tree: Tree, own: Mapping[int, Tally], tops: Iterable[Node], unit: Node | None = None) -> Rollup:
    """Add the numbers of single units up to these branches. Those of units outside them are left out."""
    branches = [(top, total(own[node.pk] for node in tree.below(top) if node.pk in own)) for top in tops]
    directly = own.get(unit.pk, NOTHING) if unit else NOTHING
    return Rollup(total([directly, *(tally for _, tally in branches)]), directly, branches)
