"""Workbooks are built part by part here, so that each can lie in its own way."""

import io
import random
import re
import resource
import shutil
import struct
import time
import zipfile
from datetime import date, datetime, timedelta
from datetime import time as clock_time
from pathlib import Path

import openpyxl
import pytest
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st

import spreadsheets
from spreadsheets import Column, Reason, Sheet, Table, UnreadableWorkbook, read_workbook, write_workbook

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
DECLARATION = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
WORKBOOK_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
CELL = '<sheetData><row r="1"><c r="A1"><v>7</v></c></row></sheetData>'

MEGABYTE = 1024 * 1024


def sheet_xml(inside=CELL):
    return f'{DECLARATION}<worksheet xmlns="{MAIN}">{inside}</worksheet>'


def shared_strings(*texts):
    return f'{DECLARATION}<sst xmlns="{MAIN}">{"".join(f"<si><t>{text}</t></si>" for text in texts)}</sst>'


def parts(sheet=None, *, workbook_type=WORKBOOK_TYPE, sheets=1, **more):
    """The parts of a small workbook by name; `more` adds or replaces parts."""
    numbers = range(1, sheets + 1)
    listed = "".join(f'<sheet name="Sheet{n}" sheetId="{n}" r:id="rId{n}"/>' for n in numbers)
    related = "".join(
        f'<Relationship Id="rId{n}" Type="{OFFICE}/relationships/worksheet" Target="worksheets/sheet1.xml"/>'
        for n in numbers
    )
    return {
        "[Content_Types].xml": f'{DECLARATION}<Types xmlns="{PACKAGE}/content-types">'
        '<Default Extension="xml" ContentType="application/xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{workbook_type}"/></Types>',
        "_rels/.rels": f'{DECLARATION}<Relationships xmlns="{PACKAGE}/relationships"><Relationship Id="rId1" '
        f'Type="{OFFICE}/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'{DECLARATION}<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}/relationships">'
        f"<sheets>{listed}</sheets></workbook>",
        "xl/_rels/workbook.xml.rels": f'{DECLARATION}<Relationships xmlns="{PACKAGE}/relationships">'
        f"{related}</Relationships>",
        "xl/worksheets/sheet1.xml": sheet if sheet is not None else sheet_xml(),
        **more,
    }


def packed(members, compression=zipfile.ZIP_DEFLATED):
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", compression) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return file.getvalue()


def read(content):
    return read_workbook(io.BytesIO(content))


def refusal(content):
    with pytest.raises(UnreadableWorkbook) as refused:
        read(content)
    return refused.value.code


def rows_xml(count, columns=1, cell="<c><v>1</v></c>"):
    """So many rows, without references, as a hostile or a lazy writer leaves them."""
    return sheet_xml(f"<sheetData>{f'<row>{cell * columns}</row>' * count}</sheetData>")


def stored(members):
    """Not compressed, since what repeats itself would already be refused for its ratio."""
    return packed(members, zipfile.ZIP_STORED)


# What is read


def test_the_plain_workbook_that_the_others_spoil_is_read():
    assert read(packed(parts())) == [Table("Sheet1", [(7,)])]


def test_what_the_writer_writes_the_reader_reads():
    columns = [Column("Họ tên"), Column("Điểm", "number"), Column("Ngày", "date"), Column("Lúc", "datetime")]
    rows = [
        ("=1+1", 8.5, date(2026, 11, 23), datetime(2026, 11, 23, 9, 41)),
        ("<r>Đặng</r>\r\n_x0041_", 7, None, None),
    ]
    file = io.BytesIO()
    write_workbook(file, [Sheet("Kết quả", columns, rows), Sheet("Trống", columns, [])])
    heading = ("Họ tên", "Điểm", "Ngày", "Lúc")
    assert read(file.getvalue()) == [Table("Kết quả", [heading, *rows]), Table("Trống", [heading])]


