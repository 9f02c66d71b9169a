"""Any list, over any province, by anybody: it is written whole or not at all, changes nobody beyond the branch, and again
changes nothing."""

import datetime

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts.models import User
from organisation.actions import NotAgreed, confirm_staff_list, write_staff_list
from organisation.models import Membership
from tests.organisation.lists import comma_separated, previewed
from tests.organisation.trees import grant, province, rolled_back, shapes

pytestmark = pytest.mark.django_db
HEADING = ["Mã cán bộ", "Họ và tên", "Mã đơn vị", "Chức vụ"]
number = st.integers(min_value=0, max_value=99)
rows_of_lists = st.lists(st.tuples(number, number, number), max_size=7)


def state(people) -> dict:
    """Person → what is known of them, and where they work today."""
    places = {
        user: place
        for user, *place in Membership.objects.present().values_list("user", "unit", "post__name", "category")
    }
    known = User.objects.filter(pk__in=people).values_list(
        "pk", "staff_code", "full_name", "email", "is_active"
    )
    return {pk: (*fields, places.get(pk)) for pk, *fields in known}


def a_list(made, rows) -> bytes:
    """Rows that name people of the province, new ones and the same one twice, and units that exist or do not."""
    written = []
    for who, where, what in rows:
        code = made.people[who % len(made.people)].staff_code if made.people and who % 3 else f"MOI{who % 4}"
        unit = made.units[where % len(made.units)].code if where % 8 else "KHONGCO"
        written.append(
            [code, f"Người {'Đổi Tên' if what % 2 else who}", unit, "Giáo viên" if what % 3 else ""]
        )
    return comma_separated(written, HEADING)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    shape=shapes(),
    numbers=st.lists(number, min_size=1, max_size=3),
    rows=rows_of_lists,
    is_complete=st.booleans(),
)
def test_a_list_is_written_whole_within_the_branch_or_not_at_all(db, shape, numbers, rows, is_complete):
    with rolled_back():
        made = province(shape)
        for place, person in enumerate(made.people):
            person.staff_code = f"CB{place}"
            person.save()
        user = User.objects.create_user("nguoi.nhap", full_name="Người nhập")
        acting = [unit for unit, role in grant(made, user, numbers).items() if role == "administrator"]
        if not acting:
            return
        top = next(unit for unit in made.units if unit.pk == acting[0])
        content = a_list(made, rows)
        everybody = [person.pk for person in made.people]
        beyond = [
            person
            for person in everybody
            if person not in made.works_in or not made.is_within_any(made.works_in[person].pk, acting)
        ]
        before, before_beyond = state(User.objects.values("pk")), state(beyond)

        plan = previewed(content, unit=top, by=user, is_complete=is_complete)
        assert state(User.objects.values("pk")) == before
        try:
            confirm_staff_list(staff_import=plan, departures=plan.count("gone"), by=user)
        except NotAgreed as refusal:
            assert refusal.reason == ("wrong" if plan.count("wrong") else "nothing")
            assert state(User.objects.values("pk")) == before
            return
        assert write_staff_list(pk=plan.pk)

        after = state(User.objects.values("pk"))
        assert state(beyond) == before_beyond
        assert len(after) == len(before) + plan.count("new")
        touched = {pk for pk in before if before[pk] != after[pk]}
        assert touched == set(
            plan.rows.filter(group__in=["changed", "gone"]).values_list("person", flat=True)
        )
        for place in Membership.objects.present().filter(user__in=set(after) - set(before)):
            assert made.is_within_any(place.unit_id, acting)
        assert Membership.objects.filter(valid_to__lt=datetime.date(2025, 7, 1)).count() == 0

        again = previewed(content, unit=top, by=user, is_complete=is_complete)
        assert set(again.counts) <= {"same"}
        assert state(User.objects.values("pk")) == after
