"""Where the filled cells of a workbook lie, how much text they show and what Excel hides, measured on the way through.

A sheet's own `<dimension>` may lie, one cell at XFD1048576 makes a table of 17 thousand million cells, and
one long shared string may be shown by every cell. So each part is streamed through expat and left at the first
excess.
"""

import re
import zipfile
from dataclasses import dataclass, field
from functools import lru_cache
from typing import IO
from xml.parsers import expat  # document types, and with them all entities, are refused below  # nosec B406

from spreadsheets.container import UNPACKING_ERRORS, ZIP_MAGIC
from spreadsheets.refusals import Reason, UnreadableWorkbook

MAX_ROWS = 60_000
MAX_COLUMNS = 100
MAX_SHARED_CHARACTERS = 30_000_000

_CHUNK = 64 * 1024
_UTF8_NAMES = {None, "utf-8", "utf8", "us-ascii"}
_BYTE_ORDER_MARK = b"\xef\xbb\xbf"
_CELL_REFERENCE = re.compile(r"([A-Za-z]{1,4})([0-9]{1,9})")
_SHARED_STRINGS = "xl/sharedstrings.xml"
_TRUE = {"1", "true"}


@dataclass
class Unseen:
    """What of a sheet nobody sees in Excel, or is not there; rows, columns and (row, column) count from 0."""

    rows: set[int] = field(default_factory=set)
    """Hidden by hand or by a filter; both look alike in the file."""
    columns: set[int] = field(default_factory=set)
    uncounted: list[tuple[int, int]] = field(default_factory=list)
    """Formulas whose result nobody has worked out yet: programs write them so, Excel never does."""
    errors: dict[tuple[int, int], str] = field(default_factory=dict)
    """What cells show in place of a value, such as #N/A."""


def measure(archive: zipfile.ZipFile) -> dict[str, Unseen]:
    """What is not seen of each sheet, by the name of its part.

    Raises UnreadableWorkbook for too many rows or columns, too much text, or XML that is unsafe or broken. Rows and
    columns count up to the last cell that holds something; formatted empty ones are free.
    """
    found = {}
    string_lengths: list[int] = []
    members = sorted(archive.infolist(), key=lambda member: member.filename.lower() != _SHARED_STRINGS)
    for member in members:
        name = member.filename.lower()
        part: _Part = _SharedStrings(string_lengths) if name == _SHARED_STRINGS else _Cells(string_lengths)
        try:
            with archive.open(member) as stream:
                _follow(stream, name, part)
        except (*UNPACKING_ERRORS, expat.ExpatError):
            raise UnreadableWorkbook(Reason.DAMAGED) from None
        if isinstance(part, _Cells):
            part.close_formula()
            found[member.filename] = part.unseen
    return found


def _follow(stream: IO[bytes], name: str, part: "_Part") -> None:
    """Read one part to its end, where zipfile compares size and checksum; through `part` if it is XML."""
    chunk = stream.read(_CHUNK)
    if chunk.startswith(ZIP_MAGIC):
        raise UnreadableWorkbook(Reason.EMBEDDED_ARCHIVE)
    is_xml = chunk.removeprefix(_BYTE_ORDER_MARK).lstrip().startswith(b"<") and not name.endswith(".vml")
    if not is_xml and name.endswith((".xml", ".rels")):
        raise UnreadableWorkbook(Reason.UNSAFE_XML)
    while chunk:
        if is_xml:
            part.parser.Parse(chunk, False)
        chunk = stream.read(_CHUNK)
    if is_xml:
        part.parser.Parse(b"", True)


class _Part:
    """One XML part being read; no document type, no encoding but UTF-8."""

    def __init__(self) -> None:
        self.parser = expat.ParserCreate("utf-8")
        self.parser.buffer_text = True
        self.parser.XmlDeclHandler = self.declaration
        self.parser.StartDoctypeDeclHandler = self.document_type

    def declaration(self, version: str, encoding: str | None, standalone: int) -> None:
        if (encoding and encoding.lower()) not in _UTF8_NAMES:
            raise UnreadableWorkbook(Reason.UNSAFE_XML)

    def document_type(self, *declaration: object) -> None:
        raise UnreadableWorkbook(Reason.UNSAFE_XML)


