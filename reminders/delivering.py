"""Carrying messages further through channels, each at most once.

The claim on a message is a row (`Delivery`, unique a message and channel) that is committed before anything is sent. A second
process finds the row and leaves the message alone; a process killed after its claim leaves it `begun`: the message stands
in the inbox, and nobody sends it again, for the mail may have left.
"""

import logging
from collections.abc import Callable

from django.db import IntegrityError, transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone

import clock
from reminders import steps
from reminders.channels import Channel, Refused, Unreachable, channels
from reminders.models import Delivery, Message, Reminder

logger = logging.getLogger(__name__)
Outcome = Delivery.Outcome


def deliver_messages() -> int:
    """Send what today's messages have not been sent by; how many were sent. None at night."""
    if steps.is_quiet(timezone.localtime(clock.now())):
        return 0
    return sum(deliver_by(channel) for channel in channels())


def deliver_by(channel: Channel) -> int:
    """Send today's messages by one channel."""
    return send_through(channel, undelivered(channel), deliver)


def send_through(channel: Channel, waiting: list, deliver: Callable) -> int:
    """`deliver(one, channel)` for each of those that wait; nothing is claimed while the channel cannot be opened, and
    nothing more once it broke."""
    if not waiting:
        return 0
    sent = 0
    try:
        channel.open()
    except Unreachable:
        logger.warning("reminders: %s cannot be reached; %d wait", channel.name, len(waiting))
        return 0
    try:
        for one in waiting:
            sent += deliver(one, channel)
    except Unreachable:
        logger.warning("reminders: %s broke after %d of %d", channel.name, sent, len(waiting))
    finally:
        channel.close()
    return sent


def undelivered(channel: Channel) -> list[Message]:
    """Today's messages that this channel has not taken and that it can carry to their person."""
    taken = Delivery.objects.filter(message=OuterRef("pk"), channel=channel.name)
    messages = Message.objects.filter(~Exists(taken), day=clock.today()).select_related("user").order_by("pk")
    return [message for message in messages if channel.reaches(message.user)]


def deliver(message: Message, channel: Channel) -> bool:
    """Claim a message and send it; False where another process has it, or nobody needs it any more."""
    try:
        with transaction.atomic():
            claim = Delivery.objects.create(message=message, channel=channel.name, begun_at=clock.now())
    except IntegrityError:
        return False
    outcome = Outcome.SENT
    if not is_needed(message, channel):
        outcome = Outcome.NEEDLESS
    else:
        try:
            channel.send(message)
        except Refused:
            logger.warning("reminders: %s refused message %s", channel.name, message.pk)
            outcome = Outcome.REFUSED
    Delivery.objects.filter(pk=claim.pk).update(outcome=outcome)
    return outcome == Outcome.SENT


def is_needed(message: Message, channel: Channel) -> bool:
    """Whether something in a message is still to be done: a digest, or a course that is not finished.

    A notice about a class, or a result that was marked again, is news to whoever works here still. Several markings of
    one day are one mail: it leads to the inbox, where all of them stand.
    """
    if message.regrade_id is not None:
        sent = Delivery.objects.filter(channel=channel.name, outcome=Outcome.SENT, message__day=message.day)
        of_results = sent.filter(message__user=message.user_id, message__regrade__isnull=False)
        return message.user.is_active and not of_results.exists()
    if message.notice_id is not None:
        return message.user.is_active
    return (
        Reminder.objects.filter(message=message)
        .filter(enrolment__closed_at__isnull=True, user__is_active=True)
        .exists()
    )
