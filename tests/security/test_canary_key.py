"""No byte of what a learner is sent before handing in depends on a key.

Two keys are tried for the same paper, and everything is fetched under both: pages, redirects, replies to saves. Tokens
would miss what a page tells by an order, a class or a length; comparing bytes does not.
"""

import re
import uuid

import pytest
from django.db import transaction
from django.urls import reverse

from courses.actions import freeze_edition
from courses.models import CoursePage, ModulePage
from quizzes import sheets
from quizzes.actions import start_attempt
from quizzes.kinds import ASKED
from quizzes.models import KeyRevision, QuizPage, QuizQuestion
from quizzes.papers import draw_paper
from tests.factories import a_category, a_lesson, a_person, a_shelf, a_unit, an_enrolment
from tests.security.crawler import Crawl
from tests.security.keys import BUILDERS, a_keyed_part, a_keyed_question, turn_key

KEY = re.compile(r"KEY-S\d+", re.IGNORECASE)
CHANCE = re.compile(
    r'nonce[-=]"?[\w+/=-]+|name="csrfmiddlewaretoken" value="\w+"|name="packet" value="[\w-]+"|csrftoken=[^;]+'
    r'|"(?:csrf\w*|token)": ?"\w+"'
    r"|expires=[^;]+|Expires: [^G]+GMT|data-left=\"\d+\"|data-seconds=\"\d+\"",
    re.IGNORECASE,
)
"""What differs between any two answers: nonces, tokens, packet ids, times."""


class Sitting:
    """A learner in the middle of a paper with one question of every kind; a lesson asks the first of them."""

    def __init__(self):
        category = a_category()
        made = [a_keyed_question(kind, category) for kind in ASKED]
        made.append(a_keyed_part(category))
        self.questions = [question for question, _ in made]
        self.keys = [keys for _, keys in made]
        self.learner = a_person(unit=a_unit())
        self.course = a_shelf().add_child(
            instance=CoursePage(title="Khóa", slug="khoa-c", summary="Tóm tắt.")
        )
        module = self.course.add_child(instance=ModulePage(title="Học phần", slug="hoc-phan"))
        self.lesson = a_lesson(module, slug="bai", body=[("check", self.questions[0])])
        self.quiz = QuizPage(title="Kiểm tra", slug="kiem-tra", attempts_allowed=None)
        self.quiz.fixed_questions = [
            QuizQuestion(question=question.case or question) for question in self.questions
        ]
        module.add_child(instance=self.quiz)
        freeze_edition(course=self.course)
        self.enrolment = an_enrolment(self.learner, self.course)
        self.attempt = start_attempt(enrolment=self.enrolment, quiz=self.quiz)

    def turn_keys(self):
        for question, keys in zip(self.questions, self.keys, strict=True):
            turn_key(question, keys)

    def address(self, name: str, *more) -> str:
        return reverse(f"quizzes:{name}", args=[self.attempt.uuid, *more])

    def read(self, client) -> dict[str, str]:
        """Everything that the learner's browser can fetch now, by its address, without what chance puts in."""
        starts = [self.course.url, self.lesson.url, self.quiz.url, "/", "/khoa-hoc/"]
        starts += [self.address(name) for name in ("attempt", "check", "submit", "result")]
        pages = Crawl(client, limit=60).walk(starts)
        return {page.url: CHANCE.sub("", page.text) for page in pages}

    def save(self, client) -> list[str]:
        """What each save answers, and a second one that is stale: as JSON and as a page."""
        replies = []
        for slot, entry in enumerate(self.attempt.paper, 1):
            if entry.get("takes", "options") != "options":
                continue
            for chosen in entry["options"][:2]:
                for accept in ("application/json", "text/html"):
                    with transaction.atomic():
                        sent = {"choice": chosen, "revision": "0", "packet": str(uuid.UUID(int=slot))}
                        reply = client.post(self.address("save", slot), sent, headers={"accept": accept})
                        stale = client.post(
                            self.address("save", slot),
                            sent | {"packet": str(uuid.UUID(int=99)), "choice": entry["options"][-1]},
                            headers={"accept": accept},
                        )
                        transaction.set_rollback(True)
                    replies += [
                        f"{each.status_code} {CHANCE.sub('', each.content.decode())}"
                        for each in (reply, stale)
                    ]
        return [re.sub(r"\d\d:\d\d", "", each) for each in replies]


@pytest.fixture
def sitting(db):
    return Sitting()


@pytest.fixture
def learner(client, sitting):
    client.force_login(sitting.learner)
    return client


def differing(one: dict, other: dict) -> list[str]:
    return [url for url in one.keys() | other.keys() if one.get(url) != other.get(url)]


def test_every_kind_has_a_question_here():
    assert set(ASKED) - set(BUILDERS) == set(), "write its builder in tests/security/keys.py"


def test_nothing_read_before_handing_in_depends_on_the_key(learner, sitting):
    before = sitting.read(learner)
    assert sitting.address("attempt") in before
    assert sitting.lesson.url in before
    sitting.turn_keys()
    assert differing(before, sitting.read(learner)) == []
    assert [url for url, text in before.items() if KEY.search(text)] == []


def test_no_reply_to_a_save_depends_on_the_key(learner, sitting):
    before = sitting.save(learner)
    assert {reply[:3] for reply in before} >= {"200", "409"}
    sitting.turn_keys()
    assert sitting.save(learner) == before
    assert not [reply for reply in before if KEY.search(reply)]


def test_neither_does_the_order_in_which_a_paper_is_drawn(sitting):
    """The same seed draws the same paper whatever is right."""
    from quizzes.papers import blueprint_of_draft

    lines = blueprint_of_draft(sitting.quiz)
    before = [draw_paper(lines, f"{seed:032x}", shuffles_options=True) for seed in range(40)]
    sitting.turn_keys()
    lines = blueprint_of_draft(sitting.quiz)
    assert [draw_paper(lines, f"{seed:032x}", shuffles_options=True) for seed in range(40)] == before
    orders = {str(entry["options"]) for paper in before for entry in paper if entry["kind"] == "single"}
    assert len(orders) > 10, "the options are not shuffled: the test shows nothing"


def test_after_handing_in_the_keys_are_there(learner, sitting):
    """What could have been seen."""
    learner.post(sitting.address("submit"))
    shown = learner.get(sitting.address("result")).content.decode()
    told = KeyRevision.objects.filter(version__question__in=sitting.questions)
    assert {KEY.search(text)[0] for text in told.values_list("explanation", flat=True)} <= set(
        KEY.findall(shown)
    )


def test_nobody_else_reads_them_in_anothers_result(client, sitting):
    client.force_login(sitting.learner)
    client.post(sitting.address("submit"))
    for person in (a_person(unit=a_unit()), a_person(is_superuser=True)):
        client.force_login(person)
        assert client.get(sitting.address("result")).status_code in (302, 404), person


# The harness bites.


def telling(of):
    def leaking(attempt):
        page = of(attempt)
        for question in page.questions:
            key = KeyRevision.objects.filter(version=question.version).latest("number")
            question.options = sorted(question.options, key=lambda option: option.id not in str(key.right))
        return page

    return leaking


def test_a_page_that_puts_right_options_first_is_found(learner, sitting, monkeypatch):
    monkeypatch.setattr(sheets.AttemptPage, "of", telling(sheets.AttemptPage.of))
    before = sitting.read(learner)
    sitting.turn_keys()
    assert sitting.address("attempt") in differing(before, sitting.read(learner))
    assert not KEY.search(before[sitting.address("attempt")]), "no token would have told it"
