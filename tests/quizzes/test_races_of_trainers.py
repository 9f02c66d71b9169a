"""What trainers and administrators do at the moment somebody hands in, on PostgreSQL; each with its twin without the lock."""

import datetime
import threading
import time

import pytest
from django.db.models import QuerySet

import clock
from quizzes import actions
from quizzes.actions import close_overdue_attempts, start_attempt, submit_attempt
from quizzes.decisions import giving_time, regrades, regrading
from quizzes.essays import marking
from quizzes.models import Attempt, KeyRevision, Question, Result
from tests.databases import at_once
from tests.factories import a_person, a_sitting, an_answer, right_choice, wrong_choice
from tests.factories.kinds import a_question_of, a_sitting_of, the_right_answer
from tests.quizzes.sitting_world import NOON
from tests.quizzes.test_essays import give
from tests.quizzes.test_races import slow_marking

pytestmark = pytest.mark.postgresql
SECOND = datetime.timedelta(seconds=1)


def without_locks(monkeypatch):
    monkeypatch.setattr(QuerySet, "select_for_update", lambda queryset, **options: queryset)


def a_regrade_while_one_hands_in(monkeypatch):
    """The key is corrected and the question marked again after the old key was read; the points that are told last."""
    attempt = a_sitting(questions=1)
    an_answer(attempt, 1, wrong_choice(attempt, 1))
    question = Question.objects.get(pk=attempt.paper[0]["question"])
    trainer, is_marked = a_person("Lê Thị Chấm"), threading.Event()
    mark_attempt = actions.mark_attempt

    def slow(sitting):
        marking = mark_attempt(sitting)
        is_marked.set()
        time.sleep(0.5)
        return marking

    monkeypatch.setattr(actions, "mark_attempt", slow)

    def act(place):
        if place == 0:
            return submit_attempt(attempt=attempt)
        assert is_marked.wait(30)
        KeyRevision.objects.create(
            version=question.current, number=2, right=wrong_choice(attempt, 1), made_at=clock.now()
        )
        return regrades.regrade(
            quiz=attempt.quiz, question=question, rule="key", reason="Đáp án sai", by=trainer
        )

    outcomes = at_once(2, act)
    assert not [one for one in outcomes if isinstance(one, Exception)], outcomes
    return Result.objects.filter(attempt=attempt).latest("number").score


def test_who_hands_in_while_a_question_is_marked_again_gets_the_new_key(committed_database, monkeypatch):
    assert a_regrade_while_one_hands_in(monkeypatch) == 1


def test_without_the_lock_who_hands_in_keeps_the_old_key(committed_database, monkeypatch):
    without_locks(monkeypatch)
    assert a_regrade_while_one_hands_in(monkeypatch) == 0


def a_corrected_key():
    """A closed attempt that the newest key judges otherwise, its question, and who may mark it again."""
    attempt = a_sitting(questions=1)
    an_answer(attempt, 1, right_choice(attempt, 1))
    submit_attempt(attempt=attempt)
    question = Question.objects.get(pk=attempt.paper[0]["question"])
    KeyRevision.objects.create(
        version=question.current, number=2, right=wrong_choice(attempt, 1), made_at=clock.now()
    )
    asked = {"quiz": attempt.quiz, "question": question, "rule": "key", "reason": "Đáp án sai"}
    return attempt, asked | {"by": a_person("Lê Thị Chấm")}


def two_workers(monkeypatch):
    """The worker and the tick at once on the same work; each has read what stands before either writes, unless it waits."""
    attempt, asked = a_corrected_key()
    work, changes_to = regrades.begin_regrade(**asked), regrading.changes_to

    def slow(*arguments):
        found = list(changes_to(*arguments))
        time.sleep(0.5)
        return iter(found)

    monkeypatch.setattr(regrading, "changes_to", slow)
    outcomes = at_once(2, lambda place: regrades.carry_on(pk=work.pk).changed)
    return outcomes, Result.objects.filter(attempt=attempt).count()


def test_two_workers_at_once_change_a_result_once(committed_database, monkeypatch):
    assert two_workers(monkeypatch) == ([1, 1], 2)


def test_without_the_lock_the_second_worker_breaks_on_the_constraint(committed_database, monkeypatch):
    without_locks(monkeypatch)
    outcomes, results = two_workers(monkeypatch)
    assert [type(one).__name__ for one in outcomes if one != 1] == ["IntegrityError"] and results == 2


def two_clicks(monkeypatch):
    """The same asked for twice at once; each has looked for work that stands before either begins, unless it waits."""
    _, asked = a_corrected_key()
    count = regrades.attempts_asked

    def slow(*arguments):
        time.sleep(0.5)
        return count(*arguments)

    monkeypatch.setattr(regrades, "attempts_asked", slow)
    return at_once(2, lambda place: regrades.begin_regrade(**asked).pk)


def test_two_clicks_at_once_are_one_piece_of_work(committed_database, monkeypatch):
    first, second = two_clicks(monkeypatch)
    assert first == second


