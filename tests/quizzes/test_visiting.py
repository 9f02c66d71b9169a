"""Practising without signing in: from the page of the quiz to the result, and nothing is kept."""

import datetime
from dataclasses import replace

import pytest
from django.contrib.auth.models import AnonymousUser
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from wagtail.models import PageViewRestriction

import clock
from accounts.models import Slowdown
from accounts.sessions import forget_ended_sessions
from quizzes.authoring.readiness import obstacles_to_publishing, told_to_visitors
from quizzes.kinds import ASKED
from quizzes.marking import MARKED_BY_PEOPLE
from quizzes.models import Question, QuizDraw, QuizPage, QuizQuestion, VoidedQuestion
from quizzes.sitting.forms import fields_of
from quizzes.sitting.start_page import start_page
from quizzes.visiting import views
from quizzes.visiting.keeping import KEY, MOST_VISITS
from tests.factories import PASSWORD, a_category, a_course, a_person, a_question, a_quiz
from tests.factories.kinds import a_case, a_question_of, a_wrong_answer, the_right_answer
from tests.quizzes.test_trial import everything

pytestmark = pytest.mark.django_db
MARKING_THEMSELVES = [kind for kind in ASKED if kind not in MARKED_BY_PEOPLE]
OPEN = {"is_open_to_visitors": True, "is_required": False, "behaviour": "immediate"}


@pytest.fixture
def module():
    return a_course(lessons=1).get_children().get()


@pytest.fixture
def quiz(module):
    return a_quiz(module, **OPEN)


def of_questions(module, *questions, **rules) -> QuizPage:
    """An open quiz of exactly these questions."""
    quiz = QuizPage(title="Thử sức", slug="thu-suc", **(OPEN | rules))
    quiz.fixed_questions = [QuizQuestion(question=question) for question in questions]
    return module.add_child(instance=quiz)


def begin(client, quiz):
    return client.post(reverse("quizzes:begin_visit", args=[quiz.pk]))


def kept(client, quiz) -> dict:
    return client.session[KEY][str(quiz.pk)]


def send(client, quiz, slot, given=(), do="check", **more):
    """One answer by the form of its page."""
    entry = kept(client, quiz)["paper"][slot - 1] if 0 < slot <= len(kept(client, quiz)["paper"]) else {}
    sent = {"code": kept(client, quiz)["code"], "do": do}
    for field, value in fields_of(entry.get("takes", "options"), given):
        name = f"cau-{slot}-{field}"
        sent.setdefault(name, []).append(value) if field == "chosen" else sent.update({name: value})
    return client.post(reverse("quizzes:visit_answer", args=[quiz.pk, slot]), sent | more)


def question_at(client, quiz, slot) -> Question:
    return Question.objects.get(pk=kept(client, quiz)["paper"][slot - 1]["question"])


def page(client, quiz, slot=None):
    return client.get(reverse("quizzes:visit", args=[quiz.pk]), {"cau": slot} if slot else {})


def result(client, quiz):
    return client.get(reverse("quizzes:visit_result", args=[quiz.pk]))


def test_a_visitor_finds_it_practises_and_leaves_no_trace(client, quiz):
    before = everything()
    assert reverse("quizzes:begin_visit", args=[quiz.pk]) in client.get(quiz.url).content.decode()
    response = begin(client, quiz)
    assert response.headers["Location"] == reverse("quizzes:visit", args=[quiz.pk])
    first, second = (question_at(client, quiz, slot) for slot in (1, 2))
    assert page(client, quiz).context["page"].slot == 1
    assert send(client, quiz, 1, the_right_answer(first)).status_code == 302
    assert "Vì luật nói vậy" in page(client, quiz, 1).content.decode()
    assert page(client, quiz).context["page"].slot == 2
    send(client, quiz, 2, a_wrong_answer(second))
    shown = result(client, quiz).context["page"]
    assert (shown.score, shown.maximum, shown.left) == (1, 2, 1)
    assert [(topic.questions, topic.percent) for topic in shown.topics] == [(2, 50)]
    after = everything()
    changed = {table for table in after if after[table] != before[table]}
    assert changed == {Slowdown._meta.db_table}, "a digest of the address, forgotten after two days"
    assert len(before) > 60


@pytest.mark.parametrize("kind", MARKING_THEMSELVES)
def test_every_kind_that_marks_itself_is_answered_by_its_form(client, module, kind):
    quiz = of_questions(module, a_question_of(kind))
    begin(client, quiz)
    untold = page(client, quiz).content.decode()
    send(client, quiz, 1, the_right_answer(question_at(client, quiz, 1)))
    told = page(client, quiz, 1)
    assert told.context["page"].reviewed.is_right
    assert "GIAITHICH" in told.content.decode()
    assert "GIAITHICH" not in untold
    assert "KHOABIMAT" not in untold
    assert "98765" not in untold


