"""The data of a bench: 20,000 people, 20 courses, 400,000 enrolments, made once a database."""

import datetime
import random
import time

from allauth.mfa.models import Authenticator
from django.contrib.sessions.backends.db import SessionStore
from django.core.management import call_command
from django.db import connection

import clock
from accounts.models import User
from accounts.second_factor import mark_as_shown
from courses.actions import freeze_edition
from courses.models import CoursePage, LessonPage, ModulePage, Outcome
from enrolments.models import Enrolment
from starter.course import publish

COURSES = 20
STAFF = 20_000


def load(staff: int = STAFF) -> dict[str, int]:
    """Starter content, the demo province, and nineteen more courses that everybody has. Returns row counts."""
    if not CoursePage.objects.exists():
        call_command("load_starter", verbosity=0)
    if not User.objects.filter(is_demo=True).exists():
        call_command("demo", staff=staff)
    first = CoursePage.objects.order_by("pk").first()
    for number in range(CoursePage.objects.count() + 1, COURSES + 1):
        enrol_everybody(copy_of(first, number), random.Random(number))
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    return {
        "people": User.objects.count(),
        "courses": CoursePage.objects.count(),
        "enrolments": Enrolment.objects.count(),
    }


def copy_of(first: CoursePage, number: int) -> CoursePage:
    """A course of one module and three lessons beside the first."""
    course = CoursePage(
        title=f"Khóa {number}. Chuyên đề bồi dưỡng", slug=f"khoa-{number}", summary=first.summary
    )
    course.outcomes = [Outcome(text="Vận dụng được quy định vào hồ sơ của đơn vị mình.")]
    first.get_parent().specific.add_child(instance=course)
    module = course.add_child(instance=ModulePage(title="Học phần 1", slug="hoc-phan-1"))
    source = LessonPage.objects.descendant_of(first).first()
    for place in range(1, 4):
        lesson = LessonPage(
            title=f"Bài {place}", slug=f"bai-{place}", goal=source.goal, body=source.body.raw_data[:4]
        )
        module.add_child(instance=lesson)
    publish(course)
    course.refresh_from_db()
    freeze_edition(course=course)
    return course


def enrol_everybody(course: CoursePage, chance: random.Random) -> None:
    """Everybody who has the first course has this one; six in ten have finished it."""
    moment = clock.now()
    due = (moment + datetime.timedelta(days=chance.randint(-20, 40))).date()
    with connection.cursor() as cursor:
        cursor.execute(
            """
            INSERT INTO enrolments_enrolment
                (user_id, course_id, edition_id, round, unit_id, assignment_id, is_mandatory, due_on, enrolled_at,
                 started_at, closed_at, closed_as)
            SELECT user_id, %(course)s, %(edition)s, 1, unit_id, NULL, true, %(due)s, %(enrolled)s,
                   CASE WHEN h < 75 THEN %(moment)s::timestamptz END,
                   CASE WHEN h < 60 THEN %(moment)s::timestamptz - make_interval(days => h) END,
                   CASE WHEN h < 60 THEN 'completed' ELSE '' END
            FROM (SELECT user_id, unit_id, abs(hashint8(user_id * 1000 + %(course)s)) %% 100 AS h
                  FROM enrolments_enrolment WHERE course_id = (SELECT min(course_id) FROM enrolments_enrolment)) AS e
            """,
            {
                "course": course.pk,
                "edition": course.editions.first().pk,
                "due": due,
                "enrolled": moment - datetime.timedelta(days=80),
                "moment": moment,
            },
        )


SITE_BACKEND = "accounts.backends.StaffBackend"
FLOOR_BACKEND = "django.contrib.auth.backends.ModelBackend"


def signed_in(person: User, *, backend: str = SITE_BACKEND, **more) -> str:
    """A session key of a person who has signed in and seen a first page: that page notes since when the session is."""
    session = SessionStore()
    session["since"] = time.time()
    session["_auth_user_id"] = str(person.pk)
    session["_auth_user_backend"] = backend
    session["_auth_user_hash"] = person.get_session_auth_hash()
    session.update(more)
    session.create()
    return session.session_key


def with_second_factor(person: User) -> str:
    """A session of somebody who sees others' data: the site under load demands a second factor, as in production."""
    Authenticator.objects.get_or_create(user=person, type=Authenticator.Type.TOTP, defaults={"data": {}})
    shown = {}
    mark_as_shown(shown, person)
    return signed_in(person, seen=time.time(), **shown)
