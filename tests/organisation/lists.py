"""Lists of staff as offices send them."""

import io

import openpyxl

from organisation.actions import confirm_staff_list, read_upload, upload_staff_list, write_staff_list
from organisation.models import StaffImport

HEADING = [
    "Mã cán bộ",
    "Họ và tên",
    "Mã đơn vị",
    "Chức vụ",
    "Diện cán bộ",
    "Thư điện tử",
    "Điện thoại",
    "Từ ngày",
]


def workbook(rows, heading=HEADING, lead=()) -> bytes:
    """An .xlsx of these rows."""
    file = io.BytesIO()
    book = openpyxl.Workbook()
    for row in [*([line] for line in lead), heading, *rows]:
        book.active.append(list(row))
    book.save(file)
    return file.getvalue()


def comma_separated(rows, heading=HEADING, encoding="utf-8-sig") -> bytes:
    lines = [";".join("" if cell is None else str(cell) for cell in row) for row in [heading, *rows]]
    return "\r\n".join(lines).encode(encoding)


def previewed(content: bytes, *, unit, by, is_complete=False, name="danh-sach.xlsx") -> StaffImport:
    """A list as its owner sees it after it was read."""
    made = upload_staff_list(content=content, file_name=name, unit=unit, is_complete=is_complete, by=by)
    read_upload(pk=made.pk)
    made.refresh_from_db()
    return made


def imported(content: bytes, *, unit, by, is_complete=False, departures=None) -> StaffImport:
    made = previewed(content, unit=unit, by=by, is_complete=is_complete)
    confirm_staff_list(staff_import=made, departures=departures, by=by)
    write_staff_list(pk=made.pk)
    made.refresh_from_db()
    return made


def errors_of(made: StaffImport) -> dict[int, list[str]]:
    return {row.number: row.errors for row in made.rows.order_by("number") if row.errors}
