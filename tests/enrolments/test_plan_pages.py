"""Training plans, lists of staff codes and undoing, through the pages."""

import datetime
import io
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from audit.models import Entry
from enrolments.actions import assign_course, make_plan
from enrolments.models import Assignment, Enrolment, TrainingPlan
from spreadsheets import Column, Sheet, write_workbook
from tests.enrolments.test_pages import token_in
from tests.factories import a_course, a_person

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()
DUE = TODAY + datetime.timedelta(days=30)
TERMS = {
    "year": 2026,
    "title": "Kế hoạch tập huấn thi đua, khen thưởng",
    "decision": "12/KH-UBND",
    "decided_on": datetime.date(2026, 1, 15),
    "signer": "KT. Chủ tịch, Nguyễn Văn Thi",
}


@pytest.fixture
def course(db):
    return a_course()


def plan_of(unit, by, **terms) -> TrainingPlan:
    return make_plan(unit=unit, by=by, **(TERMS | terms))


def workbook(*rows) -> SimpleUploadedFile:
    out = io.BytesIO()
    sheet = Sheet(title="DS", columns=[Column("Họ và tên"), Column("Mã cán bộ")], rows=rows)
    write_workbook(out, [sheet])
    return SimpleUploadedFile("ds.xlsx", out.getvalue())


def test_a_plan_is_made_once_changed_closed_and_opened(scene, signed_in):
    client = signed_in(scene.chief)
    form = TERMS | {"unit": scene.ward.pk}
    client.post(reverse("enrolments:make_plan"), form)
    client.post(reverse("enrolments:make_plan"), form)
    plan = TrainingPlan.objects.get()
    assert (plan.unit, plan.decision, plan.decided_on, plan.signer) == (
        scene.ward,
        "12/KH-UBND",
        datetime.date(2026, 1, 15),
        TERMS["signer"],
    )
    client.post(reverse("enrolments:change_plan", args=[plan.pk]), TERMS | {"decision": "13/KH-UBND"})
    client.post(reverse("enrolments:close_plan", args=[plan.pk]))
    plan.refresh_from_db()
    assert (plan.decision, plan.is_open) == ("13/KH-UBND", False)
    client.post(reverse("enrolments:open_plan", args=[plan.pk]))
    plan.refresh_from_db()
    assert plan.is_open
    kept = Entry.objects.filter(object_type="enrolments.trainingplan").order_by("pk")
    assert [one.verb for one in kept] == ["plan.made", "plan.changed", "plan.closed", "plan.opened"]


def test_plans_of_the_branch_and_above_are_seen_and_only_ones_own_changed(scene, signed_in):
    above, mine, beside = (plan_of(unit, scene.head) for unit in (scene.province, scene.ward, scene.other))
    client = signed_in(scene.chief)
    shown = client.get(reverse("enrolments:plans")).context["page"].object_list
    assert set(shown) == {above, mine}
    assert client.get(reverse("enrolments:plan", args=[above.pk])).status_code == 200
    assert client.get(reverse("enrolments:plan", args=[beside.pk])).status_code == 404
    for name in ("change_plan", "close_plan", "open_plan"):
        assert client.post(reverse(f"enrolments:{name}", args=[above.pk])).status_code == 404
        assert client.post(reverse(f"enrolments:{name}", args=[mine.pk]), TERMS).status_code == 302


def test_another_branchs_assignments_under_a_plan_are_not_shown(scene, signed_in, course):
    plan = plan_of(scene.province, scene.head)
    ours, theirs = (
        assign_course(
            course=course,
            units=[unit],
            due_on=DUE,
            is_mandatory=True,
            made_by=scene.head,
            made_for=unit,
            plan=plan,
        )
        for unit in (scene.ward, scene.other)
    )
    shown = signed_in(scene.chief).get(reverse("enrolments:plan", args=[plan.pk])).context["rows"]
    assert [one for one, _ in shown] == [ours]
    seen_above = signed_in(scene.head).get(reverse("enrolments:plan", args=[plan.pk])).context["rows"]
    assert {one for one, _ in seen_above} == {ours, theirs}


