"""The one safe reader and the one safe writer of .xlsx, and the one of CSV; everything else goes through these."""

from spreadsheets.csv_file import write_csv
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
    "write_csv",
    "write_workbook",
]
