"""Sitting a quiz over HTTP, with and without a script."""

import datetime
import uuid

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

import clock
from completions.models import ActivityProgress, Certificate
from courses.models import LessonPage, PageCitation
from legislation.models import LegalDocument, Provision
from quizzes.actions import submit_attempt
from quizzes.models import Answer, Attempt, KeyRevision, QuestionCitation, QuestionVersion, Result
from tests.factories import (
    a_person,
    a_sitting,
    an_answer,
    an_enrolment,
    right_choice,
    wrong_choice,
)

pytestmark = pytest.mark.django_db
NOON = datetime.datetime(2026, 11, 23, 5, 0, tzinfo=datetime.UTC)
JSON = {"content_type": "application/json", "headers": {"Accept": "application/json"}}


@pytest.fixture
def attempt():
    return a_sitting(kinds=("single", "multiple", "true_false"))


@pytest.fixture
def learner(client, attempt):
    client.force_login(attempt.user)
    return client


def address(name, attempt, *args):
    return reverse(f"quizzes:{name}", args=[attempt.uuid, *args])


def sent(chosen, revision=0, **fields):
    return {"chosen": chosen, "revision": revision, "packet": str(uuid.uuid4()), **fields}


def page_of(quiz):
    return "/" + quiz.url_path.split("/", 2)[2]


# Starting.


def test_the_start_page_says_what_awaits(client):
    quiz = a_sitting(questions=4, time_limit=20, pass_mark=65).quiz
    learner = an_enrolment(course=quiz.get_parent().get_parent().specific).user
    client.force_login(learner)
    text = client.get(page_of(quiz)).content.decode()
    for fact in ("<dd>4</dd>", "<dd>20 ", "65 %"):
        assert fact in text
    assert reverse("quizzes:start", args=[quiz.pk]) in text


def test_a_stranger_may_read_the_rules_and_is_sent_to_sign_in(client, attempt):
    text = client.get(page_of(attempt.quiz)).content.decode()
    assert reverse("account_login") in text
    assert reverse("quizzes:start", args=[attempt.quiz.pk]) not in text


def test_starting_leads_to_the_attempt(client):
    quiz = a_sitting().quiz
    learner = an_enrolment(course=quiz.get_parent().get_parent().specific).user
    client.force_login(learner)
    response = client.post(reverse("quizzes:start", args=[quiz.pk]))
    attempt = Attempt.objects.by(learner).get()
    assert response.url == address("attempt", attempt)
    assert client.post(reverse("quizzes:start", args=[quiz.pk])).url == response.url


def test_a_refusal_stands_on_the_start_page(client, attempt):
    client.force_login(a_person())
    response = client.post(reverse("quizzes:start", args=[attempt.quiz.pk]), follow=True)
    assert response.redirect_chain[-1][0] == page_of(attempt.quiz)
    assert response.status_code == 200
    assert b"notice late" in response.content
    assert not Attempt.objects.exclude(pk=attempt.pk).exists()


def test_an_unpublished_quiz_cannot_be_started(client, attempt):
    attempt.quiz.unpublish()
    client.force_login(attempt.user)
    assert client.post(reverse("quizzes:start", args=[attempt.quiz.pk])).status_code == 404
    assert client.get(address("attempt", attempt)).status_code == 200


def test_the_start_page_lists_earlier_attempts(learner, attempt):
    submit_attempt(attempt=attempt)
    text = learner.get(page_of(attempt.quiz)).content.decode()
    assert address("result", attempt) in text


# Answering with forms.


def test_every_question_is_a_form_on_one_page(learner, attempt):
    an_answer(attempt, 2, right_choice(attempt, 2), is_flagged=True)
    text = learner.get(address("attempt", attempt)).content.decode()
    assert text.count('<fieldset class="q">') == 3
    for slot, entry in enumerate(attempt.paper, 1):
        assert f'id="cau-{slot}"' in text
        places = [text.index(f'value="{option}"') for option in entry["options"]]
        assert places == sorted(places)
    assert text.count(" checked") == len(right_choice(attempt, 2)) + 1


def test_a_form_saves_and_goes_to_the_next_question(learner, attempt):
    chosen = right_choice(attempt, 1)
    response = learner.post(address("save", attempt, 1), sent(chosen, next="2", flagged="1"))
    assert response.url == address("attempt", attempt) + "#cau-2"
    answer = Answer.objects.get()
    assert (answer.chosen, answer.is_flagged, answer.slot) == (chosen, True, 1)
    assert learner.post(address("save", attempt, 3), sent([], next="check")).url == address("check", attempt)


