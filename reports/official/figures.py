"""What a template is filled in with: the figures of an inquiry, in words, under the names that officials know."""

import datetime

from classes.models import TrainingClass
from classes.yearly import year_of_classes
from courses.models import CoursePage
from reports import units
from reports.inquiry import Inquiry
from reports.models import LetterHead
from reports.rollup import Tally, tallies_by
from reports.words import as_of_words, number_words, share_words


def figures_of(inquiry: Inquiry) -> dict:
    """The same numbers as on the screen of this inquiry; a fixed number of queries."""
    rollup = inquiry.rollup()
    lines = [line for line in units.lines(inquiry, rollup) if line.counts]
    late = sorted((line for line in lines if line.tally.late), key=lambda line: -line.tally.late)
    as_of = as_of_words(inquiry.moment)
    return {
        "don_vi_bao_cao": str(inquiry.unit),
        "tinh_den": as_of[:1].lower() + as_of[1:],
        "bo_loc": "; ".join(f"{label}: {value}" for label, value in inquiry.form.chosen_words()),
        "so_don_vi": number_words(sum(not line.is_direct for line in lines)),
        "tong": _row(rollup.total),
        "don_vi": [_row(line.tally, place, line.label) for place, line in enumerate(lines, 1)],
        "khoa_hoc": _courses(inquiry),
        "don_vi_cham": [_row(line.tally, place, line.label) for place, line in enumerate(late, 1)],
        "tong_cham": number_words(sum(line.tally.late for line in late)),
        "lop": _classes(inquiry),
    }


def context_of(
    figures: dict,
    head: LetterHead,
    *,
    number: str,
    day: datetime.date,
    subject: str,
    addressee: str,
    due_on: datetime.date | None,
) -> dict:
    """The figures with everything that stands around them. A number left out is a gap for the registry to fill."""
    return figures | {
        "co_quan_chu_quan": head.governing_body,
        "co_quan": head.issuing_body,
        "so": number or "        ",
        "ky_hieu": head.symbol,
        "dia_danh": head.place,
        "ngay": f"{day.day:02d}",
        "thang": f"{day.month:02d}" if day.month <= 2 else str(day.month),  # Decree 30/2020, annex I
        "nam": str(day.year),
        "trich_yeu": subject,
        "kinh_gui": addressee,
        "han": f"{due_on:%d/%m/%Y}" if due_on else "",
        "chuc_vu": head.signer_title.splitlines(),
        "nguoi_ky": head.signer_name,
        "noi_nhan": head.recipients.splitlines(),
    }


def _courses(inquiry: Inquiry) -> list[dict]:
    tallies = tallies_by("course_id", inquiry.enrolments(), inquiry.day)
    titles = CoursePage.objects.filter(pk__in=tallies).order_by("path").values_list("pk", "title")
    return [_row(tallies[pk], place, title) for place, (pk, title) in enumerate(titles, 1)]


def _classes(inquiry: Inquiry) -> dict[str, str] | None:
    """What the units of the inquiry held face to face in its year; None where there is none, or one course is asked about."""
    if inquiry.filters.khoa:
        return None
    units = [node.pk for node in inquiry.units]
    year = year_of_classes(TrainingClass.objects.filter(unit__in=units), inquiry.moment)
    if not year.classes:
        return None
    return {
        "nam": str(year.year),
        "so_lop": number_words(year.classes),
        "so_buoi": number_words(year.sessions),
        "luot_nguoi": number_words(year.people),
        "du": number_words(year.attended),
    }


def _row(tally: Tally, place: int = 0, name: str = "") -> dict:
    return {
        "tt": str(place),
        "ten": name,
        "phai_hoc": number_words(tally.required),
        "da_xong": number_words(tally.done),
        "dang_hoc": number_words(tally.learning),
        "chua_hoc": number_words(tally.waiting),
        "sap_han": number_words(tally.soon),
        "qua_han": number_words(tally.late),
        "ty_le": share_words(tally) or "0\N{NO-BREAK SPACE}%",
    }
