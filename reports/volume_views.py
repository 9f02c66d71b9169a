"""The yearly table of learning volume: page and workbook."""

import tempfile

from django.core.paginator import Paginator
from django.http import FileResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

import clock
from audit.actions import log
from completions.volume import PERIODS_A_YEAR
from organisation import scope
from organisation.models import Unit
from organisation.permissions import for_observers
from reports.volume import Table, volume_table
from spreadsheets import Column, Sheet, write_workbook

PAGE = 50
YEARS = 5


@require_safe
@for_observers
def volume(request, unit_id: int):
    """A branch's year: its units and its people."""
    unit, year, years = _asked(request, unit_id)
    table = volume_table(unit, year)
    context = {
        "section": "reports",
        "unit": unit,
        "table": table,
        "years": years,
        "goal": PERIODS_A_YEAR,
        "page": Paginator(table.lines, PAGE).get_page(request.GET.get("page")),
        "query": f"nam={year}&",
        "crumbs": [(str(unit), reverse("reports:unit", args=[unit.pk]))],
    }
    return render(request, "reports/volume.html", context)


@require_safe
@for_observers
def volume_workbook(request, unit_id: int):
    """The same numbers as a spreadsheet; who took it is kept."""
    unit, year, _years = _asked(request, unit_id)
    table = volume_table(unit, year)
    file = tempfile.TemporaryFile()  # noqa: SIM115 - the response closes it
    write_workbook(file, _sheets(unit, table))
    log(
        actor=request.user,
        verb="report.exported",
        target=unit,
        unit_id=unit.pk,
        request=request,
        table="so-tiet",
        filters={"nam": year},
        rows=len(table.lines),
    )
    file.seek(0)
    return FileResponse(file, as_attachment=True, filename=f"so-tiet-{year}-{unit.code}.xlsx")


def _asked(request, unit_id: int) -> tuple[Unit, int, list[int]]:
    unit = get_object_or_404(scope.visible_units(request.user), pk=unit_id)
    this_year = clock.today().year
    years = list(range(this_year, this_year - YEARS, -1))
    asked = request.GET.get("nam", "")
    return unit, int(asked) if asked.isdecimal() and int(asked) in years else this_year, years


def _sheets(unit: Unit, table: Table) -> list[Sheet]:
    lead = [
        _("Learning volume of %(year)d") % {"year": table.year},
        unit.name,
        _("%(enough)d of %(people)d people have at least %(goal)d periods")
        % {"enough": table.whole.enough, "people": table.whole.people, "goal": PERIODS_A_YEAR},
    ]
    people = Sheet(
        title=_("People"),
        columns=[
            Column(_("Full name"), width=30),
            Column(_("Staff code"), width=14),
            Column(_("Post"), width=30),
            Column(_("Unit"), width=40),
            Column(_("Periods"), "number"),
            Column(_("At least %(goal)d") % {"goal": PERIODS_A_YEAR}, width=14),
        ],
        rows=[
            (one.name, one.code, one.post, one.unit, one.periods, _("yes") if one.is_enough else _("no"))
            for one in table.lines
        ],
        lead=lead,
    )
    units = Sheet(
        title=_("Units"),
        columns=[
            Column(_("Unit"), width=48),
            Column(_("People"), "number"),
            Column(_("At least %(goal)d") % {"goal": PERIODS_A_YEAR}, "number"),
            Column(_("Periods in all"), "number"),
            Column(_("Periods a person"), "number"),
        ],
        rows=[
            (one.name, one.people, one.enough, one.periods, round(one.average, 1))
            for one in (*table.parts, table.whole)
        ],
        lead=lead,
    )
    return [units, people]
