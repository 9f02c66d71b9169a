"""The question bank, quiz pages, attempts and their results."""

from quizzes.models.alike import DifferentPair
from quizzes.models.analyses import QuestionAnalysis, QuizAnalysis
from quizzes.models.archives import ArchivedSitting
from quizzes.models.asked import AskedQuestion, TriedQuestion
from quizzes.models.bank import (
    Category,
    KeyRevision,
    Question,
    QuestionCitation,
    QuestionPicture,
    QuestionVersion,
)
from quizzes.models.disputes import Dispute
from quizzes.models.essays import EssayFile, EssayMark
from quizzes.models.grants import TimeGrant
from quizzes.models.imports import ImportedPicture, QuestionImport
from quizzes.models.late import LateAnswer
from quizzes.models.quiz_pages import QuizDraw, QuizPage, QuizQuestion, QuizSection
from quizzes.models.regrades import Regrade, RegradedResult
from quizzes.models.sittings import Answer, Attempt, Result, Try
from quizzes.models.voids import VoidedQuestion

__all__ = [
    "Answer",
    "ArchivedSitting",
    "AskedQuestion",
    "Attempt",
    "Category",
    "DifferentPair",
    "Dispute",
    "EssayFile",
    "EssayMark",
    "ImportedPicture",
    "KeyRevision",
    "LateAnswer",
    "Question",
    "QuestionAnalysis",
    "QuestionCitation",
    "QuestionImport",
    "QuestionPicture",
    "QuestionVersion",
    "QuizAnalysis",
    "QuizDraw",
    "QuizPage",
    "QuizQuestion",
    "QuizSection",
    "Regrade",
    "RegradedResult",
    "Result",
    "TimeGrant",
    "TriedQuestion",
    "Try",
    "VoidedQuestion",
]
