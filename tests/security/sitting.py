"""A learner in the middle of a paper with one question of every kind, and everything that a browser can fetch then."""

import re
import uuid

from django.db import transaction
from django.urls import reverse

from courses.actions import freeze_edition
from courses.models import CoursePage, ModulePage
from quizzes.actions import start_attempt
from quizzes.models import QuizPage, QuizQuestion
from quizzes.sitting.forms import fields_of
from tests.factories import a_category, a_lesson, a_person, a_shelf, a_unit, an_enrolment
from tests.security.crawler import Crawl
from tests.security.keys import Keyed, one_of_every_kind

KEY = re.compile(r"KEY-S\d+", re.IGNORECASE)
CHANCE = re.compile(
    r'nonce[-=]"?[\w+/=-]+|name="csrfmiddlewaretoken" value="\w+"|name="packet" value="[\w-]+"|csrftoken=[^;]+'
    r'|"(?:csrf\w*|token)": ?"\w+"'
    r"|expires=[^;]+|Expires: [^G]+GMT|data-left=\"\d+\"|data-seconds=\"\d+\""
    r"|PK\x03\x04.*PK\x05\x06.*?\x00\x00\n|Content-Length: \d+|<dcterms:\w+[^<]*",
    re.IGNORECASE | re.DOTALL,
)
"""What differs between any two answers: nonces, tokens, packet ids, times; of a workbook its packing (its cells stay)."""


class Sitting:
    """An open attempt; a lesson of the same course asks its first question. `rules` are those of the quiz."""

    def __init__(self, **rules):
        self.keyed = one_of_every_kind(a_category())
        self.learner = a_person(unit=a_unit())
        self.course = a_shelf().add_child(
            instance=CoursePage(title="Khóa", slug="khoa-c", summary="Tóm tắt.")
        )
        module = self.course.add_child(instance=ModulePage(title="Học phần", slug="hoc-phan"))
        self.lesson = a_lesson(module, slug="bai", body=[("check", self.keyed[0].question)])
        self.quiz = QuizPage(title="Kiểm tra", slug="kiem-tra", attempts_allowed=None, **rules)
        self.quiz.fixed_questions = [QuizQuestion(question=keyed.stands_in_a_quiz_as) for keyed in self.keyed]
        module.add_child(instance=self.quiz)
        freeze_edition(course=self.course)
        self.enrolment = an_enrolment(self.learner, self.course)
        self.attempt = start_attempt(enrolment=self.enrolment, quiz=self.quiz)

    def turn_keys(self, *, but: Keyed | None = None) -> None:
        for keyed in self.keyed:
            if keyed is not but:
                keyed.turn()

    def address(self, name: str, *more) -> str:
        return reverse(f"quizzes:{name}", args=[self.attempt.uuid, *more])

    def read(self, client) -> dict[str, str]:
        """Everything that the learner's browser can fetch now, by its address, without what chance puts in."""
        starts = [self.course.url, self.lesson.url, self.quiz.url, "/", "/khoa-hoc/", "/hoc-tap/"]
        starts += [reverse("account"), reverse("privacy")]
        starts += [self.address(name) for name in ("attempt", "check", "submit", "result", "time_left")]
        starts += [f"{self.address('attempt')}?cau={slot}" for slot in range(1, len(self.keyed) + 1)]
        pages = Crawl(client, limit=90).walk(starts)
        return {page.url: without_chance(page.text) for page in pages}

    def slots(self) -> list[tuple[int, str, Keyed]]:
        """(number, what it takes, question) of every question of the paper."""
        known = {keyed.question.pk: keyed for keyed in self.keyed}
        return [
            (slot, entry.get("takes", "options"), known[entry["question"]])
            for slot, entry in enumerate(self.attempt.paper, 1)
        ]

    def send(self, client, name: str, slot: int, chosen, *, revision=0, packet=0, accept="text/html", **more):
        """One answer by a form; `name`: save or fix."""
        takes = self.slots()[slot - 1][1]
        sent = {"takes": takes, "revision": str(revision), "packet": str(uuid.UUID(int=packet or slot))}
        for field, value in fields_of(takes, chosen):
            sent.setdefault(field, []).append(value) if field == "chosen" else sent.update({field: value})
        return client.post(self.address(name, slot), sent | more, headers={"accept": accept})

    def save(self, client) -> list[str]:
        """What each save answers, its replay, a stale one and one that no page of ours sends: as JSON and as a page."""
        replies = []
        for slot, takes, keyed in self.slots():
            for accept in ("application/json", "text/html"):
                with transaction.atomic():
                    tries = [
                        (keyed.written.given, slot),
                        (keyed.written.given, slot),
                        (keyed.written.given, 99),
                    ]
                    for chosen, packet in tries:
                        replies.append(self.send(client, "save", slot, chosen, packet=packet, accept=accept))
                    wrong = {"text": "x"} if takes != "text" else [str(uuid.UUID(int=7))]
                    sent = {
                        "chosen": wrong,
                        "flagged": False,
                        "revision": 1,
                        "packet": str(uuid.UUID(int=98)),
                    }
                    replies.append(
                        client.post(
                            self.address("save", slot),
                            sent,
                            content_type="application/json",
                            headers={"accept": accept},
                        )
                    )
                    client.get(self.address("attempt"))  # takes the message of the refusal away
                    transaction.set_rollback(True)
        return [f"{each.status_code} {without_chance(each.content.decode())}" for each in replies]


def without_chance(text: str) -> str:
    return re.sub(r"\d\d:\d\d", "", CHANCE.sub("", text))


def differing(one: dict, other: dict) -> list[str]:
    return [url for url in one.keys() | other.keys() if one.get(url) != other.get(url)]
