"""The one way to write an .xlsx. Text stays text: whatever a cell begins with, no program will calculate it.

Rows are taken from an iterator and written as they come, so that memory does not grow with the list.
"""

import re
import tempfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, time
from typing import IO

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.utility import xl_col_to_name
from xlsxwriter.worksheet import Worksheet

from spreadsheets.cells import MAX_TEXT_UNITS, TIME_ZONE, Cells, Kind, Value, cut, escaped
from spreadsheets.text import writable

MAX_ROWS = 1_048_576
MAX_TITLE_UNITS = 31

_WIDTHS = {"text": 24, "number": 12, "percent": 12, "date": 13, "datetime": 18}
_NOT_IN_TITLES = re.compile(r"[\[\]:*?/\\\s]+")
_RESERVED_TITLE = "history"
_A4 = 9


@dataclass(frozen=True)
class Column:
    """A heading and what stands below it. A percent is a share of one; a width is counted in characters."""

    title: str
    kind: Kind = "text"
    width: float | None = None


@dataclass(frozen=True)
class Sheet:
    """A table and, above its heading, lead lines such as the report's name and "tính đến …".

    Rows are as long as there are columns. A text in any column is written as text, None as nothing.
    """

    title: str
    columns: Sequence[Column]
    rows: Iterable[Sequence[Value]]
    lead: Sequence[str] = ()


def write_workbook(file: IO[bytes], sheets: Iterable[Sheet]) -> None:
    """Write the sheets into an open binary file, each with its heading bold, frozen and repeated in print.

    Raises ValueError for a row that is not as long as the columns, for more rows than a sheet holds and for a
    value that is not of its column's kind; the file is then untouched. Nothing is left out in silence: a text
    longer than a cell holds ends in "…".
    """
    with tempfile.TemporaryDirectory() as folder:  # rows of people must not outlive a failure
        workbook = xlsxwriter.Workbook(file, {"constant_memory": True, "tmpdir": folder})
        # Only the day: the same rows give the same bytes, whatever second they were asked for.
        workbook.set_properties({"created": datetime.combine(datetime.now(TIME_ZONE).date(), time.min)})
        looks = _Looks(workbook)
        titles = {_RESERVED_TITLE}
        try:
            for sheet in sheets:
                title = _free_title(sheet.title, titles)
                titles.add(title.casefold())
                _write_sheet(workbook.add_worksheet(title, worksheet_class=_PlainWorksheet), sheet, looks)
        except BaseException:
            for worksheet in workbook.worksheets():
                worksheet.row_data_fh.close()
            raise
        workbook.close()


class _PlainWorksheet(Worksheet):
    """XlsxWriter's worksheet without two ways in which a text becomes something else, and with a short way for lines.

    A text between `<r>` and `</r>` would be copied into the XML unescaped, as rich text; and of texts that
    look like overlapping escapes (`_x005F_x0041_`) only the first would be escaped and read back changed.
    """

    def _escape_control_characters(self, data: str) -> str:
        return escaped(data)

    def _xml_rich_inline_string(self, string: str, attributes: list) -> None:
        self._xml_inline_string(string, True, attributes)

    def begin_lines(self) -> None:
        """Write down what stands above the lines."""
        self._write_single_row()

    def write_line(self, number: int, cells: str) -> None:
        """A row that is XML already, counted from 1."""
        self.row_data_fh.write(f'<row r="{number}">{cells}</row>')
        self.dim_rowmax = number - 1


class _Looks:
    """The few looks a cell has."""

    def __init__(self, workbook: xlsxwriter.Workbook) -> None:
        def cell(number_format: str) -> Format:
            return workbook.add_format({"num_format": number_format, "valign": "top"})

        self.title = workbook.add_format({"bold": True, "font_size": 14})
        self.lead = workbook.add_format({"italic": True})
        self.heading = workbook.add_format(
            {"bold": True, "text_wrap": True, "valign": "vcenter", "bottom": 1, "bg_color": "#EDEDED"}
        )
        self.text = cell("@")
        self.whole = cell("#,##0")
        self.number = cell("#,##0.00")
        self.percent = cell("0.0%")
        self.date = cell("dd/mm/yyyy")
        self.datetime = cell('hh:mm", "dd/mm/yyyy')


def _write_sheet(worksheet: Worksheet, sheet: Sheet, looks: _Looks) -> None:
    for place, column in enumerate(sheet.columns):
        worksheet.set_column(place, place, column.width or _WIDTHS[column.kind])
    for number, line in enumerate(sheet.lead):
        _write_text(worksheet, number, 0, line, looks.lead if number else looks.title)
    heading = len(sheet.lead)
    for place, column in enumerate(sheet.columns):
        _write_text(worksheet, heading, place, column.title, looks.heading)
    worksheet.begin_lines()
    cells = Cells(looks)
    places = [(xl_col_to_name(place), column.kind) for place, column in enumerate(sheet.columns)]
    for number, row in enumerate(sheet.rows, start=heading + 2):
        if number > MAX_ROWS:
            raise ValueError(f"a sheet holds no more than {MAX_ROWS} rows")
        line = [
            f'<c r="{letter}{number}"{cells.xml(kind, value)}'
            for (letter, kind), value in zip(places, row, strict=True)
            if value is not None
        ]
        worksheet.write_line(number, "".join(line))
    worksheet.freeze_panes(heading + 1, 0)
    worksheet.repeat_rows(heading)
    worksheet.set_paper(_A4)
    worksheet.set_landscape()
    worksheet.fit_to_pages(1, 0)


def _write_text(worksheet: Worksheet, row: int, place: int, text: str, look: Format) -> None:
    worksheet.write_string(row, place, cut(writable(text), MAX_TEXT_UNITS), look)


def _free_title(wanted: str, taken: set[str]) -> str:
    """The wanted sheet title as Excel allows it, numbered if another sheet has it."""
    plain = _NOT_IN_TITLES.sub(" ", writable(wanted)).strip(" '")
    title = cut(plain, MAX_TITLE_UNITS).strip(" '") or "1"
    number = 1
    while title.casefold() in taken:
        number += 1
        suffix = f" ({number})"
        title = cut(plain, MAX_TITLE_UNITS - len(suffix)) + suffix
    return title
