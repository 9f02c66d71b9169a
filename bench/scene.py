"""Setting the scene: sessions, and a course with a quiz of twenty questions that nobody has begun."""

import datetime
import uuid

import clock
from accounts.models import User
from bench.bank import fill_bank
from bench.figure import Scene
from bench.province import FLOOR_BACKEND, signed_in, with_second_factor
from courses.actions import current_edition, freeze_edition
from courses.models import CoursePage, LessonPage, ModulePage, Outcome
from enrolments.models import Enrolment
from quizzes.models import (
    Answer,
    Attempt,
    Category,
    KeyRevision,
    Question,
    QuestionVersion,
    QuizDraw,
    QuizPage,
    Result,
)
from starter.course import publish

LEARNERS = 4600
FLOOR_LEARNERS = 500
QUESTIONS = 20


def set_scene() -> Scene:
    people = User.objects.filter(username__startswith="cb", administrations=None, groups=None)
    learners = list(people.order_by("pk")[:LEARNERS])
    course = CoursePage.objects.order_by("pk").first()
    quiz = QuizPage.objects.filter(slug="do-tai").first() or add_quiz(course)
    enrol(learners, quiz)
    clear_attempts(quiz)
    fill_bank()
    chief, session = administrator()
    return Scene(
        learners=learners,
        sessions=[signed_in(person) for person in learners],
        floor_sessions=[signed_in(person, backend=FLOOR_BACKEND) for person in learners[:FLOOR_LEARNERS]],
        administrator=chief,
        administrator_session=session,
        course=course,
        lesson=LessonPage.objects.descendant_of(course).get(slug="bai-3-2"),
        quiz=quiz,
    )


def administrator() -> tuple[User, str]:
    """Who administers the province, and a session of theirs."""
    person = User.objects.get(username="quantri.tinh")
    return person, with_second_factor(person)


def add_quiz(beside: CoursePage) -> QuizPage:
    """A course with one lesson and one quiz that draws twenty of sixty questions; the lesson keeps it from completing."""
    course = CoursePage(title="Đo tải bài kiểm tra", slug="do-tai-khoa", summary="Khóa dùng để đo.")
    course.outcomes = [Outcome(text="Làm bài kiểm tra hai mươi câu.")]
    beside.get_parent().specific.add_child(instance=course)
    module = course.add_child(instance=ModulePage(title="Học phần", slug="hoc-phan"))
    module.add_child(instance=LessonPage(title="Bài 1", slug="bai-1", body=[("text", "<p>Bài đọc.</p>")]))
    category = Category.add_root(name="Đo tải")
    for number in range(60):
        add_question(category, number)
    quiz = QuizPage(title="Bài kiểm tra hai mươi câu", slug="do-tai", time_limit=60, attempts_allowed=None)
    quiz.draws = [QuizDraw(category=category, count=QUESTIONS)]
    module.add_child(instance=quiz)
    publish(course)
    freeze_edition(course=CoursePage.objects.get(pk=course.pk))
    return QuizPage.objects.get(pk=quiz.pk)


def add_question(category: Category, number: int) -> None:
    options = [{"id": str(uuid.uuid4()), "text": f"Phương án {letter} của câu {number}"} for letter in "ABCD"]
    question = Question.objects.create(
        code=f"DT.{number:03d}",
        category=category,
        kind=Question.Kind.SINGLE,
        difficulty=Question.Difficulty.REMEMBER,
    )
    version = QuestionVersion.objects.create(
        question=question,
        number=1,
        text=f"Theo Luật Thi đua, khen thưởng, phương án nào đúng với tình huống số {number}?",
        options=options,
        made_at=clock.now(),
    )
    KeyRevision.objects.create(
        version=version,
        number=1,
        right=[options[number % 4]["id"]],
        explanation="<p>Theo nguyên tắc khen thưởng.</p>",
        made_at=clock.now(),
    )
    question.current, question.state = version, Question.State.IN_USE
    question.save()


def enrol(learners: list[User], quiz: QuizPage) -> None:
    course = CoursePage.objects.ancestor_of(quiz).get()
    known = set(Enrolment.objects.filter(course=course).values_list("user_id", flat=True))
    units = dict(Enrolment.objects.filter(user__in=learners).values_list("user_id", "unit_id"))
    Enrolment.objects.bulk_create(
        Enrolment(
            user=person,
            course=course,
            edition=current_edition(course),
            unit_id=units.get(person.pk),
            enrolled_at=clock.now() - datetime.timedelta(days=1),
        )
        for person in learners
        if person.pk not in known
    )


def clear_attempts(quiz: QuizPage) -> None:
    """Take away what an earlier run of the bench left."""
    attempts = Attempt.objects.filter(quiz=quiz)
    Answer.objects.filter(attempt__in=attempts).delete()
    Result.objects.filter(attempt__in=attempts).delete()
    attempts.delete()
