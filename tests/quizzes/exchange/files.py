"""Files as trainers have them, written for the tests."""

import io
import zipfile

import docx
import xlsxwriter
from docx.shared import RGBColor

GIFT = """// Ngân hàng câu hỏi khóa 1
$CATEGORY: $course$/top/Luật Thi đua, khen thưởng/Chương 1

// [id:LTD-01] [tag:độ khó: nhớ] [tag:căn cứ: Điều 5, Luật 2022]
::Hiệu lực:: Luật Thi đua, khen thưởng năm 2022 có hiệu lực từ ngày nào? {
=01/01/2024
~01/7/2023#Đây là ngày khác.
~15/6/2022
####Điều 96 quy định.
}

Danh hiệu “Chiến sĩ thi đua cơ sở” xét hằng năm. {T}

Tỷ lệ tối đa là bao nhiêu? {#3,5}

Tỷ lệ khác? {#abc}

Nhà nước có mấy loại huân chương? {#10:0}

Khen thưởng {=đột xuất =theo chuyên đề} là một loại hình.

Chọn các nguyên tắc. {~%50%Tự nguyện ~%50%Công khai ~%-50%Bí mật ~%-50%Cào bằng}

Đúng hay sai? {Đúng}
"""

AIKEN = """Hội đồng Thi đua – Khen thưởng cấp xã
do ai làm Chủ tịch?
a) Bí thư
b) Chủ tịch Ủy ban nhân dân
c) Trưởng ban
d) Phó Chủ tịch
đ) Một người khác
Đáp án: b

Chọn chữ thứ năm
A. một
B. hai
C. ba
D. bốn
Đ. năm
E. sáu
ANSWER: Đ

Không có đáp án này
A. một
B. hai
ANSWER: F
"""

MOODLE = """<?xml version="1.0" encoding="UTF-8"?>
<quiz>
 <question type="category"><category><text>$course$/top/Luật/Khen thưởng</text></category></question>
 <question type="multichoice">
  <name><text>Câu 1</text></name>
  <questiontext format="html"><text><![CDATA[<p>Chọn <b>các</b> hình thức&nbsp;khen thưởng.</p><p>Ba ý.</p>]]></text></questiontext>
  <generalfeedback format="html"><text><![CDATA[<p>Theo <b>Điều 9</b>.</p>]]></text></generalfeedback>
  <defaultgrade>2.0000000</defaultgrade><idnumber>KT-01</idnumber><single>false</single>
  <answer fraction="33.33333"><text>Huân chương</text></answer>
  <answer fraction="33.33333"><text>Huy chương</text></answer>
  <answer fraction="33.33333"><text>Giấy khen</text></answer>
  <answer fraction="-100"><text>Kỷ luật</text></answer>
  <tags><tag><text>độ khó: hiểu</text></tag></tags>
 </question>
 <question type="cloze"><name><text>c</text></name>
  <questiontext format="html"><text>Luật có {1:NUMERICAL:=96:0} điều, {1:MULTICHOICE:sai~=đúng}.</text></questiontext>
 </question>
 <question type="description"><name><text>d</text></name><questiontext><text>Đọc kỹ.</text></questiontext></question>
 <question type="calculated"><name><text>e</text></name><questiontext><text>{a}+{b}</text></questiontext></question>
</quiz>
"""

QTI_21 = """<?xml version="1.0" encoding="UTF-8"?>
<assessmentItem xmlns="http://www.imsglobal.org/xsd/imsqti_v2p1" identifier="choice" title="t" adaptive="false"
  timeDependent="false">
 <responseDeclaration identifier="RESPONSE" cardinality="single" baseType="identifier">
  <correctResponse><value>B</value></correctResponse></responseDeclaration>
 <itemBody><p>Cơ quan nào trình?</p>
  <choiceInteraction responseIdentifier="RESPONSE" shuffle="false" maxChoices="1">
   <prompt>Chọn một.</prompt>
   <simpleChoice identifier="A">Sở Y tế</simpleChoice><simpleChoice identifier="B" fixed="true">Sở Nội vụ</simpleChoice>
  </choiceInteraction></itemBody>
 <responseProcessing template="http://www.imsglobal.org/question/qti_v2p1/rptemplates/match_correct"/>
</assessmentItem>
"""

