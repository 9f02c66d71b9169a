"""What arrives after the grace: kept apart, shown to those who look after the quiz, counted only by decision."""

import datetime
import uuid

import pytest
from django.urls import reverse

import clock
from audit.models import Entry
from quizzes.actions import submit_attempt
from quizzes.decisions.late import decide_late
from quizzes.models import Answer, LateAnswer, Result
from tests.factories import a_person, a_sitting, an_answer, right_choice, signed_in, wrong_choice

pytestmark = pytest.mark.django_db
NOON = datetime.datetime(2026, 11, 23, 5, 0, tzinfo=datetime.UTC)
LATE = NOON + datetime.timedelta(minutes=25)
JSON = {"content_type": "application/json", "headers": {"accept": "application/json"}}


@pytest.fixture
def sitting():
    with clock.frozen_at(NOON):
        attempt = a_sitting(time_limit=20)
        an_answer(attempt, 1, wrong_choice(attempt, 1))
    return attempt


def arrives(client, attempt, slot, chosen, user=None):
    client.force_login(user or attempt.user)
    sent = {"chosen": chosen, "flagged": False, "revision": 0, "packet": str(uuid.uuid4())}
    with clock.frozen_at(LATE):
        return client.post(reverse("quizzes:save", args=[attempt.uuid, slot]), sent, **JSON)


def test_a_late_answer_is_kept_apart_and_changes_nothing(client, sitting):
    reply = arrives(client, sitting, 1, right_choice(sitting, 1))
    assert (reply.status_code, reply.json()["late"]) == (410, True)
    kept = LateAnswer.objects.get()
    assert (kept.slot, kept.chosen, kept.received_at) == (1, right_choice(sitting, 1), LATE)
    assert Answer.objects.get().chosen == wrong_choice(sitting, 1)
    with clock.frozen_at(LATE):
        assert submit_attempt(attempt=sitting).score == 0


def test_the_latest_of_each_question_is_kept_and_nothing_that_does_not_fit(client, sitting):
    for chosen in (wrong_choice(sitting, 2), right_choice(sitting, 2)):
        arrives(client, sitting, 2, chosen)
    assert LateAnswer.objects.get().chosen == right_choice(sitting, 2)
    for slot, chosen in [(1, wrong_choice(sitting, 1)), (3, [str(uuid.uuid4())]), (9, [])]:
        reply = arrives(client, sitting, slot, chosen)
        assert not reply.json()["late"]
    assert not arrives(client, sitting, 3, right_choice(sitting, 3), user=a_person()).json()["late"]
    assert LateAnswer.objects.count() == 1


def test_after_handing_in_nothing_is_late_but_over(client, sitting):
    with clock.frozen_at(NOON):
        submit_attempt(attempt=sitting)
    assert not arrives(client, sitting, 1, right_choice(sitting, 1)).json()["late"]
    assert not LateAnswer.objects.exists()


def decided(attempt, counts, by=None):
    return decide_late(attempt=attempt, counts=counts, reason="Mất mạng toàn xã", by=by or a_person())


def closed_with_late(client, sitting):
    for slot in (1, 2, 3):
        arrives(client, sitting, slot, right_choice(sitting, slot))
    with clock.frozen_at(LATE):
        submit_attempt(attempt=sitting)


def test_a_decision_counts_once_and_keeps_both_results(client, sitting):
    closed_with_late(client, sitting)
    result = decided(sitting, True)
    assert (result.number, result.score, result.has_passed) == (2, 3, True)
    assert decided(sitting, True) is None
    assert [one.score for one in Result.objects.order_by("number")] == [0, 3]
    assert LateAnswer.objects.get(slot=1).replaced == wrong_choice(sitting, 1)
    entry = Entry.objects.get(verb="quiz.late_counted")
    assert entry.detail == {"slots": [1, 2, 3], "reason": "Mất mạng toàn xã"}


def test_what_is_refused_stays_as_it_was(client, sitting):
    closed_with_late(client, sitting)
    assert decided(sitting, False) is None
    assert Result.objects.count() == 1
    assert Answer.objects.get().chosen == wrong_choice(sitting, 1)
    assert set(LateAnswer.objects.values_list("decision", flat=True)) == {"refused"}


def test_a_trainer_sees_them_and_has_to_say_why(client, sitting):
    closed_with_late(client, sitting)
    signed_in(client, a_person(is_superuser=True))
    address = reverse("analysis:late", args=[sitting.quiz_id])
    page = client.get(address).content.decode()
    assert sitting.code in page and str(sitting.user) not in page
    assert "300 giây sau hạn" in page
    sent = {"attempt": str(sitting.uuid), "counts": "1", "reason": ""}
    assert client.post(address, sent).status_code == 200
    assert Result.objects.count() == 1
    assert client.post(address, sent | {"reason": "Mất mạng"}).status_code == 302
    assert Result.objects.count() == 2


def test_a_marked_essay_keeps_its_mark_when_something_late_counts(client, sitting):
    closed_with_late(client, sitting)
    former = Result.objects.get()
    former.marks[1] |= {"score": "1/2", "awaiting": False}
    former.save()
    LateAnswer.objects.filter(slot=2).delete()
    result = decided(sitting, True)
    assert [mark["score"] for mark in result.marks] == ["1", "1/2", "1"]
    assert result.score == 2.5
