"""The offices, schools and enterprises below the real bodies of the province. Enterprises are invented."""

from django.db import transaction

from organisation.models import Unit
from starter.province import BODIES, PROVINCE, place

WARD_OFFICES = ["Văn phòng HĐND và UBND", "Phòng Kinh tế, Hạ tầng và Đô thị", "Phòng Văn hóa – Xã hội"]
COMMUNE_OFFICES = ["Văn phòng HĐND và UBND", "Phòng Kinh tế", "Phòng Văn hóa – Xã hội"]
SCHOOLS = ["Trường Tiểu học", "Trường Trung học cơ sở"]
DEPARTMENT_OFFICES = ["Văn phòng", "Phòng Tổ chức – Hành chính", "Phòng Nghiệp vụ"]
ENTERPRISES = [
    "Công ty TNHH May mặc Sông Đơ",
    "Công ty cổ phần Gạch men Núi Đọ",
    "Công ty TNHH Thủy sản Lạch Hới",
    "Công ty cổ phần Mía đường Đồng Cổ",
    "Công ty TNHH Cơ khí Hàm Hạc",
    "Công ty cổ phần Vận tải Bến Ngự",
    "Công ty TNHH Nông sản Cửa Đặt",
    "Công ty cổ phần Xây dựng Thành Lam",
]


@transaction.atomic
def add_offices() -> list[Unit]:
    """Create the units below departments and communes that are missing; returns those that people work in."""
    province = Unit.objects.get(code=PROVINCE)
    known = set(Unit.objects.values_list("code", flat=True))
    for number, name in enumerate(ENTERPRISES, 1):
        if f"DN{number:02d}" not in known:
            place(province, Unit(name=name, code=f"DN{number:02d}", kind=Unit.Kind.ENTERPRISE))
    for parent in Unit.objects.filter(depth=2).order_by("path"):
        for code, name, short_name, kind in offices_of(parent):
            if code not in known:
                parent.add_child(instance=Unit(name=name, short_name=short_name, code=code, kind=kind))
    return list(Unit.objects.filter(numchild=0).order_by("path"))


def offices_of(parent: Unit) -> list[tuple[str, str, str, str]]:
    """Code, name, short name and kind of what stands below a commune, a ward or a department."""
    if parent.kind in {Unit.Kind.COMMUNE, Unit.Kind.WARD}:
        names = WARD_OFFICES if parent.kind == Unit.Kind.WARD else COMMUNE_OFFICES
        where = parent.short_name[0].lower() + parent.short_name[1:]
        offices = [
            (f"{parent.code}-{place}", f"{name} {where}", name, Unit.Kind.DIVISION)
            for place, name in enumerate(names, 1)
        ]
        return offices + [
            (
                f"{parent.code}-T{place}",
                f"{name} {where}",
                f"{name} {parent.short_name.split(' ', 1)[1]}",
                Unit.Kind.SCHOOL,
            )
            for place, name in enumerate(SCHOOLS, 1)
        ]
    if parent.code in {code for code, _, kind in BODIES if kind == Unit.Kind.DEPARTMENT}:
        return [
            (f"{parent.code}-{place}", f"{name} {parent.name}", name, Unit.Kind.DIVISION)
            for place, name in enumerate(DEPARTMENT_OFFICES, 1)
        ]
    return []
