"""Random provinces for property tests: small, and with everything that could confuse a path prefix."""

import datetime
from contextlib import contextmanager
from dataclasses import dataclass, field

from django.db import transaction
from hypothesis import strategies as st

from accounts.models import User
from organisation.models import Administration, Membership, Unit
from tests.factories import a_unit

SINCE = datetime.date(2025, 7, 1)


class RolledBack(Exception):
    pass


@contextmanager
def rolled_back():
    """Whatever one example writes is gone before the next."""
    try:
        with transaction.atomic():
            yield
            raise RolledBack
    except RolledBack:
        pass


@dataclass
class Province:
    """Units with their parents as this test knows them, not as paths say it."""

    units: list[Unit] = field(default_factory=list)
    parents: dict[int, int | None] = field(default_factory=dict)
    people: list[User] = field(default_factory=list)
    works_in: dict[int, Unit] = field(default_factory=dict)

    def is_within(self, unit_id: int | None, top_id: int) -> bool:
        while unit_id is not None:
            if unit_id == top_id:
                return True
            unit_id = self.parents[unit_id]
        return False

    def is_within_any(self, unit_id: int | None, tops) -> bool:
        return any(self.is_within(unit_id, top) for top in tops)


def shapes(max_units: int = 9, max_people: int = 8):
    """What `province` builds from: a parent a unit (none now and then), and where each person works (nowhere now and then)."""
    number = st.integers(min_value=0, max_value=999)
    return st.tuples(st.lists(number, min_size=1, max_size=max_units), st.lists(number, max_size=max_people))


def province(shape) -> Province:
    parents, places = shape
    made = Province()
    for number in parents:
        above = made.units[number % len(made.units)] if made.units and number % 6 else None
        if above is not None:
            above.refresh_from_db()
        unit = a_unit(f"Đơn vị {len(made.units)} /_%", above, kind="other")
        made.units.append(unit)
        made.parents[unit.pk] = above.pk if above is not None else None
    for number in places:
        person = add_worker(made, made.units[number % len(made.units)] if number % 7 else None)
        if number % 5 == 0:
            person.is_active = False
            person.save()
    return made


def add_worker(made: Province, unit: Unit | None) -> User:
    place = len(made.people)
    person = User(
        username=f"p{place}", full_name=f"Người {place}", email=f"p{place}@x.vn" if place % 2 else ""
    )
    person.save()
    made.people.append(person)
    if unit is not None:
        Membership.objects.create(user=person, unit=unit, valid_from=SINCE)
        made.works_in[person.pk] = unit
    return person


def grant(made: Province, user: User, numbers) -> dict[int, str]:
    """Give administrations; returns role by unit id."""
    roles = {}
    for number in numbers:
        unit = made.units[number % len(made.units)]
        roles.setdefault(unit.pk, "observer" if number % 3 == 0 else "administrator")
    Administration.objects.bulk_create(
        Administration(user=user, unit_id=unit, role=role) for unit, role in roles.items()
    )
    return roles
