"""The templates that come with the site, drawn by Decree 30/2020/NĐ-CP, annex I.

A4; margins 20 mm top and bottom, 30 left, 15 right; Times New Roman; the nation's name in 12 pt bold capitals, its motto
in 13 pt bold over a line; text in 14 pt, justified, first line 1 cm in; page numbers top centre from the second page.
"""

import io
import tomllib
from functools import cache
from pathlib import Path

from docx import Document
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

FONT = "Times New Roman"
LEFT, CENTRE, JUSTIFY = WD_ALIGN_PARAGRAPH.LEFT, WD_ALIGN_PARAGRAPH.CENTER, WD_ALIGN_PARAGRAPH.JUSTIFY
WIDTHS = {"tt": 12, "ten": 74, "phai_hoc": 20, "da_xong": 20, "ty_le": 20, "qua_han": 19}
"""Of a table's columns, in mm: 165 in all between the margins."""


@cache
def texts() -> dict:
    return tomllib.loads((Path(__file__).parent / "texts.toml").read_text(encoding="utf-8"))


def default_template(kind: str) -> bytes:
    """A .docx to be filled in. `kind`: "report" or "letter"."""
    document = _paper()
    words = texts()[kind]
    _heads(document, words if kind == "letter" else None)
    if words["name"]:
        _line(document, words["name"], bold=True, size=14, align=CENTRE, before=12)
        _line(document, words["subject"], bold=True, size=14, align=CENTRE)
        _rule(document, 65)
    else:
        _line(document, "Kính gửi: {{ kinh_gui }}", size=14, align=CENTRE, before=12, after=6)
    for line in words["body"].strip().splitlines():
        _body(document, line)
    _foot(document)
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()


def _paper():
    document = Document()
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin = section.bottom_margin = Mm(20)
    section.left_margin, section.right_margin = Mm(30), Mm(15)
    section.header_distance = Mm(10)
    section.different_first_page_header_footer = True
    normal = document.styles["Normal"]
    normal.font.name, normal.font.size = FONT, Pt(14)
    normal.element.rPr.rFonts.set(qn("w:eastAsia"), FONT)
    normal.paragraph_format.space_after = Pt(0)
    number = section.header.paragraphs[0]
    number.alignment = CENTRE
    _field(number.add_run(), "PAGE")
    document.core_properties.author = ""
    document.core_properties.language = "vi-VN"
    return document


def _heads(document, letter: dict | None) -> None:
    """Left the issuing body and its number, right the nation's name and motto, place and day."""
    left, right = _columns(document, 65, 100)
    _line(left, "{{ co_quan_chu_quan|upper }}", size=12, align=CENTRE)
    _line(left, "{{ co_quan|upper }}", size=12, bold=True, align=CENTRE)
    _rule(left, 22)
    _line(left, "Số: {{ so }}/{{ ky_hieu }}", size=13, align=CENTRE, before=4)
    if letter:
        _line(left, letter["subject"], size=12, align=CENTRE, before=4)
    _line(right, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", size=12, bold=True, align=CENTRE)
    _line(right, "Độc lập - Tự do - Hạnh phúc", size=13, bold=True, align=CENTRE)
    _rule(right, 22)
    day = "{{ dia_danh }}, ngày {{ ngay }} tháng {{ thang }} năm {{ nam }}"
    _line(right, day, size=13, italic=True, align=CENTRE, before=4)


def _body(document, line: str) -> None:
    table = line.strip("[]")
    if line.startswith("[") and table in texts()["columns"]:
        _table(document, table)
    elif line.startswith("# "):
        _line(document, line[2:], bold=True, align=JUSTIFY, before=6, indent=10)
    else:
        _line(document, line, align=JUSTIFY, before=6, indent=10)


def _table(document, name: str) -> None:
    """A table whose one row is repeated: its head stands again on every page."""
    columns, rows = texts()["columns"][name], texts()["rows"][name]
    table = document.add_table(rows=4, cols=len(columns))
    table.style, table.alignment, table.autofit = "Table Grid", WD_TABLE_ALIGNMENT.CENTER, False
    spare = 165 - sum(WIDTHS[key] for _, key in columns)
    for place, (label, key) in enumerate(columns):
        width = Mm(WIDTHS[key] + (spare if key == "ten" else 0))
        table.columns[place].width = width
        words = [label, "", f"{{{{ dong.{key} }}}}", ""]
        for row, text in zip(table.rows, words, strict=True):
            cell = row.cells[place]
            cell.width = width
            align = LEFT if key == "ten" and text != label else CENTRE
            _line(cell, text, size=13, bold=text == label, align=align, before=2, after=2)
    table.rows[1].cells[0].paragraphs[0].add_run(f"{{%tr for dong in {rows} %}}")
    table.rows[3].cells[0].paragraphs[0].add_run("{%tr endfor %}")
    table.rows[0]._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))
    table.rows[2]._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))


