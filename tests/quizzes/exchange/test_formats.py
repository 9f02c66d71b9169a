"""Files as they come: what is read, what is named, what is refused."""

import datetime
import io
import os
import struct
import zipfile
from decimal import Decimal

import docx
import pytest

from quizzes.exchange import formats
from quizzes.exchange.item import Item, Number, UnreadableFile
from quizzes.exchange.listing import Line, read
from tests.quizzes.exchange import files


def read_file(content):
    name, reading = formats.parse(content if isinstance(content, bytes) else content.encode())
    return name, reading.items, [(found.place, found.code) for found in reading.findings]


def brief(items):
    return [(item.kind, item.text, item.options, item.right) for item in items]


def test_gift_as_moodle_writes_it():
    name, items, found = read_file(files.GIFT)
    chapter = ("Luật Thi đua, khen thưởng", "Chương 1")
    assert name == "GIFT"
    assert items[0] == Item(
        "single",
        "Luật Thi đua, khen thưởng năm 2022 có hiệu lực từ ngày nào?",
        ("01/01/2024", "01/7/2023", "15/6/2022"),
        (0,),
        code="LTD-01",
        category=chapter,
        difficulty="remember",
        citations=("Điều 5, Luật 2022",),
        explanation="Điều 96 quy định.",
    )
    assert [item.kind for item in items[1:]] == [
        "true_false",
        "numeric",
        "numeric",
        "short",
        "multiple",
        "true_false",
    ]
    assert (items[2].number, items[3].number) == (Number(Decimal("3.5")), Number(Decimal(10)))
    assert items[4].text == "Khen thưởng _____ là một loại hình."
    assert (items[5].right, items[6].right) == ((0, 1), (0,))
    assert found == [(2, "feedback_left_out"), (5, "not_a_number"), (9, "true_false_in_words")]


def test_an_answer_split_by_a_tag_is_named():
    _, _, found = read_file('Chọn {=<a href="x?a=1">đúng</a> ~sai}')
    assert found == [(1, "split_option"), (1, "single_became_multiple")]


@pytest.mark.parametrize("block", ["{#5%}", "{#}", "{#1.7..1.5}", "{#--2}"])
def test_a_number_nobody_can_read_is_never_every_number(block):
    _, items, found = read_file(f"Bao nhiêu? {block}")
    assert (items, [code for _, code in found]) == ([], ["not_a_number"])


def test_aiken_with_vietnamese_letters():
    name, items, found = read_file(files.AIKEN)
    assert name == "Aiken"
    assert items[0].text == "Hội đồng Thi đua – Khen thưởng cấp xã\ndo ai làm Chủ tịch?"
    assert [(len(item.options), item.right) for item in items] == [(5, (1,)), (6, (4,)), (2, ())]
    assert found == [(19, "answer_is_no_option")]


def test_moodle_xml_as_moodle_writes_it():
    name, items, found = read_file(files.MOODLE)
    assert name == "Moodle XML"
    first, second = items
    assert first == Item(
        "multiple",
        "Chọn các hình thức khen thưởng.\nBa ý.",
        ("Huân chương", "Huy chương", "Giấy khen", "Kỷ luật"),
        (0, 1, 2),
        code="KT-01",
        category=("Luật", "Khen thưởng"),
        difficulty="understand",
        explanation="Theo **Điều 9**.",
        points=Decimal(2),
    )
    assert (second.text, [gap.takes for gap in second.gaps]) == (
        "Luật có [[1]] điều, [[2]].",
        ["number", "choice"],
    )
    assert found == [(4, "description_left_out"), (5, "kind_unknown")]


def test_qti_of_both_spellings():
    _, [choice], found = read_file(files.QTI_21)
    assert brief([choice]) == [("single", "Cơ quan nào trình?\nChọn một.", ("Sở Y tế", "Sở Nội vụ"), (1,))]
    assert (choice.code, found) == ("choice", [])
    _, [match], found = read_file(files.QTI_30)
    assert (match.text, match.prompts, match.options) == (
        "Ghép danh hiệu với cấp.",
        ("Cờ thi đua", "Giấy khen"),
        ("Tỉnh", "Xã", "Thôn"),
    )
    assert (match.right, match.explanation, found) == ((0, 1), "Vì thẩm quyền.", [])


