"""Views that people saved: the list, saving, opening, removing."""

from urllib.parse import urlsplit

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from organisation.forms import OneLineField
from organisation.models import Unit
from organisation.permissions import for_observers
from organisation.scope import visible_units
from reports.keeping import address_of, forget_view, save_view
from reports.models import SavedView


class SaveForm(forms.Form):
    """A name; with whom it is shared, and when they are told of it."""

    name = OneLineField(
        label=gettext_lazy("Name"),
        max_length=120,
        help_text=gettext_lazy("For example: Ai chưa học – tháng này"),
        error_messages={"required": gettext_lazy("Give the view a name.")},
    )
    shared_with = forms.ModelChoiceField(
        Unit.objects.none(),
        label=gettext_lazy("Share with the branch"),
        required=False,
        empty_label=gettext_lazy("Nobody: only I find it"),
        help_text=gettext_lazy("Whoever opens it sees the figures of the own units, never more."),
    )
    audience = forms.ChoiceField(
        label=gettext_lazy("Who in the branch"),
        choices=SavedView.Audience.choices,
        initial=SavedView.Audience.ADMINISTRATORS,
    )
    schedule = forms.ChoiceField(
        label=gettext_lazy("Tell us when it is time"),
        choices=[("", gettext_lazy("Do not remind")), *SavedView.Schedule.choices[1:]],
        required=False,
        help_text=gettext_lazy("A message and an e-mail with the link; figures are never sent by mail."),
    )

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["shared_with"].queryset = (
            visible_units(user, acting=True).present().filter(numchild__gt=0).order_by("path")
        )


@require_safe
@for_observers
def saved_views(request):
    """All that this person finds."""
    views = SavedView.objects.found_by(request.user).select_related("owner", "shared_with")
    context = {"views": views, "crumbs": _crumbs(), "section": "reports"}
    return render(request, "reports/saved_views.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@for_observers
def save(request):
    """Name a view and keep it."""
    address = _address(request.GET.get("dia_chi", ""))
    form = SaveForm(request.POST or None, user=request.user)
    if request.method == "POST" and form.is_valid():
        save_view(by=request.user, address=address, request=request, **form.cleaned_data)
        messages.success(request, _("The view is saved."))
        return redirect("reports:saved_views")
    context = {"form": form, "address": address, "crumbs": _crumbs(), "section": "reports"}
    return render(request, "reports/save_view.html", context, status=422 if form.errors else 200)


def _address(asked: str) -> str:
    """The address to keep; anything but a report's own is not found."""
    parts = urlsplit(asked)
    address = address_of(parts.path, QueryDict(parts.query))
    if address is None or parts.scheme or parts.netloc:
        raise Http404("no report of this site")
    return address


@require_safe
@login_required
def saved_view(request, view_id: int):
    """Go to the report, as it is now, with what this person may see of it."""
    return redirect(get_object_or_404(SavedView.objects.found_by(request.user), pk=view_id).address)


@require_POST
@for_observers
def forget(request, view_id: int):
    """Remove one's own view."""
    view = get_object_or_404(SavedView.objects.by(request.user), pk=view_id)
    forget_view(view=view, by=request.user, request=request)
    messages.success(request, _("The view is removed."))
    return redirect("reports:saved_views")


def _crumbs() -> list[tuple[str, str]]:
    return [(_("Reports"), reverse("reports:dashboard")), (_("Build a report"), reverse("reports:builder"))]