def test_essays_are_left_out_and_said_to_be(client, module):
    case = a_case(a_question_of("short"), a_question_of("essay"))
    quiz = of_questions(module, a_question_of("essay"), a_question_of("single"), case)
    begin(client, quiz)
    assert [entry["kind"] for entry in kept(client, quiz)["paper"]] == ["single", "short"]
    assert page(client, quiz).context["page"].visit.is_shortened
    plain = of_questions(a_course(lessons=1).get_children().get(), a_question_of("single"))
    begin(client, plain)
    assert not page(client, plain).context["page"].visit.is_shortened


def test_a_voided_question_is_not_asked(client, module):
    good, bad = a_question_of("single"), a_question_of("single")
    quiz = of_questions(module, good, bad)
    VoidedQuestion.objects.create(
        quiz=quiz, question=bad, rule="full", reason="Sai đề.", made_by=a_person(), made_at=clock.now()
    )
    begin(client, quiz)
    assert [entry["question"] for entry in kept(client, quiz)["paper"]] == [good.pk]


def test_with_retries_a_wrong_try_tells_only_that_it_was_wrong(client, module):
    quiz = of_questions(module, a_question_of("single"), behaviour="retries", penalty=25)
    begin(client, quiz)
    question = question_at(client, quiz, 1)
    send(client, quiz, 1, a_wrong_answer(question))
    tried = page(client, quiz)
    assert tried.context["page"].percent_left == 75
    assert "GIAITHICH" not in tried.content.decode()
    send(client, quiz, 1, the_right_answer(question))
    assert result(client, quiz).context["page"].percent == 75
    assert "GIAITHICH" in page(client, quiz, 1).content.decode()


def test_the_answer_is_shown_to_whoever_does_not_know_it(client, quiz):
    begin(client, quiz)
    send(client, quiz, 2, do="tell")
    assert "Vì luật nói vậy" in page(client, quiz, 2).content.decode()
    assert result(client, quiz).context["page"].percent == 0


def test_the_result_tells_nothing_of_what_is_not_answered(client, quiz):
    begin(client, quiz)
    assert "Vì luật nói vậy" not in result(client, quiz).content.decode()
    send(client, quiz, 3, do="tell")
    assert [one.asked.slot for one in result(client, quiz).context["page"].questions] == [3]


def test_another_paper_asks_first_what_was_not_asked(client, quiz):
    """The bank has five questions, a paper three."""
    begin(client, quiz)
    first = {entry["question"] for entry in kept(client, quiz)["paper"]}
    begin(client, quiz)
    second = {entry["question"] for entry in kept(client, quiz)["paper"]}
    assert len(first & second) == 1


# Who may, and what.


def publish_as(quiz, **fields):
    QuizPage.objects.filter(pk=quiz.pk).update(**fields)


TOMORROW = timezone.now() + datetime.timedelta(days=1)
YESTERDAY = timezone.now() - datetime.timedelta(days=1)


@pytest.mark.parametrize(
    "fields",
    [
        {"is_open_to_visitors": False},
        {"is_required": True},
        {"behaviour": "deferred"},
        {"password": "mat-khau"},
        {"live": False},
        {"closed_because": "Đang đối chiếu."},
        {"opens_at": TOMORROW},
        {"closes_at": YESTERDAY},
    ],
)
def test_what_is_not_open_to_visitors_is_not_found(client, quiz, fields):
    assert begin(client, quiz).status_code == 302
    publish_as(quiz, **fields)
    doors = [
        begin(client, quiz),
        page(client, quiz),
        send(client, quiz, 1, do="tell"),
        result(client, quiz),
    ]
    assert [response.status_code for response in doors] == [404] * 4
    if fields != {"live": False}:
        assert reverse("quizzes:begin_visit", args=[quiz.pk]) not in client.get(quiz.url).content.decode()


def test_between_opening_and_closing_it_is_open(client, quiz):
    publish_as(quiz, opens_at=YESTERDAY, closes_at=TOMORROW)
    assert begin(client, quiz).status_code == 302


def test_a_restricted_course_stays_closed(client, quiz):
    assert begin(client, quiz).status_code == 302
    PageViewRestriction.objects.create(page=quiz.get_parent(), restriction_type=PageViewRestriction.LOGIN)
    assert begin(client, quiz).status_code == 404
    assert page(client, quiz).status_code == 404


def test_the_preview_of_a_quiz_that_is_not_saved_offers_nothing(quiz):
    assert start_page(quiz, AnonymousUser()).is_offered
    assert not start_page(QuizPage(title="Mới", **OPEN), AnonymousUser()).is_offered


