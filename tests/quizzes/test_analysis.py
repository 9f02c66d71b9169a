"""The analysis of a quiz: what is gathered, what is kept, who sees it."""

import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

import clock
from courses.actions import freeze_edition
from quizzes.actions import start_attempt, submit_attempt
from quizzes.analysis.gathering import analyse_quiz, responses_to
from quizzes.analysis.psychometrics import Suspicion
from quizzes.models import KeyRevision, QuestionAnalysis, QuizAnalysis
from tests.factories import (
    a_category,
    a_course,
    a_person,
    a_question,
    a_quiz,
    a_trainer_of,
    an_answer,
    an_enrolment,
    right_choice,
    signed_in,
    wrong_choice,
)

pytestmark = pytest.mark.django_db


def a_quiz_of(questions):
    """A quiz that asks the same questions of everybody."""
    course = a_course(lessons=1)
    category = a_category()
    for _ in range(questions):
        a_question(category)
    quiz = a_quiz(course.get_children().get(), questions=questions, category=category)
    freeze_edition(course=course)
    return quiz


def sat(quiz, rights: int, at=None):
    """One more person, who gets the first `rights` questions (in the order of their ids) right."""
    enrolment = an_enrolment(user=a_person(), course=quiz.get_parent().get_parent().specific)
    attempt = start_attempt(enrolment=enrolment, quiz=quiz)
    by_question = sorted(
        range(1, len(attempt.paper) + 1), key=lambda slot: attempt.paper[slot - 1]["question"]
    )
    for place, slot in enumerate(by_question):
        an_answer(
            attempt, slot, right_choice(attempt, slot) if place < rights else wrong_choice(attempt, slot)
        )
    submit_attempt(attempt=attempt)
    return attempt


@pytest.fixture
def quiz(db):
    quiz = a_quiz_of(3)
    for rights in [3, 3, 2, 1, 0]:
        sat(quiz, rights)
    return quiz


def test_finished_first_attempts_are_counted(quiz):
    analysis = analyse_quiz(quiz=quiz)
    assert analysis.sittings == 5
    facilities = [found.facility for found in analysis.questions.order_by("question_id")]
    assert facilities == [pytest.approx(0.8), pytest.approx(0.6), pytest.approx(0.4)]
    assert analysis.mean == pytest.approx(0.6)


def test_a_second_attempt_and_an_open_one_do_not_count(quiz):
    again = sat(quiz, 0)
    second = start_attempt(enrolment=again.enrolment, quiz=quiz)
    submit_attempt(attempt=second)
    assert second.number == 2
    assert len(responses_to(quiz)) == 6


def test_the_newest_marking_counts(quiz):
    before = analyse_quiz(quiz=quiz).mean
    attempt = sat(quiz, 3)
    result = attempt.results.get()
    result.pk, result.number, result.score = None, 2, 0
    result.marks = [mark | {"score": "0"} for mark in result.marks]
    result.save()
    assert analyse_quiz(quiz=quiz).mean == pytest.approx(before * 5 / 6)


def test_computing_again_replaces(quiz):
    analyse_quiz(quiz=quiz)
    analyse_quiz(quiz=quiz)
    assert QuizAnalysis.objects.count() == 1
    assert QuestionAnalysis.objects.count() == 3


def test_seconds_run_from_the_answer_before(quiz):
    attempt = start_attempt(
        enrolment=an_enrolment(user=a_person(), course=quiz.get_parent().get_parent().specific), quiz=quiz
    )
    start = attempt.started_at
    for slot, seconds in [(1, 10), (2, 40), (3, 100)]:
        with clock.frozen_at(start + datetime.timedelta(seconds=seconds)):
            an_answer(attempt, slot, right_choice(attempt, slot))
    submit_attempt(attempt=attempt)
    assert sorted(response.seconds for response in responses_to(quiz)[-1]) == [10, 30, 60]


def test_gathering_asks_the_same_for_one_sitting_and_for_many():
    counts = []
    for sittings in [1, 4]:
        quiz = a_quiz_of(3)
        for _ in range(sittings):
            sat(quiz, 2)
        with CaptureQueriesContext(connection) as asked:
            responses_to(quiz)
        counts.append(len(asked))
    assert counts == [4, 4]


def test_a_wrong_key_is_named_first(quiz):
    for number in range(40):
        sat(quiz, number % 4)
    analysis = analyse_quiz(quiz=quiz)
    worst = analysis.questions.order_by("-question_id").first()  # the one only the best know
    key = KeyRevision.objects.filter(version=worst.version_id).latest("number")
    other = next(option["id"] for option in worst.version.options if option["id"] not in key.right)
    KeyRevision.objects.create(
        version=worst.version, number=key.number + 1, right=[other], made_at=clock.now()
    )
    again = analyse_quiz(quiz=quiz)
    first = again.questions.first()
    assert (first.question_id, first.suspicions[0]) == (worst.question_id, Suspicion.OTHER_ABOVE_KEY)


def door(quiz):
    return reverse("analysis:analysis", args=[quiz.pk])


@pytest.fixture
def trainer(client, quiz):
    return signed_in(client, a_trainer_of(quiz.get_parent().get_parent().get_parent()))


def test_a_trainer_computes_and_reads(trainer, quiz):
    before = trainer.get(door(quiz))
    assert before.context["page"].analysis is None and before.context["page"].newer == 5
    assert not QuizAnalysis.objects.exists()  # a GET computes nothing
    after = trainer.post(door(quiz), follow=True)
    assert after.redirect_chain == [(door(quiz), 302)]
    assert [row.number for row in after.context["page"].rows] == [1, 2, 3]


def test_sittings_since_then_are_said(trainer, quiz):
    trainer.post(door(quiz))
    sat(quiz, 1)
    assert trainer.get(door(quiz)).context["page"].newer == 1


def test_the_page_asks_the_same_for_one_question_and_for_three(client):
    counts = []
    for questions in [1, 3]:
        quiz = a_quiz_of(questions)
        sat(quiz, 1)
        analyse_quiz(quiz=quiz)
        trainer = signed_in(client, a_trainer_of(quiz.get_parent().get_parent().get_parent()))
        trainer.get(door(quiz))
        with CaptureQueriesContext(connection) as asked:
            trainer.get(door(quiz))
        counts.append(len(asked))
    assert counts[0] == counts[1]


def test_another_units_quiz_is_not_found(client, quiz):
    foreign = a_quiz_of(1)
    trainer = signed_in(client, a_trainer_of(foreign.get_parent().get_parent().get_parent()))
    assert trainer.get(door(foreign)).status_code == 200
    for ask in [trainer.get, trainer.post]:
        assert ask(door(quiz)).status_code == 404
    assert not QuizAnalysis.objects.exists()
