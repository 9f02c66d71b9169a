"""Turning what waits into one message a person and day; reading messages. Sending is in `delivering`."""

import uuid
from collections import defaultdict

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone, translation

import clock
from enrolments.models import Enrolment
from reminders import steps
from reminders.models import Message, Reminder
from reminders.words import digest_of, line_of, subject_of

BATCH = 500
"""How many people's messages are written in one transaction."""


def write_messages() -> int:
    """Write the day's message for everybody for whom something waits; how many were written. None at night."""
    if steps.is_quiet(timezone.localtime(clock.now())):
        return 0
    written = 0
    while people := people_waiting():
        written += write_for(people)
    return written


def people_waiting() -> list[int]:
    """Some of the people for whom something waits and who have had no message today."""
    had = Message.objects.daily().filter(user=OuterRef("user"), day=clock.today())
    waiting = Reminder.objects.waiting().exclude(Exists(had)).order_by("user")
    return list(waiting.values_list("user", flat=True).distinct()[:BATCH])


@transaction.atomic
def write_for(people: list[int]) -> int:
    """Write the messages of these people; what is finished or changed since it was noted is dropped instead.

    The enrolments are locked meanwhile: whoever finishes at this moment has either finished before or gets the message before.
    """
    moment = clock.now()
    today = timezone.localdate(moment)
    reminders = list(
        Reminder.objects.waiting()
        .filter(user__in=people)
        .select_related("user", "enrolment__course")
        .order_by("user", "enrolment__due_on", "pk")
    )
    wanted = [one.enrolment_id for one in reminders if one.enrolment_id]
    still_open = set(
        Enrolment.objects.open()
        .filter(pk__in=wanted)
        .select_for_update(no_key=True)
        .order_by("pk")
        .values_list("pk", flat=True)
    )
    by_person = defaultdict(list)
    dropped = []
    for reminder in reminders:
        if is_apt(reminder, still_open, today):
            by_person[reminder.user].append(reminder)
        else:
            dropped.append(reminder.pk)
    messages = []
    for person, own in by_person.items():
        message = message_for(person, own, moment)
        if message.lines:
            messages.append((message, own))
        else:
            dropped += [one.pk for one in own]
    Reminder.objects.filter(pk__in=dropped).update(dropped_at=moment)
    Message.objects.bulk_create([message for message, _ in messages], ignore_conflicts=True)
    ours = {
        one.uuid: one for one in Message.objects.filter(uuid__in=[message.uuid for message, _ in messages])
    }
    for message, own in messages:
        if message.uuid in ours:
            Reminder.objects.filter(pk__in=[one.pk for one in own]).update(message=ours[message.uuid])
    return len(ours)


def is_apt(reminder: Reminder, still_open: set[int], today) -> bool:
    """Whether there is still something to remind of."""
    if not reminder.user.is_active:
        return False
    if reminder.step == Reminder.Step.DIGEST:
        return reminder.occasion == steps.monday_of(today)
    if reminder.step == Reminder.Step.REPORT:
        return today - reminder.occasion <= steps.REPORT_KEEPS
    if reminder.enrolment_id not in still_open:
        return False
    if reminder.step == Reminder.Step.ASSIGNED:
        return True
    return reminder.enrolment.due_on == reminder.occasion >= today


def message_for(person, reminders: list[Reminder], moment) -> Message:
    """One line an enrolment, however many of its steps have gathered; then the digest; then reports that are due."""
    today = timezone.localdate(moment)
    with translation.override(person.language or "vi"):
        own = {one.enrolment_id: line_of(one, today) for one in reminders if one.enrolment_id}
        steps_here = {one.step for one in reminders}
        digest = digest_of(person, today) if Reminder.Step.DIGEST in steps_here else []
        due = [one.line for one in reminders if one.step == Reminder.Step.REPORT]
        return Message(
            uuid=uuid.uuid4(),
            user=person,
            day=today,
            subject=subject_of(len(own), is_late=bool(digest)),
            lines=[*own.values(), *digest, *due],
            made_at=moment,
        )


def mark_all_read(*, user) -> int:
    """The person has seen all messages there are; how many were new."""
    return Message.objects.to(user).unread().update(read_at=clock.now())
