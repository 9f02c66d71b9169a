"""The rules of a quiz, kept by the server: one after the other, each with what it would let pass."""

import datetime

import pytest
from django.urls import reverse

import clock
from accounts.models import Slowdown
from quizzes.actions import start_attempt, submit_attempt
from quizzes.authoring.readiness import obstacles_to_publishing
from quizzes.models import Attempt, QuizDraw, QuizPage, QuizSection
from quizzes.sitting import refusals
from quizzes.sitting.papers import blueprint_of, blueprint_of_draft, draw_paper
from quizzes.sitting.standing import standing_of
from tests.factories import (
    a_category,
    a_question,
    a_sitting,
    an_answer,
    an_enrolment,
    right_choice,
    wrong_choice,
)

pytestmark = pytest.mark.django_db
NOON = datetime.datetime(2026, 11, 23, 5, 0, tzinfo=datetime.UTC)
MINUTE = datetime.timedelta(minutes=1)


def course_of(quiz):
    return quiz.get_parent().get_parent().specific


def answered(attempt, right: int):
    """The attempt handed in with so many right answers, the others wrong."""
    for slot in range(1, len(attempt.paper) + 1):
        choice = right_choice(attempt, slot) if slot <= right else wrong_choice(attempt, slot)
        an_answer(attempt, slot, choice)
    return submit_attempt(attempt=attempt)


def again(attempt, **rules):
    QuizPage.objects.filter(pk=attempt.quiz_id).update(**rules)
    return start_attempt(enrolment=attempt.enrolment, quiz=QuizPage.objects.get(pk=attempt.quiz_id))


# Waiting, one attempt for good.


@pytest.mark.parametrize(("after", "may"), [(59 * MINUTE, False), (60 * MINUTE, True)])
def test_the_next_attempt_waits_for_its_time(after, may):
    with clock.frozen_at(NOON):
        first = a_sitting(waiting_minutes=60)
        answered(first, 0)
    with clock.frozen_at(NOON + after):
        refusal = standing_of(first.user, first.quiz).refusal
        assert (refusal is None) is may
        if not may:
            assert refusal.until == NOON + 60 * MINUTE
            with pytest.raises(refusals.HasToWait):
                start_attempt(enrolment=first.enrolment, quiz=first.quiz)


def test_an_attempt_whose_time_ran_out_is_waited_for_from_its_deadline():
    with clock.frozen_at(NOON):
        first = a_sitting(waiting_minutes=60, time_limit=10)
    with clock.frozen_at(NOON + 30 * MINUTE), pytest.raises(refusals.HasToWait) as refused:
        start_attempt(enrolment=first.enrolment, quiz=first.quiz)
    assert refused.value.until == NOON + 70 * MINUTE


def test_one_attempt_for_good_holds_in_the_next_round():
    from enrolments.actions import close_enrolment, open_round

    first = a_sitting(attempts_allowed=None)
    answered(first, 0)
    close_enrolment(enrolment=first.enrolment, closed_as="expired", at=clock.now())
    round_two = open_round(user=first.user, course=first.enrolment.course, unit=None)
    assert standing_of(first.user, first.quiz).refusal is None
    first.quiz.is_single_attempt = True
    with pytest.raises(refusals.OneAttemptOnly):
        start_attempt(enrolment=round_two, quiz=first.quiz)


# The password.


def begin(client, quiz, password):
    return client.post(reverse("quizzes:start", args=[quiz.pk]), {"password": password})


@pytest.fixture
def quiz_with_password():
    quiz = a_sitting().quiz
    QuizPage.objects.filter(pk=quiz.pk).update(password="Đồng Khởi 2026")
    return QuizPage.objects.get(pk=quiz.pk)


def test_without_the_password_nothing_begins(client, quiz_with_password):
    learner = an_enrolment(course=course_of(quiz_with_password)).user
    client.force_login(learner)
    assert 'name="password"' in client.get(quiz_with_password.url).content.decode()
    for wrong in ("", "đồng khởi 2026", "x" * 500):
        begin(client, quiz_with_password, wrong)
        assert not Attempt.objects.by(learner).exists()
    begin(client, quiz_with_password, "Đồng Khởi 2026")
    assert Attempt.objects.by(learner).count() == 1
    assert "Đồng Khởi" not in client.get(quiz_with_password.url).content.decode()
    assert not Slowdown.objects.exists()