def test_a_package_is_read_item_by_item_and_what_it_cannot_do_is_named():
    drawing = files.QTI_21.replace("choiceInteraction", "drawingInteraction")
    adaptive = files.QTI_21.replace('adaptive="false"', 'adaptive="true"')
    content = files.package(a=files.QTI_21, b=drawing, c=adaptive, d="<broken", e="")
    _, items, found = read_file(content)
    assert [item.code for item in items] == ["choice"]
    assert found == [(2, "qti_unsupported"), (3, "qti_unsupported"), (4, "item_damaged"), (5, "file_missing")]


def test_excel_reads_answers_as_trainers_write_them():
    answers = ["B", "b", "2", "A,C", "A;C", "AC", "1;3", "A và C", 1.3, 2]
    _, items, found = read_file(files.workbook(*(files.row(answer=answer) for answer in answers), lead=3))
    two = ("multiple", (0, 2))
    assert [(item.kind, item.right) for item in items] == [
        *[("single", (1,))] * 3,
        *[two] * 6,
        ("single", (1,)),
    ]
    assert found == [(13, "became_number")]


def test_excel_names_what_is_wrong_in_place():
    content = files.workbook(
        files.row(answer="E"),
        files.row(answer=None),
        files.row(options=(datetime.date(2026, 2, 1), "hai")),
        files.row(kind="câu đố"),
        files.row(options=("một", None, "ba"), answer="A"),
        files.row(difficulty="rất khó", points="nhiều"),
        files.row(text="#REF!"),
        files.row(kind="đúng/sai", options=(), answer="Đ"),
        files.row(kind="số", options=(), answer="1.234,5 ± 0,5 đồng"),
    )
    _, items, found = read_file(content)
    assert found == [
        (2, "answer_is_no_option"),
        (3, "no_answer"),
        (4, "became_date"),
        (5, "no_such_kind"),
        (6, "option_skipped"),
        (7, "no_difficulty"),
        (7, "not_points"),
        (8, "formula_error"),
    ]
    assert items[-2].right == (0,)
    assert items[-1].number == Number(Decimal("1234.5"), Decimal("0.5"), unit="đồng")


def test_excel_cleans_what_people_paste():
    decomposed = "Chie\u0302\u0301n si\u0303\u00a0thi\u200b  đua"
    _, [item], found = read_file(
        files.workbook(files.row(code=" 007 ", text=decomposed, options=(1000, 1.5), answer="A"))
    )
    assert (item.code, item.text, item.options, found) == ("007", "Chiến sĩ thi đua", ("1000", "1,5"), [])


def test_word_by_looks_by_line_and_by_table():
    content = files.document(
        "CHƯƠNG I. NHỮNG QUY ĐỊNH CHUNG",
        [("Câu 1. ", "b"), ("Ai trao tặng Huân chương?", "")],
        "A. Thủ tướng",
        [("B. Chủ tịch nước", "b")],
        "C. Quốc hội",
        [("Câu 2: ", "b"), ("Các nguyên tắc nào đúng?", "")],
        "A. Tự nguyện\tB. Bí mật",
        "C. Công khai\tD. Cào bằng",
        "Đáp án: A, C",
        "Giải thích: Khoản 1 Điều 5.",
        "Căn cứ: Điều 5 khoản 1, Luật 2022",
        "Câu 3. Chữ nào đỏ?",
        [("A. một", "r"), ("   ", ""), ("B. hai", "")],
        "Câu 4. Trong bảng?",
        "a) một",
        "b) hai",
        "ĐÁP ÁN",
        "3.A  4.B",
    )
    name, items, found = read_file(content)
    assert (name, found) == ("Word", [])
    assert brief(items) == [
        ("single", "Ai trao tặng Huân chương?", ("Thủ tướng", "Chủ tịch nước", "Quốc hội"), (1,)),
        ("multiple", "Các nguyên tắc nào đúng?", ("Tự nguyện", "Bí mật", "Công khai", "Cào bằng"), (0, 2)),
        ("single", "Chữ nào đỏ?", ("một", "hai"), (0,)),
        ("single", "Trong bảng?", ("một", "hai"), (1,)),
    ]
    assert items[0].category == ("CHƯƠNG I. NHỮNG QUY ĐỊNH CHUNG",)
    assert (items[1].explanation, items[1].citations) == ("Khoản 1 Điều 5.", ("Điều 5 khoản 1, Luật 2022",))


def test_word_that_disagrees_with_itself_is_named():
    content = files.document(
        "Câu 1. Hỏi?", [("A. một", "u")], "B. hai", "Đáp án: B", "Câu 2. Hỏi?", "A. một", "B. hai"
    )
    _, items, found = read_file(content)
    assert [item.right for item in items] == [(1,), ()]
    assert [code for _, code in found] == ["answers_disagree", "no_answer"]


