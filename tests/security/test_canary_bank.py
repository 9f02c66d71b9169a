"""The bank of a shelf: its trainers read the keys of every kind, the trainers of another shelf read none, by no door.

The doors are those of the bank for one question (its page with preview and history, its forms), its lists, searches and
choosers, and what is exported of it. That no other page says them either is for test_canary_scope.py, which goes
everywhere.
"""

import pytest
from django.urls import reverse

import clock
from quizzes.exchange.formats import WRITERS
from quizzes.kinds import ASKED
from quizzes.models import KeyRevision
from tests.security.crawler import Crawl
from tests.security.test_canary_scope import browser_of, tokens_in

EVERY_KIND = range(len(ASKED) + 1)
NAMES = [*ASKED, "part of a case"]
ONE_QUESTION = ["question", "edit", "delete", "parts"]
KEY = "KEY-S"


def read(client, url: str, sent: dict | None = None) -> tuple[int, set[str]]:
    """The status, and the tokens in whatever comes back: page, file, cells, headers."""
    if sent is None:
        pages = Crawl(client, limit=1).walk([url])
        return pages[0].status, tokens_in(pages[0].text)
    posted = Crawl(Posting(client, sent), limit=1).walk([url])
    return posted[0].status, tokens_in(posted[0].text)


class Posting:
    """A browser that sends a form where a crawl would open an address."""

    def __init__(self, client, sent: dict):
        self.client, self.sent = client, sent

    def get(self, url):
        return self.client.post(url, self.sent)


def keys_of(keyed) -> set[str]:
    key = keyed.question.current.keys.get()
    return {token for token in tokens_in(f"{key.right} {key.explanation}") if token.startswith(KEY)}


@pytest.mark.parametrize("place", EVERY_KIND, ids=NAMES)
def test_by_no_door_of_a_question(world, place):
    keyed = world.keyed["S"][place]
    trainer, foreigner = browser_of(world, "trainer"), browser_of(world, "foreigner")
    for door in ONE_QUESTION:
        url = reverse(f"bank:{door}", args=[keyed.question.pk])
        status, seen = read(foreigner, url)
        assert status in (302, 403, 404), url
        assert not {token for token in seen if token[4] == "S"}, url
    told = [read(trainer, reverse(f"bank:{door}", args=[keyed.question.pk])) for door in ("question", "edit")]
    assert [status for status, _ in told] == [200, 200]
    assert keys_of(keyed) <= told[0][1] | told[1][1], "its own trainer could not see the key"


def test_by_neither_preview_nor_history_of_a_question(world):
    """Both stand on the page of the question: how it reads with its newest key, and why each key before was changed."""
    keyed = world.keyed["S"][0]
    url = reverse("bank:question", args=[keyed.question.pk])
    KeyRevision.objects.create(
        version=keyed.question.current,
        number=2,
        right=keyed.written.keys[1],
        explanation="Vì KEY-S998.",
        reason="Trước là KEY-S999",
        made_at=clock.now(),
    )
    _, seen = read(browser_of(world, "trainer"), url)
    assert {"KEY-S998", "KEY-S999"} <= seen, "what could have been read"
    for role in ("foreigner", "administrator", "learner", "colleague"):
        status, seen = read(browser_of(world, role), url)
        assert status in (302, 403, 404) and not {token for token in seen if token.startswith(KEY)}, role


@pytest.mark.parametrize("door", ["wagtailadmin_pages:history", "quizzes:trial"])
def test_by_neither_history_nor_preview_of_a_quiz(world, door):
    """The trainer's own trial is a paper with words of the shelf's questions; nobody else gets one."""
    url = reverse(door, args=[world.things["quiz"]])
    assert read(browser_of(world, "trainer"), url)[0] == 200
    for role in ("foreigner", "administrator", "learner"):
        status, seen = read(browser_of(world, role), url)
        assert status in (302, 403, 404) and not {token for token in seen if token[4] == "S"}, role


@pytest.mark.parametrize("role", ["foreigner", "administrator", "learner"])
@pytest.mark.parametrize("format", WRITERS)
def test_by_no_export(world, role, format):
    category = world.keyed["S"][0].question.category_id
    sent = {"category": category, "format": format}
    status, seen = read(browser_of(world, role), reverse("bank:export"), sent)
    assert status != 200
    assert not {token for token in seen if token[4] == "S"}
    status, seen = read(browser_of(world, "trainer"), reverse("bank:export"), sent)
    assert status == 200
    told = {token for token in seen if token.startswith(KEY)}
    assert told, "what could have been read"


@pytest.mark.parametrize(
    "door", ["bank:index", "bank:index_results", "question_chooser:choose", "question_chooser:choose_results"]
)
def test_by_no_list_and_no_search(world, door):
    """What is shown to choose from is words only, even to one's own trainers; to others not even those."""
    words = tokens_in(world.keyed["S"][0].question.current.text)
    url = f"{reverse(door)}?q={min(words)}"
    status, seen = read(browser_of(world, "foreigner"), url)
    assert status == 200
    assert not {token for token in seen - words if token[4] == "S"}
    status, seen = read(browser_of(world, "trainer"), url)
    assert status == 200
    assert words <= seen
    assert not {token for token in seen if token.startswith(KEY)}
