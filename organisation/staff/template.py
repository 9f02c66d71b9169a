"""The empty list to fill in, with an example row and the units it may name."""

import tempfile

from django.utils.translation import gettext as _

from organisation.models import Category
from organisation.scope import visible_units
from spreadsheets import Column, Sheet, write_workbook

TITLES = (
    "Mã cán bộ",
    "Họ và tên",
    "Mã đơn vị",
    "Đơn vị",
    "Chức vụ",
    "Diện cán bộ",
    "Thư điện tử",
    "Điện thoại",
    "Từ ngày",
)
"""Vietnamese whatever the language of the reader: `staff.file` reads these."""


def write_template(user):
    """A workbook to download: the list, its units with codes, the words of the categories."""
    units = visible_units(user, acting=True).present().order_by("path").values_list("code", "name")
    code, name = next(iter(units[:1]), ("", ""))
    example = [
        "VD0001",
        "Nguyễn Văn An",
        code,
        name,
        "Chuyên viên",
        "kiêm nhiệm",
        "an@thanhhoa.gov.vn",
        "0912345678",
    ]
    file = tempfile.TemporaryFile()  # noqa: SIM115  the response closes it
    write_workbook(
        file,
        [
            Sheet("Danh sách", [Column(title) for title in TITLES], [[*example, "01/07/2025"]]),
            Sheet(_("Units"), [Column(_("Code of the unit")), Column(_("Unit"), width=60)], units.iterator()),
            Sheet(
                _("Categories"),
                [Column(_("Category of staff"), width=60)],
                [[str(label)] for label in Category.labels],
            ),
        ],
    )
    file.seek(0)
    return file
