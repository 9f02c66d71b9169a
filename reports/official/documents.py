"""Making an official document, and keeping the templates people edited."""

from django.db import transaction

import clock
from audit.actions import log
from courses.shelves import units_authored_by
from organisation.models import Unit
from organisation.scope import branches_of
from reports.models import LetterHead, OfficialTemplate
from reports.official.filling import refuse_unusable
from reports.official.layout import default_template, texts

Kind = OfficialTemplate.Kind


def template_of(kind: str) -> bytes:
    """The file that documents of this kind are made from today."""
    newest = OfficialTemplate.objects.filter(kind=kind).first()
    return bytes(newest.content) if newest and newest.content else default_template(kind)


def may_edit_templates(user) -> bool:
    """Administrators and trainers of the province: its templates serve every unit."""
    roots = list(Unit.objects.filter(depth=1).values_list("path", flat=True))
    acts_on_all = any(path in roots for path in branches_of(user, acting=True))
    return acts_on_all or units_authored_by(user).filter(depth=1).exists()


@transaction.atomic
def keep_template(*, kind: str, content: bytes | None, by, request=None) -> OfficialTemplate:
    """Use this file from now on; None: the site's own again. Raises UnusableTemplate."""
    if content is not None:
        refuse_unusable(content, SAMPLE)
    kept = OfficialTemplate.objects.create(kind=kind, content=content, made_by=by, made_at=clock.now())
    log(
        actor=by, verb="template.changed", target=kept, request=request, kind=kind, is_default=content is None
    )
    return kept


def letter_head_of(unit: Unit) -> LetterHead:
    """What the unit wrote last, or what can be guessed for its first letter."""
    known = LetterHead.objects.filter(unit=unit).first()
    if known:
        return known
    words, above = texts()["head"], unit.get_parent()
    is_commune = unit.kind == Unit.Kind.COMMUNE
    return LetterHead(
        unit=unit,
        governing_body="" if is_commune or above is None else above.name,
        issuing_body=words["commune_body"].format(name=unit.name) if is_commune else unit.name,
        place=unit.name.partition(" ")[2] if is_commune else words["place"],
        recipients=words["recipients"].strip(),
    )


_ROW = {
    "tt": "1",
    "ten": "Xã Hoằng Hóa",
    "phai_hoc": "1.234",
    "da_xong": "1.000",
    "dang_hoc": "134",
    "chua_hoc": "100",
    "sap_han": "20",
    "qua_han": "12",
    "ty_le": "81 %",
}
SAMPLE = {
    "don_vi_bao_cao": "Tỉnh Thanh Hóa",
    "tinh_den": "tính đến 09:41 ngày 23/11/2026",
    "bo_loc": "Khóa học: Nền tảng pháp luật",
    "so_don_vi": "166",
    "tong": _ROW,
    "don_vi": [_ROW] * 3,
    "khoa_hoc": [_ROW],
    "don_vi_cham": [_ROW] * 2,
    "tong_cham": "24",
    "lop": {"nam": "2026", "so_lop": "3", "so_buoi": "7", "luot_nguoi": "120", "du": "104"},
    "co_quan_chu_quan": "Ủy ban nhân dân tỉnh Thanh Hóa",
    "co_quan": "Sở Nội vụ",
    "so": "15",
    "ky_hieu": "BC-SNV",
    "dia_danh": "Thanh Hóa",
    "ngay": "23",
    "thang": "11",
    "nam": "2026",
    "trich_yeu": "Kết quả tập huấn năm 2026",
    "kinh_gui": "Ủy ban nhân dân các xã, phường",
    "han": "15/12/2026",
    "chuc_vu": ["KT. Giám đốc", "Phó Giám đốc"],
    "nguoi_ky": "Nguyễn Thị Ngọc Ánh",
    "noi_nhan": ["Như trên;", "Lưu: VT."],
}
"""Every name a template may use, with something like what will stand there: an uploaded template is tried with it."""
