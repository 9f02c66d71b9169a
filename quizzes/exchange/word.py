"""Word documents (.docx): a list of questions in the usual style, or a table with the trainers' headings.

Read by our own safe XML reader and not by python-docx: that hands strangers' XML to libxml2, knows nothing of the
numbers of automatic lists (`Câu 1.`, `A.`), and would check neither size nor depth.
"""

import posixpath
import re
import zipfile
from collections.abc import Iterator
from xml.etree.ElementTree import Element  # only a type here  # nosec B405

from quizzes.exchange import excel, packages, xml
from quizzes.exchange.item import Reading, Severity, UnreadableFile
from quizzes.exchange.listing import Line, option_starts, read
from quizzes.exchange.pictures import MARKS, MOST_MARKS, Found, mark, parted
from spreadsheets import Table

_OFF = {"0", "false", "none", "off"}
_REMOVED = {"del", "moveFrom", "instrText", "txbxContent", "Fallback"}
_RED = re.compile(r"^([0-9A-Fa-f]{2})([0-9A-Fa-f]{2})([0-9A-Fa-f]{2})$")


def parse(content: bytes) -> Reading:
    """The questions of a document. Raises UnreadableFile."""
    archive = packages.opened(content)
    part = packages.member(archive, "word/document.xml")
    if part is None:
        raise UnreadableFile("archive_damaged")
    body = xml.read(part).find("body")
    if body is None:
        raise UnreadableFile("archive_damaged")
    numbers = _Numbers(packages.member(archive, "word/numbering.xml"))
    styles = packages.member(archive, "word/styles.xml")
    document = _Document(
        numbers, _heading_styles(styles), _styles_numbering(styles), pictures := _Pictures(archive)
    )
    reading = read(document.lines(body), numbered=True, pictures=pictures.found)
    reading.items += document.beside.items
    reading.cells |= document.beside.cells
    reading.findings += document.beside.findings
    return reading


class _Document:
    """The body of a document, line by line; tables with our headings are read as rows."""

    def __init__(
        self, numbers: "_Numbers", headings: set[str], numbered_styles: dict, pictures: "_Pictures"
    ) -> None:
        self.numbers, self.headings, self.numbered_styles = numbers, headings, numbered_styles
        self.pictures = pictures
        self.beside = Reading()
        """The questions of tables, and what was found."""
        self.count = 0

    def lines(self, body: Element) -> Iterator[Line]:
        for block in body:
            if block.tag == "p":
                yield from self.paragraph(block)
            elif block.tag == "tbl":
                yield from self.table(block)
            elif block.tag in {"sdt", "sdtContent", "ins", "customXml", "smartTag"}:
                yield from self.lines(block)

    def paragraph(self, paragraph: Element) -> Iterator[Line]:
        self.count += 1
        pieces = list(self.pictures.pieces(paragraph))
        text = "".join(text for text, _ in pieces)
        looks = [look for text, look in pieces for _ in text]
        properties = paragraph.find("pPr")
        if text.strip():
            number = self.numbers.next(properties, self.numbered_styles)
            text, looks = number + text, [frozenset()] * len(number) + looks
        is_heading = _value(properties, "pStyle") in self.headings
        place = 0
        for line in text.split("\n"):
            yield from self.parts(line, looks[place : place + len(line)], is_heading)
            place += len(line) + 1

    def parts(self, line: str, looks: list[frozenset[str]], is_heading: bool) -> Iterator[Line]:
        """A line, option by option; a picture that stands before its words comes after them."""
        lead = len(line) - len(line.lstrip(f"{''.join(MARKS.findall(line))} \t"))
        if MARKS.search(line[:lead]):
            line, looks = line[lead:] + line[:lead], looks[lead:] + looks[:lead]
        starts = option_starts(line)
        for start, end in zip(starts, [*starts[1:], len(line)], strict=True):
            part = slice(start, end)
            yield Line(line[part], _looks_of(line[part], looks[part]), self.count, is_heading)

    def table(self, table: Element) -> Iterator[Line]:
        text_of = self.pictures.text_of
        rows = [[text_of(cell) for cell in row.findall("tc")] for row in table.findall("tr")]
        width = max(map(len, rows), default=0)
        told = Table("", [tuple(text or None for text in [*row, *[""] * (width - len(row))]) for row in rows])
        if excel.heading_of(told) is None:
            for row in table.findall("tr"):
                cells = row.findall("tc")
                if all(len(cell.findall("p")) == 1 for cell in cells) and len(cells) > 1:
                    self.count += 1
                    yield Line("\t".join(map(text_of, cells)), place=self.count)
                else:
                    for cell in cells:
                        yield from self.lines(cell)
            return
        for row in excel.rows_of(told, self.count):
            for name, text in row.cells.items():
                row.cells[name], pictures = parted(text)
                if pictures:
                    row.find("pictures_left_out", name, Severity.WARNING)
            excel.take(self.beside, row)
        self.count += len(rows)