@settings(max_examples=10, deadline=None)
@given(st.lists(st.text(st.characters(codec="utf-8", exclude_categories=["Cc"]), min_size=1), min_size=1))
def test_any_text_survives_writer_and_reader(texts):
    texts = [text for text in texts if not set(text) & set("\ufffe\uffff")]
    file = io.BytesIO()
    write_workbook(file, [Sheet("Danh sách", [Column("Cột")], [(text,) for text in texts])])
    assert read(file.getvalue())[0].rows[1:] == [(text,) for text in texts]


def test_a_workbook_of_another_program_is_read():
    workbook = openpyxl.Workbook()
    sheet = workbook.active
    sheet.append(["Họ tên", "Sinh", "Giờ", "Đạt", "Công thức"])
    sheet.append(["Nguyễn Văn An", date(1990, 2, 3), clock_time(9, 41), True, "=1+1"])
    file = io.BytesIO()
    workbook.save(file)
    [table] = read(file.getvalue())
    assert table.rows[1] == ("Nguyễn Văn An", date(1990, 2, 3), clock_time(9, 41), True, None)


def test_rows_keep_their_numbers_and_empty_cells_are_none():
    sheet = sheet_xml('<sheetData><row r="3"><c r="B3"><v>1.5</v></c><c r="C3" s="0"/></row></sheetData>')
    assert read(packed(parts(sheet)))[0].rows == [(None, None), (None, None), (None, 1.5)]


def test_hidden_sheets_are_not_read():
    file = io.BytesIO()
    with xlsxwriter.Workbook(file) as workbook:
        for name, state in [("Ẩn", "hide"), ("Hiện", "activate"), ("Rất ẩn", "very_hidden")]:
            sheet = workbook.add_worksheet(name)
            sheet.write_string(0, 0, name)
            getattr(sheet, state)()
        workbook.get_worksheet_by_name("Hiện").set_first_sheet()
    assert read(file.getvalue()) == [Table("Hiện", [("Hiện",)])]


def test_what_excel_does_not_show_is_read_and_named():
    sheet = sheet_xml(
        '<cols><col min="2" max="3" hidden="1"/></cols><sheetData>'
        '<row r="1"><c r="A1"><v>1</v></c><c r="B1" t="e"><f>NA()</f><v>#N/A</v></c><c r="C1"><v>2</v></c></row>'
        '<row r="2" hidden="true"><c r="A2"><f>A1+1</f><v></v></c><c r="B2" t="str"><f>""</f><v></v></c></row>'
        '<row r="3"><c r="A3"><f>A1+1</f></c><c r="B3"><f>1+1</f><v>2</v></c></row>'
        '</sheetData><mergeCells count="1"><mergeCell ref="A3:B3"/></mergeCells>'
    )
    assert read(packed(parts(sheet))) == [
        Table(
            "Sheet1",
            [(1, "#N/A", 2), (None, None, None), (None, 2, None)],
            hidden_rows=frozenset({1}),
            hidden_columns=frozenset({1, 2}),
            uncounted=frozenset({(1, 0), (2, 0)}),
            merged_across=frozenset({(2, 0, 2, 1)}),
        )
    ]


def test_durations_and_results_of_formulas_are_values():
    file = io.BytesIO()
    with xlsxwriter.Workbook(file) as workbook:
        sheet = workbook.add_worksheet()
        sheet.write_formula(0, 0, "=1+1", None, 2)
        sheet.write_number(0, 1, 1.5, workbook.add_format({"num_format": "[h]:mm"}))
    assert read(file.getvalue())[0].rows == [(2, timedelta(hours=36))]


def test_text_holds_nothing_that_a_database_refuses():
    sheet = rows_xml(1, cell='<c t="inlineStr"><is><t>a_x0000_b</t></is></c>')
    assert read(packed(parts(sheet)))[0].rows == [("ab",)]


@pytest.mark.parametrize("number", ["NaN", "inf", "1e999"])
def test_what_is_no_finite_number_is_text(number):
    [[cell]] = read(packed(parts(rows_xml(1, cell=f"<c><v>{number}</v></c>"))))[0].rows
    assert isinstance(cell, str)


def test_formatted_empty_cells_are_free():
    sheet = sheet_xml(
        '<sheetData><row r="1"><c r="A1"><v>7</v></c><c r="XFD1" s="0"/></row><row r="1048576"><c r="A1048576"/></row>'
        "</sheetData>"
    )
    assert read(packed(parts(sheet)))[0].rows == [(7,)]


