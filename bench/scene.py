"""Setting the scene: sessions, and a course with a quiz of twenty questions of all kinds that nobody has begun."""

import datetime

import clock
from accounts.models import User
from bench.bank import fill_bank
from bench.figure import Scene
from bench.kinds import add_questions
from bench.past import load_attempts
from bench.province import FLOOR_BACKEND, signed_in, with_second_factor
from courses.actions import current_edition, freeze_edition
from courses.models import CoursePage, LessonPage, ModulePage, Outcome
from enrolments.models import Enrolment
from quizzes.models import Answer, AskedQuestion, Attempt, QuizDraw, QuizPage, Result
from starter.course import publish

LEARNERS = 4600
FLOOR_LEARNERS = 500
PEOPLE, PAST, ANALYSED = 20_000, 100_000, 5_000
"""How many people sat in the past, how many attempts they made, and how many more are analysed."""
COURSE = "do-tai-cac-dang"
QUIZZES = [
    ("do-tai-hai-muoi", "Bài kiểm tra hai mươi câu", 1),
    ("do-tai-qua-khu", "Bài kiểm tra những năm trước", 1),
    ("do-tai-phan-tich", "Bài kiểm tra bốn mươi câu", 2),
]
"""Slug, title, and how many times twenty questions: the one under load, that of the past, the one that is analysed."""


def set_scene() -> Scene:
    people = User.objects.filter(username__startswith="cb", administrations=None, groups=None)
    learners = list(people.order_by("pk")[:LEARNERS])
    course = CoursePage.objects.order_by("pk").first()
    if not CoursePage.objects.filter(slug=COURSE).exists():
        add_quizzes(course)
    quiz, past, analysed = (QuizPage.objects.get(slug=slug) for slug, _, _ in QUIZZES)
    enrol(learners, quiz)
    clear_attempts(quiz)
    fill_bank()
    chief, session = administrator()
    seconds = load_attempts(past, course.pk, people=PEOPLE, each=PAST // PEOPLE)
    seconds += load_attempts(analysed, course.pk, people=ANALYSED, each=1)
    return Scene(
        learners=learners,
        sessions=[signed_in(person) for person in learners],
        floor_sessions=[signed_in(person, backend=FLOOR_BACKEND) for person in learners[:FLOOR_LEARNERS]],
        administrator=chief,
        administrator_session=session,
        course=course,
        lesson=LessonPage.objects.descendant_of(course).get(slug="bai-3-2"),
        quiz=quiz,
        analysed=analysed,
        editor_session=with_second_factor(User.objects.get(username="admin")),
        seconds_to_load=seconds,
    )


def administrator() -> tuple[User, str]:
    """Who administers the province, and a session of theirs."""
    person = User.objects.get(username="quantri.tinh")
    return person, with_second_factor(person)


def add_quizzes(beside: CoursePage) -> None:
    """A course with one lesson and three quizzes, all of the same drawers; the lesson keeps it from completing."""
    course = CoursePage(title="Đo tải các dạng câu hỏi", slug=COURSE, summary="Khóa dùng để đo.")
    course.outcomes = [Outcome(text="Làm bài kiểm tra hai mươi câu.")]
    beside.get_parent().specific.add_child(instance=course)
    module = course.add_child(instance=ModulePage(title="Học phần", slug="hoc-phan"))
    module.add_child(instance=LessonPage(title="Bài 1", slug="bai-1", body=[("text", "<p>Bài đọc.</p>")]))
    draws = add_questions()
    for slug, title, times in QUIZZES:
        quiz = QuizPage(title=title, slug=slug, time_limit=60, attempts_allowed=None)
        quiz.draws = [QuizDraw(category=draw.category, count=draw.count * times) for draw in draws]
        module.add_child(instance=quiz)
    publish(course)
    freeze_edition(course=CoursePage.objects.get(pk=course.pk))


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
    AskedQuestion.objects.filter(attempt__in=attempts).delete()
    Answer.objects.filter(attempt__in=attempts).delete()
    Result.objects.filter(attempt__in=attempts).delete()
    attempts.delete()
