"""Whoever has another result after a marking again is told once: by day, what it was and is, and why."""

import datetime

import pytest
from django.core import mail
from django.db.models import F

import clock
from quizzes.actions import start_attempt, submit_attempt
from quizzes.decisions.regrades import regrade
from quizzes.models import QuizPage, Regrade
from reminders.actions import write_messages
from reminders.delivering import deliver_messages
from reminders.marked_again import people_to_tell, tell_of_regrades, write_for
from reminders.models import Message
from reminders.planning import note_reminders
from tests.factories import a_person, a_unit, an_enrolment
from tests.factories.kinds import a_question_of, a_sitting_of, a_wrong_answer, the_right_answer
from tests.quizzes.test_essays import give
from tests.reminders.test_once import without

HOUR = datetime.timedelta(hours=1)


def voided(**rules):
    """One whose wrong answer counts now, in two attempts; one whose result stays as it was. The person and the work."""
    questions = [a_question_of("single"), a_question_of("single")]
    person = a_person("Phạm Văn Kín", unit=a_unit(), email="kin@thanhhoa.gov.vn")
    first = a_sitting_of(*questions, user=person, pass_mark=70, **rules)
    answered_by(first, questions, a_wrong_answer)
    answered_by(start_attempt(enrolment=first.enrolment, quiz=first.quiz), questions, a_wrong_answer)
    same = start_attempt(enrolment=an_enrolment(a_person(), first.enrolment.course), quiz=first.quiz)
    answered_by(same, questions, the_right_answer)
    trainer = a_person("Lê Thị Chấm")
    regrade(quiz=first.quiz, question=questions[0], rule="full", reason="Hai phương án đều đúng", by=trainer)
    return person, first, questions[1], trainer


def answered_by(attempt, questions, way):
    give(attempt, 1, way(questions[0]))
    give(attempt, 2, the_right_answer(questions[1]))
    submit_attempt(attempt=attempt)


@pytest.mark.django_db
def test_one_message_says_what_was_what_is_and_why():
    person, attempt, _, _ = voided()
    assert [tell_of_regrades() for _ in range(2)] == [1, 0]
    message = Message.objects.get()
    assert (message.user, message.subject) == (person, "Đã chấm lại: Kiểm tra các dạng")
    assert [line["text"] for line in message.lines] == [
        f"“Kiểm tra các dạng” (lượt {number}): trước 1/2 điểm, nay 2/2 điểm; đạt. Lý do: Hai phương án đều đúng"
        for number in (1, 2)
    ]
    assert message.lines[0]["url"] == f"/lam-bai/{attempt.uuid}/ket-qua/"
    assert Regrade.objects.get().told_at == clock.now()


@pytest.mark.django_db
def test_no_points_are_told_that_the_page_does_not_show():
    closing = clock.now() + 24 * HOUR
    _, attempt, _, _ = voided(review="exam", closes_at=closing)
    tell_of_regrades()
    text = "“Kiểm tra các dạng” (lượt 1): bài làm của anh/chị đã được chấm lại."
    assert Message.objects.get().lines[0]["text"] == text
    Message.objects.all().delete()
    QuizPage.objects.filter(pk=attempt.quiz_id).update(closes_at=F("closes_at") - 25 * HOUR)
    Regrade.objects.update(told_at=None)
    tell_of_regrades()
    assert "nay 2/2 điểm" in Message.objects.get().lines[0]["text"]


@pytest.mark.django_db
def test_it_waits_for_the_morning_and_for_the_end_of_the_work():
    voided()
    with clock.frozen_at(clock.now() + 12 * HOUR):
        assert tell_of_regrades() == 0
    Regrade.objects.update(finished_at=None)
    assert tell_of_regrades() == 0
    Regrade.objects.update(finished_at=clock.now())
    assert tell_of_regrades() == 1


@pytest.mark.django_db
def test_it_neither_waits_for_the_message_of_the_day_nor_uses_it_up(assign):
    person, _, _, _ = voided()
    assign([person], days=1)
    note_reminders()
    assert (tell_of_regrades(), write_messages()) == (1, 1)
    assert Message.objects.to(person).count() == 2


@pytest.mark.django_db
def test_two_markings_of_a_day_are_two_messages_and_one_mail():
    _, attempt, other, trainer = voided()
    regrade(quiz=attempt.quiz, question=other, rule="dropped", reason="Câu hỏi sai", by=trainer)
    assert tell_of_regrades() == 3, "the second is told to the other one too"
    assert (deliver_messages(), deliver_messages()) == (1, 0)
    assert [one.to for one in mail.outbox] == [["kin@thanhhoa.gov.vn"]]
    assert "Hai phương án đều đúng" in mail.outbox[0].body and "mỗi ngày" not in mail.outbox[0].body


@pytest.mark.django_db
def test_who_does_not_work_here_any_more_is_told_nothing():
    person, _, _, _ = voided()
    type(person).objects.filter(pk=person.pk).update(is_active=False)
    assert tell_of_regrades() == 0
    type(person).objects.filter(pk=person.pk).update(is_active=True)
    Regrade.objects.update(told_at=None)
    assert tell_of_regrades() == 1


def told_by_two() -> int:
    """Two processes have read whom to tell before either writes."""
    voided()
    work, moment = Regrade.objects.get(), clock.now()
    first, second = (people_to_tell(work) for _ in range(2))
    write_for(work, first, moment)
    write_for(work, second, moment)
    return Message.objects.count()


def test_two_at_once_tell_it_once(real_database):
    assert told_by_two() == 1


def test_without_the_unique_marking_two_at_once_tell_it_twice(real_database):
    without(Message, "one_message_a_regrade")
    assert told_by_two() == 2
