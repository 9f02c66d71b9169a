"""What a message says."""

from django.db.models import Count
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

import vietnamese
from courses.outline import page_url
from enrolments.models import Enrolment
from organisation.querysets import branch
from organisation.scope import branches_of
from reminders.models import Reminder
from reminders.steps import step_due

MOST_COURSES = 5
"""How many courses a digest names."""


def line_of(reminder: Reminder, today) -> dict[str, str]:
    """What is said of one enrolment, with the address of its course. The day itself says how near it is."""
    enrolment = reminder.enrolment
    words = {"course": enrolment.course.title, "day": ""}
    if enrolment.due_on is not None:
        words["day"] = vietnamese.format_date(enrolment.due_on)
    match step_due((enrolment.due_on - today).days) if enrolment.due_on else None:
        case "due":
            text = _("“%(course)s” is to be finished today, %(day)s.") % words
        case "day":
            text = _("“%(course)s” is to be finished by tomorrow, %(day)s.") % words
        case "week":
            text = _("“%(course)s” is to be finished by %(day)s.") % words
        case _none if enrolment.due_on is not None:
            text = _("You were asked to learn “%(course)s” by %(day)s.") % words
        case _none:
            text = _("You were asked to learn “%(course)s”.") % words
    return {"text": text, "url": page_url(enrolment.course.url_path)}


def digest_of(user, today) -> list[dict[str, str]]:
    """What is overdue in the branches somebody acts on, by course; nothing where nothing is."""
    late = Enrolment.objects.overdue(today).filter(
        branch(branches_of(user, acting=True), "unit__path"), user__is_active=True
    )
    counts = (
        late.values_list("course", "course__title")
        .annotate(people=Count("user", distinct=True))
        .order_by("-people")
    )
    return [
        {
            "text": ngettext(
                "%(people)s person of your branch is overdue with “%(course)s”.",
                "%(people)s people of your branch are overdue with “%(course)s”.",
                people,
            )
            % {"people": vietnamese.format_number(people), "course": title},
            "url": f"/bao-cao/?khoa={course}",
        }
        for course, title, people in counts[:MOST_COURSES]
    ]


def subject_of(own: int, *, is_late: bool = True) -> str:
    """The subject: one's own courses first, then what is late in the branch, then reports."""
    if own:
        return ngettext("%(number)d course waits for you", "%(number)d courses wait for you", own) % {
            "number": own
        }
    return _("Overdue in your branch") if is_late else _("It is time for a report")


def body_of(message, base: str) -> str:
    """The message as plain text, for e-mail."""
    lines = [f"{line['text']}\n{base}{line['url']}" for line in message.lines]
    greeting = _("Good day, %(name)s,") % {"name": message.user.full_name}
    words = (
        _("You get at most one message a day. All messages: %(address)s")
        if message.is_of_the_day
        else _("All messages: %(address)s")
    )
    ending = words % {"address": base + reverse("reminders:inbox")}
    return "\n\n".join([greeting, *lines, ending]) + "\n"
