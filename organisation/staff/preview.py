"""Rows of a list in words: who, and each difference."""

from collections.abc import Iterable
from typing import NamedTuple

from django.utils.translation import gettext as _

from organisation.models import Category, StaffImportRow, Unit


class Difference(NamedTuple):
    label: str
    before: str
    after: str


class Shown(NamedTuple):
    row: StaffImportRow
    name: str
    code: str
    unit: Unit | None
    differences: list[Difference]


def shown(rows: Iterable[StaffImportRow]) -> list[Shown]:
    """One statement for the units of all rows."""
    rows = list(rows)
    wanted = {row.wanted.get("unit") for row in rows}
    wanted |= {pk for row in rows for pk in row.changes.get("unit", ())}
    units = Unit.objects.in_bulk(wanted - {None})
    return [
        Shown(
            row,
            row.wanted.get("full_name") or (row.person.full_name if row.person else ""),
            row.wanted.get("staff_code") or (row.person.staff_code if row.person else ""),
            units.get(row.wanted.get("unit")) or units.get(row.changes.get("unit", [None])[0]),
            [_difference(name, before, after, units) for name, (before, after) in row.changes.items()],
        )
        for row in rows
    ]


def _difference(name: str, before, after, units: dict[int, Unit]) -> Difference:
    if name == "unit":
        before, after = (str(units.get(pk) or "–") for pk in (before, after))
    elif name == "category":
        labels = dict(Category.choices)
        before, after = (str(labels.get(value, "–")) for value in (before, after))
    elif name == "is_active":
        words = {True: _("open"), False: _("locked")}
        before, after = words[before], words[after]
    labels = {
        "full_name": _("Full name"),
        "email": _("E-mail"),
        "phone": _("Phone"),
        "unit": _("Unit"),
        "post": _("Post"),
        "category": _("Category of staff"),
        "is_active": _("Account"),
    }
    return Difference(labels[name], before or "–", after or "–")
