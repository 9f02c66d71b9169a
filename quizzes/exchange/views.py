"""Import and export of questions over HTTP, inside the editor's frame. Another's import is not found."""

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST, require_safe
from wagtail.admin import messages

import clock
from quizzes.authoring.views import page
from quizzes.authoring.writing import CannotBeWritten
from quizzes.bank import authors_questions, editable_categories
from quizzes.exchange.exporting import drawn_up, export_questions
from quizzes.exchange.guide import template as template_file
from quizzes.exchange.importing import confirm_import
from quizzes.exchange.item import UnreadableFile
from quizzes.exchange.pictures import preview_of
from quizzes.exchange.preparing import mend_row, prepare_import
from quizzes.exchange.preview import ExportForm, Preview, RowForm, UploadForm
from quizzes.exchange.sentences import refusal_sentence, sentence
from quizzes.models import ArchivedSitting, QuestionImport
from spreadsheets.container import MAX_BYTES

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
LOSSES_SHOWN = 200
SITTINGS_A_PAGE = 50


def _crumbs():
    return [{"url": reverse("bank:exchange"), "label": _("Import and export")}]


def _own(request, uuid) -> QuestionImport:
    """A person's own import, as long as they write its category."""
    own = QuestionImport.objects.filter(
        user=request.user, category__in=editable_categories(request.user).order_by().values("pk")
    )
    return get_object_or_404(own.filter(expires_at__gt=clock.now()).select_related("category"), uuid=uuid)


@require_http_methods(["GET", "HEAD", "POST"])
def exchange(request):
    """Where files come in and go out."""
    if not authors_questions(request.user):
        raise PermissionDenied
    categories = editable_categories(request.user)
    form = UploadForm(request.POST or None, request.FILES or None, categories=categories)
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        try:
            prepared = prepare_import(
                content=file.read(MAX_BYTES + 1),
                file_name=file.name,
                category=form.cleaned_data["category"],
                by=request.user,
                request=request,
            )
        except UnreadableFile as refusal:
            form.add_error("file", refusal_sentence(refusal))
        else:
            return redirect("bank:import", prepared.uuid)
    return page(
        request,
        "exchange",
        _("Import and export"),
        status=422 if form.errors else 200,
        form=form,
        export_form=ExportForm(categories=categories),
        has_categories=categories.exists(),
        waiting=QuestionImport.objects.filter(
            user=request.user, confirmed_at=None, expires_at__gt=clock.now()
        ),
    )


@require_GET
def template(request):
    """The Excel template with an example of the usual kinds and a guide."""
    if not authors_questions(request.user):
        raise PermissionDenied
    return _file(template_file(), "mau-cau-hoi.xlsx", XLSX)


@require_GET
def preview(request, uuid):
    """Every row as it would be imported; nothing is written by looking."""
    prepared = _own(request, uuid)
    shown = Preview(prepared, request.user, request.GET.get("xem", ""), request.GET.get("trang", 1))
    title = _("Preview") if prepared.confirmed_at is None else _("Imported")
    return page(request, "import", title, subtitle=prepared.file_name, crumbs=_crumbs(), preview=shown)


@require_POST
def mend(request, uuid, place):
    """Mend one row of a preview, leave it out, or take it in again."""
    prepared = _own(request, uuid)
    pictures = next((row.get("pictures") for row in prepared.rows if row["place"] == place), None)
    form = RowForm(request.POST, pictures=pictures)
    if form.is_valid():
        left_out = request.POST.get("act") == "leave_out"
        mend_row(prepared=prepared, place=place, cells=form.cells, alts=form.alts, left_out=left_out)
        messages.success(
            request,
            (_("Row %(row)s is left out.") if left_out else _("Row %(row)s is checked again."))
            % {"row": place},
        )
    else:
        messages.error(request, _("Row %(row)s: a cell is too long.") % {"row": place})
    return redirect(f"{reverse('bank:import', args=[prepared.uuid])}?xem={request.POST.get('xem', '')[:10]}")


@require_safe
def picture(request, uuid, digest):
    """A picture of a preview, drawn anew and small."""
    found = get_object_or_404(_own(request, uuid).pictures, digest=digest)
    response = HttpResponse(preview_of(bytes(found.content)), content_type="image/png")
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response["Cache-Control"] = "private, max-age=3600, immutable"
    return response


@require_POST
def confirm(request, uuid):
    """Import everything the preview holds, or nothing."""
    prepared = _own(request, uuid)
    try:
        confirm_import(
            prepared=prepared, by=request.user, put_into_use=request.POST.get("use") == "1", request=request
        )
    except CannotBeWritten as refusal:
        for words in refusal.sentences:
            messages.error(request, words)
    return redirect("bank:import", prepared.uuid)


@require_http_methods(["GET", "HEAD", "POST"])
def export(request):
    """First what the format cannot carry, then the file."""
    if not authors_questions(request.user):
        raise PermissionDenied
    given = request.POST if request.method == "POST" else request.GET
    form = ExportForm(given, categories=editable_categories(request.user))
    if not form.is_valid():
        return redirect("bank:exchange")
    chosen = form.cleaned_data
    if request.method == "POST":
        made = export_questions(**chosen, by=request.user, request=request)
        return _file(made.written.content, made.name, "application/octet-stream")
    made = drawn_up(**chosen)
    told = [(made.items[loss.place - 1], sentence(loss)) for loss in made.written.losses[:LOSSES_SHOWN]]
    return page(
        request,
        "export",
        _("Export"),
        subtitle=chosen["category"].name,
        crumbs=_crumbs(),
        form=form,
        count=len(made.items),
        losses=told,
        more=max(0, len(made.written.losses) - LOSSES_SHOWN),
        format=dict(form.fields["format"].choices)[chosen["format"]],
    )


@require_GET
def archive(request):
    """Sittings taken over from another system; they name people of every unit, so only the province reads them."""
    if not (request.user.is_active and request.user.is_superuser):
        raise PermissionDenied
    sittings = ArchivedSitting.objects.select_related("user").order_by("-started_at", "-pk")
    shown = Paginator(sittings, SITTINGS_A_PAGE).get_page(request.GET.get("trang"))
    return page(request, "archive", _("Sittings taken over"), crumbs=_crumbs(), sittings=shown)


def _file(content: bytes, name: str, kind: str) -> HttpResponse:
    response = HttpResponse(content, content_type=kind)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["Cache-Control"] = "private, no-store"
    return response
