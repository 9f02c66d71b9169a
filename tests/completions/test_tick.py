"""What is due is done once, however many ticks there are, and one failure does not keep the rest from running."""

import datetime
import os
import signal
import subprocess
import sys
import threading
import time
from io import StringIO

import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import connection

import clock
from completions.models import LedgerEntry, LedgerSeal
from completions.verification import verify_ledger
from enrolments.models import Assignment, Enrolment
from home.management.commands import tick
from quizzes.actions import start_attempt
from quizzes.models import Attempt, QuizPage, Result
from tests.factories import a_course, a_person, a_record, a_unit, an_administrator, an_enrolment


def due_work():
    """One overdue attempt, one person who joined a targeted unit, one record without a seal."""
    unit = a_unit()
    quizzed = a_course(quiz=True)
    quiz = QuizPage.objects.descendant_of(quizzed).get()
    QuizPage.objects.filter(pk=quiz.pk).update(time_limit=10)
    quiz.refresh_from_db()
    long_ago = clock.now() - datetime.timedelta(days=2)
    with clock.frozen_at(long_ago):
        enrolment = an_enrolment(a_person(unit=unit), quizzed)
        start_attempt(enrolment=enrolment, quiz=quiz)
    administrator = an_administrator(a_unit())
    assignment = Assignment.objects.create(
        course=a_course(),
        due_on=clock.today() + datetime.timedelta(days=30),
        made_by=administrator,
        made_for=unit,
        made_at=long_ago,
    )
    assignment.units.add(unit)
    a_record(course=a_course(lessons=1))


def assert_done_once():
    assert Attempt.objects.get().state == Attempt.State.EXPIRED
    assert Result.objects.count() == 1
    asked = Enrolment.objects.filter(assignment__isnull=False)
    assert asked.count() == asked.values("user").distinct().count() == 1
    assert LedgerEntry.objects.count() == LedgerSeal.objects.count() == 1
    assert list(verify_ledger()) == []


def test_a_tick_does_what_is_due_and_the_next_finds_nothing(real_database):
    due_work()
    said = StringIO()
    call_command("tick", stdout=said)
    assert said.getvalue().splitlines() == [
        "attempts closed: 1",
        "people asked to learn: 1",
        "records and revocations sealed: 1",
        "reminders noted: 1",  # the administrator's weekly digest, of which nothing comes: nobody is overdue
    ]
    again = StringIO()
    call_command("tick", stdout=again)
    assert again.getvalue() == ""
    assert_done_once()


def test_two_ticks_at_once_are_as_good_as_one(real_database):
    due_work()
    together = threading.Barrier(3)
    failed = []

    def run():
        together.wait()
        try:
            call_command("tick", stdout=StringIO())
        except SystemExit:
            failed.append(threading.current_thread().name)
        finally:
            connection.close()

    ticks = [threading.Thread(target=run) for _ in range(3)]
    for one in ticks:
        one.start()
    for one in ticks:
        one.join()
    assert failed == []
    assert_done_once()


def test_what_fails_is_logged_and_the_others_run(real_database, monkeypatch, caplog):
    a_record(course=a_course(lessons=1))

    def broken():
        raise RuntimeError("cannot close")

    monkeypatch.setitem(tick.DUE, "attempts closed", broken)
    with pytest.raises(SystemExit) as stop:
        call_command("tick", stdout=StringIO())
    assert stop.value.code == 1
    assert "cannot close" in caplog.text
    assert LedgerEntry.objects.count() == 1


def test_the_loop_runs_at_once_and_ends_when_told_to(real_database, tmp_path):
    a_record(course=a_course(lessons=1))
    name = real_database.settings_dict["NAME"]
    folder = os.environ.get("DATABASE_URL", "").rpartition("/")[0]
    url = f"{folder}/{name}" if real_database.vendor == "postgresql" else f"sqlite:///{name}"
    loop = subprocess.Popen(
        [sys.executable, "manage.py", "tick", "--loop", "--settings", "tests.settings"],
        cwd=settings.BASE_DIR,
        env=os.environ | {"DATABASE_URL": url, "VAR_DIR": str(tmp_path)},
    )
    try:
        for _ in range(300):
            if LedgerSeal.objects.exists():
                break
            time.sleep(0.1)
        assert LedgerSeal.objects.count() == 1
        loop.send_signal(signal.SIGTERM)
        assert loop.wait(timeout=10) == 0
    finally:
        loop.kill()