class _Pictures:
    """The pictures of a document in their order; each stands in the text as a sign of its own."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        self.files = packages.Files(archive)
        self.found: list[Found] = []
        self.signs: dict[Element, str] = {}
        part = self.files.at("word/_rels/document.xml.rels")
        related = xml.read(part).findall("Relationship") if part is not None else []
        self.targets = {
            one.get("Id", ""): posixpath.normpath(posixpath.join("word", one.get("Target", "")))
            for one in related
            if one.get("TargetMode") != "External"
        }

    def pieces(self, paragraph: Element) -> Iterator[tuple[str, frozenset[str]]]:
        """The text of a paragraph in runs, each with its looks; what was deleted is not there."""
        for child in paragraph:
            if child.tag == "r":
                looks = _run_looks(child.find("rPr"))
                for part in child:
                    if part.tag == "t":
                        yield MARKS.sub("", part.text or ""), looks
                    elif part.tag in {"tab", "ptab"}:
                        yield "\t", looks
                    elif part.tag in {"br", "cr"}:
                        yield "\n", looks
                    elif part.tag == "noBreakHyphen":
                        yield "-", looks
                    elif part.tag in {"drawing", "pict", "object", "AlternateContent"}:
                        yield "".join(map(self.sign, _drawn(part))), frozenset()
            elif child.tag not in _REMOVED and child.tag != "pPr":
                yield from self.pieces(child)

    def text_of(self, cell: Element) -> str:
        paragraphs = xml.elements(cell, "p")
        return "\n".join("".join(text for text, _ in self.pieces(p)) for p in paragraphs).strip()

    def sign(self, drawn: Element) -> str:
        if drawn not in self.signs and len(self.found) < MOST_MARKS:
            self.signs[drawn] = mark(len(self.found))
            self.found.append(self.picture(drawn))
        return self.signs.get(drawn, "")

    def picture(self, drawn: Element) -> Found:
        """What is drawn, with its words. A chart or a shape is no picture: it has no bytes that could be one."""
        image = next(xml.elements(drawn, "blip", "imagedata"), None)
        path = self.targets.get(
            (image.get("embed") or image.get("id") or "") if image is not None else "", ""
        )
        about = next(xml.elements(drawn, "docPr"), drawn)
        shape = next(xml.elements(drawn, "shape"), about)
        alt = about.get("descr") or about.get("title") or shape.get("alt") or ""
        return Found(self.files.at(path) or b"", alt, posixpath.basename(path) or about.get("name", ""))


def _drawn(part: Element) -> Iterator[Element]:
    """The drawings in a piece of a run; of two ways to draw the same, the one that Word itself shows."""
    if part.tag == "AlternateContent":
        part = next((choice for choice in part if choice.tag == "Choice"), part)
        return xml.elements(part, "drawing", "pict", "object")
    return iter([part])


def _run_looks(properties: Element | None) -> frozenset[str]:
    if properties is None:
        return frozenset()
    looks = set()
    if _is_on(properties, "b"):
        looks.add("bold")
    if (_value(properties, "u") or "none") not in _OFF:
        looks.add("underlined")
    if (_value(properties, "highlight") or "none") not in {*_OFF, "white"}:
        looks.add("highlighted")
    if _is_red(_value(properties, "color") or ""):
        looks.add("coloured")
    return frozenset(looks)


def _is_on(properties: Element, name: str) -> bool:
    element = properties.find(name)
    return element is not None and element.get("val", "1") not in _OFF


def _value(properties: Element | None, name: str) -> str | None:
    element = properties.find(name) if properties is not None else None
    return element.get("val") if element is not None else None


def _is_red(colour: str) -> bool:
    found = _RED.match(colour)
    if found is None:
        return False
    red, green, blue = (int(part, 16) for part in found.groups())
    return red > 150 and green < 100 and blue < 100


def _looks_of(text: str, looks: list[frozenset[str]]) -> frozenset[str]:
    """What any letter or digit of the line looks like."""
    return frozenset().union(*(look for sign, look in zip(text, looks, strict=True) if sign.isalnum()))


def _heading_styles(part: bytes | None) -> set[str]:
    """The ids of the styles that are headings."""
    if part is None:
        return set()
    styles = xml.read(part).findall("style")
    return {
        style.get("styleId", "")
        for style in styles
        if re.match(r"(?i)heading [1-9]|title$", _value(style, "name") or "")
    }


def _styles_numbering(part: bytes | None) -> dict[str, Element]:
    """The numbering that paragraph styles bring along."""
    found = {}
    for style in xml.read(part).findall("style") if part is not None else []:
        numbering = style.find("pPr/numPr")
        if numbering is not None:
            found[style.get("styleId", "")] = numbering
    return found


class _Numbers:
    """What Word counts by itself and does not write into the text: `Câu %1.`, `%1)`, `A.`"""

    def __init__(self, part: bytes | None) -> None:
        self.levels: dict[str, dict[str, tuple[str, str, int]]] = {}
        self.counts: dict[tuple[str, str], int] = {}
        if part is None:
            return
        root = xml.read(part)
        abstract = {
            found.get("abstractNumId", ""): {
                level.get("ilvl", "0"): (
                    _value(level, "numFmt") or "decimal",
                    _value(level, "lvlText") or "",
                    int(_value(level, "start") or 1) if (_value(level, "start") or "1").isdecimal() else 1,
                )
                for level in found.findall("lvl")
            }
            for found in root.findall("abstractNum")
        }
        for number in root.findall("num"):
            self.levels[number.get("numId", "")] = abstract.get(_value(number, "abstractNumId") or "", {})

    def next(self, properties: Element | None, styles: dict[str, Element]) -> str:
        """What stands before the text of this paragraph, with a space; empty for one that is not counted."""
        numbering = properties.find("numPr") if properties is not None else None
        if numbering is None:
            numbering = styles.get(_value(properties, "pStyle") or "")
        number, level = _value(numbering, "numId") or "", _value(numbering, "ilvl") or "0"
        shape = self.levels.get(number, {}).get(level)
        if shape is None:
            return ""
        kind, text, start = shape
        count = self.counts.get((number, level), start - 1) + 1
        self.counts[number, level] = count
        for deeper in self.levels[number]:
            if deeper > level:
                self.counts.pop((number, deeper), None)
        sign = {
            "upperLetter": _letter(count),
            "lowerLetter": _letter(count).lower(),
            "decimal": str(count),
        }.get(kind)
        return re.sub(r"%[1-9]", sign, text) + " " if sign else ""


def _letter(count: int) -> str:
    return chr(ord("A") + (count - 1) % 26)
