"""Past training from a list: template, upload, preview in groups, one confirmation. Each list is its owner's alone."""

import tempfile

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import FileResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

import vietnamese
from completions import past_actions as actions
from completions.models import TrainingImport
from completions.past_training import NEW, SAME, WRONG
from organisation.forms import OneLineField
from organisation.permissions import for_administrators
from organisation.staff.file import MAX_BYTES, UnreadableList
from organisation.tree import way_to
from spreadsheets import Column, Sheet, write_workbook

PAGE = 50
GROUPS = {
    "sai": (WRONG, gettext_lazy("wrong")),
    "moi": (NEW, gettext_lazy("new")),
    "nhu-cu": (SAME, gettext_lazy("as before")),
}
REFUSALS = {
    "wrong": gettext_lazy("Correct the wrong rows in the file first, then upload it again."),
    "nothing": gettext_lazy("The list changes nothing: there is nothing to confirm."),
    "late": gettext_lazy("This list can no longer be confirmed. Please upload it again."),
    "changed": gettext_lazy("Something changed since the list was read. Look at it again before you agree."),
}
UNREADABLE = {
    UnreadableList.NO_HEADING: gettext_lazy(
        "No row has headings for staff code, name of the training, day of finishing and periods, as in the template."
    ),
    "too_many_rows": gettext_lazy("The list has more than 5,000 rows. Upload it in parts."),
}
TITLES = (
    "Mã cán bộ",
    "Họ và tên",
    "Tên khóa đào tạo",
    "Đơn vị tổ chức",
    "Ngày hoàn thành",
    "Số tiết",
    "Số giấy chứng nhận",
)
"""Vietnamese whatever the language of the reader: `past_training` reads these."""
EXAMPLE = (
    "VD0001",
    "Nguyễn Văn An",
    "Bồi dưỡng nghiệp vụ thi đua, khen thưởng năm 2024",
    "Sở Nội vụ",
    "12/05/2024",
    "16",
    "15/GCN-SNV",
)


class PastTrainingForm(forms.Form):
    """The list and where it comes from."""

    file = forms.FileField(
        label=gettext_lazy("The list (.xlsx or .csv)"),
        help_text=gettext_lazy("At most 10 MB and 5,000 rows, in the columns of the template."),
        widget=forms.FileInput(attrs={"accept": ".xlsx,.csv"}),
        error_messages={
            "required": gettext_lazy("Choose the file."),
            "empty": gettext_lazy("The file is empty."),
        },
    )
    source = OneLineField(
        label=gettext_lazy("Where the list comes from"),
        max_length=300,
        help_text=gettext_lazy(
            "Stands with each record, for example: register of certificates of 2019–2025."
        ),
        error_messages={"required": gettext_lazy("Write where the list comes from.")},
    )

    def clean_file(self):
        file = self.cleaned_data["file"]
        if file.size > MAX_BYTES:
            raise forms.ValidationError(_("The file is larger than 10 MB."))
        return file


@require_http_methods(["GET", "HEAD", "POST"])
@for_administrators
def past_trainings(request):
    form = PastTrainingForm(request.POST or None, request.FILES or None)
    if form.is_valid():
        file = form.cleaned_data["file"]
        try:
            made = actions.upload_past_training(
                content=file.read(),
                file_name=vietnamese.nfc(file.name),
                source=form.cleaned_data["source"],
                by=request.user,
                request=request,
            )
        except UnreadableList as refusal:
            form.add_error("file", UNREADABLE.get(refusal.code, _("The file is damaged or is no list.")))
        else:
            return redirect("completions:past_training", made.pk)
    context = {
        "section": "reports",
        "form": form,
        "lists": request.user.training_imports.defer("rows")[:20],
        "crumbs": way_to(request.user),
    }
    return render(request, "completions/past_trainings.html", context)


@require_safe
@for_administrators
def template(request):
    file = tempfile.TemporaryFile()  # noqa: SIM115  the response closes it
    write_workbook(file, [Sheet("Danh sách", [Column(title) for title in TITLES], [EXAMPLE])])
    file.seek(0)
    return FileResponse(file, as_attachment=True, filename="mau-dao-tao-truoc-day.xlsx")


@require_safe
@for_administrators
def past_training(request, import_id: int):
    """What a list would do, in groups; or that it is done."""
    found = get_object_or_404(request.user.training_imports, pk=import_id)
    rows = actions.rows_of(found)
    counts = {group: sum(row.group == group for row in rows) for group, _label in GROUPS.values()}
    first = next((name for name, (group, _label) in GROUPS.items() if counts[group]), "moi")
    here = request.GET.get("nhom") if request.GET.get("nhom") in GROUPS else first
    page = Paginator([row for row in rows if row.group == GROUPS[here][0]], PAGE).get_page(
        request.GET.get("page")
    )
    context = {
        "section": "reports",
        "list": found,
        "counts": counts,
        "groups": [(name, label, counts[group]) for name, (group, label) in GROUPS.items()],
        "here": here,
        "page": page,
        "query": f"nhom={here}&",
        "is_ready": found.stage == TrainingImport.Stage.READY,
        "crumbs": [*way_to(request.user), (_("Past training"), reverse("completions:past_trainings"))],
    }
    return render(request, "completions/past_training.html", context)


@require_POST
@for_administrators
def confirm(request, import_id: int):
    found = get_object_or_404(request.user.training_imports, pk=import_id)
    try:
        actions.confirm_past_training(training_import=found, by=request.user, request=request)
    except actions.NotAgreed as refusal:
        if refusal.reason == "changed":
            actions.check_again(training_import=found, by=request.user)
        messages.error(request, REFUSALS[refusal.reason])
    return redirect("completions:past_training", found.pk)


@require_POST
@for_administrators
def drop(request, import_id: int):
    found = get_object_or_404(request.user.training_imports, pk=import_id)
    if actions.drop_past_training(training_import=found, by=request.user, request=request):
        messages.success(request, _("The list was dropped. Nothing was changed."))
    return redirect("completions:past_trainings")
