"""Marking a question again: previewed, once, with the former result kept, and nobody's pass taken."""

from contextlib import suppress

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

import clock
from audit.models import Entry
from completions.models import ActivityProgress
from quizzes.actions import start_attempt, submit_attempt
from quizzes.decisions import regrades, regrading, regrading_views
from quizzes.decisions.regrades import begin_regrade, carry_on, regrade, tend_regrades
from quizzes.decisions.regrading import preview_of
from quizzes.models import KeyRevision, Regrade, Result, VoidedQuestion
from tests.factories import a_person, a_trainer_of, an_enrolment, signed_in
from tests.factories.kinds import a_question_of, a_sitting_of, a_wrong_answer, the_right_answer
from tests.quizzes.test_essays import give

pytestmark = pytest.mark.django_db


@pytest.fixture
def questions():
    return [a_question_of("single"), a_question_of("single")]


@pytest.fixture
def attempt(questions):
    """Of two questions the first is wrong: 50 % where 70 are asked."""
    attempt = a_sitting_of(*questions, pass_mark=70)
    give(attempt, 1, a_wrong_answer(questions[0]))
    give(attempt, 2, the_right_answer(questions[1]))
    return attempt


def revise(question, right):
    last = question.current.keys.latest("number")
    KeyRevision.objects.create(
        version=question.current,
        number=last.number + 1,
        right=right,
        explanation=last.explanation,
        reason="Đáp án sai",
        made_at=clock.now(),
    )


def again(attempt, question, rule="key", reason="Đáp án sai"):
    return regrade(quiz=attempt.quiz, question=question, rule=rule, reason=reason, by=a_person("Lê Thị Chấm"))


def results(attempt):
    return list(
        Result.objects.filter(attempt=attempt)
        .order_by("number")
        .values_list("number", "score", "maximum", "has_passed", "reason")
    )


def is_done(attempt):
    return ActivityProgress.objects.filter(activity=attempt.quiz_id, done_at__isnull=False).exists()


def test_a_new_key_adds_a_result_keeps_the_old_and_completes(attempt, questions):
    submit_attempt(attempt=attempt)
    revise(questions[0], a_wrong_answer(questions[0]))
    seen = preview_of(attempt.quiz, questions[0], "key")
    assert (seen.closed, seen.changed, seen.higher, seen.lower, seen.passes_gained) == (1, 1, 1, 0, 1)
    assert Result.objects.count() == 1 and not is_done(attempt)
    assert again(attempt, questions[0]) == 1
    assert results(attempt) == [(1, 1, 2, False, ""), (2, 2, 2, True, "Đáp án sai")]
    assert is_done(attempt)
    entry = Entry.objects.get(verb="question.regraded")
    assert (entry.detail["results"], entry.detail["passes"]) == (1, 1)
    assert Entry.objects.get(verb="question.regrade_begun").detail["reason"] == "Đáp án sai"


def test_twice_is_as_good_as_once(attempt, questions):
    submit_attempt(attempt=attempt)
    revise(questions[0], a_wrong_answer(questions[0]))
    assert [again(attempt, questions[0]) for _ in range(3)] == [1, 0, 0]
    assert len(results(attempt)) == 2


def test_the_same_inputs_give_the_same_rows(attempt, questions):
    submit_attempt(attempt=attempt)
    revise(questions[0], a_wrong_answer(questions[0]))

    def rows():
        changes = regrading.changes_to([attempt_now], questions[0], "key", "x")
        return [(c.new.number, c.new.score, c.new.maximum, c.new.has_passed, c.new.marks) for c in changes]

    attempt_now = regrading.attempts_asked(attempt.quiz, questions[0]).get()
    assert rows() == rows() != []


def test_nobody_loses_a_pass(questions):
    attempt = a_sitting_of(*questions, pass_mark=70)
    for slot, question in enumerate(questions, 1):
        give(attempt, slot, the_right_answer(question))
    assert submit_attempt(attempt=attempt).has_passed
    revise(questions[0], a_wrong_answer(questions[0]))
    seen = preview_of(attempt.quiz, questions[0], "key")
    assert (seen.lower, seen.passes_kept, seen.certified_kept) == (1, 1, 0)
    again(attempt, questions[0])
    assert results(attempt)[1][1:4] == (1, 2, True)
    assert is_done(attempt)


