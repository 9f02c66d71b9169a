"""When somebody is told what: the steps, one message a day, quiet hours, never about what is finished."""

import datetime

import pytest
from django.core import mail

import clock
from accounts.models import User
from enrolments.actions import close_enrolment, undo_assignment, withdraw_assignment
from enrolments.models import Enrolment
from reminders.actions import write_messages
from reminders.delivering import deliver_messages
from reminders.models import Delivery, Message, Reminder
from reminders.planning import note_reminders
from tests.factories import a_course, a_person, a_unit, an_administrator
from tests.reminders.conftest import MORNING

pytestmark = pytest.mark.django_db
DAY = datetime.timedelta(days=1)


def tick(moment=MORNING) -> None:
    with clock.frozen_at(moment):
        note_reminders()
        write_messages()
        deliver_messages()


def finish(enrolment) -> None:
    close_enrolment(enrolment=enrolment, closed_as="completed", at=clock.now())


def days_told(person) -> list[datetime.date]:
    return list(Message.objects.to(person).order_by("day").values_list("day", flat=True))


def test_seven_days_and_one_day_before_and_on_the_day_and_never_else(people, assign):
    [person] = people(1)
    made = assign([person], days=12)
    for days in range(20):
        for hour in (0, 5):
            tick(MORNING + days * DAY + datetime.timedelta(hours=hour))
    due = made.due_on
    assert days_told(person) == [due - 7 * DAY, due - DAY, due]
    assert [one.to for one in mail.outbox] == [[person.email]] * 3
    steps = Reminder.objects.filter(user=person).order_by("pk").values_list("step", flat=True)
    assert list(steps) == ["week", "day", "due"]


def test_an_assignment_is_told_once_it_cannot_be_undone(people, assign):
    [person] = people(1)
    assign([person], days=30, ago=datetime.timedelta())
    tick(MORNING + datetime.timedelta(minutes=9))
    assert days_told(person) == []
    tick(MORNING + datetime.timedelta(minutes=11))
    tick(MORNING + DAY)
    assert days_told(person) == [MORNING.date()]
    assert "Luật Thi đua, khen thưởng" in Message.objects.get().lines[0]["text"]


def test_what_was_undone_is_never_told(people, assign):
    [person, other] = people(2)
    made = assign([person], days=30, ago=datetime.timedelta())
    assign([other], days=30, ago=datetime.timedelta())
    undo_assignment(assignment=made, by=made.made_by)
    tick(MORNING + datetime.timedelta(minutes=11))
    assert list(Message.objects.values_list("user", flat=True)) == [other.pk]


def test_all_courses_of_a_day_are_one_message(people, assign):
    [person] = people(1)
    for days in (7, 1, 0):
        assign([person], days=days)
    tick()
    tick(MORNING + datetime.timedelta(hours=1))
    [message] = Message.objects.all()
    assert len(message.lines) == 3
    assert len(mail.outbox) == 1


def test_what_comes_up_later_on_the_day_waits_for_the_next(people, assign):
    [person] = people(1)
    assign([person], days=1)
    tick()
    assign([person], days=20, ago=datetime.timedelta())
    tick(MORNING + datetime.timedelta(hours=1))
    assert days_told(person) == [MORNING.date()]
    tick(MORNING + DAY)
    assert len(Message.objects.get(day=(MORNING + DAY).date()).lines) == 2


@pytest.mark.parametrize(
    ("hour", "minute", "told"), [(6, 59, 0), (7, 0, 1), (19, 59, 1), (20, 0, 0), (23, 30, 0)]
)
def test_nobody_is_disturbed_at_night(people, assign, hour, minute, told):
    assign(people(1), days=1)
    local = datetime.datetime(
        2026, 11, 24, hour, minute, tzinfo=datetime.timezone(7 * datetime.timedelta(hours=1))
    )
    tick(local)
    assert (Message.objects.count(), len(mail.outbox)) == (told, told)


def test_whoever_finishes_between_planning_and_sending_is_not_told(people, assign):
    finished, learning = people(2)
    assign([finished, learning], days=1)
    note_reminders()
    assert Reminder.objects.waiting().count() == 2
    finish(Enrolment.objects.get(user=finished))
    write_messages()
    deliver_messages()
    assert list(Message.objects.values_list("user", flat=True)) == [learning.pk]
    assert [one.to for one in mail.outbox] == [[learning.email]]
    assert Reminder.objects.get(user=finished).dropped_at is not None


def test_without_looking_again_whoever_finished_would_be_told(people, assign, monkeypatch):
    finished, learning = people(2)
    assign([finished, learning], days=1)
    note_reminders()
    finish(Enrolment.objects.get(user=finished))
    monkeypatch.setattr("reminders.actions.is_apt", lambda *_: True)
    write_messages()
    assert Message.objects.to(finished).count() == 1


