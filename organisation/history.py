"""The tree as it stood on another day: which units there were, under which, and what they were called."""

import datetime
from typing import NamedTuple

from django.db.models import Q

from organisation.models import Unit, UnitPlacement


class Place(NamedTuple):
    """A unit on that day: the id of the one above it, and its name then."""

    parent: int | None
    name: str


def structure_at(day: datetime.date) -> dict[int, Place]:
    """Unit id → place, of the units that existed on the day. Two statements, whatever the size of the tree.

    A day on which a unit ends is the first one without it. Where the history says nothing a unit stood where it stands.
    """
    units = list(Unit.objects.order_by("path").values_list("pk", "path", "name", "valid_from", "valid_to"))
    at_path = {path: pk for pk, path, *_ in units}
    existing = {
        pk for pk, _, _, began, ended in units if (not began or began <= day) and (not ended or ended > day)
    }
    known = {
        unit: (parent, name)
        for unit, parent, name in UnitPlacement.objects.filter(
            Q(valid_from=None) | Q(valid_from__lte=day), Q(valid_to=None) | Q(valid_to__gt=day)
        ).values_list("unit_id", "parent_id", "name")
    }
    parents = {pk: at_path.get(path[: -Unit.steplen]) for pk, path, *_ in units}
    found = {}
    for pk, _path, name, *_ in units:
        if pk in existing:
            parent, name_then = known.get(pk, (parents[pk], ""))
            while parent is not None and parent not in existing:
                parent = known.get(parent, (parents[parent], ""))[0]
            found[pk] = Place(parent, name_then or name)
    return found


def paths_at(day: datetime.date) -> dict[int, str]:
    """Unit id → a tree path of that day: a branch is a prefix, as in the table. Only paths of one answer compare."""
    places = structure_at(day)
    below: dict[int | None, list[int]] = {}
    for pk, place in places.items():
        below.setdefault(place.parent, []).append(pk)
    paths: dict[int, str] = {}
    waiting: list[tuple[int | None, str]] = [(None, "")]
    while waiting:
        parent, path = waiting.pop()
        for step, pk in enumerate(below.get(parent, ()), 1):
            paths[pk] = path + Unit._get_path("", 1, step)
            waiting.append((pk, paths[pk]))
    return paths
