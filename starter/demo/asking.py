"""What waits in the demo for the ward's and the province's administrators: requests, and a list of staff with mistakes."""

import datetime
import io
import random

from django.db import transaction

import clock
from accounts.models import User
from enrolments.actions import ask_dispensation
from enrolments.models import Enrolment
from organisation.actions import read_upload, report_mistake, upload_staff_list
from organisation.models import Membership, StaffImport, Unit
from organisation.staff.template import TITLES
from spreadsheets import Column, Sheet, write_workbook
from starter.demo.people import HAC_THANH

MISTAKES = [
    "Tên tôi bị thiếu chữ đệm. Xin sửa theo quyết định tuyển dụng.",
    "Tôi đã chuyển về phường từ 01/10/2026, hệ thống vẫn ghi đơn vị cũ.",
    "Chức vụ của tôi ghi chưa đúng: tôi phụ trách văn hóa, không phải văn phòng.",
]
KEPT = datetime.timedelta(days=90)
"""So long the demo's list waits: a real one is forgotten after two days."""


@transaction.atomic
def ask_of_administrators(*, named: dict[str, User], chance: random.Random) -> int:
    """Make all of it; returns how many requests wait."""
    ward = Unit.objects.get(code=HAC_THANH)
    members = Membership.objects.present().primary().within(ward).exclude(user__in=named.values())
    neighbours = list(User.objects.active().filter(pk__in=members.values("user")).order_by("pk")[:8])
    chance.shuffle(neighbours)
    for person, text in zip([named["hocvien"], *neighbours], MISTAKES, strict=False):
        report_mistake(user=person, text=text)
    idle = Enrolment.objects.open().filter(dispensations=None, user__is_active=True)
    idle = idle.filter(user__in=neighbours).first() or idle.exclude(user__in=named.values()).first()
    if idle is not None:
        ask_dispensation(enrolment=idle, kind="exemption", reason="Nghỉ thai sản đến hết năm", until=None)
    keep_list(ward=ward, by=named["quantri.hacthanh"], known=neighbours)
    return len(MISTAKES) + (idle is not None)


def keep_list(*, ward: Unit, by: User, known: list[User]) -> StaffImport:
    """A list of the ward as offices send them: people who are new, one who changed, and rows that are wrong."""
    office = ward.get_children().order_by("path").first() or ward
    rows = [
        ["VD-HT-01", "Lê Thị Thu Trang", office.code, "", "Chuyên viên", "kiêm nhiệm", "trang@demo.invalid"],
        ["VD-HT-02", "ĐỖ VĂN NAM", office.code, "", "Công chức văn phòng – thống kê", "", ""],
        ["VD-HT-03", "Nguyễn Thị Hòa", "KHONG-CO", "", "Viên chức", "", "hoa@demo.invalid"],
        ["VD-HT-04", "Phạm Văn Lộc", office.code, "", "Viên chức", "", "loc(at)demo.invalid"],
        ["VD-HT-01", "Lê Thị Thu Trang", office.code, "", "Chuyên viên", "", ""],
    ]
    rows += [
        [one.staff_code, one.full_name, office.code, "", "Phó Chủ tịch Ủy ban nhân dân", "", one.email]
        for one in known[:2]
    ]
    columns = [Column(title) for title in TITLES[: len(rows[0])]]
    file = io.BytesIO()
    write_workbook(file, [Sheet("Danh sách", columns, rows)])
    made = upload_staff_list(
        content=file.getvalue(),
        file_name="Danh sách cán bộ phường Hạc Thành (bản trình diễn).xlsx",
        unit=ward,
        is_complete=False,
        by=by,
    )
    read_upload(pk=made.pk)
    StaffImport.objects.filter(pk=made.pk).update(expires_at=clock.now() + KEPT)
    return made
