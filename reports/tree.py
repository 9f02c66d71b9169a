"""The units a person may see, as a tree in memory: one query answers what stands above, at and below a unit."""

import datetime
from bisect import bisect_left
from collections.abc import Iterable
from functools import cached_property
from typing import NamedTuple

from django.http import Http404

from organisation.history import paths_at, structure_at
from organisation.models import Unit
from organisation.scope import visible_units

_AFTER_EVERY_STEP = "~"  # greater than every character of a path


class Node(NamedTuple):
    """A unit as a report shows it."""

    pk: int
    path: str
    name: str
    short_name: str
    kind: str
    sort_key: str
    valid_to: datetime.date | None

    def __str__(self) -> str:
        return self.short_name or self.name

    @property
    def is_root(self) -> bool:
        return len(self.path) == Unit.steplen


class Tree:
    """Nodes in the order of their paths; the tops are those of them that stand below no other."""

    def __init__(self, nodes: Iterable[Node]):
        self.nodes = list(nodes)
        self.by_id = {node.pk: node for node in self.nodes}

    @classmethod
    def seen_by(cls, user) -> "Tree":
        rows = visible_units(user).order_by("path").values_list(*Node._fields)
        return cls(map(Node._make, rows))

    def as_of(self, day: datetime.date) -> "Tree":
        """The same units as they stood on another day: those there were, under whom, and called what."""
        places, paths = structure_at(day), paths_at(day)
        nodes = [
            node._replace(
                path=paths[node.pk],
                name=places[node.pk].name,
                short_name=node.short_name if places[node.pk].name == node.name else "",
                valid_to=None,
            )
            for node in self.nodes
            if node.pk in places
        ]
        return Tree(sorted(nodes, key=lambda node: node.path))

    @cached_property
    def by_path(self) -> dict[str, Node]:
        return {node.path: node for node in self.nodes}

    @cached_property
    def _paths(self) -> list[str]:
        return [node.path for node in self.nodes]

    @cached_property
    def tops(self) -> list[Node]:
        tops: list[Node] = []
        for node in self.nodes:
            if not tops or not node.path.startswith(tops[-1].path):
                tops.append(node)
        return tops

    def get(self, pk: int) -> Node:
        """The unit with this id; another's unit is not found."""
        if pk not in self.by_id:
            raise Http404("no such unit in this person's branches")
        return self.by_id[pk]

    def above(self, node: Node) -> list[Node]:
        """The units above it, from the top; of those that this person may see."""
        ends = range(Unit.steplen, len(node.path), Unit.steplen)
        return [self.by_path[node.path[:end]] for end in ends if node.path[:end] in self.by_path]

    def below(self, node: Node) -> list[Node]:
        """The branch: the unit and all below it."""
        first = bisect_left(self._paths, node.path)
        return self.nodes[first : bisect_left(self._paths, node.path + _AFTER_EVERY_STEP)]

    def children(self, node: Node) -> list[Node]:
        length = len(node.path) + Unit.steplen
        return [below for below in self.below(node) if len(below.path) == length]
