"""Learning volume: what counts in a year, training elsewhere and who approves it, the table of a branch."""

import datetime
from decimal import Decimal
from io import BytesIO

import pytest
from django.urls import reverse

import clock
from accounts.models import User
from audit.models import Entry
from completions.actions import complete_activity, revoke_record
from completions.models import OutsideTraining
from completions.outside import decide_training, enter_training
from completions.volume import periods_of, volume_of
from enrolments.actions import enrol
from reports.volume import volume_table
from spreadsheets import read_workbook
from tests.factories import a_course, a_person
from tests.organisation.fixtures import no_second_factor, scene, signed_in  # noqa: F401

pytestmark = pytest.mark.django_db
TRAINING = {
    "title": "Bồi dưỡng kỹ năng số",
    "organiser": "Trường Chính trị tỉnh",
    "finished_on": datetime.date(2026, 5, 12),
    "periods": Decimal("16.5"),
    "evidence": "15/GCN-TCT",
}


@pytest.fixture(autouse=True)
def the_day():
    with clock.frozen_at(datetime.datetime(2026, 11, 23, 2, 0, tzinfo=datetime.UTC)):
        yield


def finish(person, periods="8", decision="15/QĐ-SNV", at=None, **fields):
    course = a_course(lessons=1, credited_periods=periods, approving_decision=decision, **fields)
    with clock.frozen_at(at or clock.now()):
        enrolment = enrol(user=person, course=course)
        return complete_activity(enrolment=enrolment, activity_id=enrolment.edition.required[0])


def approved(person, by, **fields) -> OutsideTraining:
    training = enter_training(user=person, **(TRAINING | fields))
    decide_training(training=training, is_approved=True, by=by)
    return training


def test_a_year_adds_up_what_decisions_credit_and_what_was_approved(scene):  # noqa: F811
    person = scene.person
    kept = finish(person)
    finish(person, periods=None, decision="")
    revoke_record(record=finish(person), by=scene.head, reason="Nhầm")
    new_year = datetime.datetime(2025, 12, 31, 17, 0, tzinfo=datetime.UTC)
    finish(person, periods="2", at=new_year)
    finish(person, periods="4", at=new_year - datetime.timedelta(seconds=1))
    approved(person, scene.chief)
    enter_training(user=person, **(TRAINING | {"title": "Chưa duyệt"}))
    volume = volume_of(person, 2026)
    assert volume.periods == Decimal("26.5")
    assert volume.left == Decimal("13.5")
    assert [one.is_elsewhere for one in volume.credits] == [False, True, False]
    assert volume.credits[0].source == kept.edition.approving_decision
    assert volume.credits[0].minutes > 0
    assert volume_of(person, 2025).periods == 4
    people = User.objects.filter(pk__in=[person.pk, scene.chief.pk])
    assert periods_of(people, 2026) == {person.pk: Decimal("26.5")}


def test_entering_twice_is_once_and_what_was_refused_may_be_entered_again(scene):  # noqa: F811
    first = enter_training(user=scene.person, **TRAINING)
    assert enter_training(user=scene.person, **TRAINING) == first
    assert decide_training(training=first, is_approved=False, by=scene.chief, answer="Thiếu số") is True
    assert decide_training(training=first, is_approved=True, by=scene.head) is False
    assert volume_of(scene.person, 2026).periods == 0
    assert enter_training(user=scene.person, **TRAINING) != first
    verbs = Entry.objects.filter(object_type="completions.outsidetraining").order_by("pk")
    assert [one.verb for one in verbs] == ["training.entered", "training.refused", "training.entered"]


def test_a_person_enters_and_only_who_is_in_charge_approves(scene, signed_in):  # noqa: F811
    form = TRAINING | {"periods": "16,5"}
    client = signed_in(scene.person)
    client.post(reverse("completions:enter_outside"), form)
    training = OutsideTraining.objects.get()
    assert training.periods == Decimal("16.5")
    assert "15/GCN-TCT" in client.get(reverse("completions:volume")).content.decode()
    address = reverse("reports:request", args=["dao-tao", training.pk])
    field = f"dao-tao-{training.pk}-is_approved"
    assert client.post(address, {field: "1"}).status_code == 403
    assert signed_in(scene.sibling).get(address).status_code == 404
    assert signed_in(scene.observer).post(address, {field: "1"}).status_code == 404
    own = enter_training(user=scene.chief, **TRAINING)
    client = signed_in(scene.chief)
    assert client.post(reverse("reports:request", args=["dao-tao", own.pk]), {}).status_code == 404
    assert "answer" in client.post(address, {field: ""}).context["form"].errors
    client.post(address, {field: "1"})
    training.refresh_from_db()
    assert (training.is_approved, training.decided_by) == (True, scene.chief)


@pytest.mark.parametrize(
    ("fields", "wrong"),
    [
        ({"finished_on": "2026-11-24"}, "finished_on"),
        ({"periods": "0"}, "periods"),
        ({"periods": "nhiều"}, "periods"),
        ({"evidence": ""}, "evidence"),
    ],
)
def test_what_is_wrong_is_said(scene, signed_in, fields, wrong):  # noqa: F811
    client = signed_in(scene.person)
    form = TRAINING | {"periods": "8"} | fields
    assert list(client.post(reverse("completions:enter_outside"), form).context["form"].errors) == [wrong]
    assert not OutsideTraining.objects.exists()


def test_the_table_of_a_branch_is_its_people_and_its_units(scene, signed_in):  # noqa: F811
    approved(scene.person, scene.chief, periods=Decimal(40))
    approved(scene.chief, scene.head, periods=Decimal("39.5"))
    approved(scene.stranger, scene.sibling, periods=Decimal(40))
    table = volume_table(scene.province, 2026)
    assert (table.whole.people, table.whole.enough, table.whole.periods) == (6, 2, Decimal("119.5"))
    assert sum(part.people for part in table.parts) == 6
    assert sum(part.periods for part in table.parts) == table.whole.periods
    client = signed_in(scene.observer)
    shown = client.get(reverse("reports:volume", args=[scene.ward.pk]))
    assert {one.user_id: one.periods for one in shown.context["table"].lines} == {
        scene.person.pk: 40,
        scene.chief.pk: Decimal("39.5"),
        scene.observer.pk: 0,
    }
    assert client.get(reverse("reports:volume", args=[scene.other.pk])).status_code == 404
    response = client.get(reverse("reports:volume_workbook", args=[scene.ward.pk]))
    units, people = read_workbook(BytesIO(b"".join(response.streaming_content)))
    assert sorted(row[4] for row in people.rows[4:]) == [0, 39.5, 40]
    assert units.rows[-1][1:4] == (3, 1, 79.5)
    assert Entry.objects.get(verb="report.exported").detail["rows"] == 3


def test_the_table_asks_the_same_for_one_and_many(scene, django_assert_num_queries):  # noqa: F811
    with django_assert_num_queries(4):
        volume_table(scene.ward, 2026)
    for _ in range(3):
        approved(a_person(unit=scene.office), scene.chief)
    with django_assert_num_queries(4):
        volume_table(scene.ward, 2026)
