"""Two devices at once: a fact for whoever reads the sittings, from what each save says; windows of one are no two."""

import datetime
import json
import uuid

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from quizzes.actions import start_attempt
from quizzes.analysis.sittings_list import AT_ONCE, from_two_at_once, sittings_of
from quizzes.models import Answer
from quizzes.sitting.saving import Typed
from tests.factories import a_person, a_sitting, a_trainer_of, an_enrolment, right_choice, signed_in

FACT = "câu trả lời gửi xen kẽ từ hai thiết bị hoặc trình duyệt trong mười phút"
START = datetime.datetime(2026, 11, 23, 5, 0, tzinfo=datetime.UTC)
MINUTE = datetime.timedelta(minutes=1)


@pytest.mark.parametrize(
    ("devices", "between", "is_one"),
    [
        ("ABA", MINUTE, True),
        ("AABBA", MINUTE, True),
        ("ABCB", MINUTE, True),
        ("ABA", AT_ONCE / 2, True),
        ("ABA", AT_ONCE / 2 + MINUTE, False),
        ("AAA", MINUTE, False),
        ("AAABBB", MINUTE, False),  # went on elsewhere, or signed in again
        ("ABC", MINUTE, False),
        ("", MINUTE, False),
    ],
)
def test_two_devices_are_those_that_save_in_turn(devices, between, is_one):
    saves = [Answer(device=one, saved_at=START + place * between) for place, one in enumerate(devices)]
    assert from_two_at_once(saves) is is_one


def test_a_device_is_known_in_one_attempt_alone():
    typed, first, second = Typed((), False, 0, uuid.uuid4(), "phiên"), uuid.uuid4(), uuid.uuid4()
    assert typed.device(first) == typed.device(first) != typed.device(second)
    assert len(typed.device(first)) == 12 and "phiên" not in typed.device(first)
    assert Typed((), False, 0, uuid.uuid4()).device(first) == ""


def saves(client, attempt, slot) -> int:
    """Save from a window of this browser; returns the number of statements."""
    sent = {
        "chosen": right_choice(attempt, slot)[:1],
        "flagged": False,
        "revision": 0,
        "packet": str(uuid.uuid4()),
    }
    address = reverse("quizzes:save", args=[attempt.uuid, slot])
    with CaptureQueriesContext(connection) as asked:
        reply = client.post(
            address, json.dumps(sent), content_type="application/json", headers={"Accept": "application/json"}
        )
    assert reply.status_code == 200
    return sum("quizzes_" in query["sql"] for query in asked)


@pytest.mark.django_db
@pytest.mark.parametrize("is_another", [True, False])
def test_a_second_device_is_a_fact_and_a_second_window_is_none(client, is_another):
    person = a_person()
    attempt = a_sitting(user=person)
    phone = signed_in(client, person)
    other = signed_in(Client(), person) if is_another else phone
    statements = [saves(browser, attempt, slot) for slot, browser in enumerate((phone, other, phone), 1)]
    assert statements == [1, 1, 1]
    page, [sitting] = sittings_of(attempt.quiz, 1, a_trainer_of(attempt.quiz))
    assert sitting.facts == ([FACT] if is_another else [])
    assert len(set(attempt.answers.values_list("device", flat=True))) == (2 if is_another else 1)
    attempt.refresh_from_db()
    assert attempt.state == attempt.State.OPEN


@pytest.mark.django_db
def test_the_list_asks_no_more_for_more_sittings():
    first = a_sitting()
    reader, counts = a_trainer_of(first.quiz), []
    sittings_of(first.quiz, 1, reader)  # the reader's rights are asked once
    for number in (1, 3):
        while first.quiz.attempts.count() < number:
            another_sitting_of(first)
        with CaptureQueriesContext(connection) as asked:
            sittings_of(first.quiz, 1, reader)
        counts.append(len(asked))
    assert counts[0] == counts[1]


def another_sitting_of(attempt):
    return start_attempt(enrolment=an_enrolment(a_person(), attempt.enrolment.course), quiz=attempt.quiz)
