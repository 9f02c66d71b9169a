"""Every record gets its place in one chain, whatever order and however many sealers."""

import threading

import pytest
from django.db import connection, transaction

from completions import sealing
from completions.models import CompletionRecord, LedgerEntry, LedgerSeal
from completions.sealing import read_heads, seal_ledger, write_heads
from completions.verification import verify_ledger
from tests.factories import a_course, a_person, a_record, a_revocation, a_unit, an_enrolment


def heads(path):
    return [head.number for head in read_heads(path.read_bytes().splitlines())]


@pytest.mark.django_db
def test_what_has_no_entry_is_sealed_once(django_capture_on_commit_callbacks, seal_heads):
    record = a_record()
    with django_capture_on_commit_callbacks(execute=True):
        assert seal_ledger() == 1
    assert seal_ledger() == 0
    entry, seal = LedgerEntry.objects.get(), LedgerSeal.objects.get()
    assert (entry.sequence, entry.record, entry.hash) == (1, record, record.hash)
    assert (seal.number, seal.first, seal.last, seal.previous) == (1, 1, 1, "0" * 64)
    assert heads(seal_heads) == [1]


@pytest.mark.django_db
def test_a_record_with_a_lower_id_that_appears_later_is_sealed():
    early, late = a_record(), a_record()
    assert sealing._seal([(CompletionRecord, late.pk)]) == 1
    assert seal_ledger() == 1
    assert list(LedgerEntry.objects.order_by("sequence").values_list("record", flat=True)) == [
        late.pk,
        early.pk,
    ]


@pytest.mark.django_db
def test_a_revocation_is_sealed_after_its_record():
    revocation = a_revocation()
    assert seal_ledger() == 2
    assert list(LedgerEntry.objects.order_by("sequence").values_list("record", "revocation")) == [
        (revocation.record_id, None),
        (None, revocation.pk),
    ]


@pytest.mark.django_db
def test_many_records_stand_under_several_seals(monkeypatch):
    monkeypatch.setattr(sealing, "LARGEST_SEAL", 2)
    course, unit = a_course(lessons=1), a_unit()
    for _ in range(5):
        a_record(user=a_person(unit=unit), course=course)
    assert seal_ledger() == 5
    assert list(LedgerSeal.objects.order_by("number").values_list("first", "last")) == [
        (1, 2),
        (3, 4),
        (5, 5),
    ]


@pytest.mark.django_db
def test_heads_that_a_crash_kept_out_of_the_file_are_written_by_the_next_run(seal_heads):
    course, unit = a_course(lessons=1), a_unit()
    for _ in range(3):
        a_record(user=a_person(unit=unit), course=course)
        seal_ledger()
    write_heads()
    whole = seal_heads.read_bytes()
    lines = whole.splitlines(keepends=True)
    seal_heads.write_bytes(lines[0] + lines[1][:70])
    write_heads()
    assert heads(seal_heads) == [1, 2, 3]
    write_heads()
    assert heads(seal_heads) == [1, 2, 3]
    assert list(verify_ledger()) == []


@pytest.mark.django_db
def test_sealing_asks_the_same_number_of_questions_for_one_record_and_for_three(
    django_assert_num_queries, django_assert_max_num_queries
):
    course, unit = a_course(lessons=1), a_unit()
    a_record(user=a_person(unit=unit), course=course)
    with django_assert_max_num_queries(12) as one:
        seal_ledger()
    for _ in range(3):
        a_record(user=a_person(unit=unit), course=course)
    with django_assert_num_queries(len(one.captured_queries)):
        seal_ledger()


def test_two_sealers_at_once_make_one_chain(real_database):
    course, unit = a_course(lessons=1), a_unit()
    for _ in range(12):
        a_record(user=a_person(unit=unit), course=course)
    together = threading.Barrier(4)
    sealed = []

    def run():
        together.wait()
        sealed.append(seal_ledger())
        connection.close()

    sealers = [threading.Thread(target=run) for _ in range(4)]
    for sealer in sealers:
        sealer.start()
    for sealer in sealers:
        sealer.join()
    assert sum(sealed) == 12
    assert LedgerEntry.objects.count() == 12
    assert list(verify_ledger()) == []


@pytest.mark.postgresql
def test_a_record_that_commits_after_a_higher_id_was_sealed_is_sealed_next(real_database):
    course, unit = a_course(lessons=1), a_unit()
    slow = an_enrolment(a_person(unit=unit), course)
    written, go_on = threading.Event(), threading.Event()

    def complete_slowly():
        from completions.actions import complete_activity

        with transaction.atomic():
            complete_activity(enrolment=slow, activity_id=slow.edition.required[0])
            written.set()
            go_on.wait(10)
        connection.close()

    thread = threading.Thread(target=complete_slowly)
    thread.start()
    assert written.wait(10)
    quick = a_record(user=a_person(unit=unit), course=course)
    assert seal_ledger() == 1
    go_on.set()
    thread.join()
    assert slow.record.pk < quick.pk
    assert seal_ledger() == 1
    assert list(verify_ledger()) == []
