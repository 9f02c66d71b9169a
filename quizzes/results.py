"""What the page of a result says: the verdict, every question with its key, and what to do next."""

from collections import Counter
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from completions.models import Certificate
from courses.lesson_pages import crumbs_of
from courses.models import PageCitation
from courses.outline import Outline, OutlineActivity, outline_around, page_url
from legislation.models import Provision
from quizzes.marking import highest, per_cent
from quizzes.models import Attempt, KeyRevision, QuestionCitation, Result
from quizzes.sheets import SheetQuestion, sheet_of
from quizzes.standing import Standing, standing_of

MOST_LESSONS = 4


@dataclass
class ReviewedQuestion:
    """A question after marking: points earned, the key and why, and the provisions it rests on.

    `solution` is what the template of its kind shows of answer and key.
    """

    asked: SheetQuestion
    score: Fraction
    solution: dict
    explanation: str
    provisions: list[Provision]

    @property
    def points_earned(self) -> Decimal:
        return per_cent(self.score, Fraction(100))

    @property
    def is_right(self) -> bool:
        return self.score == Fraction(self.asked.points)

    @property
    def is_partly_right(self) -> bool:
        return 0 < self.score < Fraction(self.asked.points)


@dataclass
class ResultPage:
    """Everything on the page of a result."""

    attempt: Attempt
    result: Result
    former: Result | None
    questions: list[ReviewedQuestion]
    standing: Standing
    best: Result
    lessons: list[OutlineActivity]
    certificate_code: str
    course_url: str
    crumbs: list[tuple[str, str]]

    @property
    def percent(self) -> Decimal:
        return per_cent(Fraction(self.result.score), Fraction(self.result.maximum))

    @property
    def best_percent(self) -> Decimal:
        return per_cent(Fraction(self.best.score), Fraction(self.best.maximum))

    @property
    def answered(self) -> int:
        return sum(question.asked.is_answered for question in self.questions)


def result_page(attempt: Attempt) -> ResultPage:
    """The newest result of a closed attempt, in a number of queries that does not grow with the paper."""
    own = list(
        Result.objects.filter(
            attempt__enrolment=attempt.enrolment_id, attempt__quiz=attempt.quiz_id
        ).order_by("number")
    )
    newest = {result.attempt_id: result for result in own}
    markings = [result for result in own if result.attempt_id == attempt.pk]
    questions = review(sheet_of(attempt.paper, attempt.answers.all()), newest[attempt.pk].marks)
    certificate = Certificate.objects.filter(
        record__enrolment=attempt.enrolment_id, record__revocation__isnull=True
    )
    outline = outline_around(attempt.quiz)
    return ResultPage(
        attempt=attempt,
        result=newest[attempt.pk],
        former=markings[-2] if len(markings) > 1 else None,
        questions=questions,
        standing=standing_of(attempt.user, attempt.quiz),
        best=highest(newest.values()),
        lessons=lessons_to_read(outline, questions),
        certificate_code=certificate.values_list("code", flat=True).first() or "",
        course_url=outline.course.url if outline.course else "",
        crumbs=[*crumbs_of(attempt.quiz, outline), (attempt.quiz.title, page_url(attempt.quiz.url_path))],
    )


def review(sheet: list[SheetQuestion], marks: list[dict]) -> list[ReviewedQuestion]:
    """The questions with the keys by which they were marked; two queries."""
    keys = KeyRevision.objects.in_bulk({mark["key"] for mark in marks if mark["key"]})
    cited: dict[int, list[Provision]] = {}
    for citation in QuestionCitation.objects.filter(
        question__in={question.question for question in sheet}
    ).select_related("provision__document"):
        cited.setdefault(citation.question_id, []).append(citation.provision)
    reviewed = []
    for question, mark in zip(sheet, marks, strict=True):
        key = keys.get(mark["key"])
        reviewed.append(
            ReviewedQuestion(
                asked=question,
                score=Fraction(mark["score"]),
                solution=question.how.solution(question, key.right if key else None),
                explanation=key.explanation if key else "",
                provisions=cited.get(question.question, []),
            )
        )
    return reviewed


def lessons_to_read(outline: Outline, questions: list[ReviewedQuestion]) -> list[OutlineActivity]:
    """For each question that was not right the lesson that rests on the same provision, or else on its article.

    At most MOST_LESSONS, those that explain most; in the order of the course.
    """
    wanted = [question.provisions for question in questions if not question.is_right and question.provisions]
    if not wanted:
        return []
    lessons = {activity.id: activity for activity in outline.activities if activity.kind == "lesson"}
    cited: dict[int, set] = {pk: set() for pk in lessons}
    for page, provision, document, path in PageCitation.objects.filter(
        page__in=lessons, in_draft=False
    ).values_list("page_id", "provision_id", "provision__document_id", "provision__path"):
        cited[page] |= {provision, (document, path.split(".")[0])}
    explains = Counter()
    for provisions in wanted:
        exact = {provision.pk for provision in provisions}
        near = {(provision.document_id, provision.path.split(".")[0]) for provision in provisions}
        lesson = next((pk for pk in lessons if cited[pk] & exact), None)
        lesson = lesson or next((pk for pk in lessons if cited[pk] & near), None)
        if lesson:
            explains[lesson] += 1
    chosen = {pk for pk, _ in explains.most_common(MOST_LESSONS)}
    return [lesson for pk, lesson in lessons.items() if pk in chosen]
