"""A lesson is finished by a POST at its end, where its rules are met."""

import json
import uuid
from html import unescape

import pytest
from django.contrib.messages import get_messages
from django.urls import reverse

from completions.models import ActivityProgress, CompletionRecord
from courses.models import LessonPage, ModulePage
from courses.outline import outline_of
from enrolments.models import Enrolment
from quizzes.models import QuizPage
from tests.factories import a_course, a_lesson, a_person, a_question, an_enrolment

pytestmark = pytest.mark.django_db


@pytest.fixture
def enrolment(client):
    enrolment = an_enrolment(course=a_course(lessons=3))
    client.force_login(enrolment.user)
    return enrolment


def lessons_of(enrolment):
    enrolment.course.refresh_from_db()
    return outline_of(enrolment.course).activities


def finish(client, activity_id):
    return client.post(reverse("completions:finish_lesson", args=[activity_id]))


def said(response):
    return [str(message) for message in get_messages(response.wsgi_request)]


def done():
    return set(ActivityProgress.objects.filter(done_at__isnull=False).values_list("activity", flat=True))


def test_a_finished_lesson_leads_to_the_next(client, enrolment):
    first, second, _ = lessons_of(enrolment)
    response = finish(client, first.id)
    assert (response.status_code, response["Location"]) == (302, second.url)
    assert done() == {first.id}


def test_the_last_lesson_leads_to_what_is_still_missing(client, enrolment):
    first, second, third = lessons_of(enrolment)
    finish(client, first.id)
    assert finish(client, third.id)["Location"] == second.url


def test_the_last_required_lesson_leads_to_the_certificate(client, enrolment):
    for lesson in lessons_of(enrolment):
        response = finish(client, lesson.id)
    certificate = CompletionRecord.objects.get().certificate
    assert response["Location"] == reverse("completions:certificate", args=[certificate.code])


def test_finishing_again_after_the_course_is_complete_leads_to_the_certificate(client, enrolment):
    for lesson in lessons_of(enrolment):
        finish(client, lesson.id)
    response = finish(client, lesson.id)
    assert response["Location"].startswith("/chung-nhan/")
    assert CompletionRecord.objects.count() == 1


def test_reading_a_lesson_changes_nothing(client, enrolment):
    first = lessons_of(enrolment)[0]
    response = client.get(reverse("completions:finish_lesson", args=[first.id]))
    assert (response.status_code, response["Location"]) == (302, first.url)
    assert not ActivityProgress.objects.exists()


def test_a_stranger_signs_in_first(client):
    lesson = lessons_of(an_enrolment())[0]
    assert finish(client, lesson.id)["Location"].startswith(reverse("account_login"))
    assert not ActivityProgress.objects.exists()


def test_whoever_has_not_joined_is_told_so(client, enrolment):
    first = lessons_of(enrolment)[0]
    client.force_login(a_person())
    response = finish(client, first.id)
    assert response["Location"] == first.url
    assert (
        said(response)
        == ["You have not joined this course yet. Join it first, so that what you learn is recorded."]
        or len(said(response)) == 1
    )
    assert not ActivityProgress.objects.exists()


def test_a_withdrawn_round_is_none(client, enrolment):
    first = lessons_of(enrolment)[0]
    Enrolment.objects.update(closed_at=enrolment.enrolled_at, closed_as="withdrawn")
    assert finish(client, first.id)["Location"] == first.url
    assert not ActivityProgress.objects.exists()


def test_a_lesson_waits_for_the_one_before_it(client, enrolment):
    first, second, _ = lessons_of(enrolment)
    page = LessonPage.objects.get(pk=second.id)
    page.prerequisite_id = first.id
    page.save_revision().publish()
    response = finish(client, second.id)
    assert response["Location"] == second.url
    assert "Bài 1.1" in said(response)[0]
    assert done() == set()
    finish(client, first.id)
    finish(client, second.id)
    assert done() == {first.id, second.id}


def test_a_lesson_asks_its_question_first(client):
    course = a_course(lessons=1)
    question = a_question()
    asking = a_lesson(ModulePage.objects.descendant_of(course).get(), body=[("check", question)])
    enrolment = an_enrolment(course=course)
    client.force_login(enrolment.user)
    url = lessons_of(enrolment)[1].url
    response = finish(client, asking.pk)
    assert response["Location"] == f"{url}#con-thieu-{question.pk}"
    sentence = said(response)[0]
    shown = client.get(url).content.decode()
    beside = shown[shown.index(f'id="con-thieu-{question.pk}"') : shown.index(f'id="cau-{question.pk}"')]
    assert sentence in unescape(beside)
    assert f'id="con-thieu-{question.pk}"' not in client.get(url).content.decode()
    assert done() == set()
    ActivityProgress.objects.create(enrolment=enrolment, activity=asking, checks={str(question.pk): False})
    finish(client, asking.pk)
    assert done() == {asking.pk}


