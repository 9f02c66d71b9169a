"""Trying a quiz out leaves no trace."""

import pytest
from django.db import connection
from django.urls import reverse

from quizzes.models import Question, QuizDraw, QuizPage
from tests.factories import (
    a_category,
    a_course,
    a_person,
    a_question,
    a_quiz,
    a_shelf,
    a_trainer_of,
    signed_in,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def quiz():
    return a_quiz(a_course(lessons=1).get_children().get())


def door(quiz):
    return reverse("quizzes:trial", args=[quiz.pk])


def everything():
    """Every row of every table but sessions."""
    rows = {}
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            if "session" not in table:
                cursor.execute(f'SELECT * FROM "{table}"')
                rows[table] = sorted(map(repr, cursor.fetchall()))
    return rows


@pytest.fixture
def trainer(client, quiz):
    return signed_in(client, a_trainer_of(quiz.get_parent().get_parent().get_parent()))


def test_a_trainer_sits_the_quiz_and_nothing_is_kept(trainer, quiz):
    before = everything()
    page = trainer.get(door(quiz))
    trial = page.context["page"]
    assert len(trial.questions) == 3
    answers = {
        f"cau-{question.slot}-chosen": Question.objects.get(pk=question.question).current.keys.get().right
        for question in trial.questions
    }
    response = trainer.post(door(quiz), {"sealed": trial.sealed, **answers})
    assert response.context["page"].marking.score == 3
    assert response.context["page"].has_passed
    assert b"is-right" in response.content
    after = everything()
    assert len(before) > 60
    assert [table for table in after if after[table] != before[table]] == []


def test_the_key_is_not_in_the_page_before_it_is_marked(trainer, quiz):
    text = trainer.get(door(quiz)).content.decode()
    assert "is-right" not in text
    assert "Vì luật nói vậy" not in text


def test_wrong_answers_are_marked_too(trainer, quiz):
    sealed = trainer.get(door(quiz)).context["page"].sealed
    trial = trainer.post(door(quiz), {"sealed": sealed}).context["page"]
    assert (trial.marking.score, trial.has_passed) == (0, False)


@pytest.mark.parametrize("sealed", ["", "nonsense", "eyJxdWl6IjoxfQ:1:x"])
def test_a_forged_seed_gives_a_new_paper(trainer, quiz, sealed):
    trial = trainer.post(door(quiz), {"sealed": sealed}).context["page"]
    assert trial.marking is None
    assert trial.was_changed


def test_a_paper_of_another_quiz_gives_a_new_paper(trainer, quiz):
    other = a_quiz(quiz.get_parent(), slug="khac")
    sealed = trainer.get(door(other)).context["page"].sealed
    assert trainer.post(door(quiz), {"sealed": sealed}).context["page"].was_changed


def test_a_change_of_the_bank_gives_a_new_paper(trainer, quiz):
    trial = trainer.get(door(quiz)).context["page"]
    Question.objects.filter(pk=trial.questions[0].question).update(state="retired")
    assert trainer.post(door(quiz), {"sealed": trial.sealed}).context["page"].was_changed


def test_a_draft_is_tried_as_it_is_written(trainer, quiz):
    category = a_category()
    a_question(category)
    draft = quiz.get_latest_revision_as_object()
    draft.draws = [QuizDraw(category=category, count=1)]
    draft.save_revision()
    assert len(trainer.get(door(quiz)).context["page"].questions) == 1
    assert QuizPage.objects.get(pk=quiz.pk).question_count() == 3


def test_too_small_a_bank_is_said(trainer, quiz):
    Question.objects.update(state="retired")
    response = trainer.get(door(quiz))
    assert response.context["page"].missing == 3
    assert b"notice late" in response.content


def test_only_who_may_edit_the_quiz_may_try_it(client, quiz):
    client.force_login(a_person())
    assert client.get(door(quiz)).status_code == 403  # the editor itself is closed to them
    signed_in(client, a_trainer_of(a_shelf()))
    assert client.get(door(quiz)).status_code == 404
    assert client.post(door(quiz), {"sealed": ""}).status_code == 404
    signed_in(client, a_trainer_of(quiz.get_parent().get_parent().get_parent()))
    assert client.get(door(quiz)).status_code == 200
