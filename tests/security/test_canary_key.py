"""No byte of what a learner is sent before handing in depends on a key.

Two keys are tried for the same paper, and everything is fetched under both: pages, redirects, replies to saves. Tokens
would miss what a page tells by an order, a class or a length; comparing bytes does not.
"""

import re
from pathlib import Path

import pytest
from django.db import transaction
from django.utils import timezone

import clock
from quizzes.kinds import ASKED
from quizzes.marking import MARKED_BY_PEOPLE, score_of
from quizzes.models import KeyRevision
from quizzes.sitting import sheets
from quizzes.sitting.papers import draw_paper
from tests.factories import a_person, a_unit
from tests.security.keys import BUILDERS
from tests.security.sitting import KEY, Sitting, differing, without_chance


@pytest.fixture(autouse=True)
def standing_clock():
    """So that nothing differs only because a second has passed."""
    with clock.frozen_at(timezone.now().replace(microsecond=0)):
        yield


@pytest.fixture
def sitting(db):
    return Sitting()


@pytest.fixture
def learner(client, sitting):
    client.force_login(sitting.learner)
    return client


def test_every_kind_has_a_question_here():
    assert set(ASKED) - set(BUILDERS) == set(), "write its builder in tests/security/keys.py"


def test_nothing_read_before_handing_in_depends_on_the_key(learner, sitting):
    with clock.frozen_at(clock.now()):  # files say at which minute they were made
        before = sitting.read(learner)
        assert sitting.address("attempt") in before
        assert sitting.lesson.url in before
        sitting.turn_keys()
        assert differing(before, sitting.read(learner)) == []
    assert [url for url, text in before.items() if KEY.search(text)] == []


def test_no_reply_to_a_save_depends_on_the_key(learner, sitting):
    before = sitting.save(learner)
    assert {reply[:3] for reply in before} == {"200", "302", "400", "409"}
    assert len(before) == 8 * len(sitting.keyed)
    sitting.turn_keys()
    assert sitting.save(learner) == before
    assert not [reply for reply in before if KEY.search(reply)]


def test_neither_does_the_order_in_which_a_paper_is_drawn(sitting):
    """The same seed draws the same paper whatever is right."""
    from quizzes.sitting.papers import blueprint_of_draft

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
    told = KeyRevision.objects.filter(version__question__in=[keyed.question for keyed in sitting.keyed])
    assert {KEY.search(text)[0] for text in told.values_list("explanation", flat=True)} <= set(
        KEY.findall(shown)
    )


def test_nobody_else_reads_them_in_anothers_result(client, sitting):
    client.force_login(sitting.learner)
    client.post(sitting.address("submit"))
    for person in (a_person(unit=a_unit()), a_person(is_superuser=True)):
        client.force_login(person)
        assert client.get(sitting.address("result")).status_code in (302, 404), person


# Checked while one is sitting: the key of that question, and of no other.


def checked(client, sitting, slot, keyed) -> str:
    """What is answered to checking one question, and the page after it."""
    reply = sitting.send(client, "fix", slot, keyed.written.given, do="check")
    page = client.get(sitting.address("attempt"))
    return without_chance(f"{reply.status_code} {reply.content.decode()} {page.content.decode()}")


def keys_in(keyed) -> set[str]:
    key = KeyRevision.objects.get(version=keyed.question.current)
    return set(KEY.findall(f"{key.right} {key.explanation}"))


@pytest.mark.django_db
@pytest.mark.parametrize("place", range(len(ASKED) + 1), ids=[*ASKED, "part of a case"])
def test_checking_a_question_tells_its_key_and_no_other(client, place):
    sitting = Sitting(behaviour="immediate")
    client.force_login(sitting.learner)
    slot, _, keyed = sitting.slots()[place]
    others = set().union(*(keys_in(other) for other in sitting.keyed if other is not keyed))
    told = []
    for turning in (False, True):
        with transaction.atomic():
            if turning:
                sitting.turn_keys(but=keyed)
            told.append(checked(client, sitting, slot, keyed))
            transaction.set_rollback(True)
    assert told[0] == told[1]
    assert not others & set(KEY.findall(told[0]))
    if keyed.question.kind in MARKED_BY_PEOPLE:
        assert not KEY.search(told[0]), "nobody has marked it yet"
    else:
        assert keys_in(keyed) <= set(KEY.findall(told[0])), "the key could not be seen"


@pytest.mark.django_db
@pytest.mark.parametrize("place", range(len(ASKED) + 1), ids=[*ASKED, "part of a case"])
def test_a_wrong_try_tells_only_that_it_was_wrong(client, place):
    sitting = Sitting(behaviour="retries")
    client.force_login(sitting.learner)
    slot, _, keyed = sitting.slots()[place]
    entry = sitting.attempt.paper[slot - 1]
    is_right = [score_of(entry["kind"], entry, key, keyed.written.given) == 1 for key in keyed.written.keys]
    told = []
    for turning in (False, True):
        with transaction.atomic():
            if turning:
                sitting.turn_keys()
            told.append(checked(client, sitting, slot, keyed))
            transaction.set_rollback(True)
    if any(is_right):
        assert keyed.question.kind == "true_false", (
            "the other kinds have an answer that is wrong under both keys"
        )
        assert KEY.search(told[is_right.index(True)]), "what is right is told with its explanation"
    else:
        assert told[0] == told[1]
        assert not KEY.search(told[0])


def test_no_worker_of_this_site_keeps_pages():
    """A service worker could keep a key for another person: there is none."""
    for file in [*Path("static").rglob("*.js"), *Path("templates").rglob("*.html")]:
        assert not re.search("serviceWorker|caches\\.open", file.read_text(encoding="utf-8")), file


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
