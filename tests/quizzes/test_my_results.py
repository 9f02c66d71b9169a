"""A person's own page of everything they sat: what the rules of each quiz show by now, and nothing of others."""

import datetime
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

import clock
from quizzes.actions import submit_attempt
from quizzes.models import Attempt, QuizPage, Result
from tests.factories import a_person, a_sitting, an_answer, right_choice, wrong_choice

pytestmark = pytest.mark.django_db


@pytest.fixture
def person():
    return a_person()


def handed_in(person, **rules) -> Attempt:
    """Three questions: one right, one wrong, one not answered."""
    attempt = a_sitting(user=person, **rules)
    an_answer(attempt, 1, right_choice(attempt, 1))
    an_answer(attempt, 2, wrong_choice(attempt, 2))
    submit_attempt(attempt=attempt)
    return attempt


def page_of(client, person):
    client.force_login(person)
    return client.get(reverse("quizzes:my_results")).context["page"]


def test_everything_stands_here_the_newest_first(client, person):
    first, second = handed_in(person), handed_in(person)
    page = page_of(client, person)
    assert [(sitting.uuid, sitting.percent) for sitting in page.sittings] == [
        (second.uuid, Decimal("33.33")),
        (first.uuid, Decimal("33.33")),
    ]
    assert [(topic.questions, topic.earned, topic.worth) for topic in page.topics] == [(3, 1, 3), (3, 1, 3)]


def test_what_is_sat_now_and_what_others_sat_does_not(client, person):
    other = handed_in(a_person())
    a_sitting(user=person)
    assert page_of(client, person).sittings == []
    assert [sitting.uuid for sitting in page_of(client, other.user).sittings] == [other.uuid]


def test_a_score_that_is_kept_back_is_not_told(client, person):
    attempt = handed_in(person, review="exam", closes_at=clock.now() + datetime.timedelta(days=1))
    page = page_of(client, person)
    assert (page.topics, page.sittings[0].shown.score) == ([], False)
    assert "33,33" not in client.get(reverse("quizzes:my_results")).content.decode()
    QuizPage.objects.filter(pk=attempt.quiz_id).update(closes_at=clock.now())
    assert page_of(client, person).topics[0].questions == 3
    assert "33,33" in client.get(reverse("quizzes:my_results")).content.decode()


def test_nor_is_it_while_somebody_still_sits(client, person):
    attempt = handed_in(person, review="exam", closes_at=clock.now() + datetime.timedelta(days=1))
    still = Attempt.objects.get(pk=attempt.pk)
    still.pk, still.number, still.state, still.closed_at = None, 2, "open", None
    still.uuid, still.deadline_at = Attempt().uuid, clock.now() + datetime.timedelta(hours=1)
    still.save()
    QuizPage.objects.filter(pk=attempt.quiz_id).update(closes_at=clock.now())
    assert page_of(client, person).topics == []
    assert places_of_the_score(client, attempt) == []
    Attempt.objects.filter(pk=still.pk).update(deadline_at=clock.now() - datetime.timedelta(hours=1))
    assert page_of(client, person).topics[0].questions == 3
    assert places_of_the_score(client, attempt) == ["list", "quiz", "result"]


def places_of_the_score(client, attempt) -> list[str]:
    """On which pages its owner reads the score of an attempt."""
    pages = {
        "list": reverse("quizzes:my_results"),
        "quiz": attempt.quiz.url,
        "result": reverse("quizzes:result", args=[attempt.uuid]),
    }
    return [name for name, url in pages.items() if "33,33" in client.get(url).content.decode()]


def test_an_essay_that_waits_and_a_voided_question_count_for_no_topic(client, person):
    attempt = handed_in(person)
    result = Result.objects.get(attempt=attempt)
    result.marks[0]["void"], result.marks[1]["awaiting"] = "full", True
    result.save()
    assert [topic.questions for topic in page_of(client, person).topics] == [1]


def test_it_asks_no_more_with_more_sittings(client, person):
    asked = []
    for _ in range(2):
        handed_in(person)
        page_of(client, person)
        with CaptureQueriesContext(connection) as queries:
            client.get(reverse("quizzes:my_results"))
        asked.append(len(queries))
    assert asked[0] == asked[1]


def test_it_is_found_from_ones_own_learning(client, person):
    handed_in(person)
    client.force_login(person)
    assert reverse("quizzes:my_results") in client.get(reverse("my_learning")).content.decode()
