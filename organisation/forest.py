"""The tree of units in memory, and what a reorganisation does to it. Reads once, writes nothing.

A change is a dict that names units by their codes, so that a later change of the same decision can name a unit that an
earlier one makes:

    {"kind": "merge", "units": [codes], "into": code}     they end; people and units below go to the one
    {"kind": "split", "unit": code, "heirs": [codes]}     it ends; people go to the first heir, units below one up
    {"kind": "rename", "unit": code, "name": …, "short_name": …}
    {"kind": "move", "unit": code, "under": code}
    {"kind": "found", "code": …, "name": …, "short_name": …, "unit_kind": …, "under": code}

A merged unit stands below its heir from then on: what was earned in it counts there, and whoever sees the heir sees it. A
split unit stays where it stood; its heirs see it besides (`scope`).
"""

from collections import defaultdict
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from organisation.models import Unit

KINDS = ("found", "merge", "split", "rename", "move")


class ImpossibleChange(Exception):
    """A change that the tree, as it stands then, does not allow; the message says why."""


@dataclass
class Node:
    """A unit, where it stands, and where it stood before the changes."""

    unit: Unit
    parent: str | None
    was_under: str | None
    was_called: str
    was_path: str
    was_known_as: str = ""
    is_new: bool = False
    ends: bool = False
    heirs: list[str] = field(default_factory=list)

    @property
    def is_present(self) -> bool:
        return self.unit.valid_to is None and not self.ends

    @property
    def is_rewritten(self) -> bool:
        """Whether what the row says of its name or its end differs."""
        return self.is_new or self.is_replaced or self.unit.former_names != self.was_known_as

    @property
    def is_replaced(self) -> bool:
        """Whether its place or its name is another one from the day on."""
        return not self.is_new and (
            self.ends or self.parent != self.was_under or self.unit.name != self.was_called
        )


class Forest:
    """All units by code. `apply` changes it; `moved_paths` says what that means for the table. One statement."""

    def __init__(self):
        units = list(Unit.objects.order_by("path"))
        code_at = {unit.path: unit.code for unit in units}
        self.nodes: dict[str, Node] = {}
        self.children: dict[str | None, set[str]] = defaultdict(set)
        for unit in units:
            parent = code_at.get(unit.path[: -Unit.steplen])
            self.nodes[unit.code] = Node(unit, parent, parent, unit.name, unit.path, unit.former_names)
            self.children[parent].add(unit.code)

    def apply(self, changes) -> None:
        """Do all of these, one after the other. Raises ImpossibleChange."""
        for change in changes:
            if change.get("kind") not in KINDS:
                raise ImpossibleChange(_("This kind of change is not known."))
            getattr(self, f"_{change['kind']}")(
                **{key: value for key, value in change.items() if key != "kind"}
            )

    def present(self, code: str) -> Node:
        node = self.nodes.get(code)
        if node is None or not node.is_present:
            raise ImpossibleChange(_("No unit of today has the code %(code)s.") % {"code": code})
        return node

    def _found(self, *, code, name, under, unit_kind, short_name="") -> None:
        if code in self.nodes:
            raise ImpossibleChange(_("The code %(code)s is taken.") % {"code": code})
        if under is not None:
            self.present(under)
        unit = Unit(code=code, name=name, short_name=short_name, kind=unit_kind)
        self.nodes[code] = Node(unit, under, None, "", "", is_new=True)
        self.children[under].add(code)

    def _merge(self, *, units, into, appoints=False) -> None:
        heir = self.present(into)
        if into in units or not units:
            raise ImpossibleChange(_("A unit is merged into another one."))
        for code in units:
            former = self.present(code)
            self._refuse_circle(into, code)
            for child in list(self.children[code]):
                if self.nodes[child].is_present:
                    self._stand_under(child, into)
            self._end(former, [into])
            self._stand_under(code, into)
            _remember_name(heir.unit, former.unit)

    def _split(self, *, unit, heirs) -> None:
        former = self.present(unit)
        if unit in heirs:
            raise ImpossibleChange(_("A unit is split into other ones."))
        for heir in heirs:
            _remember_name(self.present(heir).unit, former.unit)
        for child in list(self.children[unit]):
            if self.nodes[child].is_present:
                self._stand_under(child, former.parent)
        self._end(former, heirs)

    def _rename(self, *, unit, name, short_name="") -> None:
        node = self.present(unit)
        if (name, short_name) == (node.unit.name, node.unit.short_name):
            return
        _remember_name(node.unit, node.unit)
        node.unit.name, node.unit.short_name = name, short_name

    def _move(self, *, unit, under) -> None:
        self.present(unit)
        self.present(under)
        self._refuse_circle(under, unit)
        self._stand_under(unit, under)

    def _end(self, node: Node, heirs: list[str]) -> None:
        node.ends = True
        node.heirs = list(heirs)

    def _stand_under(self, code: str, parent: str | None) -> None:
        node = self.nodes[code]
        self.children[node.parent].discard(code)
        self.children[parent].add(code)
        node.parent = parent

    def _refuse_circle(self, code: str | None, below: str) -> None:
        """A unit cannot come to stand below itself."""
        first = code
        while code is not None:
            if code == below:
                raise ImpossibleChange(
                    _("%(unit)s stands below %(other)s: that cannot be turned round.")
                    % {"unit": self.nodes[first].unit, "other": self.nodes[below].unit}
                )
            code = self.nodes[code].parent

    def carried(self) -> list[Unit]:
        """The known units that go on, but under others than before, themselves or with a unit above them."""
        waiting = [
            code
            for code, node in self.nodes.items()
            if node.parent != node.was_under and not node.is_new and not node.ends
        ]
        found = {}
        while waiting:
            code = waiting.pop()
            node = self.nodes[code]
            if code not in found and node.is_present and not node.is_new:
                found[code] = node.unit
                waiting += self.children[code]
        return list(found.values())

    def give_paths(self) -> list[Unit]:
        """Set the tree paths that the places mean; the known units whose row differs.

        A unit that comes under another takes a step that no unit ever had there, so that no two paths meet while the
        rows are written one after the other.
        """
        last: dict[str | None, int] = defaultdict(int)
        for node in self.nodes.values():
            if not node.is_new:
                last[node.was_under] = max(
                    last[node.was_under], Unit._str2int(node.was_path[-Unit.steplen :])
                )
        differing = []
        waiting = [(None, "")]
        while waiting:
            parent, path = waiting.pop()
            for code in sorted(self.children[parent]):
                node = self.nodes[code]
                if node.is_new or node.parent != node.was_under:
                    last[parent] += 1
                    own = Unit._get_path(path, len(path) // Unit.steplen + 1, last[parent])
                else:
                    own = path + node.was_path[-Unit.steplen :]
                before = (node.unit.path, node.unit.depth, node.unit.numchild)
                node.unit.path, node.unit.depth = own, len(own) // Unit.steplen
                node.unit.numchild = len(self.children[code])
                if not node.is_new and before != (own, node.unit.depth, node.unit.numchild):
                    differing.append(node.unit)
                waiting.append((code, own))
        return differing


def _remember_name(unit: Unit, former: Unit) -> None:
    """Let a unit be found by the name of another, or by the one it had."""
    names = [name.strip() for name in unit.former_names.split(",") if name.strip()]
    names += [name for name in (former.name, *former.former_names.split(",")) if name.strip()]
    kept: list[str] = []
    for name in map(str.strip, names):
        if name not in kept and len(", ".join([*kept, name])) <= LONGEST_FORMER_NAMES:
            kept.append(name)
    unit.former_names = ", ".join(kept)


LONGEST_FORMER_NAMES = 1000
