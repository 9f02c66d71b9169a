"""What the page shows as saved is never lost: the server's processes are killed while twenty people answer.

kill -9 proves the way through the processes, not a loss of power.
"""

import itertools
import json
import threading
import time
import uuid
from http.client import HTTPConnection, HTTPException

import pytest
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.db import connection

from quizzes.actions import start_attempt
from quizzes.models import Answer
from tests.factories import a_person, a_sitting, an_enrolment
from tests.faults.server import Server

pytestmark = pytest.mark.faults
PEOPLE, SLOTS = 20, 5
TOKEN = "k" * 32


def a_session_of(person) -> str:
    session = SessionStore()
    session[SESSION_KEY] = str(person.pk)
    session[BACKEND_SESSION_KEY] = "accounts.backends.StaffBackend"
    session[HASH_SESSION_KEY] = person.get_session_auth_hash()
    session.save()
    return session.session_key


class Person:
    """Somebody who answers without a pause and writes down every acknowledgement.

    A request without a reply says nothing: the same packet is sent again until there is one.
    """

    def __init__(self, attempt, port):
        self.attempt, self.port = attempt, port
        self.session = a_session_of(attempt.user)
        self.acknowledged: dict[int, list[tuple[int, list[str]]]] = {slot: [] for slot in range(1, SLOTS + 1)}
        self.refused: list[tuple[int, int, str]] = []
        self.retries = 0
        self.connection = None

    def answer_until(self, stop: threading.Event) -> None:
        for number in itertools.count():
            if stop.is_set():
                return
            slot = number % SLOTS + 1
            known = self.acknowledged[slot]
            packet = {
                "chosen": [self.attempt.paper[slot - 1]["options"][number // SLOTS % 5]],
                "revision": known[-1][0] if known else 0,
                "packet": str(uuid.uuid4()),
            }
            reply = self.send_until_answered(slot, packet, stop)
            if reply is None:
                return
            status, body = reply
            if status == 200:
                known.append((json.loads(body)["revision"], packet["chosen"]))
            else:
                self.refused.append((slot, status, body))
                return

    def send_until_answered(self, slot, packet, stop):
        while True:
            try:
                return self.send(slot, packet)
            except (OSError, HTTPException):
                self.connection = None
                self.retries += 1
                if stop.is_set():
                    return None
                time.sleep(0.2)

    def send(self, slot, packet) -> tuple[int, str]:
        if self.connection is None:
            self.connection = HTTPConnection("127.0.0.1", self.port, timeout=10)
        headers = {
            "Content-Type": "application/json",
            "Accept": "application/json",
            "Cookie": f"sessionid={self.session}; csrftoken={TOKEN}",
            "X-CSRFToken": TOKEN,
        }
        address = f"/lam-bai/{self.attempt.uuid}/cau/{slot}/"
        self.connection.request("POST", address, json.dumps(packet), headers)
        response = self.connection.getresponse()
        return response.status, response.read().decode()

    def lost(self) -> list[str]:
        """Acknowledged answers that the database does not hold, neither themselves nor a newer one."""
        kept = {answer.slot: answer for answer in Answer.objects.filter(attempt=self.attempt)}
        missing = []
        for slot, known in self.acknowledged.items():
            answer = kept.get(slot)
            for revision, chosen in known:
                if answer is None or answer.revision < revision:
                    missing.append(f"{slot}: revision {revision} is gone")
                elif answer.revision == revision and answer.chosen != chosen:
                    missing.append(f"{slot}: revision {revision} holds something else")
        return missing


def twenty_people(port):
    first = a_sitting(questions=SLOTS)
    course = first.quiz.get_parent().get_parent().specific
    attempts = [first]
    for _ in range(PEOPLE - 1):
        enrolment = an_enrolment(user=a_person(), course=course)
        attempts.append(start_attempt(enrolment=enrolment, quiz=first.quiz))
    return [Person(attempt, port) for attempt in attempts]


def answer_while(people, destroy):
    """Let everybody answer while `destroy()` does its work."""
    connection.close()
    stop = threading.Event()
    threads = [threading.Thread(target=person.answer_until, args=(stop,)) for person in people]
    for thread in threads:
        thread.start()
    try:
        destroy()
    finally:
        stop.set()
        for thread in threads:
            thread.join(timeout=30)


def acknowledged_by(people) -> int:
    return sum(len(known) for person in people for known in person.acknowledged.values())


def test_no_acknowledged_answer_is_lost_when_processes_are_killed(committed_database, tmp_path):
    server = Server.of_this_test(tmp_path)
    people = twenty_people(server.port)

    def until_acknowledged(wanted, seconds):
        until = time.monotonic() + seconds
        while acknowledged_by(people) < wanted and time.monotonic() < until:
            time.sleep(0.02)

    def destroy():
        for kill in [
            "worker",
            "worker",
            "all",
            "worker",
            "worker",
            "worker",
            "all",
            "worker",
            "worker",
            "worker",
        ]:
            until_acknowledged(acknowledged_by(people) + 100, seconds=5)
            if kill == "worker":
                server.kill_a_worker()
            else:
                server.kill_everything()
                server.start()
        until_acknowledged(1000, seconds=30)

    server.start()
    try:
        answer_while(people, destroy)
    finally:
        server.stop()
    assert [person.refused for person in people if person.refused] == []
    assert [person.lost() for person in people if person.lost()] == []
    assert sum(person.retries for person in people) > 0
    assert acknowledged_by(people) >= 1000
    for person in people:
        for known in person.acknowledged.values():
            assert [revision for revision, _ in known] == list(range(1, len(known) + 1))


def test_a_server_that_acknowledges_before_it_commits_is_caught(committed_database, tmp_path):
    server = Server.of_this_test(tmp_path, application="tests.faults.early_reply:application", workers=1)
    people = twenty_people(server.port)

    def destroy():
        time.sleep(1.5)
        server.kill_everything()

    server.start()
    try:
        answer_while(people, destroy)
    finally:
        server.stop()
    assert sum(len(person.lost()) for person in people) > 0
