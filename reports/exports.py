"""What is on the screen as a spreadsheet, written to a temporary file line by line."""

import re
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import cache
from typing import IO, NamedTuple

from django.utils.translation import gettext as _

import vietnamese
from audit.actions import log
from organisation.models import Unit
from reports import people, units
from reports.inquiry import Inquiry
from reports.people import People
from reports.rollup import Tally
from reports.words import as_of_words, state_words
from spreadsheets import Column, Sheet, write_workbook

CHUNK = 2000
_NOT_IN_FILE_NAMES = re.compile(r'[\\/:*?"<>|%]+')
_LONGEST_NAME = 80


class Export(NamedTuple):
    """A workbook at its beginning, and what it is called."""

    file: IO[bytes]
    name: str


def export(inquiry: Inquiry, table: str, request) -> Export:
    """Write the workbook, and who took it into the audit log; only then does anything leave."""
    sheet, title = SHEETS[table](inquiry)
    rows = _Counted(sheet.rows)
    file = tempfile.TemporaryFile()  # noqa: SIM115 - the response closes it
    try:
        write_workbook(file, [replace(sheet, rows=rows)])
        log(
            actor=request.user,
            verb="report.exported",
            target=Unit(pk=inquiry.unit.pk),
            unit_id=inquiry.unit.pk,
            request=request,
            table=table,
            filters=request.GET.dict(),
            rows=rows.number,
        )
    except BaseException:
        file.close()
        raise
    file.seek(0)
    return Export(file, file_name(title, inquiry))


def units_sheet(inquiry: Inquiry) -> tuple[Sheet, str]:
    """The table of units with its sum."""
    title = _("Progress by unit")
    rollup = inquiry.rollup()
    kinds = {value: str(label) for value, label in Unit.Kind.choices}
    rows = [
        (line.label, kinds.get(line.node.kind, ""), *_numbers(line.tally))
        for line in units.lines(inquiry, rollup)
    ]
    sheet = Sheet(
        title=_("Units"),
        columns=[
            Column(_("Unit"), width=48),
            Column(_("Kind of unit"), width=18),
            Column(_("Have to learn"), "number"),
            Column(_("Finished"), "number"),
            Column(_("Is learning"), "number"),
            Column(_("Not begun"), "number"),
            Column(_("Due within 7 days"), "number"),
            Column(_("Overdue"), "number"),
            Column(_("Share finished"), "percent"),
        ],
        rows=[*rows, (_("Total"), "", *_numbers(rollup.total))],
        lead=_lead(inquiry, title),
    )
    return sheet, title


def people_sheet(inquiry: Inquiry) -> tuple[Sheet, str]:
    """Every line of the list of people, in its order; read from the database as it is written."""
    title = _("List of people")
    sheet = Sheet(
        title=_("People"),
        columns=[
            Column(_("Full name"), width=30),
            Column(_("Staff code"), width=14),
            Column(_("Unit"), width=40),
            Column(_("Course"), width=44),
            Column(_("Duty"), width=12),
            Column(_("State"), width=14),
            Column(_("Due on"), "date"),
            Column(_("First opened"), "datetime"),
            Column(_("Finished at"), "datetime"),
        ],
        rows=_people_rows(inquiry),
        lead=_lead(inquiry, title),
    )
    return sheet, title


SHEETS: dict[str, Callable[[Inquiry], tuple[Sheet, str]]] = {"don-vi": units_sheet, "nguoi": people_sheet}


def _people_rows(inquiry: Inquiry) -> Iterator[tuple]:
    """Written for a hundred thousand lines: a unit and a state are put into words once."""
    unit_words = cache(lambda unit_id: people.where(inquiry, inquiry.tree.by_id[unit_id]))
    words_of_state = cache(state_words)
    duty = {True: _("mandatory"), False: _("chosen")}
    found = (
        People(inquiry)
        .lines()
        .values_list(
            "user__full_name",
            "user__staff_code",
            inquiry.unit_field,
            "course_title",
            "is_mandatory",
            "closed_as",
            "started_at",
            "due_on",
            "closed_at",
        )
    )
    for name, code, unit_id, course, is_mandatory, closed_as, started_at, due_on, closed_at in found.iterator(
        chunk_size=CHUNK
    ):
        yield (
            name,
            code,
            unit_words(unit_id),
            course,
            duty[is_mandatory],
            words_of_state(closed_as, started_at is not None),
            due_on,
            started_at,
            closed_at,
        )


def _numbers(tally: Tally) -> tuple:
    share = None if tally.is_small else tally.done / tally.required
    return tally.required, tally.done, tally.learning, tally.waiting, tally.soon, tally.late, share


def _lead(inquiry: Inquiry, title: str) -> list[str]:
    """What the report is, of which unit, when, and by which filters."""
    chosen = [f"{label}: {value}" for label, value in inquiry.form.chosen_words()]
    return [f"{title} – {inquiry.unit.name}", as_of_words(inquiry.moment), *chosen]


def file_name(title: str, inquiry: Inquiry, ending: str = "xlsx") -> str:
    """`Tiến độ theo đơn vị – Xã Mường Lát – 2026-11-23.xlsx`: whatever a unit is called, a plain name of a file."""
    unit = _NOT_IN_FILE_NAMES.sub(" ", vietnamese.nfc(str(inquiry.unit)))
    return f"{title} - {vietnamese.nfc(unit)[:_LONGEST_NAME].strip(' .')} - {inquiry.day:%Y-%m-%d}.{ending}"


class _Counted:
    """Rows that are counted as they pass."""

    def __init__(self, rows):
        self.rows, self.number = rows, 0

    def __iter__(self):
        for row in self.rows:
            self.number += 1
            yield row