@pytest.mark.parametrize(
    ("rule", "score", "maximum"), [("full", 2, 2), ("dropped", 1, 1)], ids=["full", "dropped"]
)
def test_a_voided_question_counts_for_all_alike(attempt, questions, rule, score, maximum):
    submit_attempt(attempt=attempt)
    assert again(attempt, questions[0], rule, "Hai phương án đều đúng") == 1
    assert results(attempt)[1][1:4] == (score, maximum, True)
    assert again(attempt, questions[0], "key") == 0, "what is void stays void"


@pytest.mark.parametrize(("rule", "score"), [("full", 2), ("dropped", 1)])
def test_who_hands_in_later_is_marked_by_the_void_too(attempt, questions, rule, score):
    assert again(attempt, questions[0], rule) == 0
    result = submit_attempt(attempt=attempt)
    assert (result.score, result.has_passed, VoidedQuestion.objects.count()) == (score, True, 1)


def test_a_voided_essay_is_not_awaited():
    essay, single = a_question_of("essay"), a_question_of("single")
    attempt = a_sitting_of(essay, single, pass_mark=70)
    give(attempt, 1, the_right_answer(essay))
    give(attempt, 2, the_right_answer(single))
    assert submit_attempt(attempt=attempt).is_provisional
    assert again(attempt, essay, "key") == 0, "only a marker says what an essay earns"
    again(attempt, essay, "dropped")
    result = Result.objects.latest("number")
    assert (result.score, result.maximum, result.is_provisional, result.has_passed) == (1, 1, False, True)


def test_the_preview_asks_as_often_for_three_as_for_one(questions):
    first = a_sitting_of(*questions)
    submit_attempt(attempt=first)

    def asked():
        with CaptureQueriesContext(connection) as queries:
            seen = preview_of(first.quiz, questions[0], "full")
        return seen.changed, len(queries)

    one = asked()
    for _ in range(2):
        enrolment = an_enrolment(a_person(), first.enrolment.course)
        submit_attempt(attempt=start_attempt(enrolment=enrolment, quiz=first.quiz))
    assert asked() == (3, one[1]) and one[0] == 1


def test_the_page_asks_a_reason_and_the_learner_reads_it(client, attempt, questions):
    submit_attempt(attempt=attempt)
    address = reverse("analysis:regrade", args=[attempt.quiz_id, questions[0].pk])
    signed_in(client, a_trainer_of(attempt.quiz))
    assert "1 kết quả" in client.get(address, {"rule": "full"}).content.decode()
    client.post(address, {"rule": "full", "reason": " "})
    assert not VoidedQuestion.objects.exists()
    reply = client.post(address, {"rule": "full", "reason": "<b>Hai</b> phương án đúng"})
    work = Regrade.objects.get()
    assert reply["Location"] == reverse("analysis:regraded", args=[attempt.quiz_id, work.pk])
    assert "1 kết quả trong 1" in client.get(reply["Location"]).content.decode()
    assert len(results(attempt)) == 2
    client.force_login(attempt.user)
    page = client.get(reverse("quizzes:result", args=[attempt.uuid])).content.decode()
    assert "Câu này đã được hủy: &lt;b&gt;Hai&lt;/b&gt; phương án đúng" in page


def test_another_trainers_quiz_is_not_found(client, attempt, questions):
    submit_attempt(attempt=attempt)
    address = reverse("analysis:regrade", args=[attempt.quiz_id, questions[0].pk])
    signed_in(client, a_trainer_of(a_sitting_of(a_question_of("single")).quiz))
    assert client.get(address).status_code == 404
    assert client.post(address, {"rule": "full", "reason": "x"}).status_code == 404
    signed_in(client, a_trainer_of(attempt.quiz))
    assert client.get(address).status_code == 200
    foreign = a_question_of(
        "single"
    )  # nobody was asked it here: its text is not to be read through this page
    address = reverse("analysis:regrade", args=[attempt.quiz_id, foreign.pk])
    assert client.post(address, {"rule": "full", "reason": "x"}).status_code == 404
    assert not Regrade.objects.exists()