def test_word_counts_automatic_lists_and_reads_our_table():
    written = docx.Document()
    for text in ["Hội đồng họp khi nào?", "Ai chủ trì?"]:
        written.add_paragraph(text, style="List Number")
        written.add_paragraph("A. sáng")
        written.add_paragraph("B. chiều").runs[0].bold = True
    table = written.add_table(rows=2, cols=5)
    for line, values in zip(
        table.rows, [["Nội dung", "A", "B", "C", "Đáp án"], ["Hỏi?", "x", "y", "z", "C"]], strict=True
    ):
        for cell, value in zip(line.cells, values, strict=True):
            cell.text = value
    _, items, found = read_file(files.saved(written))
    assert found == []
    assert brief(items) == [
        ("single", "Hội đồng họp khi nào?", ("sáng", "chiều"), (1,)),
        ("single", "Ai chủ trì?", ("sáng", "chiều"), (1,)),
        ("single", "Hỏi?", ("x", "y", "z"), (2,)),
    ]


def test_a_clause_within_an_option_is_no_option():
    lines = ["Câu 1. Theo khoản a) và b)?", "A. điểm b) khoản 2", "B. điểm c) khoản 3", "Đáp án: B"]
    [item] = read(map(Line, lines), numbered=True).items
    assert item.options == ("điểm b) khoản 2", "điểm c) khoản 3")


ENTITY = '<?xml version="1.0"?><!DOCTYPE quiz [<!ENTITY x SYSTEM "file:///etc/passwd">]><quiz><question>&x;</question></quiz>'
LAUGHS = '<!DOCTYPE quiz [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;">]><quiz>&b;</quiz>'


def zipped(**members):
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name.replace("__", "."), content)
    return file.getvalue()


def a_word_file_with(part: str) -> bytes:
    """A document whose main part is this XML."""
    source = zipfile.ZipFile(io.BytesIO(files.document("Câu 1. Hỏi?")))
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in source.namelist():
            archive.writestr(name, part if name == "word/document.xml" else source.read(name))
    return file.getvalue()


def a_tall_workbook() -> bytes:
    source = zipfile.ZipFile(io.BytesIO(files.workbook(files.row())))
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in source.namelist():
            content = source.read(name)
            if name == "xl/worksheets/sheet1.xml":
                last = (
                    b'<row r="1048576"><c r="A1048576" t="inlineStr"><is><t>x</t></is></c></row></sheetData>'
                )
                content = content.replace(b"</sheetData>", last)
            archive.writestr(name, content)
    return file.getvalue()


def encrypted_zip() -> bytes:
    content = bytearray(zipped(a="x"))
    for sign, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = content.index(sign) + offset
        content[at : at + 2] = struct.pack("<H", 1)
    return bytes(content)