def test_a_course_may_leave_its_questions_optional(client):
    course = a_course(lessons=1, requires_checks=False)
    asking = a_lesson(ModulePage.objects.descendant_of(course).get(), body=[("check", a_question())])
    client.force_login(an_enrolment(course=course).user)
    finish(client, asking.pk)
    assert done() == {asking.pk}


def test_a_question_that_cannot_be_shown_any_more_holds_nobody_up(client):
    course = a_course(lessons=1)
    module = ModulePage.objects.descendant_of(course).get()
    draft = a_question(state="draft")
    draft.current = None
    draft.save()
    asking = a_lesson(module)
    body = [{"type": "check", "value": pk, "id": str(uuid.uuid4())} for pk in (999_999, draft.pk)]
    LessonPage.objects.filter(pk=asking.pk).update(body=json.dumps(body))
    client.force_login(an_enrolment(course=course).user)
    finish(client, asking.pk)
    assert done() == {asking.pk}


def test_a_quiz_is_not_finished_by_reading_it(client):
    enrolment = an_enrolment(course=a_course(lessons=1, quiz=True))
    client.force_login(enrolment.user)
    quiz = lessons_of(enrolment)[1]
    assert finish(client, quiz.id).status_code == 404
    assert done() == set()


def test_what_is_not_published_is_not_found(client, enrolment):
    first = lessons_of(enrolment)[0]
    LessonPage.objects.get(pk=first.id).unpublish()
    assert finish(client, first.id).status_code == 404
    assert finish(client, enrolment.course.pk).status_code == 404
    assert finish(client, 999_999).status_code == 404


def test_when_the_last_missing_lesson_is_withdrawn_what_is_done_completes_the_course(client):
    enrolment = an_enrolment(course=a_course(lessons=2))
    client.force_login(enrolment.user)
    first, second = lessons_of(enrolment)
    finish(client, first.id)
    LessonPage.objects.get(pk=second.id).unpublish()
    assert finish(client, first.id)["Location"].startswith("/chung-nhan/")


def test_nobody_is_certified_without_the_quiz_while_it_is_withdrawn(client):
    enrolment = an_enrolment(course=a_course(lessons=1, quiz=True))
    client.force_login(enrolment.user)
    lesson, quiz = lessons_of(enrolment)
    QuizPage.objects.get(pk=quiz.id).unpublish()
    response = finish(client, lesson.id)
    assert response["Location"] == outline_of(enrolment.course).course.url
    assert len(said(response)) == 1
    assert not CompletionRecord.objects.exists()


def test_finishing_a_lesson_asks_as_much_of_a_long_course_as_of_a_short_one(
    client, django_assert_max_num_queries
):
    counts = []
    for lessons in (2, 6):
        enrolment = an_enrolment(course=a_course(lessons=lessons))
        client.force_login(enrolment.user)
        first = lessons_of(enrolment)[0]
        with django_assert_max_num_queries(30) as asked:
            finish(client, first.id)
        counts.append(len(asked.captured_queries))
    assert counts[0] == counts[1]


def test_the_place_in_a_lesson_is_kept(client, enrolment):
    first = lessons_of(enrolment)[0]
    url = reverse("completions:keep_place", args=[first.id])
    assert client.post(url, {"position": "61"}).status_code == 204
    assert ActivityProgress.objects.get().position == 61
    for wrong in ({"position": "101"}, {"position": "-1"}, {"position": "x"}, {}):
        assert client.post(url, wrong).status_code == 400
    assert client.get(url).status_code == 405
    assert ActivityProgress.objects.get().position == 61


def test_no_place_is_kept_for_others_or_in_a_closed_round(client, enrolment):
    first = lessons_of(enrolment)[0]
    url = reverse("completions:keep_place", args=[first.id])
    client.force_login(a_person())
    assert client.post(url, {"position": "61"}).status_code == 404
    client.force_login(enrolment.user)
    Enrolment.objects.update(closed_at=enrolment.enrolled_at, closed_as="completed")
    assert client.post(url, {"position": "61"}).status_code == 404
    assert not ActivityProgress.objects.exists()
