"""What scope gives is what a walk up the tree gives, for every random tree and grant."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts.models import User
from organisation import scope
from organisation.models import Administration, CorrectionRequest, Unit
from organisation.querysets import branch
from tests.organisation.trees import grant, province, rolled_back, shapes

pytestmark = pytest.mark.django_db
random_trees = settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
grants = st.lists(st.integers(min_value=0, max_value=99), max_size=4)


def ids(queryset) -> set[int]:
    return set(queryset.values_list("pk", flat=True))


@random_trees
@given(shape=shapes(), numbers=grants)
def test_scope_is_the_branches_below_the_grants(db, shape, numbers):
    with rolled_back():
        made = province(shape)
        user = User.objects.create_user("nguoi.xem", full_name="Người xem")
        roles = grant(made, user, numbers)
        for acting in (False, True):
            tops = [unit for unit, role in roles.items() if role == "administrator" or not acting]
            units = {unit.pk for unit in made.units if made.is_within_any(unit.pk, tops)}
            people = {person for person, unit in made.works_in.items() if unit.pk in units}
            assert ids(scope.visible_units(user, acting=acting)) == units
            assert ids(scope.visible_people(user, acting=acting)) == people
            expected_tops = {top for top in tops if not made.is_within_any(made.parents[top], tops)}
            assert ids(scope.top_units(user, acting=acting)) == expected_tops
        assert ids(scope.people_in_charge(user)) == people
        assert scope.sees_reports(user) == bool(roles)
        assert scope.acts_for_others(user) == bool(tops)


@random_trees
@given(shape=shapes(), mine=grants, theirs=st.lists(grants, max_size=8))
def test_nobody_manages_somebody_who_sees_more(db, shape, mine, theirs):
    with rolled_back():
        made = province(shape)
        user = User.objects.create_user("nguoi.quan", full_name="Người quản")
        acting = [unit for unit, role in grant(made, user, mine).items() if role == "administrator"]
        higher = set()
        for person, numbers in zip(made.people, theirs, strict=False):
            if not all(made.is_within_any(unit, acting) for unit in grant(made, person, numbers)):
                higher.add(person.pk)
        below = {person for person, unit in made.works_in.items() if made.is_within_any(unit.pk, acting)}
        assert ids(scope.manageable_people(user)) == below - higher


@random_trees
@given(shape=shapes(), numbers=grants)
def test_requests_are_seen_where_the_person_works(db, shape, numbers):
    with rolled_back():
        made = province(shape)
        user = User.objects.create_user("nguoi.xem", full_name="Người xem")
        roles = grant(made, user, numbers)
        for person in made.people:
            CorrectionRequest.objects.create(user=person, text="Sai tên", made_at="2026-11-23T00:00Z")
        seen = set(scope.visible_requests(user).values_list("user", flat=True))
        assert seen == {
            person for person, unit in made.works_in.items() if made.is_within_any(unit.pk, roles)
        }


def test_neighbouring_paths_do_not_match_each_other(db):
    """`0001` is no prefix of a neighbour: every step of a path has the same length."""
    first = Unit.add_root(name="Một", code="1", kind="other")
    others = [Unit.add_root(name=f"Khác {number}", code=f"K{number}", kind="other") for number in range(40)]
    assert ids(Unit.objects.filter(branch([first.path]))) == {first.pk}
    assert len({len(unit.path) for unit in others}) == 1


def test_nobody_sees_anything_when_locked_or_a_stranger(db, django_user_model):
    from django.contrib.auth.models import AnonymousUser

    made = province(([1, 1, 1], [1, 2, 3]))
    locked = User.objects.create_user("bi.khoa", full_name="Bị khóa", is_active=False)
    Administration.objects.create(user=locked, unit=made.units[0])
    for user in (locked, AnonymousUser()):
        assert not scope.visible_people(user).exists()
        assert not scope.visible_units(user).exists()
