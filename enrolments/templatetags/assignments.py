"""What was done with an assignment, in words."""

import datetime

from django import template
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

import vietnamese

register = template.Library()


@register.filter
def act_in_words(entry) -> str:
    """One line of the history, from an audit entry."""
    detail = entry.detail
    match entry.verb:
        case "assignment.created":
            return _("assigned: %(people)s") % {"people": people_in_words(detail["asked"])}
        case "assignment.followed":
            return _("came later: %(people)s") % {
                "people": people_in_words(detail["asked"] + detail["learning"])
            }
        case "assignment.changed":
            return _("changed: %(changes)s. Reason: %(reason)s") % {
                "changes": "; ".join(changes_in_words(detail["before"], detail["after"])),
                "reason": detail["reason"],
            }
        case "assignment.withdrawn":
            return _("withdrawn. Reason: %(reason)s") % {"reason": detail["reason"]}
    return entry.verb


def changes_in_words(before: dict, after: dict) -> list[str]:
    """What differs between two states of an assignment, as the audit log keeps them."""
    words = []
    if before["due_on"] != after["due_on"]:
        words.append(
            _("day from %(before)s to %(after)s")
            % {"before": day_in_words(before["due_on"]), "after": day_in_words(after["due_on"])}
        )
    if before["is_mandatory"] != after["is_mandatory"]:
        words.append(_("now mandatory") if after["is_mandatory"] == "True" else _("now voluntary"))
    if before["note"] != after["note"]:
        words.append(_("note"))
    return words


def day_in_words(written: str) -> str:
    return vietnamese.format_date(datetime.date.fromisoformat(written))


def people_in_words(number: int) -> str:
    return ngettext("%(number)s person", "%(number)s people", number) % {
        "number": vietnamese.format_number(number)
    }
