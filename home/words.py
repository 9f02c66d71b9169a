"""Days, states and amounts of learning in words."""

import datetime

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

import vietnamese
from home.next_step import URGENT_DAYS, days_left


def due_in_words(due_on: datetime.date, today: datetime.date) -> tuple[str, str]:
    """How long there is, with the tone of its tag: ("3 days left · 26/11", "soon")."""
    left = days_left(due_on, today)
    day = f"{due_on:%d/%m}" if due_on.year == today.year else vietnamese.format_date(due_on)
    if left < 0:
        return ngettext("%(days)d day overdue", "%(days)d days overdue", -left) % {"days": -left}, "late"
    if left == 0:
        return _("due today · %(day)s") % {"day": day}, "soon"
    if left <= URGENT_DAYS:
        words = ngettext("%(days)d day left", "%(days)d days left", left) % {"days": left}
        return f"{words} · {day}", "soon"
    return _("until %(day)s") % {"day": day}, ""


def minutes_in_words(minutes: int) -> str:
    return ngettext("%(minutes)d minute", "%(minutes)d minutes", minutes) % {"minutes": minutes}


def lessons_in_words(count: int) -> str:
    return ngettext("%(count)d lesson", "%(count)d lessons", count) % {"count": count}


def periods_in_words(periods) -> str:
    """Credited periods: "8 periods"."""
    return _("%(periods)s periods") % {"periods": vietnamese.format_number(periods)}


def joined(*parts: str) -> str:
    """Facts in one line, those that are empty left out."""
    return " · ".join(part for part in parts if part)
