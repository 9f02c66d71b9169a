"""What the front page of somebody who learns says: one next thing, then the rest by how much it presses."""

import datetime
from dataclasses import dataclass, field
from decimal import Decimal

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

import vietnamese
from completions.models import Certificate
from completions.volume import PERIODS_A_YEAR, elsewhere
from courses.listing import CourseRow
from courses.outline import outlines_of, page_url
from home.cards import card_of, size_of
from home.course_actions import action_of
from home.course_actions import row_of as step_row
from home.learning import Learning, all_learning_of
from home.next_step import Duty, in_order
from home.offered import offered_to
from home.words import due_in_words, joined
from organisation.scope import present_unit
from prepared import Prepared

DUE_SHOWN = 5
AHEAD_SHOWN = 3


@dataclass(frozen=True)
class CertificateRow:
    """A certificate in a list."""

    code: str
    number: str
    course_title: str
    credited_periods: Decimal | None
    issued_at: datetime.datetime
    enrolment_id: int
    completed_at: datetime.datetime
    score: Decimal | None


@dataclass(frozen=True)
class Year:
    """The periods (tiết) credited in a year: only those that a decision credits, from records that stand."""

    number: int
    periods: Decimal
    courses: int

    @property
    def goal(self) -> int:
        return PERIODS_A_YEAR

    @property
    def left(self) -> Decimal:
        return max(PERIODS_A_YEAR - self.periods, Decimal(0))

    @property
    def shown(self) -> Decimal:
        """For the bar, which ends at the goal."""
        return min(self.periods, Decimal(PERIODS_A_YEAR))


@dataclass
class Front:
    """The front page of one person."""

    next: dict | None = None
    due: list[dict] = field(default_factory=list)
    mandatory: list[dict] = field(default_factory=list)
    chosen: list[dict] = field(default_factory=list)
    suggested: list[dict] = field(default_factory=list)
    ahead: list[dict] = field(default_factory=list)
    done: list[dict] = field(default_factory=list)
    year: Year | None = None
    certificate: CertificateRow | None = None
    has_unit: bool = True

    @property
    def has_nothing_to_do(self) -> bool:
        return self.next is None and not (self.due or self.mandatory or self.chosen)


def front_of(request, today: datetime.date) -> Front:
    """The front page: a fixed number of queries, whatever the number of courses."""
    user = request.user
    everything = all_learning_of(user)
    open_ones = [(course, learning) for course, learning in everything if learning.is_open and course.live]
    by_key = {learning.enrolment.pk: (course, learning) for course, learning in open_ones}
    ranked = [by_key[duty.key] for duty in in_order(map(duty_of, by_key.values()), today)]
    first = next(((c, one) for c, one in ranked if one.next or one.waits_for_nothing), None)
    rest = [pair for pair in ranked if pair != first]
    dated = sorted((pair for pair in rest if due_on(pair)), key=due_on)
    undated = [pair for pair in rest if pair not in dated[:DUE_SHOWN]]
    certificates = certificates_of(user)
    front = Front(
        next=next_thing(user, *first, today) if first else None,
        due=[row_of(*pair, today) for pair in dated[:DUE_SHOWN]],
        mandatory=[row_of(*pair, today) for pair in undated if pair[1].enrolment.is_mandatory],
        chosen=[card_of(*pair, today) for pair in undated if not pair[1].enrolment.is_mandatory],
        done=done_rows(everything, certificates),
        year=year_of(certificates, today.year, elsewhere(user, today.year)),
        certificate=certificates[0] if certificates else None,
        has_unit=any(one.enrolment.unit_id for _, one in open_ones) or present_unit(user) is not None,
    )
    front.ahead = what_is_ahead(first[1]) if first else []
    offered = offered_to(request)
    outlines = outlines_of(offered)
    front.suggested = [card_of(course, Learning(outlines[course.pk]), today) for course in offered]
    return front


def duty_of(pair: tuple[CourseRow, Learning]) -> Duty:
    enrolment = pair[1].enrolment
    return Duty(enrolment.pk, enrolment.due_on, enrolment.is_mandatory, pair[1].last_touched)