PROSE = " ".join(map(str, range(300_000)))  # 2 MB that no compression makes suspicious
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600
BAD = {
    "empty": (b"", "empty"),
    "xls": (OLE, "old_office"),
    "encrypted office": (OLE + "EncryptedPackage".encode("utf-16-le"), "encrypted"),
    "pdf": (b"%PDF-1.7 ...", "pdf"),
    "png": (b"\x89PNG\r\n\x1a\n\0\0\0", "not_utf8"),
    "windows-1258": ("Câu hỏi? {=một ~hai}".encode("cp1258", "replace"), "not_utf8"),
    "utf-16": ("Câu hỏi? {=một ~hai}".encode("utf-16"), "not_utf8"),
    "external entity": (ENTITY.encode(), "unsafe_xml"),
    "billion laughs": (LAUGHS.encode(), "unsafe_xml"),
    "half an xml": (files.MOODLE.encode()[:900], "damaged_xml"),
    "deep xml": (b"<quiz>" + b"<a>" * 500, "too_large"),
    "other xml": (b"<svg><g/></svg>", "unknown_xml"),
    "web page named xlsx": (
        b"\n<html><table><tr><td>C\xc3\xa2u h\xe1\xbb\x8fi</td></tr></table></html>",
        "web_page",
    ),
    "web page with a document type": (b"<!DOCTYPE html><p>x", "web_page"),
    "qti 1.2": (b"<questestinterop/>", "qti_1"),
    "zip bomb": (zipped(big="0" * 20_000_000), "archive_bomb"),
    "other zip": (zipped(readme__txt="xin chào"), "unknown_archive"),
    "encrypted zip": (encrypted_zip(), "archive_encrypted"),
    "half a workbook": (files.workbook(files.row())[:2000], "archive_damaged"),
    "tall workbook": (a_tall_workbook(), "workbook_too_many_rows"),
    "macro book": (
        zipped(**{"[Content_Types]__xml": "macroEnabled", "xl/vbaProject__bin": "x"}),
        "workbook_macros",
    ),
    "workbook without headings": (files.workbook(headings=["x", "y"]), "no_headings"),
    "entity in word": (a_word_file_with(ENTITY), "unsafe_xml"),
    "half a word part": (a_word_file_with("<document><body><p>"), "damaged_xml"),
    "package with an absolute path": (
        zipped(**{"imsmanifest__xml": "<manifest/>", "/etc/passwd": "x"}),
        "archive_leads_outside",
    ),
    "package with a path upwards": (
        zipped(**{"imsmanifest__xml": "<manifest/>", "a/../../b": "x"}),
        "archive_leads_outside",
    ),
    "package with a path of Windows": (
        zipped(**{"imsmanifest__xml": "<manifest/>", "C:\\b": "x"}),
        "archive_leads_outside",
    ),
    "laughs in a manifest": (zipped(imsmanifest__xml=LAUGHS), "unsafe_xml"),
    "half a manifest": (zipped(imsmanifest__xml="<manifest><resources>"), "damaged_xml"),
    "package of too much": (files.package(**{f"q{n}": f"<a>{PROSE}</a>" for n in range(6)}), "too_large"),
    "package with a bomb": (
        files.package(extra={"a.png": b"0" * 20_000_000}, a=files.QTI_21),
        "archive_bomb",
    ),
    "half a package": (files.package(a=files.QTI_21)[:-40], "archive_damaged"),
    "lines without end": (b"\n" * 9_000_000, "too_large"),
    "prose": ("Kính gửi các đồng chí,\nXin gửi tài liệu.".encode(), "no_questions"),
    "too many questions": (b"Hoi? {T}\n\n" * 5001, "too_many_questions"),
}


@pytest.mark.parametrize("name", BAD)
def test_bad_files_are_refused_by_their_content_within_a_second(name):
    content, code = BAD[name]
    began = sum(os.times()[:4])
    with pytest.raises(UnreadableFile) as refusal:
        formats.parse(content)
    assert refusal.value.code == code
    assert sum(os.times()[:4]) - began < 1  # of this process and of the one that reads workbooks


HOSTILE = {
    "embedded answers that never end": f'<quiz><question type="cloze"><questiontext><text>{"{1:MC:" * 40_000}</text></questiontext></question></quiz>',
    "tags that never end": f"// {'[id:' * 60_000}\nHỏi? {{=a ~b}}",
    "one option in very many lines": "Hỏi?\n" + "A. b\n" * 30_000 + "ANSWER: A",
    "very many options": f"Hỏi? {{{'=a' * 200_000}}}",
    "markup that never ends": f'<quiz><question type="essay"><questiontext><text>{"&lt;a b=&quot;" * 30_000}</text><file/></questiontext></question></quiz>',
    "declarations that are none": f'<quiz><question type="essay"><questiontext><text>{"&lt;![" * 60_000}</text></questiontext></question></quiz>',
    "explanations that never end": f'<quiz><question type="essay"><generalfeedback><text>{"&lt;a " * 60_000}</text></generalfeedback></question></quiz>',
    "comments that never end": f'<quiz><question type="essay"><questiontext><text>{"&lt;!--" * 60_000}</text></questiontext></question></quiz>',
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_text_costs_time_by_its_length_alone(name):
    began = os.times()[0]
    formats.parse(HOSTILE[name].encode())
    assert os.times()[0] - began < 1


def test_an_item_that_a_package_lists_very_often_is_one_question():
    item = files.QTI_21.replace("<p>", "<p>" + PROSE[:80_000])
    content = files.package(a=item, extra={"b.xml": b"<x/>"})
    listed = "".join(
        f'<resource identifier="{n * n}" type="imsqti_item_xmlv2p1" href="a.xml"/>' for n in range(4_000)
    )
    content = files.repacked(
        content, lambda name, part: f"<manifest>{listed}</manifest>" if name == "imsmanifest.xml" else part
    )
    began = os.times()[0]
    _, items, _ = read_file(content)
    assert (len(items), os.times()[0] - began < 1) == (1, True)


def test_a_package_never_leaves_its_archive():
    _, items, _ = read_file(files.package(a=files.QTI_21))
    outside = files.package(**{"../../etc/passwd": ""})
    _, none, found = read_file(outside)
    assert (len(items), none, found) == (1, [], [(1, "file_missing")])
