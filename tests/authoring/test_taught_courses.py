"""What trainers meet first: their own courses with the numbers of their people, and whom a publication touches."""

import pytest
from bs4 import BeautifulSoup
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

import clock
from completions.actions import complete_activity, open_activity
from courses.outline import outline_of
from enrolments.models import Enrolment
from reports.rollup import Tally
from reports.teaching import Step, steps_of, taught_courses
from tests.factories import a_course, a_person
from tests.reports.scenes import NOW, TODAY, learns

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def stands_still():
    with clock.frozen_at(NOW):
        yield


@pytest.fixture
def course(shelf):
    return a_course("Khóa của Sở Nội vụ", shelf=shelf, lessons=2)


@pytest.fixture
def foreign_course(foreign_shelf):
    return a_course("Khóa của Sở Y tế", shelf=foreign_shelf)


def text_of(response) -> str:
    return " ".join(BeautifulSoup(response.content, "html.parser").get_text(" ").split())


def people_learn(course, unit) -> None:
    """Two have finished, one is learning and late, one has not begun, one was withdrawn and counts nowhere."""
    for state, due in [("done", None), ("done", 4), ("learning", -1), ("waiting", 9), ("withdrawn", None)]:
        learns(a_person(unit=unit), course, unit, state=state, due=due)


def test_a_trainer_sees_the_own_courses_and_their_numbers(as_trainer, trainer, course, foreign_course, unit):
    people_learn(course, unit)
    people_learn(foreign_course, unit)
    [found] = taught_courses(trainer, TODAY, 12)
    assert (found.title, found.tally) == (
        "Khóa của Sở Nội vụ",
        Tally(required=4, done=2, learning=1, late=1, soon=0, chosen=0),
    )
    page = text_of(as_trainer.get("/quan-tri/"))
    assert "Khóa của Sở Nội vụ" in page
    assert "2 trong 4 lượt đã xong" in page
    assert "Khóa của Sở Y tế" not in page


def test_the_foreign_course_could_have_been_seen(as_foreign_trainer, course, foreign_course):
    page = text_of(as_foreign_trainer.get("/quan-tri/"))
    assert "Khóa của Sở Y tế" in page
    assert "Khóa của Sở Nội vụ" not in page


def test_a_trainer_without_a_course_is_told_how_to_begin(as_trainer, shelf):
    page = as_trainer.get("/quan-tri/")
    assert "Anh/chị chưa có khóa học nào." in text_of(page)
    assert (
        reverse("wagtailadmin_pages:add", args=["courses", "coursepage", shelf.pk]) in page.content.decode()
    )


def test_the_number_of_statements_does_not_grow_with_the_courses(as_trainer, shelf, unit):
    asked = []
    for more in (1, 2):
        for _ in range(more):
            people_learn(a_course(shelf=shelf), unit)
        as_trainer.get("/quan-tri/")
        with CaptureQueriesContext(
            connection,
        ) as queries:
            as_trainer.get("/quan-tri/")
        asked.append(len(queries))
    assert asked[0] == asked[1]


def test_progress_says_how_many_opened_and_finished_each_lesson(course, unit):
    first, second = outline_of(course).activities
    for opened, done in [((first, second), (first,)), ((first,), ())]:
        enrolment = learns(a_person(unit=unit), course, unit)
        for activity in opened:
            open_activity(enrolment=enrolment, activity_id=activity.id)
        for activity in done:
            complete_activity(enrolment=enrolment, activity_id=activity.id)
    [(module, steps)] = steps_of(course)
    assert module.title == "Nhận diện văn bản"
    assert steps == [Step(first.title, first.url, 2, 1), Step(second.title, second.url, 1, 0)]


def test_progress_names_nobody(as_trainer, course, unit):
    person = a_person("Người Học Kín Đáo", unit=unit)
    learns(person, course, unit, state="learning")
    page = as_trainer.get(reverse("course_progress", args=[course.pk]))
    assert "0 trong 1 lượt đã xong" in text_of(page)
    assert "Kín Đáo" not in text_of(page)


def test_progress_of_anothers_course_is_not_found(as_trainer, course, foreign_course):
    assert as_trainer.get(reverse("course_progress", args=[course.pk])).status_code == 200
    assert as_trainer.get(reverse("course_progress", args=[foreign_course.pk])).status_code == 404


def test_progress_of_a_draft_says_what_will_stand_there(as_trainer, draft_course):
    page = text_of(as_trainer.get(reverse("course_progress", args=[draft_course.pk])))
    assert "Chưa có ai học khóa này" in page


def test_the_course_editor_says_whom_asking_again_touches(as_trainer, course, unit):
    people_learn(course, unit)
    page = text_of(as_trainer.get(reverse("wagtailadmin_pages:edit", args=[course.pk])))
    assert "2 người đã học xong khóa này, 2 người đang học." in page
    Enrolment.objects.all().delete()
    page = text_of(as_trainer.get(reverse("wagtailadmin_pages:edit", args=[course.pk])))
    assert "Chưa có ai học khóa này, nên việc xuất bản không ảnh hưởng đến ai." in page
