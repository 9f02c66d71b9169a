"""One question a page for a browser without scripts: every way from it saves what was chosen."""

import re
import uuid

import pytest
from django.urls import reverse

from quizzes.models import Answer, QuizPage
from tests.factories import a_sitting, an_answer, right_choice, wrong_choice
from tests.factories.kinds import a_question_of, a_sitting_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def attempt():
    return a_sitting(questions=3)


@pytest.fixture
def learner(client, attempt):
    client.force_login(attempt.user)
    return client


def address(name, attempt, *more):
    return reverse(f"quizzes:{name}", args=[attempt.uuid, *more])


def page_of(learner, attempt, query="") -> str:
    return learner.get(address("attempt", attempt) + query).content.decode()


def forms_in(page: str) -> list[str]:
    return re.findall(r'<form class="question" id="cau-(\d+)"', page)


def sent(learner, attempt, slot, following, revision=0, chosen=None):
    fields = {"revision": revision, "packet": str(uuid.uuid4()), "takes": "options", "alone": "1"}
    fields |= {"chosen": chosen or right_choice(attempt, slot), "next": following}
    return learner.post(address("save", attempt, slot), fields)


def test_without_scripts_one_is_led_to_the_first_question_without_an_answer(learner, attempt):
    page = page_of(learner, attempt)
    assert forms_in(page) == ["1", "2", "3"]
    assert '<noscript><meta http-equiv="refresh" content="0; url=?cau=1"></noscript>' in page
    an_answer(attempt, 1, right_choice(attempt, 1))
    assert 'content="0; url=?cau=2"' in page_of(learner, attempt)


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ("?cau=3", "3"),
        ("?cau=1", "1"),
        ("?cau=4", "1"),
        ("?cau=0", "1"),
        ("?cau=x", "1"),
        ("?cau=" + "9" * 99, "1"),
    ],
)
def test_the_question_that_is_asked_for_stands_alone(learner, attempt, query, shown):
    page = page_of(learner, attempt, query)
    assert forms_in(page) == [shown]
    assert "http-equiv" not in page
    assert f'data-only="{shown}"' in page


def test_every_way_from_the_page_is_a_button_of_its_form(learner, attempt):
    page = page_of(learner, attempt, "?cau=2")
    assert re.findall(r'<button[^>]*name="next" value="(\w+)"', page) == ["1", "3", "1", "2", "3", "check"]
    assert len(re.findall(r'<button[^>]*name="next"[^>]* form="cau-2"', page)) == 4
    assert page.count('name="alone"') == 1
    assert address("check", attempt) not in page


def test_each_button_saves_and_leads_on(learner, attempt):
    own = address("attempt", attempt)
    assert sent(learner, attempt, 1, "2")["Location"] == f"{own}?cau=2"
    assert sent(learner, attempt, 2, "1")["Location"] == f"{own}?cau=1"
    assert sent(learner, attempt, 3, "check")["Location"] == f"{address('check', attempt)}?cau"
    assert list(Answer.objects.filter(attempt=attempt).order_by("slot").values_list("slot", "chosen")) == [
        (slot, right_choice(attempt, slot)) for slot in (1, 2, 3)
    ]


def test_from_checking_one_comes_back_to_one_question(learner, attempt):
    page = learner.get(f"{address('check', attempt)}?cau").content.decode()
    own = address("attempt", attempt)
    assert re.findall(rf'href="{own}([^"]*)"', page) == ["?cau=1", "?cau=2", "?cau=3", "?cau=1"]
    assert re.findall(rf'href="{own}([^"]*)"', learner.get(address("check", attempt)).content.decode()) == [
        "#cau-1",
        "#cau-2",
        "#cau-3",
        "",
    ]


def test_two_answers_of_one_question_are_told_apart_and_lead_back_to_it(learner, attempt):
    an_answer(attempt, 2, right_choice(attempt, 2))
    reply = sent(learner, attempt, 2, "3", chosen=wrong_choice(attempt, 2))
    page = reply.content.decode()
    assert reply.status_code == 409
    assert '<input type="hidden" name="alone" value="1">' in page
    assert f'href="{address("attempt", attempt)}?cau=2"' in page


def test_all_on_one_page_stays_all_on_one_page(learner, attempt):
    QuizPage.objects.update(shows_all=True)
    for query in ("", "?cau=2"):
        page = page_of(learner, attempt, query)
        assert forms_in(page) == ["1", "2", "3"]
        assert "http-equiv" not in page
        assert "data-only" not in page


def test_where_there_is_no_way_back_there_is_nothing_to_ask_for(client):
    attempt = a_sitting(questions=3, navigation="forward")
    client.force_login(attempt.user)
    for query in ("", "?cau=2"):
        page = page_of(client, attempt, query)
        assert forms_in(page) == ["1"]
        assert "http-equiv" not in page


def test_a_question_that_was_checked_stands_alone_too(client):
    attempt = a_sitting_of(a_question_of("single"), a_question_of("short"), behaviour="immediate")
    client.force_login(attempt.user)
    fields = {"revision": 0, "packet": str(uuid.uuid4()), "takes": "options", "alone": "1", "do": "check"}
    reply = client.post(address("fix", attempt, 1), fields | {"chosen": right_choice(attempt, 1)})
    assert reply["Location"] == f"{address('attempt', attempt)}?cau=1"
    page = client.get(reply["Location"]).content.decode()
    assert "GIAITHICH" in page
    assert forms_in(page) == []
    assert re.findall(r'href="(\?cau=\d)"', page) == ["?cau=2", "?cau=1", "?cau=2"]
    assert f'href="{address("check", attempt)}?cau"' in page


def test_the_first_button_of_a_question_is_one_that_enter_cannot_press(learner, attempt):
    """A field of text passes Enter to the first submit button of its form (HTML, implicit submission)."""
    for query in ("", "?cau=2"):
        for form in re.findall(
            r'<form class="question".*?</form>', page_of(learner, attempt, query), re.DOTALL
        ):
            submits = re.findall(r"<button[^>]*>", form)
            assert submits[0] == "<button disabled hidden>"
            assert len(submits) > 1
