"""Disputed questions: written once, answered once, each read only by whom it concerns."""

import pytest
from django.urls import reverse

from quizzes.actions import submit_attempt
from quizzes.models import Dispute
from tests.factories import a_person, a_sitting, a_trainer_of, signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def attempt():
    attempt = a_sitting()
    submit_attempt(attempt=attempt)
    return attempt


def disputes(client, attempt, text="<b>Khóa</b> sai", slot=1, user=None):
    client.force_login(user or attempt.user)
    return client.post(reverse("quizzes:dispute", args=[attempt.uuid, slot]), {"text": text})


def test_a_question_is_disputed_once_and_answered_once(client, attempt):
    assert disputes(client, attempt).status_code == 302
    disputes(client, attempt, "Lần hai")
    one = Dispute.objects.get()
    assert (one.text, one.slot) == ("<b>Khóa</b> sai", 1)
    queue = reverse("analysis:disputes", args=[attempt.quiz_id])
    signed_in(client, a_trainer_of(attempt.quiz))
    assert "&lt;b&gt;Khóa&lt;/b&gt; sai" in client.get(queue).content.decode()
    for answer in ("Khóa <i>đúng</i>", "Đổi ý"):
        client.post(queue, {"dispute": one.pk, "text": answer})
    client.force_login(attempt.user)
    page = client.get(reverse("quizzes:result", args=[attempt.uuid])).content.decode()
    assert "Khóa &lt;i&gt;đúng&lt;/i&gt;" in page and "Đổi ý" not in page


def test_only_ones_own_closed_attempt_is_disputed(client, attempt):
    assert disputes(client, attempt, user=a_person()).status_code == 404
    assert disputes(client, attempt, slot=9).status_code == 404
    assert disputes(client, a_sitting()).status_code == 404
    assert not Dispute.objects.exists()
    assert disputes(client, attempt).status_code == 302
    assert Dispute.objects.count() == 1


def test_nothing_is_disputed_that_the_review_hides(client):
    attempt = a_sitting(review="exam")
    submit_attempt(attempt=attempt)
    assert disputes(client, attempt).status_code == 404


def test_the_trainer_of_another_course_does_not_find_it(client, attempt):
    disputes(client, attempt)
    queue = reverse("analysis:disputes", args=[attempt.quiz_id])
    signed_in(client, a_trainer_of(a_sitting().quiz))
    assert client.get(queue).status_code == 404
    assert client.post(queue, {"dispute": Dispute.objects.get().pk, "text": "x"}).status_code == 404
    signed_in(client, a_trainer_of(attempt.quiz))
    assert client.get(queue).status_code == 200
