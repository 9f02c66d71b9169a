"""Lists of staff: upload, watch, look at what would change, agree. Each is its owner's alone."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import FileResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

import clock
from organisation import actions, tasks
from organisation.forms import DeparturesForm, StaffListForm
from organisation.models import Group, StaffImport
from organisation.permissions import for_administrators
from organisation.staff.preview import shown
from organisation.staff.template import write_template
from organisation.tree import way_to

PAGE = 50
GROUPS = {
    "sai": Group.WRONG,
    "moi": Group.NEW,
    "doi": Group.CHANGED,
    "nghi": Group.GONE,
    "nhu-cu": Group.SAME,
}
REFUSALS = {
    "wrong": gettext_lazy("Correct the wrong rows in the file first, then upload it again."),
    "nothing": gettext_lazy("The list changes nothing: there is nothing to confirm."),
    "late": gettext_lazy("This list can no longer be confirmed. Please upload it again."),
}


@require_http_methods(["GET", "HEAD", "POST"])
@for_administrators
def staff_lists(request):
    """Upload a list; those uploaded before."""
    form = StaffListForm(
        request.POST or None, request.FILES or None, user=request.user, asked=request.GET.get("don_vi", "")
    )
    if form.is_valid():
        made = actions.upload_staff_list(**form.cleaned_data, by=request.user, request=request)
        tasks.read_upload.enqueue(made.pk)
        return redirect("organisation:staff_list", made.pk)
    standing = (
        StaffImport.objects.by(request.user).standing(clock.now()).defer("upload").select_related("unit")
    )
    context = {"section": "reports", "form": form, "lists": standing[:20], "crumbs": way_to(request.user)}
    return render(request, "organisation/staff_lists.html", context)


@require_safe
@for_administrators
def template(request):
    return FileResponse(
        write_template(request.user), as_attachment=True, filename="mau-danh-sach-can-bo.xlsx"
    )


@require_safe
@for_administrators
def staff_list(request, import_id):
    """Where a list is: at work, ready to be looked at in groups, done."""
    found = _own(request, import_id)
    return render(request, "organisation/staff_list.html", _page(request, found, DeparturesForm()))


@require_POST
@for_administrators
def confirm(request, import_id):
    """Agree, once; a mass departure asks for the number again."""
    found = _own(request, import_id)
    form = DeparturesForm(request.POST)
    departures = form.cleaned_data["departures"] if form.is_valid() else None
    try:
        actions.confirm_staff_list(
            staff_import=found, departures=departures, by=request.user, request=request
        )
    except actions.NotAgreed as refusal:
        if refusal.reason != "departures":
            messages.error(request, REFUSALS[refusal.reason])
            return redirect("organisation:staff_list", found.pk)
        if "departures" in request.POST:
            form.say_different()
        else:
            form = DeparturesForm()
        context = _page(request, found, form) | {"asks_again": True}
        return render(request, "organisation/staff_list.html", context)
    tasks.write_staff_list.enqueue(found.pk)
    return redirect("organisation:staff_list", found.pk)


@require_POST
@for_administrators
def discard(request, import_id):
    if actions.discard_staff_list(staff_import=_own(request, import_id), by=request.user, request=request):
        messages.success(request, _("The list was dropped. Nothing was changed."))
    return redirect("organisation:staff_lists")


def _own(request, import_id) -> StaffImport:
    """One of the reader's own lists."""
    lists = StaffImport.objects.by(request.user).standing(clock.now()).defer("upload").select_related("unit")
    return get_object_or_404(lists, pk=import_id)


def _page(request, found: StaffImport, form: DeparturesForm) -> dict:
    groups = [(name, group.label, found.count(group)) for name, group in GROUPS.items()]
    first = next((name for name, _label, count in groups if count), "moi")
    here = request.GET.get("nhom") if request.GET.get("nhom") in GROUPS else first
    rows = found.rows.filter(group=GROUPS[here]).select_related("person").order_by("number", "pk")
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    return {
        "section": "reports",
        "list": found,
        "form": form,
        "groups": groups,
        "here": here,
        "page": page,
        "rows": shown(page.object_list),
        "query": f"nhom={here}&",
        "crumbs": [*way_to(request.user), (_("Lists of staff"), "/don-vi/nhap/")],
    }
