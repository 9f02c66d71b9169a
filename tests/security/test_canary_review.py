"""After handing in, a result tells exactly what its quiz lets be seen at that moment: under every setting, of every kind.

Nothing of the keys where neither right answers nor explanations are shown: the page is the same to the byte whatever
they say. And nothing of what was right where that is not shown: the page is the same whichever questions earned points.
"""

import datetime
from itertools import chain, combinations

import pytest
from django.db import transaction

import clock
from quizzes.actions import submit_attempt
from quizzes.models import Attempt, KeyRevision, QuizPage, Result
from quizzes.sitting.review_rules import AFTER, CLOSED, MOMENTS, OPEN, PRESETS, THINGS, Shown
from tests.security.sitting import KEY, Sitting, without_chance

HOUR = datetime.timedelta(hours=1)
SETTINGS = list(chain.from_iterable(combinations(THINGS, size) for size in range(len(THINGS) + 1)))


@pytest.fixture
def sitting(db, client):
    with clock.frozen_at(clock.now().replace(microsecond=0)):
        made = Sitting()
        client.force_login(made.learner)
        for slot, _, keyed in made.slots():
            assert made.send(client, "save", slot, keyed.written.given).status_code == 302
        submit_attempt(attempt=made.attempt)
        yield made


@pytest.fixture
def learner(client, sitting):
    return client


def let(sitting, moment: str, **rules) -> None:
    """Make it this moment for the attempt, under these rules."""
    now = clock.now()
    Attempt.objects.filter(pk=sitting.attempt.pk).update(closed_at=now if moment == AFTER else now - HOUR)
    closes_at = now - datetime.timedelta(minutes=1) if moment == CLOSED else None
    QuizPage.objects.filter(pk=sitting.quiz.pk).update(closes_at=closes_at, **rules)


def pages(client, sitting) -> str:
    """The result, and the start page of the quiz, which lists the attempts made."""
    both = (client.get(url) for url in (sitting.address("result"), sitting.quiz.url))
    return without_chance("".join(page.content.decode() for page in both))


def otherwise(change, client, sitting) -> str:
    """The same pages if something were otherwise."""
    with transaction.atomic():
        change(sitting)
        seen = pages(client, sitting)
        transaction.set_rollback(True)
    return seen


def with_other_keys(sitting) -> None:
    sitting.turn_keys()


def with_other_marks(sitting) -> None:
    """What was right was wrong, and the other way round, with the same score in the end."""
    result = Result.objects.get(attempt=sitting.attempt)
    for mark in result.marks:
        mark["score"] = "0" if mark["score"] == "1" else "1"
    result.save()


def tell_apart(client, sitting, shown: Shown) -> None:
    """What the pages say is what may be seen."""
    seen = pages(client, sitting)
    keys = KeyRevision.objects.filter(version__question__in=[keyed.question for keyed in sitting.keyed])
    explained = {KEY.search(words)[0] for words in keys.values_list("explanation", flat=True)}
    right = {word for key in keys for word in KEY.findall(str(key.right)) if "guidance" not in key.right}
    told = set(KEY.findall(seen))
    assert explained & told == (explained if shown.explanation else set())
    assert right & told == (right if shown.right else set())
    turned = otherwise(with_other_keys, client, sitting)
    if shown.right or shown.explanation:
        assert turned != seen
    elif not shown.rightness:  # where it is shown, other keys make other parts of an answer right
        assert turned == seen
    marked = otherwise(with_other_marks, client, sitting)
    assert (marked == seen) is not shown.rightness


@pytest.mark.parametrize("moment", MOMENTS)
def test_under_every_setting_only_what_may_be_seen_is_seen(learner, sitting, moment):
    """At the other moments all the rest may be seen: nothing comes from the wrong one."""
    for things in SETTINGS:
        rest = [thing for thing in THINGS if thing not in things]
        rules = {f"review_{each}": list(things) if each == moment else rest for each in (AFTER, OPEN, CLOSED)}
        let(sitting, moment, review="own", **rules)
        tell_apart(learner, sitting, Shown.of(things))


@pytest.mark.parametrize("preset", PRESETS)
def test_under_every_preset_too(learner, sitting, preset):
    for moment in MOMENTS:
        let(sitting, moment, review=preset)
        tell_apart(learner, sitting, Shown.of(PRESETS[preset][moment]))


def test_the_guidance_for_markers_is_shown_to_no_learner(learner, sitting):
    let(sitting, AFTER, review="practice")
    essay = next(keyed for keyed in sitting.keyed if keyed.question.kind == "essay")
    guidance = essay.written.keys[0]["guidance"]
    assert KeyRevision.objects.filter(right={"guidance": guidance}).count() == 1
    assert guidance not in pages(learner, sitting)
