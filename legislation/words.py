"""The state of force of a document or provision in words, with the tone of its tag."""

import datetime

from django.utils.translation import gettext as _

import vietnamese
from legislation.force import Force
from legislation.models import LegalDocument, Provision


def force_in_words(thing: LegalDocument | Provision, day: datetime.date) -> tuple[str, str]:
    """For example ("In force on 23/11/2026", "ok"); what is doubtful says so before anything else."""
    if getattr(thing, "is_doubtful", False):
        return _("Needs review"), "soon"
    first, last = thing.span
    match thing.force(day):
        case Force.IN_FORCE:
            return _("In force on %(day)s") % {"day": vietnamese.format_date(day)}, "ok"
        case Force.NOT_YET:
            return _("In force from %(day)s") % {"day": vietnamese.format_date(first)}, "law"
        case Force.ENDED:
            after = last + datetime.timedelta(days=1)
            return _("No longer in force since %(day)s") % {"day": vietnamese.format_date(after)}, "late"
        case Force.UNKNOWN:
            return _("Date of force not confirmed"), ""