def test_a_stale_tab_is_shown_both_answers(learner, attempt):
    kept, mine = right_choice(attempt, 1), wrong_choice(attempt, 1)
    an_answer(attempt, 1, kept)
    response = learner.post(address("save", attempt, 1), sent(mine, next="2"))
    text = response.content.decode()
    assert response.status_code == 409
    words = {o["id"]: o["text"] for o in QuestionVersion.objects.get(pk=attempt.paper[0]["version"]).options}
    assert all(words[option] in text for option in [*kept, *mine])
    assert Answer.objects.get().chosen == kept
    form = response.context
    again = {
        "chosen": mine,
        "revision": form["question"].revision,
        "packet": str(form["question"].packet),
        "next": "1",
    }
    assert learner.post(address("save", attempt, 1), again).status_code == 302
    assert Answer.objects.get().chosen == mine


@pytest.mark.parametrize(
    "bad",
    [
        {"chosen": ["x"]},
        {"revision": "-1"},
        {"revision": "9" * 30},
        {"packet": "nope"},
        {"packet": ""},
        {"chosen": [str(uuid.uuid4())] * 60},
    ],
)
def test_what_no_page_of_ours_sends_is_refused_in_words(learner, attempt, bad):
    response = learner.post(address("save", attempt, 1), sent([]) | bad)
    assert response.url == address("attempt", attempt) + "#cau-1"
    assert b"notice late" in learner.get(address("attempt", attempt)).content
    assert not Answer.objects.exists()


# Answering with a script.


def test_a_script_gets_the_revision_and_the_time(learner, attempt):
    with clock.frozen_at(NOON):
        packet = sent(right_choice(attempt, 1), flagged=True)
        response = learner.post(address("save", attempt, 1), packet, **JSON)
    assert response.json() == {
        "revision": 1,
        "packet": packet["packet"],
        "chosen": packet["chosen"],
        "flagged": True,
        "saved_at": "12:00",
    }


def test_a_script_in_a_stale_tab_gets_the_newer_answer(learner, attempt):
    saved = an_answer(attempt, 1, right_choice(attempt, 1))
    response = learner.post(address("save", attempt, 1), sent(wrong_choice(attempt, 1)), **JSON)
    assert response.status_code == 409
    assert response.json()["current"]["packet"] == str(saved.packet)
    assert response.json()["current"]["chosen"] == right_choice(attempt, 1)


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"[]",
        b"null",
        b'{"chosen": null}',
        b'{"chosen": [1], "revision": 0, "packet": "x"}',
        b'{"chosen": [], "revision": true, "packet": "00000000-0000-0000-0000-000000000000"}',
        b'{"chosen": [[]], "revision": 0, "packet": "00000000-0000-0000-0000-000000000000"}',
        b"[" * 100_000,
    ],
)
def test_a_script_that_sends_nonsense_is_told_so(learner, attempt, body):
    response = learner.post(address("save", attempt, 1), body, **JSON)
    assert response.status_code == 400
    assert response.json()["error"] == "NotAnOption"


def test_a_script_is_told_that_the_attempt_is_closed(learner, attempt):
    submit_attempt(attempt=attempt)
    response = learner.post(address("save", attempt, 1), sent([]), **JSON)
    assert response.status_code == 410
    assert response.json()["url"] == address("result", attempt)


def test_a_script_whose_person_is_signed_out_gets_401(client, attempt):
    response = client.post(address("save", attempt, 1), sent([]), **JSON)
    assert response.status_code == 401
    assert response.json()["error"] == "signed_out"


def test_a_save_needs_the_token(attempt):
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(attempt.user)
    assert strict.post(address("save", attempt, 1), sent([]), **JSON).status_code == 403
    assert not Answer.objects.exists()


# Others, strangers, GET.


def all_pages(attempt):
    return [
        address("attempt", attempt),
        address("check", attempt),
        address("result", attempt),
        address("save", attempt, 1),
        address("submit", attempt),
    ]


def test_anothers_attempt_is_not_found(client, attempt):
    client.force_login(a_person())
    for page in all_pages(attempt)[:3]:
        assert client.get(page).status_code == 404
    assert client.post(address("save", attempt, 1), sent([])).status_code == 404
    assert client.post(address("save", attempt, 1), sent([]), **JSON).status_code == 404
    assert client.post(address("submit", attempt)).status_code == 404
    attempt.refresh_from_db()
    assert attempt.state == "open"
    client.force_login(attempt.user)
    assert client.get(all_pages(attempt)[0]).status_code == 200


