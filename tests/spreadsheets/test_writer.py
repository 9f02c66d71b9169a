import io
import tempfile
import zipfile
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
import python_calamine
from hypothesis import example, given, settings
from hypothesis import strategies as st

from spreadsheets import Column, Sheet, write_workbook

HOSTILE = [
    '=HYPERLINK("https://example.org","x")',
    "=1+1",
    "@SUM(1)",
    "+1",
    "-2+3",
    "\t=1",
    "{=1}",
    "https://example.org",
    "mailto:a@example.org",
    "internal:Sheet1!A1",
    "0012",
    "1e5",
    "TRUE",
    "#N/A",
    "<r>x</r>",
    "<r><t>x</t></r>",
    "</t></is></c>",
    "]]>",
    "&#65;&amp;",
    "_x0041_",
    "_x005F_x0041_",
    "_x005f_x005F_x0041_x0042_",
    "'text",
    "a\r\nb\rc\nd",
    " both sides ",
    "😀 Nguyễn Thị Ánh\u202e",
]


def written(*sheets):
    file = io.BytesIO()
    write_workbook(file, sheets)
    return file.getvalue()


def read(content, index=0):
    with python_calamine.load_workbook(io.BytesIO(content)) as workbook:
        return workbook.get_sheet_by_index(index).to_python(skip_empty_area=False)


def one_column(values, kind="text"):
    return Sheet("Danh sách", [Column("Cột", kind), Column("Cuối")], [(value, "|") for value in values])


def first_cells(content):
    return [row[0] for row in read(content)[1:]]


def xml_can_hold(text):
    return not any((ord(c) < 0x20 and c not in "\t\n\r") or c in "\ufffe\uffff" for c in text)


def test_hostile_text_comes_back_as_the_same_text():
    assert first_cells(written(one_column(HOSTILE))) == HOSTILE


def test_hostile_text_is_neither_formula_nor_link():
    content = written(one_column(HOSTILE))
    sheet = openpyxl.load_workbook(io.BytesIO(content)).active
    assert {cell.data_type for row in sheet.iter_rows() for cell in row} == {"s"}
    assert not any(cell.hyperlink for row in sheet.iter_rows() for cell in row)
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert b"<f>" not in archive.read("xl/worksheets/sheet1.xml")


@settings(max_examples=50, deadline=None)
@given(st.lists(st.text().filter(xml_can_hold), min_size=1, max_size=30))
@example(["<r>" + escape + "</r>" for escape in HOSTILE])
def test_any_text_comes_back_as_the_same_text(texts):
    assert first_cells(written(one_column(texts))) == texts


def test_characters_that_xml_forbids_are_removed():
    assert first_cells(written(one_column(["a\x00b\x1bc\ud800d\ufffee", "\x01"]))) == ["abcde", ""]


def test_a_text_too_long_for_a_cell_says_that_it_was_cut():
    plain, astral = first_cells(written(one_column(["x" * 40_000, "😀" * 20_000])))
    assert plain == "x" * 32_766 + "…"
    assert astral == "😀" * 16_383 + "…"


def test_each_kind_is_written_as_what_it_is():
    columns = [
        Column("Họ tên", width=30),
        Column("Điểm", "number"),
        Column("Tỷ lệ", "percent"),
        Column("Ngày", "date"),
        Column("Lúc", "datetime"),
    ]
    row = ("An", Decimal("8.5"), 0.875, date(2026, 11, 23), datetime(2026, 11, 23, 9, 41))
    content = written(Sheet("Kết quả", columns, [row, (None,) * 5, (12, 7, 1, "—", "chưa nộp")]))

    assert read(content) == [
        ["Họ tên", "Điểm", "Tỷ lệ", "Ngày", "Lúc"],
        ["An", 8.5, 0.875, date(2026, 11, 23), datetime(2026, 11, 23, 9, 41)],
        [""] * 5,
        ["12", 7, 1, "—", "chưa nộp"],
    ]
    cells = openpyxl.load_workbook(io.BytesIO(content)).active[2]
    assert [cell.number_format for cell in cells] == [
        "@",
        "#,##0.00",
        "0.0%",
        "dd/mm/yyyy",
        'hh:mm", "dd/mm/yyyy',
    ]