def test_a_dimension_that_lies_costs_nothing():
    sheet = sheet_xml(f'<dimension ref="A1:XFD1048576"/>{CELL}')
    assert read(packed(parts(sheet)))[0].rows == [(7,)]


def test_the_greatest_number_of_rows_and_of_columns_is_read():
    assert len(read(stored(parts(rows_xml(60_000))))[0].rows) == 60_000
    assert len(read(stored(parts(rows_xml(1, 100))))[0].rows[0]) == 100


# What is refused, and why


def ole(stream=""):
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504) + stream.encode("utf-16-le") + bytes(512)


def with_declared_size(content, name, size):
    """The archive with another unpacked size of one member declared, in its header and in the directory."""
    content = bytearray(content)
    for signature, size_at, name_length_at, name_at in [(b"PK\3\4", 22, 26, 30), (b"PK\1\2", 24, 28, 46)]:
        at = -1
        while (at := content.find(signature, at + 1)) >= 0:
            [length] = struct.unpack_from("<H", content, at + name_length_at)
            if content[at + name_at : at + name_at + length] == name.encode():
                struct.pack_into("<I", content, at + size_at, size)
    return bytes(content)


def with_encryption_flag(content):
    content = bytearray(content)
    for signature, flags_at in [(b"PK\3\4", 6), (b"PK\1\2", 8)]:
        at = -1
        while (at := content.find(signature, at + 1)) >= 0:
            content[at + flags_at] |= 1
    return bytes(content)


def with_duplicate(content):
    file = io.BytesIO(content)
    with zipfile.ZipFile(file, "a") as archive:
        archive.writestr("xl/Workbook.xml", "<other/>")
    return file.getvalue()


def far_cell(reference):
    row = "".join(filter(str.isdigit, reference))
    return sheet_xml(f'<sheetData><row r="{row}"><c r="{reference}"><v>1</v></c></row></sheetData>')


DOCTYPES = {
    "entity bomb": '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>',
    "external entity": '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>',
    "parameter entity": '<!DOCTYPE x [<!ENTITY % a SYSTEM "http://127.0.0.1:9/x"> %a;]>',
    "external subset": '<!DOCTYPE x SYSTEM "http://127.0.0.1:9/x">',
}
NO_WORKBOOK = {
    "text": b"Ho ten,Don vi\n",
    "pdf": b"%PDF-1.7\n",
    "html": b"<html><script>alert(1)</script></html>",
    "xls": ole("Workbook"),
    "other zip": packed({"readme.txt": "x"}),
    "ods": packed({"mimetype": "application/vnd.oasis.opendocument.spreadsheet", "content.xml": "<x/>"}),
    "docx": packed(
        parts(workbook_type=WORKBOOK_TYPE.replace("spreadsheetml.sheet", "wordprocessingml.document"))
    ),
    "xlsb": packed(parts(workbook_type="application/vnd.ms-excel.sheet.binary.macroEnabled.main")),
    "zip behind text": b"#!/bin/sh\n" + packed(parts()),
}


@pytest.mark.parametrize("content", NO_WORKBOOK.values(), ids=NO_WORKBOOK)
def test_other_kinds_of_file_are_refused_by_content(content):
    assert refusal(content) == Reason.NOT_XLSX


def test_no_bytes_are_refused():
    assert refusal(b"") == "empty"


def test_encrypted_files_are_refused():
    assert refusal(ole("EncryptedPackage")) == Reason.ENCRYPTED
    assert refusal(with_encryption_flag(packed(parts()))) == Reason.ENCRYPTED


def test_macros_are_refused_wherever_they_show():
    macro_type = "application/vnd.ms-excel.sheet.macroEnabled.main+xml"
    assert refusal(packed(parts(workbook_type=macro_type))) == Reason.MACROS
    assert refusal(packed(parts(**{"xl/vbaProject.bin": b"x"}))) == Reason.MACROS
    assert refusal(packed(parts(**{"xl/macrosheets/sheet1.xml": "<x/>"}))) == Reason.MACROS


