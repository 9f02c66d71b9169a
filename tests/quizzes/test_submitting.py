"""Handing in: counted once, marked by the newest keys, a pass completes the activity."""

import datetime
from decimal import Decimal

import pytest

import clock
from completions.models import ActivityProgress, CompletionRecord
from quizzes.actions import close_overdue_attempts, start_attempt, submit_attempt
from quizzes.models import KeyRevision, Result
from tests.factories import a_sitting, an_answer, right_choice, wrong_choice

pytestmark = pytest.mark.django_db
NOON = datetime.datetime(2026, 11, 23, 5, 0, tzinfo=datetime.UTC)
MINUTE = datetime.timedelta(minutes=1)


def answered(right, questions=4, **fields):
    """A sitting with so many right answers, the rest wrong but the last, which is left open."""
    attempt = a_sitting(questions=questions, **fields)
    for slot in range(1, questions):
        an_answer(
            attempt, slot, right_choice(attempt, slot) if slot <= right else wrong_choice(attempt, slot)
        )
    return attempt


def test_a_result_counts_every_question_and_tells_unanswered_from_wrong():
    attempt = answered(right=2)
    result = submit_attempt(attempt=attempt)
    assert (result.score, result.maximum, result.has_passed) == (2, 4, False)
    assert [(mark["slot"], mark["score"], mark["answered"]) for mark in result.marks] == [
        (1, "1", True),
        (2, "1", True),
        (3, "0", True),
        (4, "0", False),
    ]
    attempt.refresh_from_db()
    assert (attempt.state, attempt.closed_at) == ("submitted", result.made_at)


def test_submitting_twice_gives_the_same_result():
    attempt = answered(right=3)
    assert submit_attempt(attempt=attempt) == submit_attempt(attempt=attempt)
    assert Result.objects.count() == 1


def test_a_pass_completes_the_activity_and_a_fail_does_not():
    failed = answered(right=2)
    submit_attempt(attempt=failed)
    assert not ActivityProgress.objects.filter(done_at__isnull=False).exists()
    passed = answered(right=3, pass_mark=75)
    result = submit_attempt(attempt=passed)
    assert result.has_passed
    assert ActivityProgress.objects.get(done_at__isnull=False).done_at == result.made_at


def test_the_last_required_activity_brings_the_record_with_score_and_evidence():
    attempt = answered(right=3, questions=3, pass_mark=66)
    lesson = attempt.quiz.get_prev_sibling()
    ActivityProgress.objects.create(enrolment=attempt.enrolment, activity=lesson, done_at=clock.now())
    submit_attempt(attempt=attempt)
    record = CompletionRecord.objects.get()
    assert record.score == Decimal("66.67")
    assert record.evidence["attempt"] == str(attempt.uuid)
    assert record.completed_at == Result.objects.get().made_at


def test_the_newest_key_decides():
    attempt = answered(right=0, questions=2)
    version = attempt.paper[0]["version"]
    newest = KeyRevision.objects.create(
        version_id=version, number=2, right=wrong_choice(attempt, 1), made_at=clock.now()
    )
    result = submit_attempt(attempt=attempt)
    assert result.score == 1
    assert result.marks[0]["key"] == newest.pk


@pytest.mark.parametrize(("late", "state"), [(10, "submitted"), (11, "expired")])
def test_after_deadline_and_grace_an_attempt_closes_as_of_its_deadline(late, state):
    with clock.frozen_at(NOON):
        attempt = answered(right=3, time_limit=20)
    arrival = attempt.deadline_at + datetime.timedelta(seconds=late)
    with clock.frozen_at(arrival):
        result = submit_attempt(attempt=attempt)
    attempt.refresh_from_db()
    assert attempt.state == state
    assert attempt.closed_at == (arrival if state == "submitted" else attempt.deadline_at)
    assert result.score == 3


def test_the_timed_job_closes_what_is_overdue_and_nothing_else():
    with clock.frozen_at(NOON):
        overdue, running = answered(right=3, time_limit=5), answered(right=3, time_limit=30)
        unlimited = answered(right=3)
    with clock.frozen_at(NOON + 5 * MINUTE + datetime.timedelta(seconds=10)):
        assert close_overdue_attempts() == 0
    with clock.frozen_at(NOON + 6 * MINUTE):
        assert close_overdue_attempts() == 1
        assert close_overdue_attempts() == 0
    for attempt, state in ((overdue, "expired"), (running, "open"), (unlimited, "open")):
        attempt.refresh_from_db()
        assert attempt.state == state
    assert Result.objects.get().attempt == overdue


def test_points_weigh():
    attempt = a_sitting(questions=2)
    attempt.paper[0]["points"] = "3.00"
    attempt.save()
    an_answer(attempt, 1, right_choice(attempt, 1))
    result = submit_attempt(attempt=attempt)
    assert (result.score, result.maximum, result.has_passed) == (3, 4, True)


def test_partial_credit_reaches_the_result_as_an_exact_fraction():
    attempt = a_sitting(questions=1, kinds=("multiple",))
    an_answer(attempt, 1, right_choice(attempt, 1)[:2])
    result = submit_attempt(attempt=attempt)
    assert result.marks[0]["score"] == "2/3"
    assert result.score == Decimal("0.6667")
    assert not result.has_passed


def test_a_new_attempt_after_a_submitted_one_has_its_own_result():
    first = answered(right=1)
    submit_attempt(attempt=first)
    second = start_attempt(enrolment=first.enrolment, quiz=first.quiz)
    submit_attempt(attempt=second)
    assert Result.objects.filter(number=1).count() == 2