def test_who_signed_in_goes_to_the_quiz_itself(client, quiz):
    begin(client, quiz)
    client.force_login(a_person())
    assert KEY not in client.session, "what a visitor did is not taken into a person's session"
    for response in (begin(client, quiz), page(client, quiz), result(client, quiz)):
        assert (response.status_code, response.headers["Location"]) == (302, quiz.url)
    assert reverse("quizzes:begin_visit", args=[quiz.pk]) not in client.get(quiz.url).content.decode()


def test_signing_in_by_the_form_forgets_it_too(client, quiz):
    begin(client, quiz)
    person = a_person()
    client.post(reverse("account_login"), {"login": person.username, "password": PASSWORD})
    assert client.session["_auth_user_id"] == str(person.pk)
    assert KEY not in client.session


@pytest.mark.parametrize(
    "rule",
    [
        {"is_required": True},
        {"behaviour": "deferred"},
        {"navigation": "forward"},
        {"time_limit": 20},
        {"password": "mat-khau"},
        {"is_single_attempt": True},
    ],
)
def test_it_is_not_published_with_a_rule_that_needs_a_record(quiz, rule):
    assert obstacles_to_publishing(quiz) == []
    for name, value in rule.items():
        setattr(quiz, name, value)
    assert len(obstacles_to_publishing(quiz)) == 1
    quiz.is_open_to_visitors = False
    assert obstacles_to_publishing(quiz) == []


def test_it_is_not_published_after_another_activity_too_long_or_of_essays_alone(module, quiz):
    quiz.prerequisite = module
    assert len(obstacles_to_publishing(quiz)) == 1
    essays = of_questions(module, a_question_of("essay"))
    assert len(obstacles_to_publishing(essays)) == 1
    essays.is_open_to_visitors = False
    assert obstacles_to_publishing(essays) == []
    quiz.prerequisite = None
    quiz.draws = [QuizDraw(category=a_category(), count=51)]
    assert len(obstacles_to_publishing(quiz)) == 2  # and the bank has none of them


def test_a_quiz_that_counts_and_asks_the_same_is_named_before_publishing(module, quiz):
    category = quiz.draws.get().category
    final = a_quiz(module, category=category, slug="cuoi", title="Kiểm tra cuối khóa")
    a_quiz(module, slug="khac", title="Hỏi câu khác")
    (words,) = told_to_visitors(quiz)
    assert "5" in words
    assert final.title in words
    quiz.is_open_to_visitors = False
    assert told_to_visitors(quiz) == []


# What a page of ours never sends, or sends late.


def test_without_a_session_the_page_says_so_and_offers_another_paper(client, quiz):
    sent = {"code": "x", "do": "tell"}
    doors = [
        page(client, quiz),
        result(client, quiz),
        client.post(reverse("quizzes:visit_answer", args=[quiz.pk, 1]), sent),
    ]
    assert [response.status_code for response in doors] == [410] * 3
    for response in doors:
        assert reverse("quizzes:begin_visit", args=[quiz.pk]) in response.content.decode()


def test_a_question_that_is_not_in_the_paper_is_not_found(client, quiz):
    begin(client, quiz)
    assert [send(client, quiz, slot, do="tell").status_code for slot in (0, 4, 99, 3)] == [404, 404, 404, 302]
    assert kept(client, quiz)["told"] == [3]


def hostile(client, quiz):
    other = a_question(a_category())
    right = the_right_answer(question_at(client, quiz, 1))
    return [
        {"cau-1-chosen": other.current.options[0]["id"]},
        {"cau-1-chosen": "khong-phai-id"},
        {"cau-1-chosen": [option["id"] for option in other.current.options]},
        {"cau-1-chosen": [str(pk) for pk in range(500)]},
        {"cau-1-takes": "text", "cau-1-text": "a" * 30_000},
        {"cau-1-takes": "text", "cau-1-text": "a"},
        {"cau-1-takes": "pairs", f"cau-1-piece-{right[0]}": right[0]},
        {"cau-2-chosen": right},
        {},
    ]


def test_what_no_page_of_ours_sends_changes_nothing(client, quiz):
    begin(client, quiz)
    before = kept(client, quiz)
    for sent in hostile(client, quiz):
        address = reverse("quizzes:visit_answer", args=[quiz.pk, 1])
        assert client.post(address, {"code": before["code"], "do": "check"} | sent).status_code == 302
        assert kept(client, quiz) == before, sent
    send(client, quiz, 1, the_right_answer(question_at(client, quiz, 1)))
    assert kept(client, quiz)["told"] == [1]