@pytest.mark.parametrize("doctype", DOCTYPES.values(), ids=DOCTYPES)
@pytest.mark.parametrize(
    "name", ["xl/worksheets/sheet1.xml", "xl/workbook.xml", "xl/sharedStrings.xml", "docProps/x.xml"]
)
def test_document_types_are_refused_in_every_part(doctype, name):
    members = parts(**{"xl/sharedStrings.xml": shared_strings(), "docProps/x.xml": f"{DECLARATION}<x/>"})
    members[name] = members[name].replace(DECLARATION, DECLARATION + doctype)
    assert refusal(packed(members)) == Reason.UNSAFE_XML


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-7", "utf-32"])
def test_encodings_that_hide_a_document_type_are_refused(encoding):
    hidden = DECLARATION.replace("UTF-8", encoding) + DOCTYPES["external entity"] + "<worksheet/>"
    assert refusal(packed(parts(hidden.encode(encoding)))) == Reason.UNSAFE_XML


@pytest.mark.parametrize(
    ("sheet", "reason"),
    [
        (far_cell("A60001"), Reason.TOO_MANY_ROWS),
        (far_cell("XFD1048576"), Reason.TOO_MANY_ROWS),
        (far_cell("A999999999"), Reason.TOO_MANY_ROWS),
        (far_cell("CW1"), Reason.TOO_MANY_COLUMNS),
        (far_cell("ZZZZ1"), Reason.TOO_MANY_COLUMNS),
        (rows_xml(60_001), Reason.TOO_MANY_ROWS),
        (rows_xml(1, 101), Reason.TOO_MANY_COLUMNS),
        (far_cell("1A"), Reason.DAMAGED),
        (rows_xml(1)[:-20], Reason.DAMAGED),
        (rows_xml(1, cell='<c t="s"><v>0</v></c>'), Reason.DAMAGED),
        ("", Reason.UNSAFE_XML),
        ("no XML", Reason.UNSAFE_XML),
    ],
)
def test_sheets_beyond_the_limits_or_broken_are_refused(sheet, reason):
    assert refusal(stored(parts(sheet))) == reason


def test_a_row_that_denies_the_row_of_its_cell_is_still_refused():
    sheet = sheet_xml('<sheetData><row r="1"><c r="A1048576"><v>1</v></c></row></sheetData>')
    assert refusal(packed(parts(sheet))) == Reason.TOO_MANY_ROWS


def test_another_prefix_hides_nothing():
    plain = far_cell("A70000").removeprefix(DECLARATION)
    prefixed = re.sub(r"<(/?)", r"<\1x:", plain).replace("xmlns=", "xmlns:x=")
    assert refusal(packed(parts(DECLARATION + prefixed))) == Reason.TOO_MANY_ROWS


def test_damaged_archives_are_refused():
    whole = packed(parts())
    spoilt = bytearray(stored(parts()))
    spoilt[spoilt.index(b"<v>7</v>") + 3] ^= 1
    assert refusal(whole[:-30]) == Reason.DAMAGED
    assert refusal(whole[:200]) == Reason.DAMAGED
    assert refusal(bytes(spoilt)) == Reason.DAMAGED
    assert refusal(with_duplicate(whole)) == Reason.DAMAGED
    assert refusal(packed(parts(**{"xl/workbook.xml": "<workbook/>"}))) == Reason.DAMAGED


@settings(max_examples=40, deadline=None)
@given(st.data())
def test_no_spoilt_byte_does_more_than_refuse(data):
    content = bytearray(packed(parts(**{"xl/sharedStrings.xml": shared_strings("Đơn vị")})))
    for position in data.draw(st.lists(st.integers(0, len(content) - 1), min_size=1, max_size=4)):
        content[position] = data.draw(st.integers(0, 255))
    try:
        tables = read(bytes(content))
    except UnreadableWorkbook as refused:
        assert refused.code in Reason
    else:
        assert all(isinstance(table, Table) for table in tables)


# What attacks the machine


ZEROS = bytes(50 * MEGABYTE)
NOISE = random.Random(23)


