"""The province as an organisation: its bodies and its 166 communes and wards."""

import datetime

from django.db import transaction

from organisation.models import Unit, UnitPlacement
from starter.reading import read_communes

PROVINCE = "TINH-38"
HOME_AFFAIRS = "SNV"
EMULATION_DIVISION = "SNV-TDKT"
TWO_TIERS = datetime.date(2025, 7, 1)
"""Since this day the communes stand directly below the province."""

BODIES = [
    (HOME_AFFAIRS, "Sở Nội vụ", Unit.Kind.DEPARTMENT),
    ("SCT", "Sở Công Thương", Unit.Kind.DEPARTMENT),
    ("SXD", "Sở Xây dựng", Unit.Kind.DEPARTMENT),
    ("SVHTTDL", "Sở Văn hóa, Thể thao và Du lịch", Unit.Kind.DEPARTMENT),
    ("SGDDT", "Sở Giáo dục và Đào tạo", Unit.Kind.DEPARTMENT),
    ("SYT", "Sở Y tế", Unit.Kind.DEPARTMENT),
    ("BQLNS", "Ban Quản lý Khu kinh tế Nghi Sơn và các khu công nghiệp", Unit.Kind.DEPARTMENT),
    ("DHHD", "Trường Đại học Hồng Đức", Unit.Kind.SCHOOL),
]


@transaction.atomic
def load_province() -> Unit:
    """Create what is missing of the province; units that exist are left as people edited them."""
    province = Unit.objects.filter(code=PROVINCE).first()
    if province is None:
        province = Unit.add_root(
            instance=Unit(
                name="Ủy ban nhân dân tỉnh Thanh Hóa",
                short_name="Tỉnh Thanh Hóa",
                code=PROVINCE,
                kind=Unit.Kind.PROVINCE,
            )
        )
        UnitPlacement.objects.create(unit=province, parent=None)
    known = set(Unit.objects.values_list("code", flat=True))
    for code, name, kind in BODIES:
        if code not in known:
            place(province, Unit(name=name, code=code, kind=kind))
    if EMULATION_DIVISION not in known:
        division = Unit(
            name="Phòng Thi đua – Khen thưởng, Sở Nội vụ", short_name="Phòng Thi đua – Khen thưởng"
        )
        division.code, division.kind = EMULATION_DIVISION, Unit.Kind.DIVISION
        place(Unit.objects.get(code=HOME_AFFAIRS), division)
    for row in read_communes():
        if f"X{row['code']}" not in known:
            place(province, commune(row), since=TWO_TIERS)
    return Unit.objects.get(code=PROVINCE)


def commune(row: dict[str, str]) -> Unit:
    """A commune or ward of the list, found by its other spelling and its former district too."""
    kind = row["kind"]
    return Unit(
        name=f"Ủy ban nhân dân {kind} {row['name']}",
        short_name=f"{kind.capitalize()} {row['name']}",
        code=f"X{row['code']}",
        kind=Unit.Kind.WARD if kind == "phường" else Unit.Kind.COMMUNE,
        former_names=row["former_area"],
        valid_from=TWO_TIERS,
    )


def place(parent: Unit, unit: Unit, since: datetime.date | None = None) -> Unit:
    """Put a new unit below another and note since when it stands there."""
    parent = Unit.objects.get(pk=parent.pk)
    parent.add_child(instance=unit)
    UnitPlacement.objects.create(unit=unit, parent=parent, valid_from=since)
    return unit
