"""What is on the screen as a spreadsheet, written to a temporary file line by line."""

import re
import tempfile
from collections.abc import Callable, Container, Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cache, cached_property
from typing import IO, Protocol

from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

import vietnamese
from audit.actions import log
from organisation.models import Unit
from reports import people, units
from reports.forms import ExportForm
from reports.inquiry import Inquiry
from reports.people import People
from reports.rollup import Tally
from reports.words import as_of_words, state_words
from spreadsheets import Column, Sheet, write_workbook

CHUNK = 2000
_NOT_IN_FILE_NAMES = re.compile(r'[\\/:*?"<>|%]+')
_LONGEST_NAME = 80


class TakenFile(Protocol):
    """What somebody may ask to take along. Its lines are counted before any is written."""

    number: int
    """Lines, as far as they are many."""
    name: str
    """What the file is called."""
    title: str
    unit_id: int
    unit_ids: frozenset[int]
    """The units whose people may stand in it."""
    visible_ids: Container[int]
    """The units that the person sees now."""
    detail: dict
    """What the audit log says of it."""

    def write(self, file: IO[bytes], passed: Callable[[int], None]) -> int:
        """Write all of it, telling `passed` after each line how many there were; the number of lines."""


@dataclass(frozen=True)
class InquiryFile:
    """The table of units or the list of people of an inquiry, as a workbook."""

    inquiry: Inquiry
    query: dict[str, str]

    @classmethod
    def asked(cls, user, query: QueryDict, unit_id: int) -> "InquiryFile":
        return cls(Inquiry.by(user, query, unit_id, ExportForm), query.dict())

    @property
    def table(self) -> str:
        return self.inquiry.form.cleaned_data["bang"]

    @cached_property
    def number(self) -> int:
        """A table of units has as many lines as there are units: never many."""
        return 0 if self.table == "don-vi" else People(self.inquiry).in_state().count()

    @property
    def name(self) -> str:
        return file_name(str(TITLES[self.table]), self.inquiry)

    @property
    def title(self) -> str:
        return f"{TITLES[self.table]} – {self.inquiry.unit}"

    @property
    def unit_id(self) -> int:
        return self.inquiry.unit.pk

    @property
    def unit_ids(self) -> frozenset[int]:
        return frozenset(node.pk for node in self.inquiry.units)

    @property
    def visible_ids(self) -> Container[int]:
        return self.inquiry.tree.by_id

    @property
    def detail(self) -> dict:
        return {"table": self.table, "filters": self.query}

    def write(self, file: IO[bytes], passed: Callable[[int], None]) -> int:
        sheet = SHEETS[self.table](self.inquiry)
        rows = Counted(sheet.rows, passed)
        write_workbook(file, [replace(sheet, rows=rows)])
        return rows.number


def taken_at_once(wanted: TakenFile, request) -> IO[bytes]:
    """The file at its beginning, and who took it in the audit log; only then does anything leave."""
    file = tempfile.TemporaryFile()  # noqa: SIM115 - the response closes it
    try:
        rows = wanted.write(file, nobody_waits)
        log_taken(wanted, rows, actor=request.user, request=request)
    except BaseException:
        file.close()
        raise
    file.seek(0)
    return file


def log_taken(wanted: TakenFile, rows: int, *, actor, request) -> None:
    log(
        actor=actor,
        verb="report.exported",
        target=Unit(pk=wanted.unit_id),
        unit_id=wanted.unit_id,
        request=request,
        **wanted.detail,
        rows=rows,
    )


def units_sheet(inquiry: Inquiry) -> Sheet:
    """The table of units with its sum."""
    rollup = inquiry.rollup()
    kinds = {value: str(label) for value, label in Unit.Kind.choices}
    rows = [
        (line.label, kinds.get(line.node.kind, ""), *_numbers(line.tally))
        for line in units.lines(inquiry, rollup)
    ]
    return Sheet(
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
        lead=_lead(inquiry, TITLES["don-vi"]),
    )


def people_sheet(inquiry: Inquiry) -> Sheet:
    """Every line of the list of people, in its order; read from the database as it is written."""
    return Sheet(
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
        lead=_lead(inquiry, TITLES["nguoi"]),
    )


TITLES = {"don-vi": gettext_lazy("Progress by unit"), "nguoi": gettext_lazy("List of people")}
SHEETS: dict[str, Callable[[Inquiry], Sheet]] = {"don-vi": units_sheet, "nguoi": people_sheet}


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


class Counted:
    """Rows that are counted as they pass."""

    def __init__(self, rows: Iterable, passed: Callable[[int], None]):
        self.rows, self.passed, self.number = rows, passed, 0

    def __iter__(self):
        for row in self.rows:
            self.number += 1
            self.passed(self.number)
            yield row


def nobody_waits(number: int) -> None:
    """For a file that is written while its person waits for it: no progress is shown."""
