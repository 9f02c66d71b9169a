"""What the worker does for quizzes."""

from django_tasks import task

from quizzes.analysis.gathering import analyse_quiz
from quizzes.decisions.regrades import carry_on
from quizzes.models import QuizPage


@task()
def analyse_quiz_later(quiz_id: int) -> None:
    """Analyse a quiz; one that was removed meanwhile is none."""
    quiz = QuizPage.objects.filter(pk=quiz_id).first()
    if quiz is not None:
        analyse_quiz(quiz=quiz)


@task()
def regrade_later(pk: int) -> None:
    """Mark a question again in all attempts that are left. A killed one is begun again by the minute's tick."""
    carry_on(pk=pk)
