"""Which units have somebody in charge of their own, and which have not."""

import datetime
from collections import defaultdict
from collections.abc import Iterable

from django.db.models import Exists, OuterRef, QuerySet

from organisation.models import Administration, Unit
from organisation.querysets import branch
from organisation.scope import branches_of


def units_in_charge(user) -> QuerySet[Unit]:
    """The present units right below the tops of this person's branches: each should have its own administrator."""
    tops = branches_of(user)
    lengths = {len(path) + Unit.steplen for path in tops}
    below = Unit.objects.filter(branch(tops), depth__in=[length // Unit.steplen for length in lengths])
    return below.exclude(path__in=tops).present().by_name()


def uncharged(units: QuerySet[Unit], day: datetime.date | None = None) -> QuerySet[Unit]:
    """Of these units those that nobody who can sign in administers."""
    acting = Administration.objects.standing(day).acting().filter(unit=OuterRef("pk"), user__is_active=True)
    return units.exclude(Exists(acting))


def charge_of(units: Iterable[Unit]) -> list[tuple[Unit, list[Administration]]]:
    """Each unit with those in charge, administrators first; one statement."""
    units = list(units)
    found = (
        Administration.objects.standing()
        .filter(unit__in=units, user__is_active=True)
        .select_related("user")
        .order_by("role", "user__sort_key", "pk")
    )
    by_unit = defaultdict(list)
    for one in found:
        by_unit[one.unit_id].append(one)
    return [(unit, by_unit[unit.pk]) for unit in units]


def waits_for_administrators(user, day: datetime.date | None = None) -> int:
    """How many communes and departments of the province nobody administers; 0 for whoever stands below the province."""
    if not any(len(path) == Unit.steplen for path in branches_of(user, acting=True)):
        return 0
    return uncharged(units_in_charge(user), day).count()
