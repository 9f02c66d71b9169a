"""The trainers' format: a table in an Excel workbook, one question a row. Read and written by `spreadsheets` alone."""

import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from decimal import Decimal

from quizzes.exchange import packages, plain
from quizzes.exchange.item import (
    KINDS,
    LETTERS,
    LOSABLE,
    MOST_ITEMS,
    Finding,
    Item,
    Reading,
    Severity,
    UnreadableFile,
    Written,
    losses_of,
)
from quizzes.exchange.rows import FIELDS, cells_of, item_of
from spreadsheets import Column, Sheet, Table, UnreadableWorkbook, read_workbook, write_workbook

NAME, EXTENSION = "Excel", "xlsx"
CARRIED = frozenset(LOSABLE) - {"pictures", "fixed"}
MOST_HEADING_ROWS = 30
TEMPLATE_LETTERS = LETTERS[:8]

HEADINGS = {
    "code": "Mã",
    "kind": "Loại",
    "text": "Nội dung",
    **{letter: letter for letter in LETTERS},
    "answer": "Đáp án",
    "points": "Điểm",
    "category": "Chủ đề",
    "difficulty": "Độ khó",
    "citations": "Căn cứ",
    "explanation": "Giải thích",
    "case": "Thuộc tình huống",
    "tags": "Từ khóa",
}
_WIDTHS = {"text": 60, "explanation": 50, "citations": 28, "answer": 12, "points": 8, "code": 14, "kind": 16}
_FIELD_OF = {plain.folded(heading): name for name, heading in HEADINGS.items()} | {
    "ma cau hoi": "code",
    "code": "code",
    "loai cau hoi": "kind",
    "kind": "kind",
    "cau hoi": "text",
    "noi dung cau hoi": "text",
    "question": "text",
    "dap an dung": "answer",
    "answer": "answer",
    "so diem": "points",
    "chuyen de": "category",
    "chuong": "category",
    "muc": "category",
    "muc do": "difficulty",
    "can cu phap ly": "citations",
    "loi giai": "explanation",
    "tinh huong": "case",
    "tu khoa": "tags",
    **{
        f"{word} {sign}": letter
        for place, letter in enumerate(LETTERS, start=1)
        for word in ("phuong an", "dap an", "lua chon")
        for sign in (letter.lower(), str(place))
    },
}
_COUNTING = {"stt", "tt", "so tt", "no", "#"}
_FORMULA_ERRORS = ("#REF!", "#N/A", "#NAME?", "#VALUE!", "#DIV/0!", "#NUM!", "#NULL!")


def parse(content: bytes) -> Reading:
    """The questions of every visible sheet that has a heading row. Raises UnreadableFile.

    A place is a row's number; the rows of a second sheet go on where the first ends, and are named by both.
    """
    try:
        tables = read_workbook(io.BytesIO(content))
    except UnreadableWorkbook as refusal:
        raise UnreadableFile(f"workbook_{refusal.code}") from None
    if not any(heading_of(table) for table in tables):
        raise UnreadableFile("no_headings")
    reading, above = Reading(), 0
    if any(name.startswith("xl/media/") for name in packages.opened(content).namelist()):
        reading.warn("pictures_in_workbook")
    for table in tables:
        reading.findings += about_sheet(table)
        for row in rows_of(table, above):
            take(reading, row)
            if above:
                reading.names[row.place] = f"{table.title[:40]}, {row.place - above}"
        above += len(table.rows)
    if len(reading.items) > MOST_ITEMS:
        raise UnreadableFile("too_many_questions", most=MOST_ITEMS)
    return reading


def heading_of(table: Table) -> tuple[int, dict[int, str]] | None:
    """The number of the heading row and the field of each of its columns."""
    for number, row in enumerate(table.rows[:MOST_HEADING_ROWS]):
        columns: dict[int, str] = {}
        for column, value in enumerate(row):
            name = _FIELD_OF.get(plain.folded(str(value))) if value is not None else None
            if name and name not in columns.values():
                columns[column] = name
        if {"text", "answer"} <= set(columns.values()):
            return number, columns
    return None


def take(reading: Reading, row: "Row") -> None:
    """The question of a row among the others of a file."""
    item, found = item_of(row.cells, row.place)
    reading.items.append(item)
    reading.cells[row.place] = row.cells
    reading.findings += [*row.findings, *found.findings]


@dataclass
class Row:
    """A filled row of a table: its cells as text, and what was found on the way there."""

    place: int
    cells: dict[str, str] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)

    def find(self, code: str, column: str = "", severity=Severity.ERROR, /, **words) -> None:
        self.findings.append(Finding(code, self.place, column, severity, words))


