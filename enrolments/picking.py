"""Choosing units and people by search, in a form that works without JavaScript: what is chosen stays in the address."""

from functools import cached_property

from enrolments.forms import MOST_UNITS
from organisation import scope
from organisation.models import Membership, Unit
from organisation.tree import FOUND, found_units, placed

SUGGESTED = 8
"""How many are offered before anybody searched."""


class Picker:
    """What was searched for. `query` is the request's GET."""

    def __init__(self, user, query):
        self.user, self.query = user, query
        self.words = query.get("q", "")[:100]

    def ids(self, name: str) -> list[int]:
        return [int(value) for value in self.query.getlist(name)[: MOST_UNITS + 1] if value.isdecimal()]


class UnitPicker(Picker):
    """Branches that are chosen, and those found. At first the person's own branch is chosen; whoever then searches means
    units of it, so the branch, which would swallow them, is no longer chosen."""

    def __init__(self, user, query):
        super().__init__(user, query)
        self.kind = query.get("loai", "") if query.get("loai") in Unit.Kind.values else ""
        self.is_search = bool(self.words or self.kind)
        self.is_searching = self.is_search and query.get("buoc") in ("tim", "them-het")
        self.adds_all = self.is_searching and query["buoc"] == "them-het"

    @cached_property
    def _found(self):
        found = found_units(self.user, self.words)
        return found.filter(kind=self.kind) if self.kind else found

    @cached_property
    def chosen(self) -> list:
        units = scope.visible_units(self.user, acting=True).present()
        if "buoc" not in self.query and not self.ids("units"):
            tops = list(scope.top_units(self.user, acting=True).present())
            return placed(tops if len(tops) == 1 else [], self.user)
        chosen = list(units.filter(pk__in=self.ids("units")).order_by("path"))
        if self.is_searching and chosen == list(scope.top_units(self.user, acting=True).present()):
            chosen = []
        if self.adds_all:
            chosen += [unit for unit in self._found[:MOST_UNITS] if unit not in chosen]
        return placed(chosen[:MOST_UNITS], self.user)

    @cached_property
    def found(self) -> list:
        """Units to add; none of them chosen already."""
        if self.adds_all:
            return []
        left = self._found.exclude(pk__in=[place.unit.pk for place in self.chosen])
        return placed(left[: FOUND if self.is_search else SUGGESTED], self.user)

    @cached_property
    def total(self) -> int:
        """How many units the search finds that are not chosen."""
        return self._found.exclude(pk__in=[place.unit.pk for place in self.chosen]).count()

    @property
    def can_add_all(self) -> bool:
        return self.is_search and 1 < self.total <= MOST_UNITS

    @property
    def kinds(self) -> list[tuple[str, str]]:
        present = set(
            scope.visible_units(self.user, acting=True).present().order_by().values_list("kind", flat=True)
        )
        return [(value, label) for value, label in Unit.Kind.choices if value in present]


class PersonPicker(Picker):
    """The one person that is chosen, and those found by name or code."""

    @cached_property
    def chosen(self):
        ids = self.ids("person")
        return self._with_places(scope.people_in_charge(self.user).filter(pk__in=ids[:1]))

    @cached_property
    def _found(self):
        if not self.words:
            return scope.people_in_charge(self.user).none()
        return scope.people_in_charge(self.user).active().matching(self.words).order_by("sort_key", "pk")

    @cached_property
    def found(self) -> list:
        return self._with_places(self._found.exclude(pk__in=self.ids("person")[:1])[:FOUND])

    @cached_property
    def total(self) -> int:
        return self._found.count()

    @property
    def is_search(self) -> bool:
        return bool(self.words)

    @staticmethod
    def _with_places(people) -> list[tuple]:
        """People with their main place of work."""
        people = list(people)
        places = {
            one.user_id: one.unit
            for one in Membership.objects.present().primary().filter(user__in=people).select_related("unit")
        }
        return [(person, places.get(person.pk)) for person in people]
