"""Numbers as sentences."""

import datetime
from collections.abc import Iterable
from decimal import Decimal

from django.utils import timezone
from django.utils.formats import get_format, number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

import vietnamese
from enrolments.models import Enrolment
from reports.rollup import SOON, Tally


def number_words(number: int) -> str:
    """`14.208`."""
    if number < 1000:
        return str(number)
    return f"{number:,}".replace(",", get_format("THOUSAND_SEPARATOR"))


def percent_words(percent: int | None) -> str:
    """`66 %`, never torn apart at the end of a line."""
    return "" if percent is None else f"{percent}\N{NO-BREAK SPACE}%"


def score_words(percent: Decimal | None) -> str:
    """`87,5 %`."""
    if percent is None:
        return ""
    tenths = percent.quantize(Decimal("0.1"))
    places = 0 if tenths == tenths.to_integral_value() else 1
    return f"{number_format(tenths, places, use_l10n=True)}\N{NO-BREAK SPACE}%"


def share_words(tally: Tally) -> str:
    """`66 %`; of few `3 trong 7`; nothing where nothing is required."""
    if tally.required and tally.is_small:
        return _("%(done)s of %(all)s") % {"done": tally.done, "all": tally.required}
    return percent_words(tally.percent)


def finding(tallies: Iterable[Tally]) -> str:
    """What the bars of some units say, in one sentence. Units that have nothing to learn are not among them."""
    asked = [tally for tally in tallies if tally.required]
    below = sum(tally.is_below_half for tally in asked)
    numbers = {"below": number_words(below), "all": number_words(len(asked)), "half": percent_words(50)}
    if not asked:
        return _("No unit has a course to learn")
    if below and len(asked) == 1:
        return _("The unit is still below %(half)s") % numbers
    if below:
        return _("%(below)s of %(all)s units are still below %(half)s") % numbers
    if any(tally.done < tally.required for tally in asked):
        return _("No unit is below %(half)s") % numbers
    return _("All units have finished")


def how_many_finished(tally: Tally) -> str:
    """The finding of a unit without branches: `20 trong 30 lượt đã xong`."""
    return _("%(done)s of %(all)s have finished") % {
        "done": number_words(tally.done),
        "all": number_words(tally.required),
    }


def range_words(names: list[str], number: int) -> str:
    """`25 trong 14.208, từ An đến Bình`."""
    if not names:
        return ""
    words = {"shown": len(names), "all": number_words(number)}
    if len(names) == number:
        return ngettext("%(all)s line", "%(all)s lines", number) % words
    words |= {"first": vietnamese.given_name(names[0]), "last": vietnamese.given_name(names[-1])}
    return _("%(shown)s of %(all)s, from %(first)s to %(last)s") % words


def as_of_words(moment: datetime.datetime) -> str:
    """`Tính đến 09:41 ngày 23/11/2026`."""
    local = timezone.localtime(moment)
    return _("As of %(time)s on %(date)s") % {"time": f"{local:%H:%M}", "date": vietnamese.format_date(local)}


def state_words(closed_as: str, has_begun: bool) -> str:
    match closed_as:
        case Enrolment.ClosedAs.COMPLETED:
            return _("Finished")
        case Enrolment.ClosedAs.WITHDRAWN:
            return _("Withdrawn")
        case Enrolment.ClosedAs.EXPIRED:
            return _("Expired")
        case Enrolment.ClosedAs.EXEMPT:
            return _("Exempt")
        case Enrolment.ClosedAs.REVOKED:
            return _("Taken back")
    return _("Is learning") if has_begun else _("Not begun")


def due_words(enrolment: Enrolment, day: datetime.date) -> tuple[str, str]:
    """When an enrolment is due, and its tone: `late`, `soon` or none. Of a closed one only the day."""
    due_on = enrolment.due_on
    if due_on is None:
        return "", ""
    date = vietnamese.format_date(due_on)
    if not enrolment.is_open or due_on > day + SOON:
        return date, ""
    short = f"{due_on:%d/%m}"
    days = (due_on - day).days
    if days < 0:
        return ngettext("%(days)s day overdue", "%(days)s days overdue", -days) % {
            "days": number_words(-days)
        } + f" · {short}", "late"
    if days == 0:
        return _("today") + f" · {short}", "soon"
    return ngettext("%(days)s day left", "%(days)s days left", days) % {"days": days} + f" · {short}", "soon"
