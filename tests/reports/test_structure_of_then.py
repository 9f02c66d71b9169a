"""After a reorganisation a report counts by the units of today or by those of then; both agree with a table by hand."""

import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

import clock
from organisation.actions import draw_up, plan_reorganisation
from organisation.models import Membership, Reorganisation, Unit
from reports.inquiry import Inquiry
from tests.factories import a_person, a_unit, an_administrator, signed_in
from tests.reports.scenes import DAY, NOW, TODAY, Wards, learns

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def the_morning():
    with clock.frozen_at(NOW):
        yield


@pytest.fixture
def merged():
    """Two wards, one with a record of somebody who moved away, become one; then somebody new comes and finishes."""
    wards = Wards()
    wards.head = an_administrator(Unit.objects.get(pk=wards.province.pk))
    wards.learners("Hạc Một", done=2, waiting=1)
    people = {}
    for name, ward in (("hac", wards.hac), ("sam", wards.sam)):
        ward.refresh_from_db()
        people[name] = [a_person(f"Người {name} {number}", unit=ward) for number in range(3)]
    for name, ward in (("hac", wards.hac), ("sam", wards.sam)):
        learns(people[name][0], wards.course, ward, state="done")
        learns(people[name][1], wards.course, ward, state="learning")
    learns(people["sam"][2], wards.course, ward, state="waiting")
    changes = [
        {
            "kind": "found",
            "code": "MOI",
            "name": "Phường Mới",
            "unit_kind": "ward",
            "under": wards.province.code,
        },
        {"kind": "merge", "units": [wards.hac.code, wards.sam.code], "into": "MOI"},
    ]
    made = draw_up(
        decision="QĐ 1", title="", effective_on=TODAY, made_for=wards.province, by=wards.head, changes=changes
    )
    wards.decision = plan_reorganisation(reorganisation=made, by=wards.head)
    wards.new = Unit.objects.get(code="MOI")
    late = a_person("Người Đến Sau")
    Membership.objects.create(user=late, unit=wards.new, valid_from=TODAY)
    learns(late, wards.course, wards.new, state="done", done=0)
    return wards


def rollup(rf, user, unit=None, **query):
    request = rf.get("/", query)
    request.user = user
    return Inquiry.of(request, unit.pk if unit else None).rollup()


def table(found) -> dict:
    return {str(node): (tally.required, tally.done, tally.learning) for node, tally in found.branches}


def test_by_the_units_of_today(merged, rf):
    found = rollup(rf, merged.head)
    assert table(found) == {"Phường Mới": (9, 5, 2)}
    assert (found.total.required, found.total.done) == (9, 5)


def test_by_the_units_of_then(merged, rf):
    found = rollup(rf, merged.head, co_cau=merged.decision.pk)
    assert table(found) == {"Phường Hạc": (5, 3, 1), "Phường Sầm": (3, 1, 1)}
    assert (found.total.required, found.total.done) == (8, 4)  # whoever came later counted nowhere then
    below = rollup(rf, merged.head, merged.hac, co_cau=merged.decision.pk)
    assert table(below)["Phòng Hạc Một"] == (3, 2, 0)
    assert (below.directly.required, below.directly.done) == (2, 1)


def test_the_pages_list_and_export_show_the_units_of_then(merged, client):
    signed_in(client, merged.head)
    query = {"co_cau": merged.decision.pk}
    page = client.get(reverse("reports:dashboard"), query).content.decode()
    assert "Phường Hạc" in page and "theo đơn vị ngày 22/11/2026".lower() in page.lower()
    ward = client.get(reverse("reports:people", args=[merged.hac.pk]), query).content.decode()
    assert "Người hac 1" in ward and "Người sam 1" not in ward
    assert (
        client.get(reverse("reports:export", args=[merged.hac.pk]), query | {"bang": "nguoi"}).status_code
        == 200
    )
    assert client.get(reverse("reports:unit", args=[merged.new.pk]), query).status_code == 404
    assert client.get(reverse("reports:dashboard"), {"co_cau": "999"}).status_code == 404


def test_whoever_inherits_sees_by_the_units_of_then_what_he_may_see_and_no_more(merged, rf):
    other = a_unit("Phường Khác", Unit.objects.get(pk=merged.province.pk), kind="ward")
    learns(a_person("Người Khác", unit=other), merged.course, other, state="done")
    chief = an_administrator(Unit.objects.get(pk=merged.new.pk))
    found = rollup(rf, chief, co_cau=merged.decision.pk)
    assert table(found) == {"Phường Hạc": (5, 3, 1), "Phường Sầm": (3, 1, 1)}
    assert "Phường Khác" in table(rollup(rf, merged.head, co_cau=merged.decision.pk))


def test_a_plan_that_is_not_in_force_is_no_structure(merged, client):
    signed_in(client, merged.head)
    made = draw_up(
        decision="QĐ 2",
        title="",
        effective_on=TODAY + DAY,
        made_for=merged.province,
        by=merged.head,
        changes=[{"kind": "rename", "unit": "MOI", "name": "Phường Khác Tên"}],
    )
    plan_reorganisation(reorganisation=made, by=merged.head)
    assert client.get(reverse("reports:dashboard"), {"co_cau": made.pk}).status_code == 404


def test_the_units_of_then_cost_no_more_where_there_are_more(merged, client):
    signed_in(client, merged.head)

    def statements() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert client.get(reverse("reports:dashboard"), {"co_cau": merged.decision.pk}).status_code == 200
        return len(captured)

    statements()
    few = statements()
    for number in range(3):
        a_unit(f"Phường Thêm {number}", Unit.objects.get(pk=merged.province.pk), kind="ward")
    assert statements() == few
    assert Reorganisation.objects.get().effective_on - datetime.timedelta(days=1) == TODAY - DAY