def rows_of(table: Table, above: int = 0) -> Iterator[Row]:
    """The filled rows below the headings of a table; `above`: how many rows of other tables come before it."""
    heading = heading_of(table)
    if heading is None:
        return
    at, columns = heading
    unknown = [
        (column, str(value))
        for column, value in enumerate(table.rows[at])
        if value is not None and column not in columns and plain.folded(str(value)) not in _COUNTING
    ]
    merged = _merged(table, set(columns))
    for number, values in enumerate(table.rows[at + 1 :], start=at + 1):
        row = Row(above + number + 1)
        for column, name in columns.items():
            cell = name_of_cell(number, column)
            if (number, column) in table.uncounted:
                row.find("formula_uncounted", name, cell=cell)
            row.cells[name] = _text(values[column], name, cell, row)
        if not any(row.cells.values()) and not row.findings:
            continue
        if number in table.hidden_rows:
            row.find("row_hidden", "", Severity.WARNING)
        for cells in merged.get(number, ()):
            row.find("cells_merged", "", Severity.WARNING, cells=cells)
        for column, title in unknown:
            if values[column] is not None:
                row.find("column_left_out", "", Severity.WARNING, title=title[:40])
        yield row


def about_sheet(table: Table) -> Iterator[Finding]:
    """What is to be known of a whole sheet of questions."""
    _, columns = heading_of(table) or (0, {})
    hidden = [letters(column) for column in sorted(table.hidden_columns & columns.keys())]
    if hidden:
        words = {"sheet": table.title[:40], "columns": ", ".join(hidden)}
        yield Finding("columns_hidden", 0, "", Severity.WARNING, words)


def _merged(table: Table, columns: set[int]) -> dict[int, list[str]]:
    """By first row, what is merged over several columns that we read."""
    found: dict[int, list[str]] = {}
    for top, left, bottom, right in sorted(table.merged_across):
        if len(columns & set(range(left, right + 1))) > 1:
            cells = f"{name_of_cell(top, left)}:{name_of_cell(bottom, right)}"
            found.setdefault(top, []).append(cells)
    return found


def name_of_cell(row: int, column: int) -> str:
    """`C7` for row 6 and column 2."""
    return f"{letters(column)}{row + 1}"


def letters(column: int) -> str:
    """`A` for 0, `AA` for 26."""
    above, here = divmod(column, 26)
    return (letters(above - 1) if above else "") + chr(ord("A") + here)


def _text(value, name: str, cell: str, row: Row) -> str:
    """What a cell shows; what Excel made of what was typed is named, not guessed."""
    match value:
        case None:
            return ""
        case bool():
            return "Đúng" if value else "Sai"
        case datetime() | date() | time() | timedelta():
            row.find("became_date", name, cell=cell)
            return value.strftime("%d/%m/%Y") if isinstance(value, date) else str(value)
        case float():
            if name == "answer":
                row.find("became_number", name, Severity.WARNING, cell=cell)
            return plain.written(Decimal(str(value))).replace(".", ",")
        case int():
            return str(value)
    if value.strip() in _FORMULA_ERRORS:
        row.find("formula_error", name, cell=cell, text=value.strip())
    return value


def write(items: list[Item], pictures: Mapping[str, bytes] | None = None) -> Written:
    """The questions as a workbook; rows carry all that an item says but pictures and which options stay in place."""
    return Written(
        workbook([cells_of(item) for item in items]), [*losses_of(items, CARRIED, frozenset(KINDS))]
    )


def workbook(rows: Sequence[dict[str, str]], guide: Sequence[str] = ()) -> bytes:
    """Rows of cells below the headings, and a sheet that explains the columns where there is a guide."""
    last = max((place for row in rows for place, letter in enumerate(LETTERS) if row.get(letter)), default=0)
    shown = LETTERS[: max(last + 1, len(TEMPLATE_LETTERS))]
    optional = {"case", "tags"} - {name for row in rows for name in ("case", "tags") if row.get(name)}
    names = [name for name in FIELDS if (name not in LETTERS or name in shown) and name not in optional]
    columns = [Column(HEADINGS[name], width=_WIDTHS.get(name, 24)) for name in names]
    sheets = [Sheet("Câu hỏi", columns, ([row.get(name) or None for name in names] for row in rows))]
    if guide:
        sheets.append(Sheet("Hướng dẫn", [Column("Cách điền", width=110)], ([line] for line in guide)))
    file = io.BytesIO()
    write_workbook(file, sheets)
    return file.getvalue()
