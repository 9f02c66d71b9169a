"""Where units stand, in words and numbers, for pages that show some of them."""

from collections.abc import Iterable
from typing import NamedTuple

from django.db.models import Case, Count, QuerySet, When
from django.urls import reverse
from django.utils.translation import gettext as _

import vietnamese
from organisation.models import Membership, Unit
from organisation.scope import visible_units

FOUND = 30
"""How many units a search shows."""


class Place(NamedTuple):
    """A unit with the units above it that the reader may see, from the top."""

    unit: Unit
    above: list[Unit]

    @property
    def way(self) -> str:
        return " › ".join(str(unit) for unit in self.above)


def placed(units: Iterable[Unit], user) -> list[Place]:
    """These units with what stands above them; one statement for all."""
    units = list(units)
    paths = {path for unit in units for path in unit.ancestor_paths[:-1]}
    known = {unit.path: unit for unit in visible_units(user).filter(path__in=paths)} if paths else {}
    return [
        Place(unit, [known[path] for path in unit.ancestor_paths[:-1] if path in known]) for unit in units
    ]


def way_to(user, unit: Unit | None = None, person=None) -> list[tuple[str, str]]:
    """Crumbs from the list of people down to a unit, and to a person, through units the reader may see."""
    way = [(_("People and units"), reverse("organisation:people"))]
    if unit is not None:
        seen = visible_units(user).filter(path__in=unit.ancestor_paths).order_by("path")
        way += [(str(one), reverse("organisation:unit", args=[one.pk])) for one in seen]
    if person is not None:
        way.append((person.full_name, reverse("organisation:person", args=[person.pk])))
    return way


def found_units(user, words: str, *, acting: bool = True) -> QuerySet[Unit]:
    """Present units in this person's branches that match the words: the words as they stand first, then higher ones."""
    as_typed = Case(When(search_text__contains=vietnamese.fold(words), then=0), default=1)
    found = visible_units(user, acting=acting).present().matching(words)
    return found.order_by(as_typed, "depth", "sort_key", "pk")


def staff_below(unit: Unit) -> dict[str, int]:
    """How many people have their main place of work in the unit itself and in each branch right below it, by tree path."""
    length = len(unit.path) + Unit.steplen
    counted = Membership.objects.present().primary().within(unit).values_list("unit__path")
    totals: dict[str, int] = {}
    for path, people in counted.annotate(Count("pk")).order_by():
        totals[path[:length]] = totals.get(path[:length], 0) + people
    return totals