def test_aware_times_are_written_as_a_clock_in_vietnam_shows_them():
    late = datetime(2026, 11, 22, 18, 30, tzinfo=UTC)
    assert first_cells(written(one_column([late], "datetime"))) == [datetime(2026, 11, 23, 1, 30)]
    assert first_cells(written(one_column([late], "date"))) == [date(2026, 11, 23)]


def test_days_that_excel_cannot_count_are_written_as_text():
    days = [date(1890, 5, 19), date(1900, 2, 28), date(1900, 3, 1), date(9999, 12, 31)]
    assert first_cells(written(one_column(days, "date"))) == ["19/05/1890", "28/02/1900", *days[2:]]


def test_the_heading_is_bold_and_frozen_below_the_lead_lines():
    sheet = Sheet("Báo cáo", [Column("=Đơn vị")], [("Sở Nội vụ",)], lead=["=Báo cáo", "Tính đến 23/11/2026"])
    content = written(sheet)
    worksheet = openpyxl.load_workbook(io.BytesIO(content)).active
    assert [row[0] for row in read(content)] == ["=Báo cáo", "Tính đến 23/11/2026", "=Đơn vị", "Sở Nội vụ"]
    assert worksheet.freeze_panes == "A4"
    assert worksheet.print_title_rows == "$3:$3"
    assert [worksheet.cell(row, 1).font.bold for row in (1, 2, 3, 4)] == [True, False, True, False]


def test_sheet_titles_are_made_fit_and_distinct():
    titles = ["A/B: [1]*?\\", "a b 1", "'Đơn vị'", "x" * 40, "X" * 40, "", "History", "Xã\x00 một\n hai"]
    content = written(*(Sheet(title, [Column("Cột")], []) for title in titles))
    with python_calamine.load_workbook(io.BytesIO(content)) as workbook:
        assert workbook.sheet_names == [
            "A B 1",
            "a b 1 (2)",
            "Đơn vị",
            "x" * 30 + "…",
            "X" * 26 + "… (2)",
            "1",
            "History (2)",
            "Xã một hai",
        ]


@settings(max_examples=30, deadline=None)
@given(st.lists(st.text(max_size=40), min_size=1, max_size=5))
def test_any_sheet_titles_make_a_readable_workbook(titles):
    content = written(*(Sheet(title, [Column("Cột")], [(title,)]) for title in titles))
    assert len(openpyxl.load_workbook(io.BytesIO(content)).sheetnames) == len(titles)


@pytest.mark.parametrize(
    ("kind", "value"),
    [("number", date(2026, 1, 1)), ("date", 5), ("percent", b"x"), ("datetime", 1.5), ("number", [])],
)
def test_a_value_of_another_kind_is_refused(kind, value):
    with pytest.raises(ValueError, match=f"is no {kind}"):
        written(one_column([value], kind))


@pytest.mark.parametrize("rows", [[("a",)], [("a", "b", "c")]])
def test_a_row_of_another_length_is_refused(rows):
    with pytest.raises(ValueError, match="zip"):
        written(Sheet("Danh sách", [Column("1"), Column("2")], rows))


def test_a_failure_leaves_nothing_behind(tmp_path, monkeypatch):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))

    def rows():
        yield ("Nguyễn Văn An",)
        assert list(tmp_path.iterdir())  # the rows so far do lie on the disk
        raise LookupError

    file = io.BytesIO()
    with pytest.raises(LookupError):
        write_workbook(file, [Sheet("Danh sách", [Column("Họ tên")], rows())])
    assert list(Path(tmp_path).iterdir()) == []
    assert file.getvalue() == b""


def test_more_rows_than_a_sheet_holds_are_refused(monkeypatch):
    monkeypatch.setattr("spreadsheets.writer.MAX_ROWS", 3)
    assert len(read(written(one_column("ab")))) == 3
    with pytest.raises(ValueError, match="no more than 3 rows"):
        written(one_column("abc"))