def test_guessing_the_password_gets_slow(client, quiz_with_password):
    learner = an_enrolment(course=course_of(quiz_with_password)).user
    client.force_login(learner)
    for _ in range(5):
        begin(client, quiz_with_password, "sai")
    begin(client, quiz_with_password, "Đồng Khởi 2026")
    assert not Attempt.objects.by(learner).exists()
    other = an_enrolment(course=course_of(quiz_with_password)).user
    client.force_login(other)
    begin(client, quiz_with_password, "Đồng Khởi 2026")
    assert Attempt.objects.by(other).count() == 1


def test_an_open_attempt_goes_on_without_the_password(client):
    attempt = a_sitting()
    QuizPage.objects.update(password="mật khẩu")
    client.force_login(attempt.user)
    assert begin(client, attempt.quiz, "").url == reverse("quizzes:attempt", args=[attempt.uuid])


# Sections and order.


def in_two_sections(minimum=None):
    law, cases = a_category("Luật"), a_category("Tình huống")
    for category in (law, cases):
        for _ in range(4):
            a_question(category)
    quiz = a_sitting().quiz
    quiz.draws = [
        QuizDraw(category=cases, count=3, section="Tình huống", sort_order=0),
        QuizDraw(category=law, count=3, section="Luật", sort_order=1),
    ]
    quiz.sections = [
        QuizSection(name="Luật", minimum=minimum, sort_order=0),
        QuizSection(name="Tình huống", sort_order=1),
    ]
    quiz.save()
    return QuizPage.objects.get(pk=quiz.pk)


def test_sections_stand_in_their_order_and_keep_their_questions():
    quiz = in_two_sections()
    papers = [draw_paper(blueprint_of(quiz), f"{n}", shuffles_questions=True) for n in range(8)]
    assert {tuple(entry["section"] for entry in paper) for paper in papers} == {
        ("Luật",) * 3 + ("Tình huống",) * 3
    }
    assert len({tuple(entry["question"] for entry in paper) for paper in papers}) > 4
    for n, paper in enumerate(papers):
        assert draw_paper(blueprint_of_draft(quiz), f"{n}", shuffles_questions=True) == paper


def test_shuffled_questions_leave_the_order_of_their_draws():
    category = a_category()
    for _ in range(5):
        a_question(category)
    quiz = a_sitting().quiz
    quiz.draws = [QuizDraw(category=category, count=1, points=n, sort_order=n) for n in range(1, 5)]
    quiz.save()
    blueprint = blueprint_of(quiz)

    def orders(**rules):
        return {tuple(entry["points"] for entry in draw_paper(blueprint, f"{n}", **rules)) for n in range(9)}

    assert orders() == {("1.00", "2.00", "3.00", "4.00")}
    assert len(orders(shuffles_questions=True)) > 3


@pytest.mark.parametrize(("minimum", "passes"), [(None, True), (60, True), (67, False)])
def test_a_pass_needs_every_section(client, minimum, passes):
    quiz = in_two_sections(minimum)
    enrolment = an_enrolment(course=course_of(quiz))
    attempt = start_attempt(enrolment=enrolment, quiz=quiz)
    for slot in (1, 2, 4, 5, 6):  # two of three in law, three of three in cases: 83 %
        an_answer(attempt, slot, right_choice(attempt, slot))
    QuizSection.objects.update(minimum=1)  # what was frozen at the start counts
    assert submit_attempt(attempt=attempt).has_passed is passes
    client.force_login(enrolment.user)
    page = client.get(reverse("quizzes:result", args=[attempt.uuid])).content.decode()
    assert ("chưa đạt mức tối thiểu" in page) is not passes


# Messages, the grade, and what is shown.


def result_of(client, attempt):
    client.force_login(attempt.user)
    return client.get(reverse("quizzes:result", args=[attempt.uuid])).content.decode()


