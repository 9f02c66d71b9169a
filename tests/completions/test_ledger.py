"""The ledger notices what somebody with every right in the database does to it, and names the row."""

import datetime
import uuid
from decimal import Decimal

import pytest
from django.db import connection, transaction

import clock
from audit.append_only import create_triggers
from completions import ledger
from completions.actions import forget_name
from completions.apps import ledger_key_is_usable
from completions.models import Certificate, CompletionRecord, LedgerEntry, LedgerSeal, Revocation
from completions.sealing import seal_ledger, write_heads
from completions.verification import Kind, verify_ledger
from tests.completions.forging import rechain, rehash, remove, superuser
from tests.factories import a_course, a_person, a_record, a_revocation, a_unit, an_administrator

pytestmark = pytest.mark.django_db


@pytest.fixture
def records():
    """Six records under three seals, two a seal."""
    course, unit = a_course(lessons=1), a_unit()
    made = []
    for _ in range(3):
        made += [a_record(user=a_person(unit=unit), course=course) for _ in range(2)]
        seal_ledger()
    write_heads()
    return made


@pytest.fixture(autouse=True)
def undone():
    """What a test forges is undone before the database checks its foreign keys."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def found():
    return [(finding.kind, finding.row) for finding in verify_ledger()]


def row(thing):
    return f"record {thing.pk}"


def change(record, **fields):
    CompletionRecord.objects.filter(pk=record.pk).update(**fields)


def test_a_ledger_that_nobody_touched_is_sound(records):
    a_revocation(records[0])
    seal_ledger()
    write_heads()
    assert LedgerSeal.objects.count() == 4
    assert found() == []


def test_a_ledger_without_records_is_sound():
    assert found() == []


@pytest.mark.parametrize(
    "fields",
    [
        {"completed_at": datetime.datetime(2020, 1, 1, tzinfo=datetime.UTC)},
        {"score": Decimal("99.99")},
        {"post": "Giám đốc"},
        {"unit_ancestors": [1]},
        {"evidence": {}},
        {"person_salt": "0" * 32},
        {"person_digest": "0" * 64},
        {"hash": "0" * 64},
        {"hash_version": 2},
    ],
)
def test_a_changed_record_is_named(records, fields):
    with superuser():
        change(records[2], **fields)
    if "person_salt" in fields:  # the hash holds the digest; the salt shows in the name on the certificate
        assert found() == [(Kind.CERTIFICATE, row(records[2]))]
    else:
        assert found() == [(Kind.CHANGED, row(records[2]))]


def test_a_record_given_to_somebody_else_is_named(records):
    with superuser():
        change(records[2], user=a_person())
    assert found() == [(Kind.CHANGED, row(records[2]))]


def test_a_changed_record_with_a_new_hash_is_named(records):
    with superuser():
        change(records[2], post="Giám đốc")
        rehash(records[2], ledger.record_hash)
    assert found() == [(Kind.FOREIGN, row(records[2]))]


def test_a_changed_record_whose_entry_was_changed_too_is_named(records):
    with superuser():
        change(records[2], post="Giám đốc")
        rehash(records[2], ledger.record_hash)
        records[2].refresh_from_db()
        LedgerEntry.objects.filter(record=records[2]).update(hash=records[2].hash)
    assert found() == [(Kind.FOREIGN, row(records[2])), (Kind.SEAL, "seal 2")]


def test_a_changed_entry_is_named(records):
    with superuser():
        LedgerEntry.objects.filter(record=records[3]).update(hash="0" * 64)
    assert found() == [(Kind.CHANGED, row(records[3])), (Kind.SEAL, "seal 2")]


def test_two_exchanged_entries_are_named(records):
    first, second = (LedgerEntry.objects.get(record=record) for record in records[2:4])
    with superuser():
        remove(first, second)
        LedgerEntry.objects.create(sequence=first.sequence, record=second.record, hash=second.hash)
        LedgerEntry.objects.create(sequence=second.sequence, record=first.record, hash=first.hash)
    assert found() == [(Kind.SEAL, "seal 2")]


def test_a_removed_record_is_named(records):
    with superuser():
        remove(records[2].certificate, records[2])
    assert found() == [(Kind.REMOVED, row(records[2]))]


def test_a_record_removed_with_its_entry_is_named(records):
    entry = records[2].ledger_entry
    with superuser():
        remove(entry, records[2].certificate, records[2])
    assert found() == [(Kind.REMOVED, f"entry {entry.sequence}"), (Kind.SEAL, "seal 2")]


def test_a_chain_closed_over_a_removed_record_is_noticed(records):
    entry = records[2].ledger_entry
    with superuser():
        remove(entry, records[2].certificate, records[2])
        for later in LedgerEntry.objects.filter(sequence__gt=entry.sequence).order_by("sequence"):
            remove(later)
            LedgerEntry.objects.create(sequence=later.sequence - 1, record=later.record, hash=later.hash)
        LedgerSeal.objects.filter(number=2).update(last=3)
        LedgerSeal.objects.filter(number=3).update(first=4, last=5)
        rechain()
    assert found() == [
        (Kind.SIGNATURE, "seal 2"),
        (Kind.SIGNATURE, "seal 3"),
        (Kind.SEAL, "seal 2"),
        (Kind.SEAL, "seal 3"),
    ]


def test_a_chain_rewritten_with_the_stolen_key_differs_from_what_was_noted_outside(records):
    with superuser():
        change(records[2], post="Giám đốc")
        rehash(records[2], ledger.record_hash)
        records[2].refresh_from_db()
        change(records[2], stamp=ledger.stamped(records[2].hash))
        LedgerEntry.objects.filter(record=records[2]).update(hash=records[2].hash)
        rechain(sign=ledger.sign)
    assert found() == [(Kind.SEAL, "seal 2"), (Kind.SEAL, "seal 3")]


def test_a_record_that_was_slipped_in_is_named_and_never_sealed(records):
    forged = CompletionRecord.objects.get(pk=records[0].pk)
    enrolment = a_record(user=a_person(unit=a_unit())).enrolment
    with superuser():
        remove(enrolment.record.certificate, enrolment.record)
        forged.pk, forged.uuid, forged.enrolment = None, uuid.uuid4(), enrolment
        forged.hash = ledger.record_hash(forged)
        forged.save(force_insert=True)
    assert seal_ledger() == 0
    assert found() == [(Kind.FOREIGN, row(forged))]


def test_an_entry_that_was_added_to_the_chain_is_named(records):
    late = a_record()
    with superuser():
        LedgerEntry.objects.create(sequence=7, record=late, hash=late.hash)
    assert found() == [(Kind.REMOVED, "entry 7")]


def test_a_cut_tail_is_noticed(records):
    with superuser():
        remove(LedgerSeal.objects.get(number=3))
        for record in records[4:]:
            remove(record.ledger_entry, record.certificate, record)
    assert found() == [(Kind.CUT, "seal 3")]


def test_a_cut_tail_is_noticed_after_the_ledger_went_on(records):
    with superuser():
        remove(LedgerSeal.objects.get(number=3))
        for record in records[4:]:
            remove(record.ledger_entry, record.certificate, record)
    a_record()
    seal_ledger()
    write_heads()
    assert found() == [(Kind.SEAL, "seal 3")]


def test_a_missing_seal_is_named(records):
    with superuser():
        remove(LedgerSeal.objects.get(number=2))
    assert found() == [(Kind.REMOVED, "seal 3"), (Kind.REMOVED, "entry 3"), (Kind.REMOVED, "entry 4")]


def test_the_last_seal_is_missed(records):
    with superuser():
        remove(LedgerSeal.objects.get(number=3))
    assert found() == [(Kind.REMOVED, "entry 5"), (Kind.REMOVED, "entry 6"), (Kind.CUT, "seal 3")]


def test_a_signature_by_another_key_is_named(records):
    with superuser():
        LedgerSeal.objects.filter(number=2).update(signature="ab" * 64)
    assert found() == [(Kind.SIGNATURE, "seal 2")]


def test_a_signature_that_is_no_signature_is_named(records):
    with superuser():
        LedgerSeal.objects.filter(number=2).update(signature="không phải chữ ký")
    assert found() == [(Kind.SIGNATURE, "seal 2")]


def test_a_seal_moved_in_time_is_named(records):
    with superuser():
        LedgerSeal.objects.filter(number=1).update(sealed_at=clock.now() + datetime.timedelta(days=1))
    assert found() == [(Kind.SEAL, "seal 1")]


def test_a_changed_reason_of_a_revocation_is_named(records):
    revocation = a_revocation(records[0])
    seal_ledger()
    write_heads()
    with superuser():
        Revocation.objects.update(reason="Lý do khác")
    assert found() == [(Kind.CHANGED, f"revocation {revocation.pk}")]


def test_a_revocation_that_was_taken_away_is_named(records):
    revocation = a_revocation(records[0])
    seal_ledger()
    write_heads()
    with superuser():
        remove(revocation)
    assert found() == [(Kind.REMOVED, f"revocation {revocation.pk}")]


def test_a_revocation_that_was_slipped_in_is_named_and_never_sealed(records):
    forged = Revocation(
        record=records[0], reason="x", revoked_by=an_administrator(a_unit()), revoked_at=clock.now()
    )
    forged.hash = ledger.revocation_hash(forged)
    forged.save()
    assert seal_ledger() == 0
    assert found() == [(Kind.FOREIGN, f"revocation {forged.pk}")]


def test_a_missing_trigger_is_a_finding(records):
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE" if connection.vendor == "postgresql" else "SELECT 1")
        on = " ON completions_ledgerseal" if connection.vendor == "postgresql" else ""
        cursor.execute(f"DROP TRIGGER completions_ledgerseal_refuses_update{on}")
    assert found() == [(Kind.UNPROTECTED, "trigger completions_ledgerseal_refuses_update")]
    create_triggers()
    assert found() == []


def test_a_record_of_the_last_minutes_may_wait_for_its_seal_but_no_longer(records):
    record = a_record()
    assert found() == []
    with clock.frozen_at(clock.now() + datetime.timedelta(minutes=11)):
        assert found() == [(Kind.UNSEALED, row(record))]


@pytest.mark.parametrize(
    "fields",
    [
        {"full_name": "Người Khác"},
        {"course_title": "Khóa khác"},
        {"unit_name": "Nơi khác"},
        {"credited_periods": 40},
        {"approving_decision": "Quyết định khác"},
        {"number": "999999/2026/GCN"},
        {"issued_at": datetime.datetime(2020, 1, 1, tzinfo=datetime.UTC)},
    ],
)
def test_a_certificate_that_says_something_else_is_named(records, fields):
    Certificate.objects.filter(record=records[1]).update(**fields)
    assert found() == [(Kind.CERTIFICATE, row(records[1]))]


def test_a_certificate_that_is_gone_is_named(records):
    with superuser():
        remove(records[1].certificate)
    assert found() == [(Kind.CERTIFICATE, row(records[1]))]


def test_renaming_the_course_or_the_unit_leaves_the_ledger_sound(records):
    record = records[1]
    type(record.course).objects.filter(pk=record.course_id).update(title="Tên mới")
    type(record.unit).objects.filter(pk=record.unit_id).update(name="Xã Mới")
    assert found() == []


def test_pseudonymising_a_person_leaves_the_ledger_sound(records):
    person = records[1].user
    person.full_name = "Người học 1"
    person.save()
    assert forget_name(user=person) == 1
    assert Certificate.objects.get(record=records[1]).full_name == ""
    assert found() == []


def test_the_name_cannot_be_found_again_by_trying_names(records, settings):
    record = records[1]
    name = record.user.full_name
    assert ledger.person_digest(record, name) == record.person_digest
    settings.LEDGER_KEY = "b3RoZXItbGVkZ2VyLWtleS1vZi0zMi1ieXRlcy0hISE="
    assert ledger.person_digest(record, name) != record.person_digest


def test_a_file_of_heads_that_is_gone_is_noticed(records, seal_heads):
    seal_heads.unlink()
    assert found() == [(Kind.HEADS, str(seal_heads))]


def test_a_head_that_was_taken_out_of_the_file_is_noticed(records, seal_heads):
    lines = seal_heads.read_text().splitlines(keepends=True)
    seal_heads.write_text(lines[0] + lines[2])
    with clock.frozen_at(clock.now() + datetime.timedelta(minutes=11)):
        assert found() == [(Kind.HEADS, "seal 2")]


def test_a_head_that_somebody_else_wrote_is_noticed(records, seal_heads):
    with seal_heads.open("a") as file:
        file.write(f"4 8 {'ab' * 32} {'cd' * 64}\n")
    assert found() == [(Kind.HEADS, "seal 4")]


def test_another_key_fits_no_row(records, settings):
    settings.LEDGER_KEY = "b3RoZXItbGVkZ2VyLWtleS1vZi0zMi1ieXRlcy0hISE="
    assert {kind for kind, _ in found()} == {Kind.FOREIGN, Kind.SIGNATURE, Kind.HEADS}


def test_a_score_is_rounded_before_it_is_hashed():
    record = CompletionRecord(score=Decimal("66.665"))
    made = a_record()
    for name in ("user", "edition", "unit", "enrolment"):
        setattr(record, name, getattr(made, name))
    record.course_id, record.completed_at = made.course_id, made.completed_at
    ledger.stamp(record)
    assert record.score == Decimal("66.67")


@pytest.mark.parametrize("key", ["", "short", "không phải cơ số 64", "c2l4dGVlbi1ieXRlcy0hIQ=="])
def test_a_site_without_a_usable_key_says_so_at_the_start(settings, key):
    assert ledger_key_is_usable(None) == []
    settings.LEDGER_KEY = key
    assert [error.id for error in ledger_key_is_usable(None)] == ["completions.E001"]
