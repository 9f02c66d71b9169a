"""Official documents over HTTP: fill in what stands around the figures, take the file along, edit the templates."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from audit.actions import log
from organisation.models import Unit
from organisation.scope import visible_units
from reports import pages
from reports.exports import file_name
from reports.forms import PeopleForm
from reports.inquiry import Inquiry
from reports.models import OfficialTemplate
from reports.official import documents
from reports.official.figures import context_of, figures_of
from reports.official.filling import UnusableTemplate, fill_in
from reports.official.forms import DocumentForm, TemplateForm

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def official(request, unit_id: int):
    """A report or a letter of a unit, with the figures of the filters in the address."""
    inquiry = Inquiry.of(request, unit_id, PeopleForm)
    head = documents.letter_head_of(Unit.objects.get(pk=inquiry.unit.pk))
    data = request.POST if request.method == "POST" else None
    form = DocumentForm(data, instance=head, initial={"kind": request.GET.get("van-ban", "year")})
    if request.method == "POST" and form.is_valid():
        return _document(request, inquiry, form)
    page = pages.frame(inquiry, below=True) | {
        "title": _("Official document of %(unit)s") % {"unit": inquiry.unit},
        "form": form,
        "filters": inquiry.form,
        "tally": inquiry.rollup().total,
        "may_edit_templates": documents.may_edit_templates(request.user),
    }
    return render(request, "reports/official.html", page, status=422 if form.errors else 200)


@transaction.atomic
def _document(request, inquiry: Inquiry, form: DocumentForm) -> HttpResponse:
    """The file, once it is noted who took it; whoever acts for the unit leaves its heads for the next time."""
    if visible_units(request.user, acting=True).filter(pk=inquiry.unit.pk).exists():
        form.save()
    cleaned = form.cleaned_data
    subject = form.subject_of(inquiry.theme)
    around = {name: cleaned[name] for name in ("number", "day", "addressee", "due_on")}
    context = context_of(figures_of(inquiry), form.instance, subject=subject, **around)
    content = fill_in(documents.template_of(form.template_kind), context)
    log(
        actor=request.user,
        verb="report.document_made",
        target=form.instance.unit,
        unit_id=inquiry.unit.pk,
        request=request,
        kind=cleaned["kind"],
        filters=request.GET.dict(),
        subject=subject,
    )
    name = file_name(str(dict(form.fields["kind"].choices)[cleaned["kind"]]), inquiry, "docx")
    return _file(content, name)


def _file(content: bytes, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type=DOCX)
    response.headers["Content-Disposition"] = content_disposition_header(True, name)
    return response


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def templates(request):
    """The two templates: take one along, edit it in Word, bring it back."""
    if not documents.may_edit_templates(request.user):
        raise PermissionDenied
    forms = {kind: TemplateForm(initial={"kind": kind}, prefix=kind) for kind in OfficialTemplate.Kind.values}
    if request.method == "POST":
        kind = next((kind for kind in forms if f"{kind}-kind" in request.POST), OfficialTemplate.Kind.REPORT)
        form = forms[kind] = TemplateForm(request.POST, request.FILES, prefix=kind)
        if form.is_valid() and _kept(request, form):
            messages.success(request, _("New documents are made from this template."))
            return redirect("reports:templates")
    rows = [
        {
            "kind": kind,
            "label": label,
            "form": forms[kind],
            "newest": OfficialTemplate.objects.filter(kind=kind).first(),
        }
        for kind, label in OfficialTemplate.Kind.choices
    ]
    page = {
        "rows": rows,
        "names": sorted(documents.SAMPLE),
        "crumbs": [(_("Reports"), reverse("reports:dashboard"))],
        "section": "reports",
    }
    is_refused = any(form.errors for form in forms.values())
    return render(request, "reports/templates.html", page, status=422 if is_refused else 200)


def _kept(request, form: TemplateForm) -> bool:
    cleaned = form.cleaned_data
    content = None if cleaned["restore"] else cleaned["file"].read()
    try:
        documents.keep_template(kind=cleaned["kind"], content=content, by=request.user, request=request)
    except UnusableTemplate as refusal:
        form.add_error("file", str(refusal))
        return False
    return True


@require_safe
@login_required
def template_file(request, kind: str):
    """A template as it is used now."""
    if kind not in OfficialTemplate.Kind.values or not documents.may_edit_templates(request.user):
        raise PermissionDenied
    return _file(documents.template_of(kind), f"mau-{kind}.docx")
