"""Messages about classes: told by day, one a notice, beside the message of the day; sent by e-mail as the others."""

import datetime

import pytest
from django.core import mail

import clock
from classes.actions import cancel_class, leave_class, tell_of_tomorrow
from classes.models import ClassNotice
from reminders.actions import write_messages
from reminders.delivering import deliver_messages
from reminders.models import Message
from reminders.noticing import notices_waiting, write_for, write_notices
from reminders.planning import note_reminders
from tests.factories import an_administrator
from tests.factories.classes import a_class, a_registration
from tests.reminders.test_once import without


@pytest.fixture
def cancelled(people):
    """A class of tomorrow with one registered person, called off."""
    (person,) = people(1)
    unit = person.memberships.get().unit
    training_class = a_class(unit, seats=1, days=2, title="Tập huấn sáng kiến")
    a_registration(training_class, person)
    cancel_class(training_class=training_class, by=an_administrator(unit), reason="Mưa lũ")
    return person


@pytest.mark.django_db
class TestOne:
    def test_reaches_inbox_and_mailbox_with_the_reason(self, cancelled):
        assert write_notices() == 1
        message = Message.objects.to(cancelled).get()
        assert message.subject == "Hủy lớp: Tập huấn sáng kiến"
        assert "Mưa lũ" in message.lines[0]["text"]
        assert deliver_messages() == 1
        assert mail.outbox[0].to == [cancelled.email]
        assert "mỗi ngày" not in mail.outbox[0].body
        assert (write_notices(), deliver_messages()) == (0, 0)

    def test_does_not_wait_for_the_message_of_the_day_nor_use_it_up(self, cancelled, assign):
        assign([cancelled], days=1)
        note_reminders()
        assert write_messages() == 1
        assert write_notices() == 1
        assert Message.objects.to(cancelled).count() == 2

    def test_waits_for_the_morning(self, cancelled):
        with clock.frozen_at(clock.now() + datetime.timedelta(hours=12)):
            assert write_notices() == 0
        with clock.frozen_at(clock.now() + datetime.timedelta(hours=23)):
            assert write_notices() == 1

    def test_old_news_is_told_to_nobody(self, cancelled):
        with clock.frozen_at(clock.now() + datetime.timedelta(days=4)):
            assert write_notices() == 0
        assert write_notices() == 1


@pytest.mark.django_db
def test_who_moves_up_is_told(people):
    first, second = people(2)
    training_class = a_class(first.memberships.get().unit, seats=1, title="Lớp đông")
    one = a_registration(training_class, first)
    a_registration(training_class, second)
    leave_class(registration=one, by=first)
    assert write_notices() == 1
    assert "đã có chỗ trống" in Message.objects.to(second).get().lines[0]["text"]


@pytest.mark.django_db
def test_the_day_before_everybody_with_a_seat_is_told_once(people):
    seated, waiting = people(2)
    training_class = a_class(seated.memberships.get().unit, seats=1, days=1)
    a_registration(training_class, seated)
    a_registration(training_class, waiting)
    assert tell_of_tomorrow() == 1
    assert tell_of_tomorrow() == 0
    assert ClassNotice.objects.get().registration.user == seated
    write_notices()
    assert "Ngày mai" in Message.objects.to(seated).get().lines[0]["text"]


def told_by_two() -> int:
    """Two processes have read the same notices before either writes."""
    moment = clock.now()
    first, second = (list(notices_waiting(moment)) for _ in range(2))
    write_for(first, moment)
    write_for(second, moment)
    return Message.objects.count()


def test_two_at_once_tell_it_once(real_database, cancelled):
    assert told_by_two() == 1


def test_without_the_unique_notice_two_at_once_tell_it_twice(real_database, cancelled):
    without(Message, "one_message_a_notice")
    assert told_by_two() == 2