def _foot(document) -> None:
    """Left who receives it, right who signs."""
    _line(document, "", size=8)
    left, right = _columns(document, 80, 85)
    _line(left, "Nơi nhận:", size=12, bold=True, italic=True)
    _line(left, "{%p for noi in noi_nhan %}", size=11)
    _line(left, "- {{ noi }}", size=11)
    _line(left, "{%p endfor %}", size=11)
    _line(right, "{%p for dong in chuc_vu %}", size=14)
    _line(right, "{{ dong|upper }}", size=14, bold=True, align=CENTRE)
    _line(right, "{%p endfor %}", size=14)
    _line(right, "{{ nguoi_ky }}", size=14, bold=True, align=CENTRE, before=70)


def _columns(document, *widths: int):
    """Two cells side by side without lines."""
    table = document.add_table(rows=1, cols=len(widths))
    table.alignment, table.autofit = WD_TABLE_ALIGNMENT.CENTER, False
    for column, cell, width in zip(table.columns, table.rows[0].cells, widths, strict=True):
        column.width = cell.width = Mm(width)
    return table.rows[0].cells


def _line(place, text: str, *, size=14, bold=False, italic=False, align=None, before=0, after=0, indent=0):
    """A paragraph; the empty one that every cell begins with is used first."""
    last = place.paragraphs[-1] if place.paragraphs else None
    unused = last is not None and not last.runs and hasattr(place, "_tc")
    paragraph = last if unused else place.add_paragraph()
    run = paragraph.add_run(text)
    run.font.name, run.font.size, run.bold, run.italic = FONT, Pt(size), bold, italic
    run._element.get_or_add_rPr().rFonts.set(qn("w:eastAsia"), FONT)
    form = paragraph.paragraph_format
    form.space_before, form.space_after = Pt(before), Pt(after)
    if indent:
        form.first_line_indent = Mm(indent)
    if align is not None:
        paragraph.alignment = align
    return paragraph


def _rule(place, inset: int) -> None:
    """A thin line, so many mm from both sides, below what was written last."""
    paragraph = _line(place, "", size=2)
    paragraph.paragraph_format.left_indent = paragraph.paragraph_format.right_indent = Mm(inset)
    border = OxmlElement("w:pBdr")
    top = OxmlElement("w:top")
    for name, value in {"val": "single", "sz": "6", "space": "1", "color": "000000"}.items():
        top.set(qn(f"w:{name}"), value)
    border.append(top)
    paragraph._p.get_or_add_pPr().append(border)


def _field(run, name: str) -> None:
    """A field that Word computes, such as the number of the page."""
    for kind, text in [("begin", None), (None, name), ("end", None)]:
        element = OxmlElement("w:fldChar" if kind else "w:instrText")
        if kind:
            element.set(qn("w:fldCharType"), kind)
        else:
            element.text = text
        run._element.append(element)