def test_a_stranger_is_sent_to_sign_in_and_back(client, attempt):
    for page in all_pages(attempt):
        for response in (client.get(page), client.post(page)):
            assert response.status_code == 302
            assert response.url.startswith(reverse("account_login"))


def counts():
    return [model.objects.count() for model in (Attempt, Answer, Result, ActivityProgress, Certificate)]


def test_a_get_changes_nothing(learner, attempt):
    with clock.frozen_at(NOON):
        overdue = a_sitting(user=attempt.user, time_limit=1)
    before = counts(), list(Attempt.objects.order_by("pk").values())
    for sitting in (attempt, overdue):
        for page in [
            *all_pages(sitting),
            reverse("quizzes:start", args=[sitting.quiz.pk]),
            page_of(sitting.quiz),
        ]:
            assert learner.get(page).status_code in {200, 302}
    assert (counts(), list(Attempt.objects.order_by("pk").values())) == before


# Checking and handing in.


def test_the_check_page_puts_unanswered_questions_first(learner, attempt):
    an_answer(attempt, 1, right_choice(attempt, 1))
    text = learner.get(address("check", attempt)).content.decode()
    places = [text.index(f'{address("attempt", attempt)}#cau-{slot}"') for slot in (2, 3, 1)]
    assert places == sorted(places)


def test_handing_in_brings_the_result_and_again_the_same(learner, attempt):
    for slot in (1, 2, 3):
        an_answer(attempt, slot, right_choice(attempt, slot))
    for _ in range(2):
        assert learner.post(address("submit", attempt)).url == address("result", attempt)
    assert Result.objects.count() == 1
    text = learner.get(address("result", attempt)).content.decode()
    assert "verdict passed" in text
    attempt.refresh_from_db()
    assert attempt.receipt in text


def test_an_open_attempt_has_no_result_yet(learner, attempt):
    assert learner.get(address("result", attempt)).url == address("attempt", attempt)


def test_a_closed_attempt_is_read_only(learner, attempt):
    submit_attempt(attempt=attempt)
    for page in (address("attempt", attempt), address("check", attempt)):
        assert learner.get(page).url == address("result", attempt)
    response = learner.post(address("save", attempt, 1), sent([], next="2"))
    assert response.url == address("result", attempt)


def test_an_overdue_attempt_is_shown_closed_and_the_next_post_marks_it(client):
    with clock.frozen_at(NOON):
        attempt = a_sitting(time_limit=20)
        an_answer(attempt, 1, right_choice(attempt, 1))
    client.force_login(attempt.user)
    with clock.frozen_at(NOON + datetime.timedelta(minutes=21)):
        assert client.get(address("attempt", attempt)).url == address("result", attempt)
        text = client.get(address("result", attempt)).content.decode()
        assert "12:20" in text
        assert not Result.objects.exists()
        client.post(address("submit", attempt))
    assert Result.objects.get().score == 1
    attempt.refresh_from_db()
    assert attempt.state == "expired"


def test_a_failed_result_names_the_lessons_to_read(learner, attempt):
    document = LegalDocument.objects.create(
        slug="luat-2022", number="06/2022/QH15", kind="law", title="Luật", short_title="Luật 2022"
    )
    article = Provision.objects.create(document=document, path="5", heading="Nguyên tắc")
    clause = Provision.objects.create(document=document, path="5.1", heading="Nguyên tắc", parent=article)
    lesson = LessonPage.objects.get()
    PageCitation.objects.create(page=lesson, provision=article)
    QuestionCitation.objects.create(question_id=attempt.paper[0]["question"], provision=clause)
    submit_attempt(attempt=attempt)
    response = learner.get(address("result", attempt))
    assert [found.id for found in response.context["page"].lessons] == [lesson.pk]
    text = response.content.decode()
    assert lesson.title in text
    assert clause.get_absolute_url() in text


def test_a_regraded_result_shows_both_and_the_reason(learner, attempt):
    result = submit_attempt(attempt=attempt)
    Result.objects.create(
        attempt=attempt,
        number=2,
        score=3,
        maximum=3,
        has_passed=True,
        marks=[mark | {"score": "1"} for mark in result.marks],
        reason="Đáp án câu 1 được sửa",
        made_at=clock.now(),
    )
    text = learner.get(address("result", attempt)).content.decode()
    assert "Đáp án câu 1 được sửa" in text
    assert "verdict passed" in text


def test_completing_the_course_links_to_the_certificate(learner, attempt):
    ActivityProgress.objects.create(
        enrolment=attempt.enrolment, activity=LessonPage.objects.get(), done_at=clock.now()
    )
    for slot in (1, 2, 3):
        an_answer(attempt, slot, right_choice(attempt, slot))
    learner.post(address("submit", attempt))
    page = learner.get(address("result", attempt)).context["page"]
    assert page.certificate_code == Certificate.objects.get().code