def test_a_huge_answer_to_a_text_is_not_kept(client, module):
    quiz = of_questions(module, a_question_of("short"))
    begin(client, quiz)
    send(client, quiz, 1, {"text": "a" * 5000})
    assert kept(client, quiz)["answers"] == {}
    send(client, quiz, 1, {"text": "a" * 200})
    assert kept(client, quiz)["answers"] == {"1": {"text": "a" * 200}}


def test_of_two_windows_the_first_answer_stands(client, quiz):
    begin(client, quiz)
    question = question_at(client, quiz, 1)
    send(client, quiz, 1, a_wrong_answer(question))
    before = kept(client, quiz)
    send(client, quiz, 1, the_right_answer(question))
    assert kept(client, quiz) == before


def test_a_window_with_an_earlier_paper_does_not_answer_the_present_one(client, quiz):
    begin(client, quiz)
    code = kept(client, quiz)["code"]
    begin(client, quiz)
    response = send(client, quiz, 1, do="tell", code=code)
    assert response.status_code == 302
    assert kept(client, quiz)["told"] == []
    send(client, quiz, 1, do="tell")
    assert kept(client, quiz)["told"] == [1]


def test_a_get_changes_nothing(client, quiz):
    begin(client, quiz)
    before = kept(client, quiz)
    answer = reverse("quizzes:visit_answer", args=[quiz.pk, 1])
    assert client.get(answer, {"code": before["code"], "do": "tell"}).status_code == 302
    assert client.get(reverse("quizzes:begin_visit", args=[quiz.pk])).headers["Location"] == quiz.url
    assert kept(client, quiz) == before


def test_it_is_kept_by_no_cache_and_listed_by_no_search_engine(client, quiz):
    begin(client, quiz)
    for response in (page(client, quiz), result(client, quiz), send(client, quiz, 1, do="tell")):
        assert response.headers["Cache-Control"] == "private, no-store"
        assert response.headers["X-Robots-Tag"] == "noindex, nofollow"


def test_it_ends_with_the_browser(client, quiz):
    begin(client, quiz)
    assert client.session.get_expire_at_browser_close()
    Session.objects.all().delete()
    assert page(client, quiz).status_code == 410


def test_once_it_has_ended_the_tick_forgets_it(client, quiz):
    begin(client, quiz)
    assert forget_ended_sessions() == 0
    Session.objects.update(expire_date=YESTERDAY)
    assert forget_ended_sessions() == 1
    assert not Session.objects.exists()


def test_a_session_keeps_few_practices(client, quiz):
    quizzes = [a_quiz(quiz.get_parent(), slug=f"thu-{place}", **OPEN) for place in range(MOST_VISITS)]
    for one in [quiz, *quizzes]:
        begin(client, one)
    assert list(client.session[KEY]) == [str(one.pk) for one in quizzes]


def test_an_address_that_begins_very_often_has_to_wait(client, quiz, monkeypatch):
    monkeypatch.setattr(views, "FOR_STARTS", replace(views.FOR_STARTS, free=2))
    with clock.frozen_at(timezone.now()):
        codes = []
        for _ in range(3):
            begin(client, quiz)
            codes.append(kept(client, quiz)["code"])
    assert len(set(codes)) == 2
    assert codes[1] == codes[2]
    begin(client, quiz)
    assert kept(client, quiz)["code"] == codes[1], "five seconds have not passed"


def test_a_bank_that_has_become_too_small_is_said(client, quiz):
    Question.objects.update(state="retired")
    assert begin(client, quiz).headers["Location"] == quiz.url
    assert KEY not in client.session


# What it costs.


def test_its_pages_ask_no_more_with_more_questions(client, module):
    asked = []
    for questions in (1, 3):
        quiz = a_quiz(module, questions=questions, slug=f"thu-{questions}", **OPEN)
        begin(client, quiz)
        for slot in range(1, questions + 1):
            send(client, quiz, slot, do="tell")
        for read in (page, result):
            cache.clear()
            with CaptureQueriesContext(connection) as queries:
                assert read(client, quiz).status_code == 200
            asked.append(len(queries))
    assert asked[:2] == asked[2:]


def test_a_stranger_is_led_to_it_without_another_query(client, quiz):
    course = quiz.get_parent().get_parent().specific
    costs = {}
    for is_open in (True, False):
        publish_as(quiz, is_open_to_visitors=is_open)
        cache.clear()
        costs[is_open] = []
        for address in ("/", course.url):
            client.get(address)
            with CaptureQueriesContext(connection) as queries:
                text = client.get(address).content.decode()
            costs[is_open].append(len(queries))
            assert (f'href="{quiz.url}">{quiz.title}</a>' in text) == is_open
    assert costs[True] == costs[False]
