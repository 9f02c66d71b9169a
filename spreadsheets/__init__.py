"""The one safe reader and the one safe writer of .xlsx; everything else goes through these two."""

from spreadsheets.reader import Table, read_workbook
from spreadsheets.refusals import Reason, UnreadableWorkbook
from spreadsheets.writer import Column, Sheet, write_workbook

__all__ = [
    "Column",
    "Reason",
    "Sheet",
    "Table",
    "UnreadableWorkbook",
    "read_workbook",
    "write_workbook",
]
