"""What a visitor's pages show: one question, told or not, and the result so far. A key is read only of what is told."""

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from courses.outline import OutlineActivity, outline_around, page_url
from quizzes.actions import marks_of, newest_keys
from quizzes.analysis.topics import Topic, topics_of
from quizzes.marking import Marking, per_cent, rounded
from quizzes.models import Answer, QuizPage
from quizzes.sitting.results import ReviewedQuestion, lessons_to_read, review
from quizzes.sitting.sheets import SheetQuestion, sheet_of
from quizzes.visiting.visit import Visit


@dataclass
class VisitPage:
    """A practice with the question at `slot` open."""

    quiz: QuizPage
    visit: Visit
    slot: int
    questions: list[SheetQuestion]
    reviewed: ReviewedQuestion | None

    @property
    def question(self) -> SheetQuestion:
        return self.questions[self.slot - 1]

    @property
    def total(self) -> int:
        return len(self.questions)

    @property
    def told(self) -> int:
        return len(self.visit.told)

    @property
    def left(self) -> int:
        return self.total - self.told

    @property
    def before(self) -> int | None:
        return self.slot - 1 or None

    @property
    def after(self) -> int | None:
        return self.slot + 1 if self.slot < self.total else None

    @property
    def quiz_url(self) -> str:
        return page_url(self.quiz.url_path)

    @property
    def tries_in_vain(self) -> int:
        return self.visit.tries_in_vain(self.slot)

    @property
    def percent_left(self) -> Decimal:
        """What of its points the question may still earn."""
        return rounded(100 * self.visit.share_left(self.slot))

    @property
    def map(self) -> list[dict]:
        """The questions as `components/question_map.html` wants them."""
        return [
            {
                "number": question.number,
                "answered": question.slot in self.visit.told,
                "url": f"?cau={question.number}",
                "current": question.slot == self.slot,
            }
            for question in self.questions
        ]


def visit_page(quiz: QuizPage, visit: Visit, asked: str) -> VisitPage:
    """The question of this number, as an address has it; else the next one."""
    number = int(asked) if asked.isascii() and asked.isdecimal() and len(asked) < 6 else 0
    slot = number if visit.has(number) else visit.next_one
    questions = sheet_in(visit)
    reviewed = told_of(visit, questions, [slot])[1] if slot in visit.told else [None]
    return VisitPage(quiz, visit, slot, questions, reviewed[0])


def sheet_in(visit: Visit) -> list[SheetQuestion]:
    """The questions of a practice with what was given; one query."""
    return sheet_of(
        visit.paper,
        [
            Answer(slot=slot, chosen=chosen, is_fixed=slot in visit.told)
            for slot, chosen in visit.answers.items()
        ],
    )


def told_of(
    visit: Visit, questions: list[SheetQuestion], slots: list[int]
) -> tuple[Marking, list[ReviewedQuestion]]:
    """The marks and the answers of those of these questions that were told: no key of another one is read."""
    told = [question for question in questions if question.slot in slots and question.slot in visit.told]
    marking = visit.marking(newest_keys({question.version for question in told}))
    marks = {mark["slot"]: mark for mark in marks_of(marking)}
    return marking, review(told, [marks[question.slot] for question in told])


@dataclass
class VisitResult:
    """How a practice stands: what was told so far, its points, its topics, and what explains the rest."""

    quiz: QuizPage
    visit: Visit
    marking: Marking
    questions: list[ReviewedQuestion]
    topics: list[Topic]
    lessons: list[OutlineActivity]
    course_url: str

    @property
    def total(self) -> int:
        return len(self.visit.paper)

    @property
    def left(self) -> int:
        return self.total - len(self.questions)

    @property
    def score(self) -> Decimal:
        return per_cent(self.marking.score, Fraction(100))

    @property
    def maximum(self) -> Decimal:
        return per_cent(self.marking.maximum, Fraction(100))

    @property
    def percent(self) -> Decimal:
        return per_cent(self.marking.score, self.marking.maximum)


def visit_result(quiz: QuizPage, visit: Visit) -> VisitResult:
    """The result of what was told; a number of queries that does not grow with the paper."""
    marking, questions = told_of(visit, sheet_in(visit), visit.told)
    outline = outline_around(quiz)
    return VisitResult(
        quiz=quiz,
        visit=visit,
        marking=marking,
        questions=questions,
        topics=topics_of((one.asked.question, one.score, Fraction(one.asked.points)) for one in questions),
        lessons=lessons_to_read(outline, questions),
        course_url=outline.course.url if outline.course else "",
    )
