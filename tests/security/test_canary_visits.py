"""No byte of what a visitor is sent before an answer was told depends on its key.

As for learners (test_canary_key.py): two keys are tried for the same paper, with one question of every kind.
"""

import pytest
from django.db import transaction
from django.urls import reverse

from courses.models import CoursePage, ModulePage
from quizzes.kinds import ASKED
from quizzes.marking import MARKED_BY_PEOPLE, score_of
from quizzes.models import KeyRevision, QuizPage, QuizQuestion
from quizzes.sitting.forms import fields_of
from quizzes.visiting import pages
from quizzes.visiting.keeping import KEY as KEPT
from tests.factories import a_category, a_shelf
from tests.security.keys import one_of_every_kind
from tests.security.sitting import KEY, differing, without_chance

pytestmark = pytest.mark.django_db
KINDS = len(ASKED) - len(MARKED_BY_PEOPLE) + 1
"""Each that marks itself, and a part of a case study."""


class Practice:
    """A visitor in the middle of a paper with one question of every kind that marks itself."""

    def __init__(self, client, behaviour: str):
        self.client, self.keyed = client, one_of_every_kind(a_category())
        course = a_shelf().add_child(instance=CoursePage(title="Khóa", slug="khoa-c", summary="Tóm tắt."))
        module = course.add_child(instance=ModulePage(title="Học phần", slug="hoc-phan"))
        self.quiz = QuizPage(
            title="Thử sức", slug="thu", is_open_to_visitors=True, is_required=False, behaviour=behaviour
        )
        self.quiz.fixed_questions = [QuizQuestion(question=keyed.stands_in_a_quiz_as) for keyed in self.keyed]
        module.add_child(instance=self.quiz)
        client.post(self.address("begin_visit"))
        self.kept = client.session[KEPT][str(self.quiz.pk)]
        known = {keyed.question.pk: keyed for keyed in self.keyed}
        self.asked = {slot: known[entry["question"]] for slot, entry in enumerate(self.kept["paper"], 1)}

    def address(self, name, *more):
        return reverse(f"quizzes:{name}", args=[self.quiz.pk, *more])

    def read(self) -> dict[str, str]:
        """Everything a visitor can fetch now, by its address."""
        addresses = [f"{self.address('visit')}?cau={slot}" for slot in self.asked]
        addresses += [self.quiz.url, self.address("visit_result")]
        return {url: without_chance(self.client.get(url).content.decode()) for url in addresses}

    def send(self, slot, do) -> str:
        """What is answered to one question, and every page after it."""
        entry = self.kept["paper"][slot - 1]
        sent = {"code": self.kept["code"], "do": do}
        for field, value in fields_of(entry["takes"], self.asked[slot].written.given):
            name = f"cau-{slot}-{field}"
            sent.setdefault(name, []).append(value) if field == "chosen" else sent.update({name: value})
        reply = self.client.post(self.address("visit_answer", slot), sent)
        return f"{reply.status_code} {reply.headers['Location']} {self.read()}"

    def turn_keys(self, but=None):
        for keyed in self.keyed:
            if keyed is not but:
                keyed.turn()


def keys_in(keyed) -> set[str]:
    key = KeyRevision.objects.get(version=keyed.question.current)
    return set(KEY.findall(f"{key.right} {key.explanation}"))


@pytest.fixture(params=["immediate", "retries"])
def practice(client, request):
    return Practice(client, request.param)


def test_nothing_read_before_an_answer_depends_on_a_key(practice):
    assert len(practice.asked) == KINDS
    before = practice.read()
    practice.turn_keys()
    assert differing(before, practice.read()) == []
    assert [url for url, text in before.items() if KEY.search(text)] == []


def test_telling_one_answer_tells_its_key_and_no_other(practice):
    for slot, keyed in practice.asked.items():
        others = set().union(*(keys_in(other) for other in practice.keyed if other is not keyed))
        told = []
        for turning in (False, True):
            with transaction.atomic():
                if turning:
                    practice.turn_keys(but=keyed)
                told.append(practice.send(slot, "tell"))
                transaction.set_rollback(True)
        assert told[0] == told[1], keyed.question.kind
        assert not others & set(KEY.findall(told[0])), keyed.question.kind
        assert keys_in(keyed) <= set(KEY.findall(told[0])), "the key could not be seen"


def test_a_wrong_try_tells_only_that_it_was_wrong(client):
    practice = Practice(client, "retries")
    for slot, keyed in practice.asked.items():
        entry, given = practice.kept["paper"][slot - 1], keyed.written.given
        if any(score_of(entry["kind"], entry, key, given) == 1 for key in keyed.written.keys):
            assert keyed.question.kind == "true_false", "the others have an answer wrong under both keys"
            continue
        told = []
        for turning in (False, True):
            with transaction.atomic():
                if turning:
                    practice.turn_keys()
                told.append(practice.send(slot, "check"))
                transaction.set_rollback(True)
        assert told[0] == told[1], keyed.question.kind
        assert not KEY.search(told[0]), keyed.question.kind


def test_a_result_that_tells_everything_is_found(practice, monkeypatch):
    """The harness bites."""
    told_of = pages.told_of

    def leaking(visit, questions, slots):
        visit.told = list(practice.asked)
        return told_of(visit, questions, visit.told)

    monkeypatch.setattr(pages, "told_of", leaking)
    before = practice.read()
    practice.turn_keys()
    assert practice.address("visit_result") in differing(before, practice.read())
