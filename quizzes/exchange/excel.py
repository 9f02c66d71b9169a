"""The trainers' format: a table in an Excel workbook, one question a row. Read and written by `spreadsheets` alone."""

import io
from collections.abc import Iterable, Sequence
from datetime import date, datetime, time, timedelta
from decimal import Decimal

from quizzes.exchange import plain
from quizzes.exchange.item import LETTERS, MOST_ITEMS, Item, Reading, UnreadableFile, Written
from quizzes.exchange.rows import FIELDS, cells_of, item_of
from spreadsheets import Column, Sheet, Table, UnreadableWorkbook, read_workbook, write_workbook

NAME, EXTENSION = "Excel", "xlsx"
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
    """The questions of every visible sheet that has a heading row. Raises UnreadableFile."""
    reading = Reading()
    for place, cells, findings in rows(content):
        item, found = item_of(cells, place)
        reading.items.append(item)
        reading.findings += [*findings.findings, *found.findings]
    return reading


def rows(content: bytes) -> Iterable[tuple[int, dict[str, str], Reading]]:
    """(row number, cells, what was found on the way from values to text) of every filled row."""
    try:
        tables = read_workbook(io.BytesIO(content))
    except UnreadableWorkbook as refusal:
        raise UnreadableFile(f"workbook_{refusal.code}") from None
    found = [row for table in tables for row in rows_of(table)]
    if not any(heading_of(table) for table in tables):
        raise UnreadableFile("no_headings")
    if len(found) > MOST_ITEMS:
        raise UnreadableFile("too_many_questions", most=MOST_ITEMS)
    return found


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


def rows_of(table: Table) -> Iterable[tuple[int, dict[str, str], Reading]]:
    heading = heading_of(table)
    if heading is None:
        return
    at, columns = heading
    unknown = [
        (column, str(value))
        for column, value in enumerate(table.rows[at])
        if value is not None and column not in columns and plain.folded(str(value)) not in _COUNTING
    ]
    for number, row in enumerate(table.rows[at + 1 :], start=at + 2):
        reading = Reading()
        cells = {name: _text(row[column], name, number, reading) for column, name in columns.items()}
        if not any(cells.values()):
            continue
        for column, title in unknown:
            if row[column] is not None:
                reading.warn("column_left_out", number, "", title=title[:40])
        yield number, cells, reading


def _text(value, name: str, place: int, reading: Reading) -> str:
    """What a cell shows; what Excel made of what was typed is named, not guessed."""
    match value:
        case None:
            return ""
        case bool():
            return "Đúng" if value else "Sai"
        case datetime() | date() | time() | timedelta():
            reading.find("became_date", place, name)
            return value.strftime("%d/%m/%Y") if isinstance(value, date) else str(value)
        case float():
            if name == "answer":
                reading.warn("became_number", place, name)
            return plain.written(Decimal(str(value))).replace(".", ",")
        case int():
            return str(value)
    if value.strip() in _FORMULA_ERRORS:
        reading.find("formula_error", place, name, text=value.strip())
    return value


def write(items: list[Item]) -> Written:
    """The questions as a workbook; the bank's rows carry all that an item says."""
    return Written(workbook([cells_of(item) for item in items]))


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
