"""Archives of strangers – Word documents, QTI packages – opened with the checks of `spreadsheets.container`."""

import zipfile

from quizzes.exchange.item import UnreadableFile
from spreadsheets import UnreadableWorkbook
from spreadsheets.container import UNPACKING_ERRORS, open_archive

MOST_MEMBERS = 12_000
_CONTENT_TYPES = "[Content_Types].xml"


def opened(content: bytes) -> zipfile.ZipFile:
    """The archive, if its size and directory are honest. Raises UnreadableFile."""
    try:
        archive = open_archive(content, MOST_MEMBERS)
    except UnreadableWorkbook as refusal:
        raise UnreadableFile(f"archive_{refusal.code}") from None
    if any(map(_leads_outside, archive.namelist())):
        raise UnreadableFile("archive_leads_outside")
    return archive


def _leads_outside(name: str) -> bool:
    """Whether a member would lie beside the archive if somebody unpacked it; we never do, and no program writes such."""
    parts = name.replace("\\", "/").split("/")
    return name.startswith(("/", "\\")) or ".." in parts or ":" in parts[0]


def member(archive: zipfile.ZipFile, name: str) -> bytes | None:
    """The bytes of one member; None where there is none. Raises UnreadableFile where it is broken."""
    try:
        with archive.open(name) as stream:
            return stream.read()
    except KeyError:
        return None
    except UNPACKING_ERRORS:
        raise UnreadableFile("archive_damaged") from None


def size(archive: zipfile.ZipFile, name: str) -> int:
    """How many bytes a member unpacks to at the most; nothing is unpacked."""
    return archive.getinfo(name).file_size if name in archive.NameToInfo else 0


def kind_of(archive: zipfile.ZipFile) -> str:
    """workbook, document, qti or "" by what the archive holds. Raises UnreadableFile for one with programs."""
    names = {name.lower() for name in archive.namelist()}
    types = (member(archive, _CONTENT_TYPES) or b"").lower()
    if b"macroenabled" in types or any("vbaproject" in name for name in names):
        raise UnreadableFile("workbook_macros")
    if b"spreadsheetml.sheet.main" in types:
        return "workbook"
    if b"wordprocessingml.document.main" in types:
        return "document"
    if any(name.rpartition("/")[2] == "imsmanifest.xml" for name in names):
        return "qti"
    return ""


class Files:
    """The members of an archive, each unpacked once."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        self.archive = archive
        self.unpacked: dict[str, bytes | None] = {}

    def at(self, path: str) -> bytes | None:
        if path not in self.unpacked:
            self.unpacked[path] = member(self.archive, path)
        return self.unpacked[path]
