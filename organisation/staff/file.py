"""The rows of an uploaded list of staff, .xlsx or .csv, under headings as offices write them.

The heading may stand below a title; the name may stand in two columns, family name and given name.
"""

import csv
import datetime
import io
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

import vietnamese
from spreadsheets import UnreadableWorkbook, read_workbook

MAX_BYTES = 10 * 1024 * 1024
MAX_ROWS = 60_000
MAX_COLUMNS = 100
HEADING_WITHIN = 30
"""The heading is one of so many first rows."""

Cell = object
"""Text, a number, a date or None: what a cell holds."""

COLUMNS = {
    "staff_code": [
        "mã cán bộ",
        "mã số cán bộ",
        "mã cb",
        "mã cbcc",
        "mã cbccvc",
        "mã công chức",
        "mã viên chức",
    ]
    + ["mã nhân viên", "mã nv", "mã số", "mã", "staff code"],
    "full_name": ["họ và tên", "họ tên", "họ và tên khai sinh", "họ tên cán bộ", "full name"],
    "family_name": ["họ đệm", "họ và tên đệm", "họ và đệm", "họ"],
    "given_name": ["tên"],
    "unit_code": ["mã đơn vị", "mã đv", "unit code"],
    "unit": [
        "đơn vị",
        "tên đơn vị",
        "đơn vị công tác",
        "cơ quan",
        "cơ quan, đơn vị",
        "nơi công tác",
        "phòng ban",
        "unit",
    ],
    "post": ["chức vụ", "chức danh", "chức vụ, chức danh", "vị trí việc làm", "chức vụ/chức danh", "post"],
    "category": ["diện cán bộ", "diện", "nhóm cán bộ", "loại cán bộ", "đối tượng", "category"],
    "email": ["thư điện tử", "email", "e-mail", "địa chỉ email", "hộp thư", "thư điện tử công vụ"],
    "phone": ["điện thoại", "số điện thoại", "sđt", "điện thoại di động", "số đt", "phone"],
    "since": ["từ ngày", "ngày về đơn vị", "ngày công tác tại đơn vị", "về đơn vị từ ngày", "since"],
}
_FIELD_OF = {vietnamese.fold(title): name for name, titles in COLUMNS.items() for title in titles}
_SECRETS = ("mat khau", "password", "ma pin")


class UnreadableList(Exception):
    """A file that is no list of staff; `code` is a reason of `spreadsheets` or one of those below."""

    NO_HEADING = "no_heading"
    NOT_TEXT = "not_text"

    def __init__(self, code: str):
        self.code = str(code)
        super().__init__(self.code)


@dataclass(frozen=True)
class Line:
    """One row of the file: its number as the spreadsheet shows it, and its cells by field."""

    number: int
    cells: dict[str, Cell]


@dataclass
class StaffList:
    """What was read: the rows, the headings nobody asked for, those that must never be read, rows without a person."""

    lines: list[Line] = field(default_factory=list)
    unread: list[str] = field(default_factory=list)
    secrets: list[str] = field(default_factory=list)
    passed_over: list[int] = field(default_factory=list)


def read_staff_list(content: bytes) -> StaffList:
    """The list in an uploaded file. Raises UnreadableList."""
    for rows in tables_in(content):
        for place, row in enumerate(rows[:HEADING_WITHIN]):
            columns = _columns(row)
            if _is_heading(columns):
                return _below(rows, place, columns)
    raise UnreadableList(UnreadableList.NO_HEADING)


def _is_heading(columns: dict[str, int]) -> bool:
    named = "full_name" in columns or "given_name" in columns
    return "staff_code" in columns and named and ("unit" in columns or "unit_code" in columns)


def _columns(row: Sequence[Cell]) -> dict[str, int]:
    """Field → column; the first of several wins."""
    found: dict[str, int] = {}
    for column, cell in enumerate(row):
        name = _FIELD_OF.get(vietnamese.fold(cell).strip(" *:.")) if isinstance(cell, str) else None
        if name:
            found.setdefault(name, column)
    return found


def _below(rows: Sequence[Sequence[Cell]], place: int, columns: dict[str, int]) -> StaffList:
    heading = rows[place]
    columns = dict(columns)
    name = columns.get("full_name")
    if name is not None and "given_name" not in columns:
        beside = name + 1
        if beside < len(heading) and not text_of(heading[beside]):
            # «Họ và tên» merged over two columns: the given name stands in the second.
            columns["given_name"] = beside
    found = StaffList()
    for column, title in enumerate(map(text_of, heading)):
        if title and column not in columns.values():
            secret = any(word in vietnamese.fold(title) for word in _SECRETS)
            (found.secrets if secret else found.unread).append(title[:60])
    unit = None
    for number, row in enumerate(rows[place + 1 :], place + 2):
        cells = {name: row[column] for name, column in columns.items() if column < len(row)}
        filled = [name for name, cell in cells.items() if text_of(cell)]
        if not filled:
            continue
        code = text_of(cells.get("staff_code"))
        if len(filled) < 2 and (not code or " " in code):
            found.passed_over.append(number)  # «I. Phòng Văn hóa – Xã hội», «Tổng cộng: 25 người»
            continue
        if any(text_of(cells.get(one)) for one in ("unit", "unit_code")):
            unit = {one: cells.get(one) for one in ("unit", "unit_code")}
        elif unit is not None:
            # Cells merged downwards hold their text in the first row only.
            cells |= unit | {"unit_from_above": True}
        found.lines.append(Line(number, cells))
    return found


def text_of(cell: Cell) -> str:
    """A cell as text on one line; whole numbers without a point."""
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return ""
    if isinstance(cell, datetime.datetime):
        cell = cell.date()
    if isinstance(cell, datetime.date):
        return vietnamese.format_date(cell)
    return vietnamese.nfc(str(cell)).removeprefix("'")


def tables_in(content: bytes) -> Iterator[Sequence[Sequence[Cell]]]:
    """The tables of an uploaded .xlsx or .csv, each its rows of cells. Raises UnreadableList."""
    if content.startswith((b"PK", b"\xd0\xcf\x11\xe0")) or not content:
        try:
            for table in read_workbook(io.BytesIO(content)):
                yield table.rows
        except UnreadableWorkbook as refusal:
            raise UnreadableList(refusal.code) from refusal
    else:
        yield _csv(_decoded(content))


def _decoded(content: bytes) -> str:
    """The text of a .csv as Vietnamese machines write it: UTF-8, Excel's «Unicode text», or the old Windows page."""
    if len(content) > MAX_BYTES:
        raise UnreadableList("too_large")
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        encodings = ["utf-16"]
    elif b"\0" in content:
        raise UnreadableList(UnreadableList.NOT_TEXT)
    else:
        encodings = ["utf-8-sig", "cp1258"]
    for encoding in encodings:
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise UnreadableList(UnreadableList.NOT_TEXT)


def _csv(text: str) -> list[list[str]]:
    start = text[:20_000]
    delimiter = max(";,\t", key=start.count)
    try:
        return list(_bounded(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)))
    except csv.Error as error:
        raise UnreadableList(UnreadableList.NOT_TEXT) from error


def _bounded(rows: Iterable[list[str]]) -> Iterator[list[str]]:
    for number, row in enumerate(rows, 1):
        if number > MAX_ROWS:
            raise UnreadableList("too_many_rows")
        if len(row) > MAX_COLUMNS:
            raise UnreadableList("too_many_columns")
        yield row