QTI_30 = """<?xml version="1.0" encoding="UTF-8"?>
<qti-assessment-item xmlns="http://www.imsglobal.org/xsd/imsqtiasi_v3p0" identifier="match-1" title="t"
  adaptive="false" time-dependent="false" xml:lang="vi">
 <qti-response-declaration identifier="RESPONSE" cardinality="multiple" base-type="directedPair">
  <qti-mapping default-value="0"><qti-map-entry map-key="A X" mapped-value="1"/><qti-map-entry map-key="B Y"
   mapped-value="1"/></qti-mapping></qti-response-declaration>
 <qti-item-body><qti-match-interaction response-identifier="RESPONSE" max-associations="2">
  <qti-prompt>Ghép danh hiệu với cấp.</qti-prompt>
  <qti-simple-match-set><qti-simple-associable-choice identifier="A" match-max="1">Cờ thi đua</qti-simple-associable-choice>
  <qti-simple-associable-choice identifier="B" match-max="1">Giấy khen</qti-simple-associable-choice></qti-simple-match-set>
  <qti-simple-match-set><qti-simple-associable-choice identifier="X" match-max="1">Tỉnh</qti-simple-associable-choice>
  <qti-simple-associable-choice identifier="Y" match-max="1">Xã</qti-simple-associable-choice>
  <qti-simple-associable-choice identifier="Z" match-max="1">Thôn</qti-simple-associable-choice></qti-simple-match-set>
 </qti-match-interaction></qti-item-body>
 <qti-modal-feedback identifier="F" outcome-identifier="O" show-hide="show"><p>Vì thẩm quyền.</p></qti-modal-feedback>
</qti-assessment-item>
"""

HEADINGS = ["Mã", "Loại", "Nội dung", *"ABCD", "Đáp án", "Điểm", "Chủ đề", "Độ khó", "Căn cứ", "Giải thích"]


def workbook(*rows, headings=HEADINGS, lead=0) -> bytes:
    """An Excel file with these rows below the headings; a value of a row may be any that Excel knows."""
    file = io.BytesIO()
    book = xlsxwriter.Workbook(
        file, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    )
    sheet = book.add_worksheet("Câu hỏi")
    day = book.add_format({"num_format": "d/m"})
    for number, row in enumerate([headings, *rows], start=lead):
        for column, value in enumerate(row):
            if hasattr(value, "isoformat"):
                sheet.write_datetime(number, column, value, day)
            elif value is not None:
                sheet.write(number, column, value)
    book.close()
    return file.getvalue()


def row(code="", kind="", text="Câu hỏi?", options=("một", "hai", "ba", "bốn"), answer="B", **others):
    """The cells of a row in the order of HEADINGS."""
    shown = [*options, *[None] * (4 - len(options))]
    rest = [others.get(name) for name in ("points", "category", "difficulty", "citations", "explanation")]
    return [code or None, kind or None, text, *shown, answer, *rest]


def document(*paragraphs) -> bytes:
    """A Word file: a paragraph is a text, or a list of (text, looks), looks of b, u, r for bold, underlined, red."""
    written = docx.Document()
    for paragraph in paragraphs:
        target = written.add_paragraph()
        for text, looks in [(paragraph, "")] if isinstance(paragraph, str) else paragraph:
            run = target.add_run(text)
            run.bold = "b" in looks or None
            run.underline = "u" in looks or None
            if "r" in looks:
                run.font.color.rgb = RGBColor(0xFF, 0, 0)
    return saved(written)


def saved(written) -> bytes:
    file = io.BytesIO()
    written.save(file)
    return file.getvalue()


def package(*, extra: dict[str, bytes] | None = None, **members: str) -> bytes:
    """A QTI package of items; its manifest lists them in this order. `extra`: further files by path."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        listed = "".join(
            f'<resource identifier="{name}" type="imsqti_item_xmlv2p1" href="{name}.xml"/>'
            for name in members
        )
        archive.writestr("imsmanifest.xml", f"<manifest><resources>{listed}</resources></manifest>")
        for name, content in members.items():
            if content:
                archive.writestr(f"{name}.xml", content)
        for path, data in (extra or {}).items():
            archive.writestr(path, data)
    return file.getvalue()


def repacked(content: bytes, change) -> bytes:
    """The same archive with what `change(name, part)` makes of each of its parts."""
    source, file = zipfile.ZipFile(io.BytesIO(content)), io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in source.namelist():
            archive.writestr(name, change(name, source.read(name)))
    return file.getvalue()