class _SharedStrings(_Part):
    """The table of texts that cells show by number: only their lengths are kept."""

    def __init__(self, lengths: list[int]) -> None:
        super().__init__()
        self.lengths = lengths
        self.parser.StartElementHandler = self.start
        self.parser.CharacterDataHandler = self.text

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if name.rpartition(":")[2] == "si":
            self.lengths.append(0)

    def text(self, text: str) -> None:
        if self.lengths:
            self.lengths[-1] += len(text)


class _Cells(_Part):
    """A sheet, or any other part: what is no sheet has no filled cells."""

    def __init__(self, string_lengths: list[int]) -> None:
        super().__init__()
        self.string_lengths = string_lengths
        self.row = self.column = self.characters = 0
        self.in_cell = self.shows_shared_string = False
        self.kind = "n"
        self.string_number = ""
        self.unseen = Unseen()
        self.awaits_result = False
        self.parser.StartElementHandler = self.start

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if self.string_number:
            self.add_shared_string()
        element = name.rpartition(":")[2]
        if self.awaits_result and element != "v":
            self.close_formula()
        if element == "c":
            self.in_cell = True
            self.kind = attributes.get("t", "n")
            self.shows_shared_string = attributes.get("t") == "s"
            if "r" in attributes:
                self.row, self.column = _position(attributes["r"])
            else:
                self.column += 1
        elif element == "row":
            self.in_cell = False
            self.row = int(attributes.get("r", self.row + 1))
            self.column = 0
            if attributes.get("hidden") in _TRUE and self.row <= MAX_ROWS:
                self.unseen.rows.add(self.row - 1)
        elif element == "col" and attributes.get("hidden") in _TRUE:
            last = min(int(attributes.get("max", 0)), MAX_COLUMNS)
            self.unseen.columns.update(range(max(int(attributes.get("min", 1)) - 1, 0), last))
        elif self.in_cell and element in {"v", "f", "is"}:
            self.refuse_position()
            self.parser.CharacterDataHandler = self.text if self.shows_shared_string else None
            if element == "f":
                self.awaits_result = self.kind != "str"
            elif self.awaits_result or self.kind == "e":
                self.parser.CharacterDataHandler = self.result

    def result(self, text: str) -> None:
        if text.strip():
            self.awaits_result = False
        if self.kind == "e" and len(self.unseen.errors) < MAX_ROWS:
            self.unseen.errors.setdefault((self.row - 1, self.column - 1), text.strip()[:20])

    def close_formula(self) -> None:
        if self.awaits_result and len(self.unseen.uncounted) < MAX_ROWS:
            self.unseen.uncounted.append((self.row - 1, self.column - 1))
        self.awaits_result = False

    def refuse_position(self) -> None:
        if self.row > MAX_ROWS:
            raise UnreadableWorkbook(Reason.TOO_MANY_ROWS)
        if self.column > MAX_COLUMNS:
            raise UnreadableWorkbook(Reason.TOO_MANY_COLUMNS)

    def text(self, text: str) -> None:
        self.string_number += text

    def add_shared_string(self) -> None:
        number, self.string_number = self.string_number.strip(), ""
        self.parser.CharacterDataHandler = None
        if not number.isdecimal() or int(number) >= len(self.string_lengths):
            raise UnreadableWorkbook(Reason.DAMAGED)
        self.characters += self.string_lengths[int(number)]
        if self.characters > MAX_SHARED_CHARACTERS:
            raise UnreadableWorkbook(Reason.TOO_LARGE)


def _position(reference: str) -> tuple[int, int]:
    match = _CELL_REFERENCE.fullmatch(reference)
    if match is None:
        raise UnreadableWorkbook(Reason.DAMAGED)
    letters, row = match.groups()
    return int(row), _column_number(letters)


@lru_cache(maxsize=1024)
def _column_number(letters: str) -> int:
    """1 for A, 27 for AA."""
    number = 0
    for letter in letters.upper():
        number = number * 26 + ord(letter) - ord("A") + 1
    return number
