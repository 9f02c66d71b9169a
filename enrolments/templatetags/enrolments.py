"""What somebody learns, for pages of the apps below, and how long there is, in lists that ask the clock once."""

import datetime

from django import template
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

import clock
import vietnamese
from enrolments.models import Dispensation, Enrolment

register = template.Library()
SOON = 7
"""Days: from when on a day is near."""


@register.simple_tag
def today() -> datetime.date:
    """`{% today as day %}`: asks the database's clock; once a page is enough."""
    return clock.today()


@register.inclusion_tag("components/tag_due.html")
def days_left(due_on: datetime.date, day: datetime.date) -> dict:
    """`{% days_left assignment.due_on day %}`: "3 days left · 26/11" as a tag."""
    left = (due_on - day).days
    written = f"{due_on:%d/%m}" if due_on.year == day.year else vietnamese.format_date(due_on)
    if left < 0:
        words, tone = (
            ngettext("%(days)d day overdue", "%(days)d days overdue", -left) % {"days": -left},
            "late",
        )
    elif left == 0:
        words, tone = _("due today · %(day)s") % {"day": written}, "soon"
    elif left <= SOON:
        count = ngettext("%(days)d day left", "%(days)d days left", left) % {"days": left}
        words, tone = f"{count} · {written}", "soon"
    else:
        words, tone = _("until %(day)s") % {"day": written}, ""
    return {"label": words, "tone": tone}


@register.simple_tag
def dispensable_of(person, user) -> set[int]:
    """`{% dispensable_of person user as dispensable %}`: the open enrolments of a person this reader may give more time."""
    owed = Enrolment.objects.open().by(person).owed().dispensable_by(user)
    return set(owed.values_list("pk", flat=True))


@register.simple_tag
def dispensations_of(person):
    """`{% dispensations_of person as dispensations %}`: exemptions and extensions, the newest first. The page keeps the scope."""
    return Dispensation.objects.filter(enrolment__user=person).select_related(
        "enrolment__course", "decided_by"
    )


@register.simple_tag
def enrolments_of(person):
    """`{% enrolments_of person as enrolments %}`: every round of a person, open ones first. The page keeps the scope."""
    return (
        Enrolment.objects.by(person)
        .select_related("edition", "unit", "assignment")
        .order_by("closed_at", "due_on", "-enrolled_at", "-pk")
    )


@register.simple_tag
def touched_by(course) -> dict[str, int]:
    """`{% touched_by course as touched %}`: how many finished the course and how many are learning it."""
    of_course = Enrolment.objects.filter(course_id=course.pk)
    return {
        "finished": of_course.completed().values("user").distinct().count(),
        "learning": of_course.open().count(),
    }
