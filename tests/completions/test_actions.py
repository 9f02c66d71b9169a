"""What earns a record, and what takes it back."""

import datetime

import pytest

import clock
from audit.models import Entry
from completions.actions import complete_activity, keep_place, revoke_record
from completions.models import ActivityProgress, CompletionRecord, Revocation
from enrolments.actions import assign_course, follow_joiners, transfer
from enrolments.models import Enrolment
from organisation.models import Membership, Post
from tests.factories import a_course, a_person, a_record, a_unit, an_administrator, an_enrolment

pytestmark = pytest.mark.django_db


def test_the_record_keeps_where_and_as_what_the_person_worked_then():
    province = a_unit(kind="province")
    commune = a_unit(parent=province)
    person = a_person(unit=commune)
    Membership.objects.update(post=Post.objects.create(name="Công chức thi đua, khen thưởng"))
    record = a_record(user=person, course=a_course(lessons=1))
    assert (record.unit, record.unit_ancestors) == (commune, [province.pk, commune.pk])
    assert record.post == "Công chức thi đua, khen thưởng"
    record.enrolment.refresh_from_db()
    assert (record.enrolment.closed_as, record.enrolment.unit) == ("completed", commune)


def test_a_certificate_credits_periods_only_by_a_decision():
    plain = a_record(course=a_course(lessons=1)).certificate
    assert (plain.credited_periods, plain.approving_decision) == (None, "")
    decided = a_course(lessons=1, credited_periods=8, approving_decision="Quyết định số 12/QĐ-SNV")
    certificate = a_record(course=decided).certificate
    assert (certificate.credited_periods, certificate.approving_decision) == (8, "Quyết định số 12/QĐ-SNV")


def test_a_certificate_of_new_years_eve_bears_the_year_of_vietnam():
    enrolment = an_enrolment(course=a_course(lessons=1))
    with clock.frozen_at(datetime.datetime(2026, 12, 31, 18, tzinfo=datetime.UTC)):
        record = complete_activity(enrolment=enrolment, activity_id=enrolment.edition.required[0])
    assert record.certificate.number == f"{record.pk:06d}/2027/GCN"


def test_a_record_is_revoked_once_with_a_reason_and_a_trace():
    record = a_record()
    by = an_administrator(record.unit)
    revocation = revoke_record(record=record, by=by, reason="  Ghi nhầm người.  ")
    assert revoke_record(record=record, by=by, reason="Lần nữa") == revocation
    assert Revocation.objects.get().reason == "Ghi nhầm người."
    entry = Entry.objects.get(verb="record.revoked")
    assert (entry.actor, entry.object_id, entry.unit_id) == (by, str(record.pk), record.unit_id)
    assert entry.detail == {"reason": "Ghi nhầm người.", "certificate": record.certificate.number}
    assert not CompletionRecord.objects.standing().exists()


def test_whoever_owes_the_course_is_asked_again_when_the_record_is_taken_back():
    unit, course = a_unit(), a_course(lessons=1)
    owes, free, moved = (a_person(unit=unit) for _ in range(3))
    by = an_administrator(unit)
    due = clock.today() + datetime.timedelta(days=3)
    assignment = assign_course(
        course=course, units=[unit], due_on=due, is_mandatory=True, made_by=by, made_for=unit
    )
    records = {person: a_record(user=person, course=course) for person in (owes, moved)}
    records[free] = a_record(user=free, course=a_course(lessons=1))
    transfer(user=moved, to_unit=a_unit(), on=clock.today(), by=by)
    for person, record in records.items():
        revoke_record(record=record, by=by, reason="Thi hộ.")
        revoke_record(record=record, by=by, reason="Thi hộ.")
        record.enrolment.refresh_from_db()
        assert record.enrolment.closed_as == "revoked"
        assert not Enrolment.objects.by(person).completed().exists()
    again = Enrolment.objects.by(owes).open().get()
    assert (again.round, again.assignment, again.due_on, again.is_mandatory) == (2, assignment, due, True)
    assert not Enrolment.objects.by(free).open().filter(course=records[free].course).exists()
    assert not Enrolment.objects.by(moved).open().exists()
    assert follow_joiners() == 0


def test_an_overdue_duty_comes_back_overdue_when_the_record_is_taken_back():
    unit, course = a_unit(), a_course(lessons=1)
    person, by = a_person(unit=unit), an_administrator(unit)
    yesterday = clock.today() - datetime.timedelta(days=1)
    assign_course(course=course, units=[unit], due_on=yesterday, is_mandatory=True, made_by=by, made_for=unit)
    revoke_record(record=a_record(user=person, course=course), by=by, reason="Thi hộ.")
    assert Enrolment.objects.by(person).overdue(clock.today()).count() == 1


def test_nothing_is_revoked_without_a_reason():
    record = a_record()
    with pytest.raises(ValueError, match="reason"):
        revoke_record(record=record, by=an_administrator(record.unit), reason=" ")
    assert not Revocation.objects.exists()


def test_keeping_the_place_begins_the_course():
    enrolment = an_enrolment()
    lesson = enrolment.edition.required[0]
    keep_place(enrolment=enrolment, activity_id=lesson, position=40)
    keep_place(enrolment=enrolment, activity_id=lesson, position=70)
    progress = ActivityProgress.objects.get()
    assert (progress.position, progress.done_at) == (70, None)
    enrolment.refresh_from_db()
    assert enrolment.started_at == progress.opened_at