def test_without_the_lock_the_second_click_breaks_on_the_constraint(committed_database, monkeypatch):
    without_locks(monkeypatch)
    outcomes = two_clicks(monkeypatch)
    assert sorted(type(one).__name__ for one in outcomes) == ["IntegrityError", "int"]


def two_markers(monkeypatch):
    """Both mark the same essay at once; each has read what was said before either speaks, unless it waits."""
    essay = a_question_of("essay")
    attempt = a_sitting_of(essay, essay_markers=2)
    give(attempt, 1, the_right_answer(essay))
    submit_attempt(attempt=attempt)
    said = {criterion["id"]: 1 for criterion in essay.current.body["rubric"]}
    people, share = [a_person("Trần Chấm"), a_person("Lê Chấm")], marking._share

    def slow(*arguments):
        time.sleep(0.5)
        return share(*arguments)

    monkeypatch.setattr(marking, "_share", slow)
    outcomes = at_once(
        2,
        lambda place: (
            marking.mark_essay(attempt=attempt, slot=1, levels=said, comment="", by=people[place]).number
        ),
    )
    return outcomes, Result.objects.filter(attempt=attempt).latest("number").is_provisional


def test_two_markers_at_once_settle_an_essay(committed_database, monkeypatch):
    outcomes, is_provisional = two_markers(monkeypatch)
    assert sorted(outcomes) == [1, 2] and not is_provisional


def test_without_the_lock_one_of_two_markers_breaks_on_the_constraint(committed_database, monkeypatch):
    without_locks(monkeypatch)
    outcomes, is_provisional = two_markers(monkeypatch)
    assert [type(one).__name__ for one in outcomes if one != 1] == ["IntegrityError"] and is_provisional


def the_tick_while_time_is_given(monkeypatch, closes):
    """Time is given in the last second; before that is committed, the clock passes the old deadline and grace."""
    with clock.frozen_at(NOON):
        attempt = a_sitting(questions=1, time_limit=20)
    administrator, is_given = a_person("Trần Văn Dũng"), threading.Event()
    log = giving_time.log

    def slow(**entry):
        is_given.set()
        time.sleep(0.5)
        log(**entry)

    monkeypatch.setattr(giving_time, "log", slow)

    def act(place):
        if place == 0:
            with clock.frozen_at(attempt.deadline_at + 9 * SECOND):
                return giving_time.give_time_back(
                    quiz=attempt.quiz, seconds=600, reason="Mất điện", key=attempt.uuid, by=administrator
                )
        assert is_given.wait(30)
        with clock.frozen_at(attempt.deadline_at + 11 * SECOND):
            return closes(attempt)

    outcomes = at_once(2, act)
    assert not [one for one in outcomes if isinstance(one, Exception)], outcomes
    stored = Attempt.objects.get(pk=attempt.pk)
    assert stored.deadline_at == attempt.deadline_at + 600 * SECOND
    assert outcomes[0].attempts == 1
    return stored.state


def by_the_tick(attempt):
    return close_overdue_attempts()


def by_the_next_start(attempt):
    return start_attempt(enrolment=attempt.enrolment, quiz=attempt.quiz)


@pytest.mark.parametrize("closes", [by_the_tick, by_the_next_start])
def test_time_that_is_being_given_keeps_an_attempt_open(committed_database, monkeypatch, closes):
    assert the_tick_while_time_is_given(monkeypatch, closes) == Attempt.State.OPEN


@pytest.mark.parametrize("closes", [by_the_tick, by_the_next_start])
def test_without_the_lock_it_is_closed_although_time_was_given(committed_database, monkeypatch, closes):
    without_locks(monkeypatch)
    assert the_tick_while_time_is_given(monkeypatch, closes) == Attempt.State.EXPIRED


def the_tick_before_time_is_given(monkeypatch):
    """The tick has the attempt in hand when time is given: nothing is given to what is being closed."""
    with clock.frozen_at(NOON):
        attempt = a_sitting(questions=1, time_limit=20)
    administrator = a_person("Trần Văn Dũng")
    slow_marking(monkeypatch, 0.5)

    def act(place):
        if place == 0:
            with clock.frozen_at(attempt.deadline_at + 11 * SECOND):
                return close_overdue_attempts()
        time.sleep(0.2)
        with clock.frozen_at(attempt.deadline_at + 9 * SECOND):  # its moment was asked for earlier
            return giving_time.give_time_back(
                quiz=attempt.quiz, seconds=600, reason="Mất điện", key=attempt.uuid, by=administrator
            )

    closed, grant = at_once(2, act)
    stored = Attempt.objects.get(pk=attempt.pk)
    return closed, grant.attempts, stored.state, stored.closed_at == stored.deadline_at


def test_what_is_being_closed_gets_no_time(committed_database, monkeypatch):
    assert the_tick_before_time_is_given(monkeypatch) == (1, 0, Attempt.State.EXPIRED, True)


def test_without_the_lock_a_closed_attempt_gets_time(committed_database, monkeypatch):
    without_locks(monkeypatch)
    assert the_tick_before_time_is_given(monkeypatch) == (1, 1, Attempt.State.EXPIRED, False)
