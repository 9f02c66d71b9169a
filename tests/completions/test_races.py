"""Whoever finishes or revokes many times at once does it once."""

import threading

from django.db import connection

from audit.models import Entry
from completions.actions import complete_activity, revoke_record
from completions.models import Certificate, CompletionRecord
from tests.factories import a_course, a_record, an_administrator, an_enrolment


def at_once(work, times):
    together = threading.Barrier(times)
    results = []

    def run():
        together.wait()
        results.append(work())
        connection.close()

    threads = [threading.Thread(target=run) for _ in range(times)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


def test_finishing_many_times_at_once_gives_one_record(real_database):
    enrolment = an_enrolment(course=a_course(lessons=1))
    lesson = enrolment.edition.required[0]
    records = at_once(lambda: complete_activity(enrolment=enrolment, activity_id=lesson), 6)
    assert len(records) == 6
    assert len({record.pk for record in records}) == 1
    assert CompletionRecord.objects.count() == Certificate.objects.count() == 1


def test_revoking_many_times_at_once_gives_one_revocation(real_database):
    record = a_record()
    by = an_administrator(record.unit)
    revocations = at_once(lambda: revoke_record(record=record, by=by, reason="Nhầm"), 4)
    assert len({revocation.pk for revocation in revocations}) == 1
    assert Entry.objects.filter(verb="record.revoked").count() == 1
