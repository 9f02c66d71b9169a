"""Why an uploaded file is not read. The sentences people see belong to the forms above."""

from enum import StrEnum


class Reason(StrEnum):
    """What is wrong with the file; each asks for different help."""

    EMPTY = "empty"  # no bytes at all
    TOO_LARGE = "too_large"  # more bytes, or more text once unpacked, than any list of people needs
    NOT_XLSX = "not_xlsx"  # another kind of file, whatever its name says: xls, xlsb, ods, csv, pdf
    ENCRYPTED = "encrypted"  # protected by a password
    MACROS = "macros"  # carries programs
    TOO_MANY_MEMBERS = "too_many_members"  # more parts in the archive than a workbook has
    BOMB = "bomb"  # small on disk, enormous once unpacked
    EMBEDDED_ARCHIVE = "embedded_archive"  # another workbook, document or archive inserted into it
    UNSAFE_XML = "unsafe_xml"  # declares a document type or an encoding other than UTF-8
    TOO_MANY_ROWS = "too_many_rows"
    TOO_MANY_COLUMNS = "too_many_columns"
    TOO_SLOW = "too_slow"  # took longer to read than any honest file does
    DAMAGED = "damaged"  # a workbook once, but broken


class UnreadableWorkbook(Exception):
    """A file that is refused; `code` is one of `Reason`, which compares equal to its own text."""

    def __init__(self, code: Reason | str) -> None:
        self.code = Reason(code)
        super().__init__(str(self.code))
