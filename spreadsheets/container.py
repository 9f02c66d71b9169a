"""What an uploaded file is, judged by its content before anything parses it.

The limits bound what unpacking can cost: a workbook of 60,000 people fills a tenth of them.
"""

import io
import zipfile
import zlib

from spreadsheets.refusals import Reason, UnreadableWorkbook

MAX_BYTES = 10 * 1024 * 1024
MAX_MEMBERS = 200
MAX_UNPACKED_BYTES = 100 * 1024 * 1024
MAX_RATIO = 100

ZIP_MAGIC = b"PK\x03\x04"
_ZIP_DIRECTORY_ENTRY = b"PK\x01\x02"
_OLE_FILE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_OLE_ENCRYPTED_STREAM = "EncryptedPackage".encode("utf-16-le")
_ENCRYPTED_MEMBER = 0x1
_MAX_CONTENT_TYPES_BYTES = 1024 * 1024
_CONTENT_TYPES = "[Content_Types].xml"
_WORKBOOK_TYPE = b"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
_MACRO_TYPES = (b"macroenabled", b"vbaproject", b"macrosheet")
_MACRO_MEMBERS = ("vbaproject", "xl/macrosheets/", "xl/dialogsheets/")
_BINARY_WORKBOOK_TYPE = b"vnd.ms-excel.sheet.binary"

#: What zipfile raises for an archive that is cut, forged or packed in a way it does not know.
UNPACKING_ERRORS = (
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    NotImplementedError,
    OSError,
    ValueError,
)


def open_archive(content: bytes, most_members: int = MAX_MEMBERS) -> zipfile.ZipFile:
    """The archive inside a file of any kind, once its size and directory have passed; nothing is unpacked.

    What a member unpacks to is at most what the directory says: zipfile stops there. Raises UnreadableWorkbook.
    """
    _refuse_by_first_bytes(content, most_members)
    try:
        archive = zipfile.ZipFile(io.BytesIO(content))
        _refuse_by_directory(archive.infolist())
    except UNPACKING_ERRORS:
        raise UnreadableWorkbook(Reason.DAMAGED) from None
    return archive


def open_container(content: bytes) -> zipfile.ZipFile:
    """The archive inside a workbook, once its size, kind, directory and content types have passed.

    Nothing is unpacked but the list of content types. Raises UnreadableWorkbook.
    """
    archive = open_archive(content)
    members = archive.infolist()
    try:
        with archive.open(_CONTENT_TYPES) as stream:
            content_types = stream.read(_MAX_CONTENT_TYPES_BYTES)
    except KeyError:
        raise UnreadableWorkbook(Reason.NOT_XLSX) from None
    except UNPACKING_ERRORS:
        raise UnreadableWorkbook(Reason.DAMAGED) from None
    _refuse_by_content_types(content_types.lower(), [member.filename.lower() for member in members])
    return archive


def _refuse_by_first_bytes(content: bytes, most_members: int) -> None:
    if not content:
        raise UnreadableWorkbook(Reason.EMPTY)
    if len(content) > MAX_BYTES:
        raise UnreadableWorkbook(Reason.TOO_LARGE)
    if content.startswith(_OLE_FILE):
        raise UnreadableWorkbook(Reason.ENCRYPTED if _OLE_ENCRYPTED_STREAM in content else Reason.NOT_XLSX)
    if not content.startswith(ZIP_MAGIC):
        raise UnreadableWorkbook(Reason.NOT_XLSX)
    # Counted in the raw bytes: a directory of a million entries would already cost memory to list.
    if content.count(_ZIP_DIRECTORY_ENTRY) > most_members:
        raise UnreadableWorkbook(Reason.TOO_MANY_MEMBERS)


def _refuse_by_directory(members: list[zipfile.ZipInfo]) -> None:
    if len({member.filename.lower() for member in members}) < len(members):
        raise UnreadableWorkbook(Reason.DAMAGED)
    if any(member.flag_bits & _ENCRYPTED_MEMBER for member in members):
        raise UnreadableWorkbook(Reason.ENCRYPTED)
    if sum(member.file_size for member in members) > MAX_UNPACKED_BYTES:
        raise UnreadableWorkbook(Reason.BOMB)
    if any(member.file_size > MAX_RATIO * max(member.compress_size, 1) for member in members):
        raise UnreadableWorkbook(Reason.BOMB)


def _refuse_by_content_types(content_types: bytes, names: list[str]) -> None:
    if _BINARY_WORKBOOK_TYPE in content_types:
        raise UnreadableWorkbook(Reason.NOT_XLSX)
    if any(macro in content_types for macro in _MACRO_TYPES):
        raise UnreadableWorkbook(Reason.MACROS)
    if any(macro in name for macro in _MACRO_MEMBERS for name in names):
        raise UnreadableWorkbook(Reason.MACROS)
    if _WORKBOOK_TYPE not in content_types:
        raise UnreadableWorkbook(Reason.NOT_XLSX)