# Thousands of results: batch by batch, by the worker.


class Killed(Exception):
    """As if the process were no more."""


@pytest.fixture
def three(attempt, questions):
    """Three people answered the same, and the key was wrong."""
    others = [an_enrolment(a_person(), attempt.enrolment.course) for _ in range(2)]
    attempts = [attempt, *(start_attempt(enrolment=one, quiz=attempt.quiz) for one in others)]
    for one in attempts[1:]:
        give(one, 1, a_wrong_answer(questions[0]))
        give(one, 2, the_right_answer(questions[1]))
    for one in attempts:
        submit_attempt(attempt=one)
    revise(questions[0], a_wrong_answer(questions[0]))
    return attempts


def begun(attempt, question, rule="key"):
    return begin_regrade(
        quiz=attempt.quiz, question=question, rule=rule, reason="Đáp án sai", by=a_person("Lê Thị Chấm")
    )


def killed_twice(monkeypatch, three, question):
    """Batches of one; the process dies in the middle of the second, the next one in the middle of the third.

    How often somebody's pass was begun to be written, what the work counted, results a person, and activities done.
    """
    monkeypatch.setattr(regrades, "BATCH", 1)
    complete, passed = regrades.complete_activity, []

    def dying(**of):
        passed.append(of)
        if len(passed) in (2, 4):
            raise Killed
        complete(**of)

    monkeypatch.setattr(regrades, "complete_activity", dying)
    work = begun(three[0], question)
    for _ in range(2):
        with suppress(Killed):
            carry_on(pk=work.pk)
    assert tend_regrades() == 0, "it gave a sign of life a moment ago, or is finished"
    with clock.frozen_at(clock.now() + 2 * regrades.STALLED):
        tend_regrades()
    work.refresh_from_db()
    done = ActivityProgress.objects.filter(activity=three[0].quiz_id, done_at__isnull=False).count()
    counted = (work.done, work.changed, work.passes_gained)
    return len(passed), counted, [len(results(one)) for one in three], done


def test_a_worker_killed_twice_is_gone_on_with_and_marks_nothing_twice(monkeypatch, three, questions):
    assert killed_twice(monkeypatch, three, questions[0]) == (5, (3, 3, 3), [2, 2, 2], 3)


def test_without_whole_batches_a_killed_worker_forgets_who_passed(monkeypatch, three, questions):
    monkeypatch.setattr(regrades, "_next_batch", regrades._next_batch.__wrapped__)
    assert killed_twice(monkeypatch, three, questions[0])[-1] < 3


def test_the_page_shows_how_far_the_work_is_and_then_what_it_changed(client, monkeypatch, three, questions):
    quiz = three[0].quiz
    work = begun(three[0], questions[0])
    address = reverse("analysis:regraded", args=[quiz.pk, work.pk])
    signed_in(client, a_trainer_of(quiz))
    page = client.get(address).content.decode()
    assert 'http-equiv="refresh"' in page and "Đang chấm lại" in page and "Đã xem 0 trong 3 kết quả" in page
    monkeypatch.setattr(regrading_views, "AT_ONCE", 0)
    asked = {"rule": "key", "reason": "Đáp án sai"}
    reply = client.post(reverse("analysis:regrade", args=[quiz.pk, questions[0].pk]), asked)
    assert reply["Location"] == address, "asked for twice it is the same work; the worker did it"
    page = client.get(address).content.decode()
    assert 'http-equiv="refresh"' not in page and "3 kết quả trong 3" in page
    assert all(one.code in page for one in three) and three[0].user.full_name not in page


def test_another_rule_takes_the_place_of_one_that_is_at_work(three, questions):
    first = begun(three[0], questions[0])
    second = begun(three[0], questions[0], "full")
    assert [carry_on(pk=one.pk).changed for one in (first, second)] == [0, 3]
    assert Regrade.objects.get(pk=first.pk).is_replaced
    assert begun(three[0], questions[0]).pk not in (first.pk, second.pk), "what is finished is asked for anew"
