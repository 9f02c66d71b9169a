"""Hồ sơ học tập: what one person finished, by year, with its tiết, its certificate and its source."""

import datetime
from dataclasses import dataclass
from decimal import Decimal

from django.contrib.auth import get_user_model
from django.db.models import Exists, OuterRef, Q
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _

from completions.models import CompletionRecord, OutsideTraining
from organisation.models import Membership
from organisation.scope import visible_people


@dataclass(frozen=True)
class Line:
    """One training. `code` opens the certificate; `source`: who organised it, or where the record comes from."""

    day: datetime.date
    title: str
    where: str
    source: str
    periods: Decimal | None
    score: Decimal | None
    number: str
    code: str
    is_elsewhere: bool
    is_revoked: bool


@dataclass(frozen=True)
class Year:
    """What was finished in a year, the latest first."""

    number: int
    lines: list[Line]

    @property
    def periods(self) -> Decimal:
        """Credited periods: what was taken back counts for nothing."""
        return sum((one.periods or Decimal(0) for one in self.lines if not one.is_revoked), Decimal(0))


@dataclass(frozen=True)
class Dossier:
    """`is_whole`: the reader sees all of it; otherwise what was earned in the reader's units."""

    person: object
    place: Membership | None
    is_whole: bool
    years: list[Year]

    @property
    def periods(self) -> Decimal:
        return sum((year.periods for year in self.years), Decimal(0))

    @property
    def trainings(self) -> int:
        return sum(not one.is_revoked for year in self.years for one in year.lines)


def dossier_of(*, reader, user_id: int) -> Dossier:
    """One's own, whole; somebody's in the reader's branch, whole; of whoever left it, what was earned there. Five statements.

    Everybody else is not found.
    """
    earned = CompletionRecord.objects.visible_to(reader)
    person = get_object_or_404(
        get_user_model()
        .objects.annotate(is_present=Exists(visible_people(reader).filter(pk=OuterRef("pk"))))
        .filter(Q(pk=reader.pk) | Q(is_present=True) | Exists(earned.filter(user=OuterRef("pk")))),
        pk=user_id,
    )
    is_whole = person.is_present or person.pk == reader.pk
    records = CompletionRecord.objects.by(person) if is_whole else earned.filter(user=person)
    lines = [
        _of_record(one) for one in records.select_related("edition", "unit", "certificate", "revocation")
    ]
    if is_whole:
        lines += [
            _of_outside(one)
            for one in OutsideTraining.objects.approved().filter(user=person).select_related("imported")
        ]
    place = Membership.objects.present().primary().filter(user=person).select_related("unit", "post").first()
    return Dossier(person, place if is_whole else None, is_whole, _by_year(lines))


def _of_record(record: CompletionRecord) -> Line:
    certificate = getattr(record, "certificate", None)
    credits = record.edition.credited_periods if record.edition.approving_decision else None
    return Line(
        day=timezone.localdate(record.completed_at),
        title=record.edition.title,
        where=record.unit.name if record.unit else "",
        source=record.edition.approving_decision,
        periods=credits,
        score=record.score,
        number=certificate.number if certificate else "",
        code=certificate.code if certificate else "",
        is_elsewhere=False,
        is_revoked=hasattr(record, "revocation"),
    )


def _of_outside(one: OutsideTraining) -> Line:
    return Line(
        day=one.finished_on,
        title=one.title,
        where=one.organiser,
        source=one.origin,
        periods=one.periods,
        score=None,
        number=one.evidence,
        code="",
        is_elsewhere=not one.is_held_here,
        is_revoked=False,
    )


def _by_year(lines: list[Line]) -> list[Year]:
    numbers = sorted({one.day.year for one in lines}, reverse=True)
    latest_first = sorted(lines, key=lambda one: (one.day, one.title), reverse=True)
    return [Year(number, [one for one in latest_first if one.day.year == number]) for number in numbers]


def state_of(line: Line) -> str:
    if line.is_revoked:
        return _("taken back")
    return _("elsewhere") if line.is_elsewhere else ""
