"""What is said of a class: when, where, and what happened to a registration."""

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

import vietnamese
from classes.models import ClassNotice, Session

Kind = ClassNotice.Kind


def time_of(session: Session) -> str:
    """For example "07:30–11:30, 01/12/2026"."""
    first, last = timezone.localtime(session.starts_at), timezone.localtime(session.ends_at)
    if last.date() != first.date():
        return f"{first:%H:%M %d/%m/%Y} – {last:%H:%M %d/%m/%Y}"
    return f"{first:%H:%M}–{last:%H:%M}, {vietnamese.format_date(first.date())}"


def line_of(notice: ClassNotice) -> dict[str, str]:
    """What a message says of a notice, and the address of the class."""
    registration = notice.registration
    training_class = registration.training_class
    words = {
        "class": training_class.title,
        "reason": notice.reason,
        "unit": str(training_class.unit),
        "when": time_of(notice.session) if notice.session else "",
        "place": notice.session.place if notice.session else "",
    }
    match notice.kind:
        case Kind.LISTED if registration.is_seated:
            text = _("You were put on the list of the class “%(class)s”.") % words
        case Kind.LISTED:
            text = _("You were put on the waiting list of the class “%(class)s”.") % words
        case Kind.SEATED:
            text = _("A seat became free: you can attend the class “%(class)s”.") % words
        case Kind.REMOVED:
            text = _("You were taken off the list of the class “%(class)s”. Reason: %(reason)s") % words
        case Kind.MOVED:
            text = _("You were moved to the class “%(class)s”. Reason: %(reason)s") % words
        case Kind.CHANGED if notice.session:
            text = _("The class “%(class)s” now meets %(when)s, %(place)s.") % words
        case Kind.CHANGED:
            text = _("The sessions of the class “%(class)s” have changed.") % words
        case Kind.CANCELLED:
            text = _("The class “%(class)s” was cancelled by %(unit)s. Reason: %(reason)s") % words
        case _tomorrow:
            text = _("Tomorrow you attend the class “%(class)s”: %(when)s, %(place)s.") % words
    return {"text": text, "url": reverse("classes:class", args=[training_class.pk])}


def subject_of(notice: ClassNotice) -> str:
    """The subject says what happened."""
    words = {"class": notice.registration.training_class.title}
    subject = {
        Kind.CANCELLED: _("Cancelled: %(class)s"),
        Kind.CHANGED: _("Time or place changed: %(class)s"),
        Kind.TOMORROW: _("Tomorrow: %(class)s"),
    }.get(notice.kind, _("Class: %(class)s"))
    return (subject % words)[:200]