def test_whoever_finishes_after_the_message_was_written_gets_no_mail(people, assign):
    finished, learning = people(2)
    assign([finished, learning], days=1)
    note_reminders()
    write_messages()
    finish(Enrolment.objects.get(user=finished))
    deliver_messages()
    assert [one.to for one in mail.outbox] == [[learning.email]]
    outcomes = dict(Delivery.objects.values_list("message__user", "outcome"))
    assert outcomes == {finished.pk: "needless", learning.pk: "sent"}


def test_without_looking_again_a_mail_would_go_to_whoever_finished(people, assign, monkeypatch):
    [finished] = people(1)
    assign([finished], days=1)
    note_reminders()
    write_messages()
    finish(Enrolment.objects.get(user=finished))
    monkeypatch.setattr("reminders.delivering.is_needed", lambda *_: True)
    deliver_messages()
    assert [one.to for one in mail.outbox] == [[finished.email]]


def test_a_new_day_is_reminded_of_anew_and_the_old_one_no_more(people, assign):
    [person] = people(1)
    made = assign([person], days=1)
    note_reminders()
    Enrolment.objects.filter(assignment=made).update(due_on=made.due_on + 14 * DAY)
    write_messages()
    assert days_told(person) == []
    tick(MORNING + 14 * DAY)
    assert days_told(person) == [(MORNING + 14 * DAY).date()]


def test_a_withdrawn_assignment_and_a_locked_account_are_silent(people, assign):
    freed, locked, learning = people(3)
    withdraw_assignment(assignment=assign([freed], days=1), reason="Nhầm", by=an_administrator(a_unit()))
    assign([locked, learning], days=1)
    note_reminders()
    User.objects.filter(pk=locked.pk).update(is_active=False)
    write_messages()
    assert list(Message.objects.values_list("user", flat=True)) == [learning.pk]


def test_whoever_has_no_mail_is_told_in_the_inbox(people, assign):
    unit = a_unit()
    person = a_person(unit=unit, email="")
    assign([person], days=1)
    tick()
    assert days_told(person) == [MORNING.date()]
    assert mail.outbox == []


def test_a_week_that_was_missed_is_made_up_for_and_nobody_hears_of_old_assignments(people, assign):
    late, old = people(2)
    assign([late], days=4)
    assign([old], days=60, ago=datetime.timedelta(days=10))
    tick()
    assert (days_told(late), days_told(old)) == ([MORNING.date()], [])


def test_the_digest_tells_each_administrator_of_the_own_branch_once_a_week(people, assign):
    province = a_unit("Tỉnh", kind="province")
    ward = a_unit("Phường Hạc Thành", province, kind="ward")
    province.refresh_from_db()
    other = a_unit("Phường Sầm Sơn", province, kind="ward")
    head, chief, sibling = (
        an_administrator(unit, email=f"{unit.pk}@x.vn") for unit in (province, ward, other)
    )
    observer = an_administrator(ward, role="observer")
    late = [a_person(unit=ward) for _ in range(2)]
    assign(late, days=-1)
    for days in range(14):
        tick(MORNING + days * DAY)
    mondays = [datetime.date(2026, 11, 24), datetime.date(2026, 11, 30), datetime.date(2026, 12, 7)]
    assert days_told(head) == days_told(chief) == mondays
    assert days_told(sibling) == days_told(observer) == []
    assert "2" in Message.objects.to(chief).first().lines[0]["text"]
    finish_all = Enrolment.objects.filter(user__in=late)
    for enrolment in finish_all:
        finish(enrolment)
    tick(MORNING + 14 * DAY)
    assert days_told(chief) == mondays


def test_an_administrator_who_learns_gets_one_message_for_both(people, assign):
    ward = a_unit("Phường Hạc Thành", kind="ward")
    chief = an_administrator(ward, email="truong@thanhhoa.gov.vn")
    assign([a_person(unit=ward)], days=-1, course=a_course(title="Khóa chậm"))
    assign([chief], days=1, course=a_course(title="Khóa của mình"))
    tick()
    [message] = Message.objects.to(chief)
    assert ["Khóa của mình" in message.lines[0]["text"], "Khóa chậm" in message.lines[1]["text"]] == [
        True,
        True,
    ]
    assert len(mail.outbox) == 1


def test_noting_asks_as_much_for_one_as_for_three(people, assign, django_assert_num_queries):
    for number in (1, 3):
        assign(people(number), days=1)
        with django_assert_num_queries(6):
            note_reminders()
