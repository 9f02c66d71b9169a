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
from quizzes.analysis.topics import Topic, topics_of
from quizzes.marking import MARKED_BY_PEOPLE, per_cent, share
from quizzes.marking.voids import as_marked
from quizzes.models import Attempt, Dispute, EssayMark, KeyRevision, QuestionCitation, Result, VoidedQuestion
from quizzes.sitting.after_closing import still_sat
from quizzes.sitting.grading import grade, sections_short
from quizzes.sitting.review_rules import EVERYTHING, Shown
from quizzes.sitting.sheets import SheetQuestion, add_files, sheet_of
from quizzes.sitting.standing import Standing, standing_of
from quizzes.sitting.start_page import shown_of

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
    shown: Shown
    wrong_tries: int = 0
    is_right_at_last: bool = False
    is_awaiting: bool = False
    void: VoidedQuestion | None = None
    dispute: Dispute | None = None

    @property
    def points_earned(self) -> Decimal:
        return per_cent(self.score, Fraction(100))

    @property
    def is_right(self) -> bool:
        return self.score == Fraction(self.asked.points) or self.is_right_at_last

    @property
    def is_partly_right(self) -> bool:
        return self.score > 0 and not self.is_right


@dataclass
class ResultPage:
    """Everything on the page of a result."""

    attempt: Attempt
    result: Result
    former: Result | None
    questions: list[ReviewedQuestion]
    short: list[str]
    standing: Standing
    grade: Fraction
    shown: Shown
    lessons: list[OutlineActivity]
    topics: list[Topic]
    certificate_code: str
    course_url: str
    crumbs: list[tuple[str, str]]

    @property
    def percent(self) -> Decimal:
        return per_cent(Fraction(self.result.score), Fraction(self.result.maximum))

    @property
    def grade_percent(self) -> Decimal:
        """What counts of the attempts of this round."""
        return per_cent(self.grade, Fraction(1))

    @property
    def has_several(self) -> bool:
        return len(self.standing.of_this_round) > 1

    @property
    def answered(self) -> int:
        return sum(question.asked.is_answered for question in self.questions)


def result_page(attempt: Attempt) -> ResultPage:
    """The newest result of a closed attempt, in a number of queries that does not grow with the paper."""
    own = list(
        Result.objects.filter(
            attempt__enrolment=attempt.enrolment_id, attempt__quiz=attempt.quiz_id
        ).order_by("attempt__number", "number")
    )
    newest = {result.attempt_id: result for result in own}
    quiz, now = attempt.quiz, attempt.asked_at
    shown = shown_of(quiz, attempt.closed_at, now, is_still_sat=bool(still_sat([quiz], now)))
    markings = [result for result in own if result.attempt_id == attempt.pk]
    sheet = sheet_of(attempt.paper, attempt.answers.all())
    add_files(attempt, sheet)
    add_essay_marks(attempt, sheet, newest[attempt.pk].marks)
    questions = review(sheet, newest[attempt.pk].marks, shown)
    add_voids(attempt, questions)
    certificate = Certificate.objects.filter(
        record__enrolment=attempt.enrolment_id, record__revocation__isnull=True
    )
    outline = outline_around(attempt.quiz)
    return ResultPage(
        attempt=attempt,
        result=newest[attempt.pk],
        former=markings[-2] if len(markings) > 1 else None,
        questions=questions,
        short=short_sections(attempt, newest[attempt.pk]),
        standing=standing_of(attempt.user, attempt.quiz),
        grade=grade([share(result) for result in newest.values()], attempt.quiz.grading),
        shown=shown,
        lessons=lessons_to_read(outline, questions) if shown.rightness else [],
        topics=topics_of(
            (one.asked.question, one.score, Fraction(one.asked.points))
            for one in questions
            if not one.is_awaiting and not one.void
        )
        if shown.rightness
        else [],
        certificate_code=certificate.values_list("code", flat=True).first() or "",
        course_url=outline.course.url if outline.course else "",
        crumbs=[*crumbs_of(attempt.quiz, outline), (attempt.quiz.title, page_url(attempt.quiz.url_path))],
    )


def short_sections(attempt: Attempt, result: Result) -> list[str]:
    """The sections of a paper that missed their own minimum."""
    scores = {mark["slot"]: Fraction(mark["score"]) for mark in result.marks}
    return sections_short(as_marked(attempt.paper, result.marks), scores, attempt.rules.get("minimums", ()))


def add_essay_marks(attempt: Attempt, sheet: list[SheetQuestion], marks: list[dict]) -> None:
    """Put beside essays what was said of them, once nothing is awaited; a query only where there is one."""
    settled = {mark["slot"] for mark in marks if not mark.get("awaiting")}
    essays = {question.slot: question for question in sheet if question.kind in MARKED_BY_PEOPLE}
    if essays:
        for mark in EssayMark.objects.filter(attempt=attempt, slot__in=settled).order_by("number"):
            essays[mark.slot].marked = [*essays[mark.slot].marked, mark]


def add_voids(attempt: Attempt, questions: list[ReviewedQuestion]) -> None:
    """Say of questions that were voided for all that they were, and why; and what the learner disputes."""
    voids = {void.question_id: void for void in VoidedQuestion.objects.filter(quiz=attempt.quiz_id)}
    disputes = {dispute.slot: dispute for dispute in Dispute.objects.filter(attempt=attempt)}
    for reviewed in questions:
        reviewed.dispute = disputes.get(reviewed.asked.slot)
        reviewed.void = voids.get(reviewed.asked.question)


def review(
    sheet: list[SheetQuestion], marks: list[dict], shown: Shown = EVERYTHING
) -> list[ReviewedQuestion]:
    """The questions with as much of the keys by which they were marked as may be shown; two queries."""
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
                is_awaiting=mark.get("awaiting", False),
                solution=question.how.solution(question, key.right if key else None)
                if shown.right or question.kind in MARKED_BY_PEOPLE
                else {},
                explanation=key.explanation if key and shown.explanation else "",
                provisions=cited.get(question.question, []) if shown.explanation else [],
                shown=shown,
                wrong_tries=mark.get("wrong_tries", 0),
                is_right_at_last=mark.get("right_at_last", False),
            )
        )
    return reviewed


def lessons_to_read(outline: Outline, questions: list[ReviewedQuestion]) -> list[OutlineActivity]:
    """For each question that was not right the lesson that rests on the same provision, or else on its article.

    At most MOST_LESSONS, those that explain most; in the order of the course.
    """
    wanted = [
        question.provisions
        for question in questions
        if not question.is_right and not question.is_awaiting and question.provisions
    ]
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