def a_million_rows():
    rows = (f"<row><c><v>{NOISE.random()}</v></c></row>" for _ in range(1_048_576))
    return packed(parts(sheet_xml(f"<sheetData>{''.join(rows)}</sheetData>")))


def one_text_in_every_cell():
    sheet = rows_xml(4_000, 100, cell='<c t="s"><v>0</v></c>')
    return stored(parts(sheet, **{"xl/sharedStrings.xml": shared_strings("x" * 32_000)}))


BOMBS = {
    "eleven megabytes": (lambda: packed(parts()) + bytes(11 * MEGABYTE), Reason.TOO_LARGE),
    "one great sheet": (lambda: packed(parts(ZEROS)), Reason.BOMB),
    "nested bomb": (
        lambda: packed(parts(**{"xl/embeddings/a.xlsx": packed(parts(ZEROS))})),
        Reason.EMBEDDED_ARCHIVE,
    ),
    "declared beyond the limit": (
        lambda: with_declared_size(packed(parts()), "_rels/.rels", 2**32 - 2),
        Reason.BOMB,
    ),
    "declared too small": (
        lambda: with_declared_size(packed(parts(ZEROS)), "xl/worksheets/sheet1.xml", 200),
        Reason.DAMAGED,
    ),
    "content types declared too small": (
        lambda: with_declared_size(
            packed(parts(**{"[Content_Types].xml": ZEROS})), "[Content_Types].xml", 200
        ),
        Reason.DAMAGED,
    ),
    "a hundred thousand members": (
        lambda: packed({str(number): "" for number in range(90_000)}),
        Reason.TOO_MANY_MEMBERS,
    ),
    "1,048,576 rows": (a_million_rows, Reason.TOO_MANY_ROWS),
    "one text in every cell": (one_text_in_every_cell, Reason.TOO_LARGE),
}


def resident(field):
    """A figure of /proc/self/status in bytes: VmRSS is the memory of this process now, VmHWM its peak."""
    status = Path("/proc/self/status").read_text()
    return int(re.search(rf"{field}:\s+([0-9]+) kB", status)[1]) * 1024


@pytest.mark.parametrize(("build", "reason"), BOMBS.values(), ids=BOMBS)
def test_bombs_are_refused_at_once_and_cost_this_process_no_memory(build, reason):
    content = build()
    Path("/proc/self/clear_refs").write_text("5")  # the peak begins anew
    before, start = resident("VmRSS"), time.process_time() + children_seconds()
    assert refusal(content) == reason
    assert resident("VmHWM") - before < 50 * MEGABYTE
    assert time.process_time() + children_seconds() - start < 1


def children_seconds():
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def test_one_sheet_under_many_names_counts_as_many():
    assert refusal(stored(parts(rows_xml(3_000, 100), sheets=150))) == Reason.TOO_LARGE


@pytest.mark.parametrize(
    ("hostile_act", "reason"),
    [
        ("bytearray(2 * 1024**3)", Reason.TOO_LARGE),
        ("os.abort()", Reason.TOO_LARGE),
        ("signal.alarm(1); signal.pause()", Reason.TOO_SLOW),
        ("open('proof', 'w').write('x')", Reason.DAMAGED),
        ("os._exit(3)", Reason.DAMAGED),
    ],
)
def test_what_a_parser_could_be_made_to_do_ends_with_its_process(hostile_act, reason, tmp_path, monkeypatch):
    """The parser's process is given a `python_calamine` that has been taken over."""
    package = tmp_path / "spreadsheets"
    shutil.copytree(Path(spreadsheets.__file__).parent, package)
    (tmp_path / "python_calamine.py").write_text(
        "import os, signal\n"
        "class CalamineError(Exception): pass\n"
        "class CalamineWorkbook: pass\n"
        "class CalamineSheet: pass\n"
        "class SheetMetadata: pass\n"
        f"def load_workbook(file): {hostile_act}\n"
    )
    monkeypatch.setattr("spreadsheets.reader._PROJECT", tmp_path)
    assert refusal(packed(parts())) == reason
    assert not (tmp_path / "proof").exists() or (tmp_path / "proof").stat().st_size == 0