def test_a_course_is_assigned_under_an_open_plan_and_not_under_a_closed_one(scene, signed_in, course):
    plan = plan_of(scene.province, scene.head)
    client = signed_in(scene.chief)
    query = {
        "course": course.pk,
        "due_on": DUE.isoformat(),
        "units": [scene.ward.pk],
        "plan": plan.pk,
        "kinds": ["division"],
        "buoc": "xem",
    }
    response = client.get(reverse("enrolments:assign"), query)
    client.post(reverse("enrolments:confirm"), {"token": token_in(response)})
    made = Assignment.objects.get()
    assert (made.plan, made.kinds) == (plan, ["division"])
    assert {one.user for one in made.enrolments.all()} == {scene.person}
    TrainingPlan.objects.update(closed_at=timezone.now())
    assert "plan" in client.get(reverse("enrolments:assign"), query).context["form"].errors


def test_a_list_of_codes_is_previewed_confirmed_once_and_names_what_is_wrong(scene, signed_in, course):
    client = signed_in(scene.chief)
    other = a_person(unit=scene.ward, staff_code="TH-B")
    form = {"course": course.pk, "due_on": DUE.isoformat(), "is_mandatory": "on"}
    address = reverse("enrolments:assign_list")
    wrong = client.post(address, form | {"codes": "TH-ANH\nTH-LA, TH-B"}).context["form"]
    assert len(wrong.errors["codes"]) == 1
    assert re.search(r"2.*TH-LA", wrong.errors["codes"][0]), "somebody of another branch is not known here"
    response = client.post(address, form | {"codes": "th-anh; TH-B\nTH-ANH"})
    assert response.context["reach"].asked == 2
    assert not Assignment.objects.exists()
    token = token_in(response)
    for _ in range(2):
        client.post(reverse("enrolments:confirm"), {"token": token})
    made = Assignment.objects.get()
    assert set(made.people.all()) == {scene.person, other}
    assert {one.user for one in Enrolment.objects.filter(assignment=made)} == {scene.person, other}


def test_a_list_comes_from_the_column_of_codes_in_a_workbook(scene, signed_in, course):
    form = {"course": course.pk, "due_on": DUE.isoformat()}
    file = workbook(("Nguyễn Thị Ngọc Ánh", "TH-ANH"), ("Không ai", "TH-KHONG"))
    client, address = signed_in(scene.chief), reverse("enrolments:assign_list")
    errors = client.post(address, form | {"file": file}).context["form"].errors
    assert re.search(r"3.*TH-KHONG", errors["file"][0])
    good = client.post(address, form | {"file": workbook(("Nguyễn Thị Ngọc Ánh", "TH-ANH"))})
    assert good.context["reach"].asked == 1
    broken = SimpleUploadedFile("ds.xlsx", b"not a workbook")
    assert "file" in client.post(address, form | {"file": broken}).context["form"].errors


def test_undoing_by_the_button(scene, signed_in, course):
    made = assign_course(
        course=course,
        units=[scene.ward],
        due_on=DUE,
        is_mandatory=True,
        made_by=scene.chief,
        made_for=scene.ward,
    )
    undo = reverse("enrolments:undo", args=[made.pk])
    assert signed_in(scene.sibling).post(undo).status_code == 404
    client = signed_in(scene.chief)
    assert undo in client.get(reverse("enrolments:assignment", args=[made.pk])).content.decode()
    client.post(undo)
    made.refresh_from_db()
    assert made.withdrawn_by == scene.chief
    assert not Enrolment.objects.open().exists()


def test_the_list_of_plans_asks_the_same_for_one_and_three(scene, signed_in):
    counts = []
    for number in (1, 2):
        for place in range(number):
            plan_of(scene.ward, scene.chief, title=f"Kế hoạch {number}{place}")
        client = signed_in(scene.chief)
        client.get(reverse("enrolments:plans"))
        with CaptureQueriesContext(
            connection,
        ) as asked:
            client.get(reverse("enrolments:plans"))
        counts.append(len(asked))
    assert counts[0] == counts[1]
