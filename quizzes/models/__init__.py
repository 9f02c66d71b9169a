"""The question bank, quiz pages, attempts and their results."""

from quizzes.models.bank import Category, KeyRevision, Question, QuestionCitation, QuestionVersion
from quizzes.models.quiz_pages import QuizDraw, QuizPage, QuizQuestion
from quizzes.models.sittings import Answer, Attempt, Result

__all__ = [
    "Answer",
    "Attempt",
    "Category",
    "KeyRevision",
    "Question",
    "QuestionCitation",
    "QuestionVersion",
    "QuizDraw",
    "QuizPage",
    "QuizQuestion",
    "Result",
]
