"""Where a question stands and how often it was asked."""

from dataclasses import dataclass, field

from django.db import connection
from django.db.models import Count, Exists, OuterRef, Q
from wagtail.models import Page

from courses.models import LessonPage
from quizzes.models import (
    AskedQuestion,
    Attempt,
    Question,
    QuestionAnalysis,
    QuizDraw,
    QuizPage,
    TriedQuestion,
)


def times_asked(question: Question) -> int:
    """In how many papers it stood, and how many people tried it in a lesson; by indexes, one query."""
    papers = AskedQuestion.objects.filter(question=question).order_by().values("question")
    tries = TriedQuestion.objects.filter(question=question).order_by().values("question")
    both = [rows.annotate(times=Count("question")).values_list("times") for rows in (papers, tries)]
    return sum(times for (times,) in both[0].union(both[1], all=True))


_OF_PAPERS = {
    "postgresql": (
        "SELECT DISTINCT (entry ->> 'question')::bigint, attempt.id "
        "FROM quizzes_attempt attempt, jsonb_array_elements(attempt.paper) entry"
    ),
    "sqlite": (
        "SELECT DISTINCT json_extract(entry.value, '$.question'), attempt.id "
        "FROM quizzes_attempt attempt, json_each(attempt.paper) entry"
    ),
}


def note_papers(after: int = 0) -> None:
    """Write what was asked in attempts that were loaded by the thousand, those with a higher id; one statement."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO quizzes_askedquestion (question_id, attempt_id) {_OF_PAPERS[connection.vendor]} "
            "WHERE attempt.id > %s ON CONFLICT DO NOTHING",
            [after],
        )


@dataclass
class Places:
    """The pages a question stands in: those this person may open, and how many others there are."""

    pages: list[Page] = field(default_factory=list)
    elsewhere: int = 0


def pages_with(question: Question) -> list[Page]:
    """Lessons and quizzes, published or draft, in which this very question stands."""
    lessons = [lesson for lesson in lessons_drafted() if question.pk in drafted_questions(lesson)]
    return [*lessons, *QuizPage.objects.filter(fixed_questions__question=question).distinct()]


def lessons_drafted():
    return LessonPage.objects.select_related("latest_revision").iterator(chunk_size=200)


def drafted_questions(lesson: LessonPage) -> set[int]:
    """The bank questions of a lesson as published and as its newest draft has it."""
    found = set(lesson.question_ids())
    if lesson.has_unpublished_changes and lesson.latest_revision:
        found |= set(lesson.latest_revision.as_object().question_ids())
    return found


def places_of(question: Question, user) -> Places:
    """What a person is told about where a question stands: nothing by name that is not theirs to open."""
    places = Places()
    for page in pages_with(question):
        if page.permissions_for_user(user).can_edit():
            places.pages.append(page)
        else:
            places.elsewhere += 1
    return places


def quizzes_sat_with(question: Question, user, most: int = 20) -> list[QuizPage]:
    """The quizzes of this person that have been sat and that list, draw or are known to have asked the question."""
    steplen = question.category.steplen
    above = [question.category.path[:end] for end in range(steplen, len(question.category.path) + 1, steplen)]
    asking = Q(fixed_questions__question=question) | Q(
        pk__in=QuizDraw.objects.filter(category__path__in=above).values("quiz")
    )
    asking |= Q(pk__in=QuestionAnalysis.objects.filter(question=question).values("analysis__quiz"))
    sat = Exists(Attempt.objects.closed().filter(quiz=OuterRef("pk")))
    found = QuizPage.objects.filter(asking, sat).distinct().order_by("title")[:most]
    return [quiz for quiz in found if quiz.permissions_for_user(user).can_edit()]
