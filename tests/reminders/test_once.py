"""Each step at most once, with two schedulers and a mailer that is killed; with each protection its twin, without it."""

import pytest
from django.core import mail
from django.db import connection

import clock
from reminders.actions import people_waiting, write_for, write_messages
from reminders.channels import EmailChannel
from reminders.delivering import deliver, deliver_messages, undelivered
from reminders.models import Delivery, Message, Reminder
from reminders.planning import due_before_the_day, note, note_reminders, weekly_digests
from tests.databases import at_once
from tests.factories import a_unit, an_administrator
from tests.reminders.conftest import MORNING


class Killed(BaseException):
    """The process ends here: nothing after it is done."""


def without(model, name: str) -> None:
    """Take a constraint off its table."""
    constraint = next(one for one in model._meta.constraints if one.name == name)
    with connection.schema_editor() as editor:
        editor.remove_constraint(model, constraint)


# Two schedulers note the same steps. Both have read what is due before either writes.


def noted_by_two() -> int:
    first, second = (list(due_before_the_day(clock.now())) for _ in range(2))
    note(first)
    note(second)
    return Reminder.objects.count()


@pytest.mark.django_db
def test_two_schedulers_note_a_step_once(people, assign):
    assign(people(3), days=1)
    assert noted_by_two() == 3


def test_without_the_constraint_two_schedulers_note_it_twice(real_database, people, assign):
    without(Reminder, "one_reminder_a_step")
    assign(people(3), days=1)
    assert noted_by_two() == 6


# Two schedulers write the messages of the same people.


def written_by_two() -> int:
    note_reminders()
    both = people_waiting()
    write_for(both)
    Reminder.objects.update(message=None)  # as the second read them, before the first had written
    write_for(both)
    return Message.objects.count()


@pytest.mark.django_db
def test_two_schedulers_write_one_message_a_day(people, assign):
    assign(people(3), days=1)
    assert written_by_two() == 3


def test_without_the_constraint_two_schedulers_write_two(real_database, people, assign):
    without(Message, "one_message_a_day")
    assign(people(3), days=1)
    assert written_by_two() == 6


# Two mailers have the same messages before them.


def mailed_by_two() -> int:
    note_reminders()
    write_messages()
    channel = EmailChannel()
    channel.open()
    first, second = undelivered(channel), undelivered(channel)
    for one, other in zip(first, second, strict=True):
        deliver(one, channel)
        deliver(other, channel)
    return len(mail.outbox)


@pytest.mark.django_db
def test_two_mailers_send_a_message_once(people, assign):
    assign(people(3), days=1)
    assert mailed_by_two() == 3


def test_without_the_constraint_two_mailers_send_it_twice(real_database, people, assign):
    without(Delivery, "one_delivery_a_channel")
    assign(people(3), days=1)
    assert mailed_by_two() == 6


# A mailer is killed: before, in and after handing a mail over. Another one takes over.


class Dying(EmailChannel):
    """Sends some messages; dies before or after handing over the next one."""

    def __init__(self, after: int, *, handed_over: bool):
        self.after, self.handed_over = after, handed_over

    def send(self, message):
        if self.after == 0 and not self.handed_over:
            raise Killed
        super().send(message)
        if self.after == 0:
            raise Killed
        self.after -= 1


def die(channel) -> None:
    channel.open()
    with pytest.raises(Killed):
        for message in undelivered(channel):
            deliver(message, channel)


@pytest.mark.parametrize(("handed_over", "mails"), [(True, 5), (False, 4)])
def test_after_a_mailer_was_killed_nobody_is_mailed_twice_and_only_who_was_in_its_hand_is_in_doubt(
    real_database, people, assign, handed_over, mails
):
    everybody = people(5)
    assign(everybody, days=1)
    note_reminders()
    write_messages()
    die(Dying(2, handed_over=handed_over))
    deliver_messages()
    deliver_messages()
    sent = [one.to[0] for one in mail.outbox]
    assert len(sent) == len(set(sent)) == mails
    assert Delivery.objects.filter(outcome="begun").count() == 1
    assert Message.objects.count() == 5, "the inbox has every message in any case"


def test_if_a_mailer_claimed_after_sending_a_killed_one_would_send_twice(
    real_database, people, assign, monkeypatch
):
    assign(people(3), days=1)
    note_reminders()
    write_messages()

    def claim_late(message, channel):
        channel.send(message)
        Delivery.objects.create(message=message, channel=channel.name, begun_at=clock.now())

    channel = Dying(1, handed_over=True)
    channel.open()
    with pytest.raises(Killed):
        for message in undelivered(channel):
            claim_late(message, channel)
    deliver_messages()
    assert len(mail.outbox) == 4


def test_a_scheduler_killed_while_writing_leaves_everything_to_the_next(
    real_database, people, assign, monkeypatch
):
    assign(people(3), days=1)
    note_reminders()

    def killed(*_):
        raise Killed

    with monkeypatch.context() as patched, pytest.raises(Killed):
        patched.setattr("reminders.actions.message_for", killed)
        write_messages()
    assert Reminder.objects.waiting().count() == 3
    assert write_messages() == 3
    assert write_messages() == 0


# The whole tick, in threads of its own.


@pytest.mark.postgresql
def test_many_ticks_at_once_tell_everybody_once(real_database, people, assign):
    assign(people(20), days=1)

    def tick(_):
        with clock.frozen_at(MORNING):
            note_reminders()
            write_messages()
            deliver_messages()

    assert [one for one in at_once(4, tick) if one is not None] == []
    tick(0)
    assert (Reminder.objects.count(), Message.objects.count(), len(mail.outbox)) == (20, 20, 20)
    assert Reminder.objects.waiting().count() == 0


@pytest.mark.django_db
def test_a_server_that_does_not_answer_loses_nothing(people, assign, monkeypatch):
    assign(people(2), days=1)
    note_reminders()
    write_messages()
    with monkeypatch.context() as patched:
        patched.setattr("django.core.mail.backends.locmem.EmailBackend.open", refuse, raising=False)
        assert deliver_messages() == 0
    assert not Delivery.objects.exists()
    assert deliver_messages() == 2


def refuse(_):
    raise ConnectionRefusedError


# Two schedulers note the week's digest of the same administrator.


def digests_of_two() -> int:
    first, second = (list(weekly_digests(clock.now())) for _ in range(2))
    note(first)
    note(second)
    return Reminder.objects.filter(step="digest").count()


@pytest.mark.django_db
def test_two_schedulers_note_a_digest_once():
    an_administrator(a_unit())
    assert digests_of_two() == 1


def test_without_the_constraint_two_schedulers_note_two_digests(real_database):
    without(Reminder, "one_digest_a_week")
    an_administrator(a_unit())
    assert digests_of_two() == 2
