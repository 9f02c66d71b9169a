"""The file of one person, on screen and to take away: one's own, or of somebody whom the reader may see."""

from django.contrib.auth.decorators import login_required
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

import clock
from audit.actions import log
from completions.dossier import Dossier, dossier_of
from completions.dossier_files import pdf_of, workbook_of
from completions.volume import PERIODS_A_YEAR


@login_required
@require_safe
def dossier(request, user_id: int):
    found = _read(request, user_id, "dossier.seen")
    is_own = found.person.pk == request.user.pk
    context = {
        "section": "record" if is_own else "reports",
        "dossier": found,
        "is_own": is_own,
        "goal": PERIODS_A_YEAR,
        "crumbs": [(_("Learning record"), reverse("my_learning"))]
        if is_own
        else [(found.person.full_name, f"/bao-cao/nguoi/{found.person.pk}/")],
    }
    return render(request, "completions/dossier.html", context)


@login_required
@require_safe
def dossier_file(request, user_id: int, kind: str):
    """The file as xlsx or pdf; who took another's is kept."""
    if kind not in ("xlsx", "pdf"):
        raise Http404
    found = _read(request, user_id, "dossier.taken", kind=kind)
    name = f"ho-so-hoc-tap-{found.person.staff_code or found.person.username}"
    name = "".join(letter for letter in name if letter.isalnum() or letter in "-_.")
    if kind == "xlsx":
        return FileResponse(workbook_of(found, clock.now()), as_attachment=True, filename=f"{name}.xlsx")
    response = HttpResponse(pdf_of(found, clock.now()), content_type="application/pdf")
    response["Content-Disposition"] = f'attachment; filename="{name}.pdf"'
    return response


def _read(request, user_id: int, verb: str, **detail) -> Dossier:
    found = dossier_of(reader=request.user, user_id=user_id)
    if found.person.pk != request.user.pk:
        log(actor=request.user, verb=verb, target=found.person, request=request, **detail)
    return found
