"""Reports as files: short ones at once, long ones made in the background and fetched from a page of their own."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import FileResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

import clock
from reports import large_exports, tasks
from reports.builder.files import BuilderFile
from reports.exports import InquiryFile, TakenFile, taken_at_once
from reports.large_exports import address_of, ask_for_export, file_asked, hand_out
from reports.models import LargeExport


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def export(request, unit_id: int):
    """The table of units or the list of people as it is on the screen."""
    return _answer(request, InquiryFile.asked(request.user, request.GET, unit_id))


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def builder_file(request):
    """Every line of a report that somebody put together, as Excel or CSV."""
    return _answer(request, BuilderFile.asked(request.user, request.GET))


def _answer(request, wanted: TakenFile):
    """The file where it is short. A long one is asked for by a POST; a GET says so."""
    if wanted.number <= large_exports.AT_ONCE:
        return FileResponse(taken_at_once(wanted, request), as_attachment=True, filename=wanted.name)
    is_too_long = wanted.number > large_exports.MOST_LINES
    if request.method == "POST" and not is_too_long:
        return _ask(request, address_of(request.path, request.GET), wanted)
    page = _frame(wanted.title) | {
        "wanted": wanted,
        "is_too_long": is_too_long,
        "address": request.get_full_path(),
        "exports": _own(request).filter(address=address_of(request.path, request.GET)),
    }
    return render(request, "reports/export_ask.html", page)


def _ask(request, address: str, wanted: TakenFile):
    try:
        made = ask_for_export(by=request.user, address=address, wanted=wanted, request=request)
    except large_exports.TooManyAtWork:
        messages.error(request, _("Three files are being made for you. Ask again when one of them is ready."))
        return redirect("reports:large_exports")
    tasks.write_export.enqueue(made.pk)
    return redirect("reports:large_export", made.pk)


@require_safe
@login_required
def large_exports_page(request):
    """The files that were made for this person since yesterday."""
    return render(
        request, "reports/exports.html", _frame(_("Files made for you")) | {"exports": _own(request)[:50]}
    )


@require_safe
@login_required
def large_export(request, export_id: int):
    """How far a file is; where it is ready, the way to it."""
    return _page(request, get_object_or_404(_own(request), pk=export_id))


def _page(request, made: LargeExport, status: int = 200):
    page = _frame(made.title) | {"export": made}
    return render(request, "reports/export.html", page, status=status)


@require_safe
@login_required
def large_export_file(request, export_id: int):
    """The file, for whoever asked for it and may still see all that is in it."""
    made = get_object_or_404(_own(request).filter(stage=LargeExport.Stage.READY), pk=export_id)
    try:
        file = hand_out(export=made, to=request.user, request=request)
    except (large_exports.NotAllowedAnyMore, large_exports.FileIsGone):
        made.refresh_from_db()
        return _page(request, made, status=403 if made.stage == LargeExport.Stage.REFUSED else 410)
    return FileResponse(file, as_attachment=True, filename=made.name)


@require_POST
@login_required
def ask_again(request, export_id: int):
    """Make a file anew, by the rights that its person has now."""
    made = get_object_or_404(_own(request), pk=export_id)
    return _ask(request, made.address, file_asked(request.user, made.address))


def _own(request):
    """The reader's own files."""
    return LargeExport.objects.by(request.user).standing(clock.now())


def _frame(title: str) -> dict:
    return {
        "title": title,
        "section": "reports",
        "crumbs": [(_("Reports"), reverse("reports:dashboard"))],
    }