# The key.


def test_no_key_reaches_a_browser_before_the_result(client):
    attempt = a_sitting(questions=5, kinds=("single", "multiple", "true_false"))
    client.force_login(attempt.user)
    for revision in KeyRevision.objects.all():
        KeyRevision.objects.filter(pk=revision.pk).update(explanation=f"KEY-{uuid.uuid4()}")
    keys = list(KeyRevision.objects.values_list("explanation", "right"))
    pages = [client.get(page_of(attempt.quiz)), client.post(reverse("quizzes:start", args=[attempt.quiz.pk]))]
    for slot in range(1, 6):
        pages.append(client.get(address("attempt", attempt)))
        pages.append(client.post(address("save", attempt, slot), sent(wrong_choice(attempt, slot)), **JSON))
        pages.append(client.post(address("save", attempt, slot), sent(wrong_choice(attempt, slot)), **JSON))
        pages.append(client.post(address("save", attempt, slot), sent([])))
        pages.append(client.get(address("check", attempt)))
    for page in pages:
        text = page.content.decode() + repr(page.headers)
        assert "KEY-" not in text
        assert "is-right" not in text
        assert "explanation" not in text
    client.post(address("submit", attempt))
    shown = client.get(address("result", attempt)).content.decode()
    versions = {entry["version"] for entry in attempt.paper}
    told = KeyRevision.objects.filter(version__in=versions).values_list("explanation", flat=True)
    assert all(explanation in shown for explanation in told)
    assert len(keys) > len(told)


def test_right_and_wrong_options_look_the_same_while_sitting(client):
    attempt = a_sitting(questions=5, kinds=("multiple",))
    client.force_login(attempt.user)
    text = client.get(address("attempt", attempt)).content.decode()
    rows = [row for row in text.split("<label") if 'name="chosen"' in row]
    assert len(rows) == 25
    shapes = set()
    for row in rows:
        option = row.split('value="')[1].split('"')[0]
        words = row.split("opt-text")[1].split("</label>")[0]
        shapes.add(row.split("</label>")[0].replace(option, "").replace(words, ""))
    assert len(shapes) == 1


# Statements.


def statements(call):
    with CaptureQueriesContext(connection) as asked:
        response = call()
    assert response.status_code in {200, 302}, response.status_code
    return len(asked)


@pytest.fixture(params=[5, 50])
def sitting(request, client):
    attempt = a_sitting(questions=request.param)
    client.force_login(attempt.user)
    client.get(address("attempt", attempt))
    return attempt


def test_a_save_takes_four_statements_at_most(client, sitting):
    packet = sent(right_choice(sitting, 1))
    assert statements(lambda: client.post(address("save", sitting, 1), packet, **JSON)) <= 4


def test_the_attempt_page_takes_eight_statements_at_most(client, sitting):
    for slot in range(1, 5):
        an_answer(sitting, slot, right_choice(sitting, slot))
    assert statements(lambda: client.get(address("attempt", sitting))) <= 8
    assert statements(lambda: client.get(address("check", sitting))) <= 8


def test_a_start_takes_ten_statements_at_most(client, sitting, vendor):
    """On SQLite one more: it has no statement that writes to three tables, and none that has to travel."""
    most = 10 if vendor == "postgresql" else 11
    learner = an_enrolment(course=sitting.quiz.get_parent().get_parent().specific).user
    client.force_login(learner)
    client.get(reverse("account"))
    assert statements(lambda: client.post(reverse("quizzes:start", args=[sitting.quiz.pk]))) <= most
    assert Attempt.objects.by(learner).count() == 1


@pytest.mark.parametrize("passes", [False, True])
def test_a_submission_takes_fourteen_statements_at_most(client, sitting, passes):
    for slot in range(1, len(sitting.paper) + 1):
        choice = right_choice if passes else wrong_choice
        an_answer(sitting, slot, choice(sitting, slot))
    assert statements(lambda: client.post(address("submit", sitting))) <= 14
    assert Result.objects.get().has_passed is passes


def test_the_result_page_does_not_grow_with_the_paper(client, sitting):
    for slot in range(1, len(sitting.paper) + 1):
        an_answer(sitting, slot, wrong_choice(sitting, slot))
    submit_attempt(attempt=sitting)
    client.get(address("result", sitting))  # the outline of the course is read once a process
    assert statements(lambda: client.get(address("result", sitting))) <= 15
