"""Which unit a row of a list means: by code, by name, by a former name, with a unit above where names repeat."""

import re
from collections import defaultdict
from collections.abc import Iterable
from typing import NamedTuple

from django.utils.translation import gettext as _

import vietnamese
from organisation.models import Unit

_BETWEEN = [re.compile(r"\s*[›»>/\\;,|]\s*"), re.compile(r"\s+[-–—]\s+")]
"""What stands between a unit and the one above it. Dashes come last: names have them too."""


class Refused(Exception):
    """A row names no unit, several, or one that the reader does not administer; the message says which."""


class Known(NamedTuple):
    pk: int
    path: str
    name: str
    short_name: str
    code: str
    former_names: str
    valid_to: object

    def __str__(self) -> str:
        return self.short_name or self.name


class UnitsByName:
    """Finds units as lists name them, within the branches (tree paths) that the reader acts on. Two statements."""

    def __init__(self, branches: Iterable[str]):
        self.branches = tuple(branches)
        self.known = [Known._make(row) for row in Unit.objects.order_by("path").values_list(*Known._fields)]
        self.by_id = {unit.pk: unit for unit in self.known}
        self.by_path = {unit.path: unit for unit in self.known}
        self.successors = defaultdict(list)
        for former, successor in Unit.successors.through.objects.values_list("from_unit_id", "to_unit_id"):
            self.successors[former].append(successor)
        self.by_code = {unit.code.casefold(): unit for unit in self.known}
        self.by_name: dict[str, list[Known]] = defaultdict(list)
        self.by_former_name: dict[str, list[Known]] = defaultdict(list)
        for unit in self.known:
            for name in {vietnamese.fold(unit.name), vietnamese.fold(unit.short_name)} - {""}:
                self.by_name[name].append(unit)
            for name in {vietnamese.fold(name) for name in unit.former_names.split(",")} - {""}:
                self.by_former_name[name].append(unit)
        self._found: dict[tuple[str, str], tuple[Known, str] | str] = {}

    def find(self, code: str, name: str) -> tuple[Known, str]:
        """The unit, and a note where it was not named as it is called today. Raises Refused."""
        asked = (code, name)
        if asked not in self._found:
            try:
                self._found[asked] = self._find(code, name)
            except Refused as refused:
                self._found[asked] = str(refused)
        found = self._found[asked]
        if isinstance(found, str):
            raise Refused(found)
        return found

    def is_administered(self, unit: Known) -> bool:
        return unit.path.startswith(self.branches) if self.branches else False

    def _find(self, code: str, name: str) -> tuple[Known, str]:
        if not code and not name:
            raise Refused(_("No unit is given."))
        unit = self.by_code.get((code or name).casefold())
        if unit is not None:
            return self._today(unit)
        if code and not name:
            raise Refused(_("No unit has the code %(code)s.") % {"code": code})
        for index, note in ((self.by_name, ""), (self.by_former_name, _("named by a former name"))):
            found = self._named(index, name)
            if found:
                unit, note_of_today = self._today(found)
                return unit, note_of_today or note
        raise Refused(_("No unit is called “%(name)s”.") % {"name": name[:80]})

    def _named(self, index: dict[str, list[Known]], name: str) -> Known | None:
        """The one unit of this name; of several the one that exists, is spelt like this, is administered, stands below the
        other names given."""
        whole = vietnamese.fold(name)
        found = index.get(whole, [])
        for between in _BETWEEN:
            if not found:
                parts = [vietnamese.fold(part) for part in between.split(name) if part.strip()]
                found = [
                    unit
                    for place, part in enumerate(parts if len(parts) > 1 else ())
                    for unit in index.get(part, [])
                    if self._stands_below(unit, parts[:place] + parts[place + 1 :])
                ]
        narrowing = (
            lambda unit: unit.valid_to is None,
            self.is_administered,
            lambda unit: (
                vietnamese.nfc(name).casefold() in (unit.name.casefold(), unit.short_name.casefold())
            ),
        )
        for keeps in narrowing:
            if len(found) > 1:
                found = [unit for unit in found if keeps(unit)] or found
        if len(found) > 1:
            some = ", ".join(f"{unit} ({unit.code})" for unit in found[:3])
            raise Refused(
                _("%(count)s units are called “%(name)s”: write the code of one, such as %(some)s.")
                % {"count": len(found), "name": name[:80], "some": some}
            )
        return found[0] if found else None

    def _stands_below(self, unit: Known, names: list[str]) -> bool:
        above = [
            self.by_path.get(unit.path[:end]) for end in range(Unit.steplen, len(unit.path), Unit.steplen)
        ]
        called = {vietnamese.fold(word) for one in above if one for word in (one.name, one.short_name)}
        return all(name in called for name in names)

    def _today(self, unit: Known) -> tuple[Known, str]:
        """The unit itself, or its one successor; within the branches. Raises Refused."""
        note = ""
        if unit.valid_to is not None:
            heirs = [self.by_id[pk] for pk in self.successors[unit.pk] if self.by_id[pk].valid_to is None]
            if len(heirs) != 1:
                names = ", ".join(f"{heir} ({heir.code})" for heir in heirs[:5])
                raise Refused(
                    _("%(unit)s ended on %(day)s; write the unit of today: %(names)s")
                    % {"unit": unit, "day": vietnamese.format_date(unit.valid_to), "names": names or "–"}
                )
            note = _("%(former)s is %(unit)s today") % {"former": unit, "unit": heirs[0]}
            unit = heirs[0]
        if not self.is_administered(unit):
            raise Refused(_("%(unit)s is outside your branch.") % {"unit": unit})
        return unit, note