def due_on(pair: tuple[CourseRow, Learning]) -> datetime.date | None:
    return pair[1].enrolment.due_on


def next_thing(user, course: CourseRow, learning: Learning, today: datetime.date) -> dict:
    """The card on top: the activity to go on with."""
    label, tone = due_in_words(learning.enrolment.due_on, today) if learning.enrolment.due_on else ("", "")
    return {
        "action": action_of(user, course, learning),
        "course": course.title,
        "course_url": page_url(course.url_path),
        "done": learning.done_count,
        "total": learning.total,
        "tag": label,
        "tone": tone,
        "is_late": tone == "late",
    }


def what_is_ahead(learning: Learning) -> list[dict]:
    """A few activities after the next one in the same course."""
    steps = [step for step in learning.steps.values() if step.state in {"open", "locked"}]
    numbers = {pk: number for number, pk in enumerate(learning.steps, 1)}
    return [step_row(step, numbers[step.activity.id]) for step in steps[:AHEAD_SHOWN]]


def row_of(course: CourseRow, learning: Learning, today: datetime.date) -> dict:
    """An open course as a row with how long there is."""
    label, tone = due_in_words(learning.enrolment.due_on, today) if learning.enrolment.due_on else ("", "")
    return {
        "title": course.title,
        "url": page_url(course.url_path) if course.live else "",
        "meta": joined(
            _("mandatory") if learning.enrolment.is_mandatory else "",
            _("%(done)d of %(total)d done") % {"done": learning.done_count, "total": learning.total}
            if learning.has_begun
            else size_of(course, learning.outline),
        ),
        "tag": label,
        "tone": tone,
    }


def certificates_of(user) -> list[CertificateRow]:
    """The certificates of this person's records that stand, the newest first."""
    return [CertificateRow(*values) for values in _certificates(user=user.pk)]


_certificates = Prepared(
    lambda user: (
        Certificate.objects.filter(record__user=user, record__revocation__isnull=True)
        .order_by("-record__completed_at", "-pk")
        .values_list(
            "code",
            "number",
            "course_title",
            "credited_periods",
            "issued_at",
            "record__enrolment_id",
            "record__completed_at",
            "record__score",
        )
    ),
    "user",
)


def done_rows(everything: list[tuple[CourseRow, Learning]], certificates: list[CertificateRow]) -> list[dict]:
    """Completed courses, the latest first, each with its certificate where there is one."""
    by_enrolment = {certificate.enrolment_id: certificate for certificate in certificates}
    completed = [(course, one.enrolment) for course, one in everything if one.is_completed]
    rows = []
    for course, enrolment in sorted(completed, key=lambda pair: pair[1].closed_at, reverse=True):
        certificate = by_enrolment.get(enrolment.pk)
        day = timezone.localdate(enrolment.closed_at)
        rows.append(
            {
                "title": course.title,
                "url": certificate_url(certificate) or page_url(course.url_path),
                "meta": _("certificate %(number)s") % {"number": certificate.number} if certificate else "",
                "tag": vietnamese.format_date(day),
                "tone": "done",
                "state": "done",
            }
        )
    return rows


def certificate_url(certificate: CertificateRow | None) -> str:
    return reverse("completions:certificate", args=[certificate.code]) if certificate else ""


def year_of(certificates: list[CertificateRow], number: int, beside: Decimal = Decimal(0)) -> Year:
    """What was credited in a year, counted by the day of completion in Vietnam; `beside`: what was learned elsewhere."""
    of_year = [one for one in certificates if timezone.localdate(one.completed_at).year == number]
    periods = sum((one.credited_periods or Decimal(0) for one in of_year), Decimal(0))
    return Year(number, periods + beside, len(of_year))


def years_of(certificates: list[CertificateRow]) -> list[tuple[Year, list[CertificateRow]]]:
    """Certificates by year, the newest year first."""
    numbers = {timezone.localdate(one.completed_at).year for one in certificates}
    return [
        (
            year_of(certificates, number),
            [one for one in certificates if timezone.localdate(one.completed_at).year == number],
        )
        for number in sorted(numbers, reverse=True)
    ]
