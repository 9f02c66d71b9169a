"""Reading the audit log: who did what, newest first, page after page at the same cost."""

import datetime
from dataclasses import dataclass
from typing import NamedTuple

from django import forms
from django.contrib.auth import get_user_model
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from audit.models import Entry
from organisation.forms import DayField, OneLineField
from organisation.models import Unit
from organisation.scope import branches_of
from reports.audit_words import VERBS, words_of

PAGE = 50


class AuditFilter(forms.Form):
    """Whose acts, which, and when; every filter stands in the address."""

    q = OneLineField(label=_("Name, staff code or user name"), required=False, max_length=100)
    viec = forms.ChoiceField(label=_("Act"), required=False)
    tu = DayField(label=_("From"), required=False)
    den = DayField(label=_("Until"), required=False)
    truoc = forms.IntegerField(required=False, min_value=1, max_value=2**62, widget=forms.HiddenInput)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        known = sorted(((verb, str(words)) for verb, words in VERBS.items()), key=lambda pair: pair[1])
        self.fields["viec"].choices = [("", _("All")), *known]


class Line(NamedTuple):
    """One entry in words."""

    at: datetime.datetime
    who: str
    code: str
    act: str
    unit: str
    detail: list[tuple[str, str]]
    address: str


@dataclass
class AuditPage:
    """Some entries, and the id to go on before; None at the end."""

    lines: list[Line]
    before: int | None


def may_read(user) -> bool:
    """Whoever sees the whole province reads the log of all of it; it names people of every unit."""
    return bool(set(branches_of(user)) & set(Unit.objects.filter(depth=1).values_list("path", flat=True)))


def entries(asked: dict) -> QuerySet[Entry]:
    """The entries these filters leave, newest first."""
    found = Entry.objects.order_by("-id")
    if asked.get("q"):
        found = found.filter(actor__in=get_user_model().objects.matching(asked["q"]).values("pk"))
    if asked.get("viec"):
        found = found.filter(verb=asked["viec"])
    if asked.get("tu"):
        found = found.filter(at__gte=_midnight(asked["tu"]))
    if asked.get("den"):
        found = found.filter(at__lt=_midnight(asked["den"] + datetime.timedelta(days=1)))
    if asked.get("truoc"):
        found = found.filter(pk__lt=asked["truoc"])
    return found


def audit_page(asked: dict) -> AuditPage:
    """One page; two queries whatever its length."""
    rows = list(entries(asked).select_related("actor")[: PAGE + 1])
    units = dict(Unit.objects.filter(pk__in={row.unit_id for row in rows}).values_list("pk", "name"))
    return AuditPage(
        lines=[_line(row, units) for row in rows[:PAGE]],
        before=rows[PAGE - 1].pk if len(rows) > PAGE else None,
    )


def _line(entry: Entry, units: dict[int, str]) -> Line:
    thing = f"{entry.object_type} {entry.object_id}".strip()
    detail = [
        (name, _plain(value)) for name, value in entry.detail.items() if value not in ("", None, {}, [])
    ]
    return Line(
        at=entry.at,
        who=entry.actor.full_name if entry.actor else "",
        code=entry.actor.staff_code or entry.actor.username if entry.actor else "",
        act=words_of(entry.verb),
        unit=units.get(entry.unit_id, ""),
        detail=[("", thing), *detail] if thing else detail,
        address=entry.address or "",
    )


def _plain(value) -> str:
    """A value of a detail as text: lists and pairs without the marks of a program."""
    if isinstance(value, dict):
        return ", ".join(f"{name} = {_plain(one)}" for name, one in value.items())
    return ", ".join(map(_plain, value)) if isinstance(value, list) else str(value)


def _midnight(day: datetime.date) -> datetime.datetime:
    """The beginning of a day in Vietnam."""
    return timezone.make_aware(datetime.datetime.combine(day, datetime.time.min))
