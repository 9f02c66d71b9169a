"""Messages about classes: told at once by day, one a notice, beside the message of the day."""

import uuid

from django.db import transaction
from django.utils import timezone, translation

import clock
from classes.models import ClassNotice
from classes.words import line_of, subject_of
from reminders import steps
from reminders.models import Message

BATCH = 500


def write_notices() -> int:
    """Write a message for each notice that has none; how many were written. None at night.

    The message of a notice is unique in the database: two at once write it once.
    """
    moment = clock.now()
    if steps.is_quiet(timezone.localtime(moment)):
        return 0
    written = 0
    while waiting := list(notices_waiting(moment)[:BATCH]):
        written += write_for(waiting, moment)
    return written


def notices_waiting(moment):
    """Fresh notices to people who work here that no message tells yet, the oldest first."""
    return (
        ClassNotice.objects.filter(
            messages=None, made_at__gte=moment - steps.FRESH, registration__user__is_active=True
        )
        .select_related("registration__user", "registration__training_class__unit", "session")
        .order_by("made_at", "pk")
    )


@transaction.atomic
def write_for(notices: list[ClassNotice], moment) -> int:
    """Write the messages of these notices; what another process wrote meanwhile is left to it."""
    messages = [message_of(notice, moment) for notice in notices]
    Message.objects.bulk_create(messages, ignore_conflicts=True)
    return Message.objects.filter(uuid__in=[message.uuid for message in messages]).count()


def message_of(notice: ClassNotice, moment) -> Message:
    person = notice.registration.user
    with translation.override(person.language or "vi"):
        return Message(
            uuid=uuid.uuid4(),
            user=person,
            day=timezone.localdate(moment),
            notice=notice,
            subject=subject_of(notice),
            lines=[line_of(notice)],
            made_at=moment,
        )
