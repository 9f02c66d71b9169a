"""After any imports of rights and any reorganisations, what anyone reaches is what a walk through the decisions gives."""

import datetime

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import clock
from accounts.models import User
from organisation import scope
from organisation.actions import draw_up, plan_reorganisation
from organisation.forest import ImpossibleChange
from organisation.history import structure_at
from organisation.models import Membership, Unit
from tests.organisation.trees import grant, province, rolled_back, shapes

pytestmark = pytest.mark.django_db
number = st.integers(min_value=0, max_value=99)
decisions = st.lists(
    st.tuples(st.sampled_from(["merge", "split", "move", "rename"]), number, number, number), max_size=5
)


class Told:
    """What the decisions say, kept by hand: parents of today, successors, where people work. Knows no path."""

    def __init__(self, made):
        self.units = {unit.pk: unit.code for unit in made.units}
        self.parents = dict(made.parents)
        self.heirs: dict[int, list[int]] = {}
        self.places = {person: unit.pk for person, unit in made.works_in.items()}

    def present(self):
        return [unit for unit in self.units if unit not in self.heirs]

    def is_within(self, unit, top):
        while unit is not None:
            if unit == top:
                return True
            unit = self.parents[unit]
        return False

    def change(self, kind, a, b, c):
        """The change in the words of `forest`, or None where it makes no sense; and what it means here."""
        units = self.present()
        if len(units) < 2:
            return None
        first, second, third = (units[n % len(units)] for n in (a, b, c))
        if kind == "rename":
            return {"kind": "rename", "unit": self.units[first], "name": f"Tên {a} {b}"}
        if first == second or (kind != "split" and self.is_within(second, first)):
            return None
        if kind == "move":
            self.parents[first] = second
            return {"kind": "move", "unit": self.units[first], "under": self.units[second]}
        if kind == "merge":
            self.end(first, [second], children_to=second)
            self.parents[first] = second
            return {"kind": "merge", "units": [self.units[first]], "into": self.units[second]}
        heirs = list(dict.fromkeys([second] + ([third] if third != first else [])))
        self.end(first, heirs, children_to=self.parents[first])
        return {"kind": "split", "unit": self.units[first], "heirs": [self.units[heir] for heir in heirs]}

    def end(self, unit, heirs, children_to):
        for child in self.present():
            if self.parents[child] == unit:
                self.parents[child] = children_to
        self.heirs[unit] = heirs
        for person, place in self.places.items():
            if place == unit:
                self.places[person] = heirs[0]

    def heirs_of(self, unit) -> set:
        """Every unit that got what this one had, directly or by way of others."""
        found, waiting = set(), [*self.heirs.get(unit, ())]
        while waiting:
            heir = waiting.pop()
            if heir not in found:
                found.add(heir)
                waiting += self.heirs.get(heir, ())
        return found


@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(shape=shapes(), mine=st.lists(number, max_size=3), told=decisions)
def test_scope_after_reorganisations_is_a_walk_through_the_decisions(db, shape, mine, told):
    with rolled_back():
        made = province(shape)
        user = User.objects.create_user("nguoi.xem", full_name="Người xem")
        roles = grant(made, user, mine)
        world, day = Told(made), datetime.date(2026, 1, 1)
        before = structure_at(day - datetime.timedelta(days=1))
        for kind, *numbers in told:
            change = world.change(kind, *numbers)
            if change is None:
                continue
            decision = draw_up(
                decision="QĐ", title="", effective_on=day, made_for=made.units[0], by=user, changes=[change]
            )
            assert plan_reorganisation(reorganisation=decision, by=user).state == "applied"

        assert Unit.find_problems() == ([], [], [], [], [])
        assert structure_at(datetime.date(2025, 12, 31)) == before
        now = structure_at(clock.today())
        assert {unit: place.parent for unit, place in now.items()} == {
            unit: world.parents[unit] for unit in world.present()
        }
        assert dict(Membership.objects.present().values_list("user", "unit")) == world.places

        fresh = User.objects.get(pk=user.pk)
        for acting in (False, True):
            tops = [unit for unit, role in roles.items() if role == "administrator" or not acting]
            own = {unit for unit in world.units if any(world.is_within(unit, top) for top in tops)}
            inherited = {
                unit
                for former in world.heirs
                if world.heirs_of(former) & own
                for unit in world.units
                if world.is_within(unit, former)
            }
            expected = own if acting else own | inherited
            assert set(scope.visible_units(fresh, acting=acting).values_list("pk", flat=True)) == expected
            people = {person for person, place in world.places.items() if place in expected}
            assert set(scope.visible_people(fresh, acting=acting).values_list("pk", flat=True)) == people


def test_the_property_would_notice(db):
    """Whatever the decisions say must be possible here, or the property would test nothing."""
    made = province(([1, 1, 1], [1, 2, 3]))
    world = Told(made)
    assert [world.change("merge", 1, 0, 0)["kind"], world.change("split", 1, 0, 0)["kind"]] == [
        "merge",
        "split",
    ]
    with pytest.raises(ImpossibleChange):
        plan_reorganisation(
            reorganisation=draw_up(
                decision="QĐ",
                title="",
                effective_on=clock.today(),
                made_for=made.units[0],
                by=User.objects.first(),
                changes=[{"kind": "move", "unit": made.units[0].code, "under": made.units[0].code}],
            ),
            by=User.objects.first(),
        )
