"""The file of one person to take away: a workbook, and a paper for the personnel file (tagged PDF, PDF/UA-1).

The paper is official and in Vietnamese whatever language its reader chose, so its words do not pass through the catalogue.
"""

import datetime
import json
import tempfile

import typst
from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _

import vietnamese
from completions.dossier import Dossier, Line, state_of
from completions.models import issuer, issuer_above
from completions.pdf import HERE, typst_fonts
from spreadsheets import Column, Sheet, write_workbook

DESIGN = HERE / "designs" / "dossier"


def workbook_of(dossier: Dossier, moment: datetime.datetime):
    """An open temporary file; whoever answers with it closes it."""
    file = tempfile.TemporaryFile()  # noqa: SIM115  the response closes it
    rows = [
        (
            year.number,
            one.title,
            one.where,
            one.day,
            one.periods,
            one.score,
            one.number,
            one.source,
            state_of(one),
        )
        for year in dossier.years
        for one in year.lines
    ]
    columns = [
        Column(_("Year"), "number", 8),
        Column(_("Training"), width=48),
        Column(_("Unit then, or organised by"), width=36),
        Column(_("Completed on"), "date"),
        Column(_("Periods"), "number"),
        Column(_("Score"), "number"),
        Column(_("Certificate or evidence"), width=26),
        Column(_("Source"), width=36),
        Column(_("State"), width=14),
    ]
    lead = [f"{_('Learning file')}: {dossier.person.full_name}", *_facts(dossier), _as_of(moment)]
    write_workbook(file, [Sheet(_("Learning file"), columns, rows, lead)])
    file.seek(0)
    return file


def pdf_of(dossier: Dossier, moment: datetime.datetime) -> bytes:
    """Words reach the drawing as JSON, never as its source: no name is read as a command."""
    compiler = typst.Compiler(
        input=DESIGN / "dossier.typ",
        root=DESIGN,
        font_paths=typst_fonts(),
        ignore_system_fonts=True,
        sys_inputs={"paper": json.dumps(_paper(dossier, moment), ensure_ascii=False)},
    )
    return compiler.compile(format="pdf", pdf_standards="ua-1", timestamp=0)


def _paper(dossier: Dossier, moment: datetime.datetime) -> dict:
    return _composed(
        {
            "issuer": issuer(),
            "issuer_above": issuer_above(),
            "name": dossier.person.full_name,
            "facts": _facts(dossier),
            "years": [
                {
                    "year": str(year.number),
                    "periods": vietnamese.format_number(year.periods),
                    "rows": [_cells(one) for one in year.lines],
                }
                for year in dossier.years
            ],
            "total": f"{dossier.trainings} lượt đào tạo, bồi dưỡng; {vietnamese.format_number(dossier.periods)} tiết",
            "note": "Bản trình diễn, không có giá trị." if settings.DEMO else "",
            "part": ""
            if dossier.is_whole
            else "Chỉ gồm kết quả đạt được khi còn công tác tại đơn vị của người xuất hồ sơ.",
            "as_of": _as_of(moment),
        }
    )


def _cells(line: Line) -> list[str]:
    title = line.title + (" (đã thu hồi)" if line.is_revoked else "")
    return [
        title,
        line.where,
        vietnamese.format_date(line.day),
        vietnamese.format_number(line.periods) if line.periods is not None and not line.is_revoked else "–",
        f"{vietnamese.format_number(line.score)} %" if line.score is not None else "–",
        "\n".join(part for part in (line.number, line.source) if part) or "–",
    ]


def _facts(dossier: Dossier) -> list[str]:
    place = dossier.place
    facts = [f"Mã cán bộ: {dossier.person.staff_code}"] if dossier.person.staff_code else []
    if place is not None:
        facts.append(f"Đơn vị: {place.unit.name}")
        facts += [f"Chức vụ: {place.post}"] if place.post else []
    return facts


def _as_of(moment: datetime.datetime) -> str:
    local = timezone.localtime(moment)
    return f"Tính đến {local:%H:%M} ngày {local:%d/%m/%Y}"


def _composed(value):
    """Every text in it in one spelling: the font has no combining marks of its own."""
    if isinstance(value, str):
        return "\n".join(vietnamese.nfc(part) for part in value.split("\n"))
    if isinstance(value, list):
        return [_composed(one) for one in value]
    return {name: _composed(one) for name, one in value.items()} if isinstance(value, dict) else value
