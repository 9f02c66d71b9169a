"""Questions in the text of a lesson."""

import uuid

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

import clock
from completions.models import ActivityProgress
from completions.progress import questions_asked
from courses.models import LessonPage
from enrolments.actions import close_enrolment
from quizzes.models import KeyRevision, Question
from tests.factories import a_course, a_lesson, a_person, a_question, an_enrolment
from tests.factories.kinds import a_question_of

pytestmark = pytest.mark.django_db
TOKEN = "KEY-7d1f"


def a_lesson_that_asks(count=1):
    course = a_course(lessons=0)
    questions = [a_question() for _ in range(count)]
    KeyRevision.objects.update(explanation=f"<p>Vì luật nói vậy {TOKEN}.</p>")
    body = [("text", "<p>Nội dung.</p>"), *(("check", question) for question in questions)]
    lesson = a_lesson(course.get_children().get(), body=body)
    return LessonPage.objects.get(pk=lesson.pk), questions


def right(question):
    return question.current.keys.get().right


def wrong(question):
    return [next(o["id"] for o in question.current.options if o["id"] not in right(question))]


@pytest.fixture
def lesson_and_question():
    lesson, (question,) = a_lesson_that_asks()
    return lesson, question


@pytest.fixture
def learner(client, lesson_and_question):
    lesson, _ = lesson_and_question
    enrolment = an_enrolment(course=lesson.get_parent().get_parent().specific)
    client.force_login(enrolment.user)
    client.enrolment = enrolment
    return client


def page_of(lesson):
    return "/" + lesson.url_path.split("/", 2)[2]


def door(lesson, question):
    return reverse("quizzes:try_question", args=[lesson.pk, question.pk])


def test_the_key_is_not_in_the_page_before_the_answer(learner, lesson_and_question):
    lesson, question = lesson_and_question
    text = learner.get(page_of(lesson)).content.decode()
    assert door(lesson, question) in text
    assert TOKEN not in text
    assert "is-right" not in text


@pytest.mark.parametrize(("choose", "first"), [(right, True), (wrong, False)])
def test_the_answer_is_noted_and_explained(learner, lesson_and_question, choose, first):
    lesson, question = lesson_and_question
    response = learner.post(door(lesson, question), {"chosen": choose(question)})
    assert response.url.startswith(page_of(lesson))
    assert response.url.endswith(f"#cau-{question.pk}")
    progress = ActivityProgress.objects.get(enrolment=learner.enrolment, activity=lesson)
    assert progress.checks == {str(question.pk): first}
    text = learner.get(response.url.split("#")[0]).content.decode()
    assert TOKEN in text
    assert text.count("is-right") == 1
    assert text.count("is-wrong") == (0 if first else 1)


def test_only_the_first_answer_is_noted(learner, lesson_and_question):
    lesson, question = lesson_and_question
    learner.post(door(lesson, question), {"chosen": wrong(question)})
    learner.post(door(lesson, question), {"chosen": right(question)})
    assert ActivityProgress.objects.get().checks == {str(question.pk): False}


def test_nothing_chosen_is_asked_for_again(learner, lesson_and_question):
    lesson, question = lesson_and_question
    for chosen in ([], ["nonsense"]):
        response = learner.post(door(lesson, question), {"chosen": chosen})
        assert response.url == f"{page_of(lesson)}#cau-{question.pk}"
    assert not ActivityProgress.objects.filter(checks__has_key=str(question.pk)).exists()


def test_a_get_only_leads_back(learner, lesson_and_question):
    lesson, question = lesson_and_question
    assert learner.get(door(lesson, question)).url == f"{page_of(lesson)}#cau-{question.pk}"
    assert not ActivityProgress.objects.exists()


def test_a_question_of_another_lesson_is_not_found(learner, lesson_and_question):
    lesson, question = lesson_and_question
    other, (foreign,) = a_lesson_that_asks()
    assert learner.post(door(lesson, foreign), {"chosen": right(foreign)}).status_code == 404
    assert learner.post(door(other, foreign), {"chosen": right(foreign)}).status_code == 404
    assert learner.post(door(lesson, question), {"chosen": right(question)}).status_code == 302


def test_somebody_who_is_not_enrolled_sees_the_question_and_cannot_answer(client, lesson_and_question):
    lesson, question = lesson_and_question
    client.force_login(a_person())
    text = client.get(page_of(lesson)).content.decode()
    assert question.current.text in text
    assert "disabled" in text
    assert client.post(door(lesson, question), {"chosen": right(question)}).status_code == 404


def test_a_withdrawn_learner_cannot_answer_and_a_finished_one_can(learner, lesson_and_question):
    lesson, question = lesson_and_question
    close_enrolment(enrolment=learner.enrolment, closed_as="withdrawn", at=clock.now())
    assert learner.post(door(lesson, question), {"chosen": right(question)}).status_code == 404
    type(learner.enrolment).objects.update(closed_as="completed")
    assert learner.post(door(lesson, question), {"chosen": right(question)}).status_code == 302


def test_a_stranger_is_sent_to_sign_in(client, lesson_and_question):
    lesson, question = lesson_and_question
    response = client.post(door(lesson, question), {"chosen": right(question)})
    assert response.url.startswith(reverse("account_login"))


def queries_of(client, lesson):
    client.get(page_of(lesson))
    with CaptureQueriesContext(connection) as asked:
        assert client.get(page_of(lesson)).status_code == 200
    return [query["sql"] for query in asked]


def test_one_query_serves_every_question_of_a_lesson(client):
    numbers = []
    for count in (1, 3):
        lesson, questions = a_lesson_that_asks(count)
        enrolment = an_enrolment(course=lesson.get_parent().get_parent().specific)
        client.force_login(enrolment.user)
        client.post(door(lesson, questions[0]), {"chosen": right(questions[0])})
        asked = queries_of(client, lesson)
        numbers.append(len(asked))
        assert sum("quizzes_questionversion" in sql for sql in asked) == 1
    assert numbers[0] == numbers[1]


def test_a_question_without_words_is_left_out(learner, lesson_and_question):
    lesson, question = lesson_and_question
    Question.objects.filter(pk=question.pk).update(state="draft", current=None)
    text = learner.get(page_of(lesson)).content.decode()
    assert "Nội dung" in text
    assert "block try" not in text


def test_a_kind_that_only_quizzes_ask_stands_in_a_lesson_as_a_sentence(client):
    kept, asked = a_question_of("numeric"), a_question_of("single")
    made = a_lesson(a_course(lessons=0).get_children().get(), body=[("check", kept), ("check", asked)])
    lesson = LessonPage.objects.get(pk=made.pk)
    learner = an_enrolment(course=lesson.get_parent().get_parent().specific).user
    client.force_login(learner)
    text = client.get(page_of(lesson)).content.decode()
    assert door(lesson, kept) not in text
    assert door(lesson, asked) in text
    assert questions_asked(lesson) == [asked.pk]
    assert client.post(door(lesson, kept), {"takes": "text", "text": "7"}).status_code == 302
    assert client.post(door(lesson, kept), {"chosen": str(uuid.uuid4())}).status_code == 404
