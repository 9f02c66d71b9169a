"""The periods that a class's decision credits, in its people's ledgers of the year."""

from decimal import Decimal

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

import clock
from audit.models import Entry
from classes.actions import add_session, change_class, check_in, note_attendance
from classes.actions.organising import TERMS
from classes.models import ClassCredit, TrainingClass
from completions.dossier import dossier_of
from completions.models import OutsideTraining
from completions.outside import enter_training
from completions.volume import periods_of, volume_of
from tests.factories import a_course, a_person
from tests.factories.classes import HALF_DAY, a_class, a_class_activity, a_registration, a_session

pytestmark = pytest.mark.django_db
DECISION = "QĐ 12/QĐ-SNV ngày 05/01/2026"


@pytest.fixture
def held(scene):
    """A class of the ward that goes on now and credits eight periods."""
    now = clock.now()
    session = a_session(0) | {"starts_at": now, "ends_at": now + HALF_DAY}
    return a_class(unit=scene.ward, seats=9, session=session, decision=DECISION, periods=Decimal(8))


def note(training_class, *registrations, present=True, reason=""):
    return note_attendance(
        session=training_class.sessions.get(),
        present={one.pk: present for one in registrations},
        by=training_class.made_by,
        way="list",
        reason=reason,
    )


def changed(training_class, **terms) -> TrainingClass:
    known = {name: getattr(training_class, name) for name in TERMS}
    return change_class(
        training_class=training_class,
        open_to=list(training_class.open_to.all()),
        seats=training_class.seats.count(),
        by=training_class.made_by,
        **known | terms,
    )


def credited(person) -> Decimal:
    return volume_of(person, timezone.localdate().year).periods


def test_attending_credits_the_periods_of_the_decision(scene, held):
    absent = a_registration(held)
    note(held, a_registration(held, scene.person))
    year = timezone.localdate().year
    [line] = volume_of(scene.person, year).credits
    assert (line.periods, line.title, line.is_elsewhere, line.day) == (
        8,
        held.title,
        False,
        held.sessions.get().day,
    )
    assert line.source == f"{scene.ward.name}; {DECISION}; lớp tập huấn đã dự"
    assert credited(absent.user) == 0
    people = type(scene.person).objects.filter(pk__in=[scene.person.pk, absent.user_id])
    assert periods_of(people, year) == {scene.person.pk: 8}
    [filed] = dossier_of(reader=scene.person, user_id=scene.person.pk).years[0].lines
    assert (filed.periods, filed.is_elsewhere) == (8, False)
    assert not OutsideTraining.objects.entered().exists(), "nobody asked for it"
    assert Entry.objects.get(verb="class.credited").unit_id == scene.ward.pk


def test_a_corrected_attendance_takes_the_periods_back_and_gives_them_again(scene, held):
    one = a_registration(held, scene.person)
    amounts = []
    for present in (True, False, True):
        note(held, one, present=present, reason="Ghi nhầm")
        amounts.append(credited(scene.person))
    assert amounts == [8, 0, 8]
    assert OutsideTraining.objects.count() == ClassCredit.objects.count() == 1
    assert Entry.objects.filter(verb="class.credit_ended").count() == 1


def test_who_misses_a_session_is_credited_nothing(scene, held):
    now = clock.now()
    second = a_session(0) | {"starts_at": now + HALF_DAY, "ends_at": now + 2 * HALF_DAY}
    add_session(training_class=held, by=held.made_by, **second)
    one, (morning, afternoon) = a_registration(held, scene.person), held.sessions.all()
    for session, amount in ((morning, 0), (afternoon, 8)):
        with clock.frozen_at(session.starts_at):
            note_attendance(session=session, present={one.pk: True}, by=held.made_by, way="list")
        assert credited(scene.person) == amount


def test_a_learner_who_notes_himself_decides_nothing(scene, held):
    one = a_registration(held, scene.person)
    check_in(session=held.sessions.get(), registration=one, by=scene.person, way="code")
    assert OutsideTraining.objects.get().decided_by == held.made_by


def test_a_decision_that_comes_later_credits_and_one_that_is_dropped_takes_back(scene, held):
    held = changed(held, periods=None)
    note(held, a_registration(held, scene.person))
    assert credited(scene.person) == 0
    held = changed(held, periods=Decimal("7.5"))
    assert credited(scene.person) == Decimal("7.5")
    held = changed(held, periods=Decimal(4), decision="QĐ 13")
    assert volume_of(scene.person, timezone.localdate().year).credits[0].periods == 4
    changed(held, periods=None)
    assert credited(scene.person) == 0


def test_what_the_unit_approved_already_is_not_credited_twice(scene, held):
    enter_training(
        user=scene.person,
        title=held.title,
        organiser="Phường",
        finished_on=held.sessions.get().day,
        periods=Decimal(6),
        evidence="GCN 1",
    )
    OutsideTraining.objects.update(is_approved=True, decided_at=clock.now(), decided_by=scene.chief)
    note(held, a_registration(held, scene.person))
    assert credited(scene.person) == 6
    assert not ClassCredit.objects.exists()


@pytest.mark.parametrize("terms", [{"decision": ""}, {"activity": True}, {"periods": Decimal(0)}])
def test_the_database_credits_only_by_a_decision_and_only_a_class_by_itself(scene, terms):
    if "activity" in terms:
        terms = {"activity": a_class_activity(a_course())}
    with pytest.raises(IntegrityError), transaction.atomic():
        a_class(unit=scene.ward, **{"decision": DECISION, "periods": Decimal(8)} | terms)


def test_the_form_asks_for_the_decision(scene, signed_in):
    training_class = a_class(unit=scene.ward, by=scene.chief)
    client = signed_in(scene.chief)
    page = reverse("classes:change", args=[training_class.pk])
    known = {
        "title": training_class.title,
        "seats": 2,
        "open_to": [scene.ward.pk],
        "entry": "open",
        "periods": "7,5",
    }
    refused = client.post(page, known)
    assert list(refused.context["form"].errors) == ["decision"]
    assert client.post(page, known | {"decision": DECISION}).status_code == 302
    training_class.refresh_from_db()
    assert training_class.periods == Decimal("7.5")
    shown = client.get(reverse("classes:manage", args=[training_class.pk])).content.decode()
    assert "7,5 tiết" in shown


def test_crediting_many_costs_what_crediting_few_costs(scene):
    def statements(number: int) -> int:
        now = clock.now()
        session = a_session(0) | {"starts_at": now, "ends_at": now + HALF_DAY}
        training_class = a_class(
            unit=scene.ward,
            seats=20,
            session=session,
            decision=DECISION,
            periods=Decimal(8),
            title=f"Lớp {number}",
        )
        people = [a_registration(training_class, a_person(unit=scene.ward)) for _ in range(number)]
        with CaptureQueriesContext(connection) as captured:
            note(training_class, *people)
        return len(captured)

    assert statements(2) == statements(8)