@pytest.mark.parametrize(
    ("right", "said", "silent"), [(3, "Chúc mừng", "Đọc lại"), (0, "Đọc lại", "Chúc mừng")]
)
def test_the_message_fits_the_result(client, right, said, silent):
    attempt = a_sitting(message_passed="Chúc mừng anh chị.", message_failed="Đọc lại chương 2.")
    answered(attempt, right)
    page = result_of(client, attempt)
    assert said in page
    assert silent not in page


@pytest.mark.parametrize(
    ("policy", "words"),
    [("highest", "100"), ("last", "33,33"), ("first", "0"), ("mean", "44,44")],
)
def test_the_grade_follows_the_policy_and_a_pass_stays(client, policy, words):
    first = a_sitting(attempts_allowed=None)
    answered(first, 0)
    QuizPage.objects.update(grading=policy)
    quiz = QuizPage.objects.get(pk=first.quiz_id)
    second = again(first)
    answered(second, 3)
    third = again(first)
    answered(third, 1)
    page = result_of(client, third)
    assert f"{words} %" in page
    client.force_login(first.user)
    assert "Anh/chị đã đạt bài kiểm tra này" in client.get(quiz.url).content.decode()


KEY_WORDS = "Vì luật nói vậy."


@pytest.mark.parametrize(
    ("preset", "score", "key"), [("practice", True, True), ("test", True, False), ("exam", False, False)]
)
def test_presets_hold_back_until_the_quiz_has_closed(client, preset, score, key):
    closes = NOON + 600 * MINUTE
    with clock.frozen_at(NOON):
        attempt = a_sitting(review=preset, closes_at=closes, attempts_allowed=1)
        answered(attempt, 3)
    for moment in (NOON + MINUTE, NOON + 60 * MINUTE):
        with clock.frozen_at(moment):
            page = result_of(client, attempt)
            assert ("100&nbsp;%" in page) is score
            assert (KEY_WORDS in page) is key
            assert ("opt right" in page or "is-right" in page or 'class="good"' in page) is key
            start = client.get(attempt.quiz.url).content.decode()
            assert ("100&nbsp;%" in start) is score
            assert ("Anh/chị đã đạt bài kiểm tra này" in start) is score
    with clock.frozen_at(closes):
        page = result_of(client, attempt)
        assert "100&nbsp;%" in page
        assert KEY_WORDS in page


def test_the_key_waits_for_those_who_still_sit(client):
    closes = NOON + 60 * MINUTE
    with clock.frozen_at(NOON):
        attempt = a_sitting(review="test", closes_at=closes)
        answered(attempt, 3)
        other = start_attempt(enrolment=an_enrolment(course=attempt.enrolment.course), quiz=attempt.quiz)
    Attempt.objects.filter(pk=other.pk).update(deadline_at=closes + 10 * MINUTE)
    with clock.frozen_at(closes + 5 * MINUTE):
        assert KEY_WORDS not in result_of(client, attempt)
    with clock.frozen_at(closes + 11 * MINUTE):
        assert KEY_WORDS in result_of(client, attempt)


# Publishing.


def test_a_quiz_that_can_be_sat_has_no_obstacles():
    assert obstacles_to_publishing(in_two_sections(50)) == []


@pytest.mark.parametrize(
    ("change", "obstacles"),
    [
        (lambda quiz: setattr(quiz, "draws", []), 3),  # nothing asked, and two empty sections
        (lambda quiz: setattr(quiz, "review", "exam"), 1),
        (lambda quiz: setattr(quiz.draws.all()[0], "section", "Không có"), 2),
        (lambda quiz: setattr(quiz.draws.all()[0], "count", 9), 1),
        (lambda quiz: (setattr(quiz, "opens_at", NOON), setattr(quiz, "closes_at", NOON)), 1),
    ],
)
def test_publishing_says_what_is_missing(change, obstacles):
    quiz = in_two_sections()
    quiz.draws = list(quiz.draws.all())
    change(quiz)
    assert len(obstacles_to_publishing(quiz)) == obstacles
