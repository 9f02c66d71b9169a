"""The yearly table of learning volume of a branch, for the report of 31 January (Nghị định 171/2025/NĐ-CP, Điều 39)."""

from dataclasses import dataclass
from decimal import Decimal
from typing import NamedTuple

from django.contrib.auth import get_user_model

from completions.volume import PERIODS_A_YEAR, periods_of
from organisation.models import Membership, Unit
from organisation.querysets import branch


class Line(NamedTuple):
    """One person with the periods credited in the year."""

    user_id: int
    name: str
    code: str
    post: str
    unit: str
    periods: Decimal

    @property
    def is_enough(self) -> bool:
        return self.periods >= PERIODS_A_YEAR


@dataclass
class Part:
    """A unit below the branch (or the branch's own people): people, those with enough, all periods."""

    name: str
    people: int = 0
    enough: int = 0
    periods: Decimal = Decimal(0)

    @property
    def average(self) -> Decimal:
        return self.periods / self.people if self.people else Decimal(0)

    def add(self, line: Line) -> None:
        self.people += 1
        self.enough += line.is_enough
        self.periods += line.periods


@dataclass
class Table:
    """Everybody who works in the branch today, by given name; a part for each unit right below; the whole."""

    year: int
    lines: list[Line]
    parts: list[Part]
    whole: Part


def volume_table(unit: Unit, year: int) -> Table:
    """Four statements, whatever the number of people."""
    work = (
        Membership.objects.present()
        .primary()
        .filter(branch([unit.path], "unit__path"), user__is_active=True)
        .order_by("user__sort_key", "user_id")
    )
    people = get_user_model().objects.filter(pk__in=work.order_by().values("user"))
    periods = periods_of(people, year)
    length = len(unit.path) + Unit.steplen
    below = {
        child.path: Part(str(child))
        for child in Unit.objects.filter(path__startswith=unit.path, depth=unit.depth + 1).by_name()
    }
    own, whole, lines = Part(str(unit)), Part(str(unit)), []
    for user, name, code, post, place, path in work.values_list(
        "user", "user__full_name", "user__staff_code", "post__name", "unit__name", "unit__path"
    ):
        line = Line(user, name, code or "", post or "", place, periods.get(user, Decimal(0)))
        lines.append(line)
        whole.add(line)
        below.get(path[:length], own).add(line)
    parts = [part for part in (own, *below.values()) if part.people]
    return Table(year, lines, parts if len(parts) > 1 else [], whole)
