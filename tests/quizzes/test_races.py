"""Many requests at the same moment on PostgreSQL. Each race has a twin without the lock, which must see it lost."""

import threading
import time
import uuid

import pytest
from django.db import connection
from django.db.models import QuerySet
from django.test import Client
from django.urls import reverse

from enrolments.models import Enrolment
from quizzes import actions
from quizzes.actions import start_attempt, submit_attempt
from quizzes.models import Answer, Attempt, Result
from quizzes.sitting import saving
from quizzes.sitting.refusals import AttemptIsClosed, NoAttemptsLeft, StaleAnswer
from tests.databases import at_once
from tests.factories import a_sitting, an_answer, an_enrolment

pytestmark = pytest.mark.postgresql


def a_client_of(person):
    client = Client()
    client.force_login(person)
    return client


def clients_of(person, number):
    """Several windows of one browser session."""
    first = a_client_of(person)
    clients = [Client() for _ in range(number)]
    for client in clients:
        client.cookies = first.cookies
    return clients


def drop(index):
    with connection.cursor() as cursor:
        cursor.execute(f"DROP INDEX {index}")


def together(monkeypatch, number):
    """Let every start read where it stands before any of them goes on to write."""
    barrier = threading.Barrier(number)
    blueprint_of = actions.blueprint_of

    def wait(*arguments):
        barrier.wait(timeout=30)
        return blueprint_of(*arguments)

    monkeypatch.setattr(actions, "blueprint_of", wait)


def fifty_starts(monkeypatch):
    quiz = a_sitting().quiz
    learner = an_enrolment(course=quiz.get_parent().get_parent().specific).user
    clients = clients_of(learner, 50)
    together(monkeypatch, 50)
    replies = at_once(50, lambda place: clients[place].post(reverse("quizzes:start", args=[quiz.pk])))
    assert [reply.status_code for reply in replies] == [302] * 50, replies
    return {reply.url for reply in replies}, Attempt.objects.by(learner)


def test_fifty_simultaneous_starts_give_one_attempt(committed_database, monkeypatch):
    addresses, attempts = fifty_starts(monkeypatch)
    assert attempts.count() == 1
    assert addresses == {reverse("quizzes:attempt", args=[attempts.get().uuid])}


def test_without_the_constraints_fifty_starts_give_more(committed_database, monkeypatch):
    drop("one_open_attempt")
    drop("one_attempt_a_number")
    addresses, attempts = fifty_starts(monkeypatch)
    assert attempts.count() > 1
    assert len(addresses) > 1


def sit_as_often_as_possible(quiz, enrolment):
    """Eight windows that start and submit until they are refused."""

    def sit(place):
        begun = 0
        while begun < 20:
            try:
                attempt = start_attempt(enrolment=Enrolment.objects.get(pk=enrolment.pk), quiz=quiz)
            except NoAttemptsLeft:
                return begun
            submit_attempt(attempt=attempt)
            begun += 1
        return begun

    return at_once(8, sit)


def test_attempts_are_never_above_the_limit(committed_database):
    quiz = a_sitting(attempts_allowed=3).quiz
    enrolment = an_enrolment(course=quiz.get_parent().get_parent().specific)
    outcomes = sit_as_often_as_possible(quiz, enrolment)
    assert all(isinstance(outcome, int) for outcome in outcomes), outcomes
    attempts = Attempt.objects.filter(enrolment=enrolment)
    assert sorted(attempts.values_list("number", flat=True)) == [1, 2, 3]
    assert Result.objects.filter(attempt__in=attempts).count() == 3


def twenty_submits(attempt):
    clients = clients_of(attempt.user, 20)
    address = reverse("quizzes:submit", args=[attempt.uuid])
    replies = at_once(20, lambda place: clients[place].post(address))
    return {reply.url for reply in replies if getattr(reply, "status_code", None) == 302}, replies


def slow_marking(monkeypatch, seconds):
    mark_attempt = actions.mark_attempt

    def slow(attempt):
        marking = mark_attempt(attempt)
        time.sleep(seconds)
        return marking

    monkeypatch.setattr(actions, "mark_attempt", slow)


def test_twenty_simultaneous_submits_give_one_result(committed_database, monkeypatch):
    attempt = a_sitting()
    slow_marking(monkeypatch, 0.1)
    addresses, replies = twenty_submits(attempt)
    assert addresses == {reverse("quizzes:result", args=[attempt.uuid])}
    assert [reply.status_code for reply in replies] == [302] * 20
    assert Result.objects.filter(attempt=attempt).count() == 1


def test_without_lock_and_constraint_twenty_submits_give_more(committed_database, monkeypatch):
    attempt = a_sitting()
    slow_marking(monkeypatch, 0.1)
    drop("one_result_a_marking")
    monkeypatch.setattr(QuerySet, "select_for_update", lambda queryset, **options: queryset)
    twenty_submits(attempt)
    assert Result.objects.filter(attempt=attempt).count() > 1


def saves_against_a_submit(monkeypatch):
    """Four windows save while a fifth hands in; returns how many acknowledged answers were not counted."""
    attempt = a_sitting(questions=4)
    slow_marking(monkeypatch, 0.25)
    acknowledged = {}

    def act(place):
        if place == 4:
            time.sleep(0.2)
            return submit_attempt(attempt=attempt)
        slot, base = place + 1, 0
        for number in range(5000):
            option = attempt.paper[place]["options"][number % 5]
            try:
                saved = an_answer(attempt, slot, [option], base=base)
            except AttemptIsClosed:
                return number
            base = saved.revision
            acknowledged[slot] = [option]
            time.sleep(0.002)
        raise AssertionError("the attempt never closed")

    outcomes = at_once(5, act)
    assert not [outcome for outcome in outcomes if isinstance(outcome, Exception)], outcomes
    result = Result.objects.get(attempt=attempt)
    kept = dict(Answer.objects.filter(attempt=attempt).values_list("slot", "chosen"))
    assert kept == acknowledged
    again = {mark["slot"]: mark["score"] for mark in actions.marks_of(actions.mark_attempt(attempt))}
    return sum(mark["score"] != again[mark["slot"]] for mark in result.marks)


def test_what_is_acknowledged_is_counted(committed_database, monkeypatch):
    for _ in range(2):
        assert saves_against_a_submit(monkeypatch) == 0


def test_without_the_lock_of_a_save_something_acknowledged_is_not_counted(committed_database, monkeypatch):
    # A save whose answer points to the attempt would still wait for the row; a plain read of the attempt does not.
    monkeypatch.setattr(saving, "_POSTGRESQL", saving._POSTGRESQL.replace("FOR SHARE", ""))
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT conname FROM pg_constraint WHERE conrelid = 'quizzes_answer'::regclass AND contype = 'f'"
        )
        for (name,) in cursor.fetchall():
            cursor.execute(f'ALTER TABLE quizzes_answer DROP CONSTRAINT "{name}"')
    assert sum(saves_against_a_submit(monkeypatch) for _ in range(3)) > 0


def test_two_windows_never_overwrite_each_other_unasked(committed_database):
    attempt = a_sitting()
    options = attempt.paper[0]["options"]
    kept = []

    def save(place):
        try:
            return an_answer(attempt, 1, [options[place % 5]], base=0, packet=uuid.uuid4())
        except StaleAnswer as stale:
            kept.append(stale.current)
            raise

    outcomes = at_once(10, save)
    winners = [outcome for outcome in outcomes if not isinstance(outcome, Exception)]
    assert len(winners) == 1
    assert set(kept) == set(winners)
    assert Answer.objects.get().chosen == list(winners[0].chosen)
