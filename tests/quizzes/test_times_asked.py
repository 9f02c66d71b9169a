"""How often a question was asked: told without reading papers, and right for what was asked before it was noted."""

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.test.utils import CaptureQueriesContext

from courses.models import LessonPage
from quizzes.actions import start_attempt, submit_attempt, try_question
from quizzes.authoring.usage import note_papers, times_asked
from quizzes.models import AskedQuestion, Attempt, Question, TriedQuestion
from tests.factories import a_question, a_sitting, an_enrolment

BEFORE = "0015_who_sees_sittings"


def two_people_are_asked() -> tuple[Question, Question]:
    """A question that stands in two papers and was tried twice by one person in a lesson; and one nobody met."""
    attempt = a_sitting(questions=3)
    submit_attempt(attempt=attempt)
    start_attempt(enrolment=attempt.enrolment, quiz=attempt.quiz)
    other = an_enrolment(course=attempt.enrolment.course)
    drawn = start_attempt(enrolment=other, quiz=attempt.quiz)
    question = Question.objects.get(pk=drawn.paper[0]["question"])
    lesson = LessonPage.objects.descendant_of(attempt.enrolment.course).first()
    for _ in range(2):
        try_question(enrolment=other, lesson=lesson, question=question, chosen=())
    return question, a_question(question.category)


def counted(question) -> int:
    """The same by reading every paper."""
    papers = Attempt.objects.values_list("paper", flat=True)
    return sum(question.pk in {entry["question"] for entry in paper} for paper in papers)


@pytest.mark.django_db
def test_papers_and_tries_in_lessons_are_counted():
    asked, never = two_people_are_asked()
    assert (times_asked(asked), times_asked(never)) == (counted(asked) + 1, 0)
    assert counted(asked) > 0


@pytest.mark.django_db
def test_no_paper_is_read_for_it():
    asked, _ = two_people_are_asked()
    with CaptureQueriesContext(connection) as queries:
        times_asked(asked)
    (query,) = queries
    assert "paper" not in query["sql"] and "quizzes_attempt" not in query["sql"]


@pytest.mark.django_db
def test_attempts_that_were_loaded_in_bulk_are_noted_alike():
    two_people_are_asked()
    written = set(AskedQuestion.objects.values_list("question", "attempt"))
    AskedQuestion.objects.all().delete()
    for _ in range(2):  # twice is as good as once
        note_papers()
    assert set(AskedQuestion.objects.values_list("question", "attempt")) == written
    assert len(written) == 9


def test_what_was_asked_before_is_counted_after_the_migration(real_database):
    two_people_are_asked()
    written = set(AskedQuestion.objects.values_list("question", "attempt"))
    tried = set(TriedQuestion.objects.values_list("question", "progress"))
    MigrationExecutor(connection).migrate([("quizzes", BEFORE)])
    assert AskedQuestion._meta.db_table not in connection.introspection.table_names()
    executor = MigrationExecutor(connection)
    executor.migrate(executor.loader.graph.leaf_nodes())
    assert set(AskedQuestion.objects.values_list("question", "attempt")) == written
    assert set(TriedQuestion.objects.values_list("question", "progress")) == tried
    assert (len(written), len(tried)) == (9, 1)
