"""Learning volume: the periods (tiết) that decisions credit to a person in a year, beside the measured time.

Two sources count: courses finished here (only where a decision credits them; a record that was revoked does not count)
and training elsewhere that the unit approved, or classes that were attended here and credit periods by their decision.
"""

import datetime
from collections import defaultdict
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Sum
from django.utils import timezone

from completions.models import CompletionRecord, OutsideTraining
from courses.outline import outline_of
from prepared import Prepared

PERIODS_A_YEAR = 40
"""What civil servants learn a year at least: Nghị định 171/2025/NĐ-CP, Điều 16 khoản 3."""


@dataclass(frozen=True)
class Credit:
    """One training in a year's ledger. `minutes`: the measured length of a course here, None elsewhere."""

    day: datetime.date
    title: str
    periods: Decimal
    minutes: int | None
    is_elsewhere: bool
    source: str


@dataclass(frozen=True)
class Volume:
    """The ledger of one person and year."""

    year: int
    credits: list[Credit]

    @property
    def periods(self) -> Decimal:
        return sum((one.periods for one in self.credits), Decimal(0))

    @property
    def shown(self) -> Decimal:
        """For the bar, which ends at the goal."""
        return min(self.periods, Decimal(PERIODS_A_YEAR))

    @property
    def left(self) -> Decimal:
        return max(PERIODS_A_YEAR - self.periods, Decimal(0))

    @property
    def goal(self) -> int:
        return PERIODS_A_YEAR


def within_year(year: int) -> tuple[datetime.datetime, datetime.datetime]:
    """The first moment of a year in Vietnam and that of the next."""
    return tuple(timezone.make_aware(datetime.datetime(one, 1, 1)) for one in (year, year + 1))


def credited_records(year: int):
    """Records that stand, of a year, in courses whose periods a decision credits."""
    begins, ends = within_year(year)
    return (
        CompletionRecord.objects.standing()
        .filter(completed_at__gte=begins, completed_at__lt=ends)
        .filter(edition__credited_periods__isnull=False)
        .exclude(edition__approving_decision="")
    )


def outside(year: int):
    return OutsideTraining.objects.approved().filter(finished_on__year=year)


def volume_of(user, year: int) -> Volume:
    """What a person was credited in a year, the latest first."""
    records = credited_records(year).by(user).select_related("edition", "course")
    found = [
        Credit(
            day=timezone.localdate(record.completed_at),
            title=record.edition.title,
            periods=record.edition.credited_periods,
            minutes=outline_of(record.course).minutes,
            is_elsewhere=False,
            source=record.edition.approving_decision,
        )
        for record in records
    ]
    found += [
        Credit(
            one.finished_on,
            one.title,
            one.periods,
            None,
            not one.is_held_here,
            "; ".join(part for part in (one.organiser, one.evidence, one.origin) if part),
        )
        for one in outside(year).filter(user=user).select_related("imported")
    ]
    return Volume(year, sorted(found, key=lambda one: one.day, reverse=True))


def periods_of(people, year: int) -> dict[int, Decimal]:
    """The periods of these people (a queryset) in a year, by id; whoever has none is left out. Two statements."""
    ids = people.order_by().values("pk")
    totals: dict[int, Decimal] = defaultdict(Decimal)
    here = credited_records(year).filter(user__in=ids).values_list("user")
    elsewhere = outside(year).filter(user__in=ids).values_list("user")
    for rows in (
        here.annotate(Sum("edition__credited_periods")).order_by(),
        elsewhere.annotate(Sum("periods")).order_by(),
    ):
        for user, periods in rows:
            totals[user] += periods
    return dict(totals)


def elsewhere(user, year: int) -> Decimal:
    """The periods of approved training elsewhere of one person in a year."""
    rows = _elsewhere(user=user.pk, first=f"{year}-01-01", last=f"{year}-12-31")
    return rows[0][0] if rows else Decimal(0)


_elsewhere = Prepared(
    lambda user, first, last: (
        OutsideTraining.objects.approved()
        .filter(user=user, finished_on__gte=first, finished_on__lte=last)
        .order_by()
        .values("user")
        .annotate(total=Sum("periods"))
        .values_list("total")
    ),
    "user",
    "first",
    "last",
)
