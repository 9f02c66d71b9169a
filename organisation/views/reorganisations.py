"""Reorganisations by a decision: drawn up, looked at, planned, taken back."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

import clock
from organisation import actions, scope
from organisation.forest import ImpossibleChange
from organisation.models import Unit
from organisation.permissions import for_administrators
from organisation.reorganisation_forms import CHANGE_FORMS, DecisionForm, UnitNames
from organisation.reorganisation_words import effect_words, in_words
from organisation.tree import way_to

TITLES = {
    "sap-nhap": gettext_lazy("Merge units"),
    "chia-tach": gettext_lazy("Split a unit"),
    "doi-ten": gettext_lazy("Rename a unit"),
    "chuyen": gettext_lazy("Move a branch"),
}


@require_http_methods(["GET", "HEAD", "POST"])
@for_administrators
def reorganisations(request):
    """Those of the branch, the latest first; the decision of a new one."""
    form = DecisionForm(request.POST or None)
    if form.is_valid():
        top = scope.top_units(request.user, acting=True).order_by("depth", "path").first()
        made = actions.draw_up(**form.cleaned_data, made_for=top, by=request.user, request=request)
        return redirect("organisation:reorganisation", made.pk)
    found = scope.visible_reorganisations(request.user).select_related("made_by", "made_for")
    context = {"section": "reports", "form": form, "found": found[:50], "crumbs": way_to(request.user)}
    return render(request, "organisation/reorganisations.html", context)


@require_http_methods(["GET", "HEAD"])
@for_administrators
def reorganisation(request, reorganisation_id):
    """One decision: its changes in words, and what they would do or did."""
    found = _own(request, reorganisation_id)
    problem, effects = found.problem, found.effects
    if found.state in (found.State.DRAFT, found.State.PLANNED):
        try:
            effects = actions.effects_of(found)
        except ImpossibleChange as reason:
            problem = str(reason)
    context = {
        "section": "reports",
        "one": found,
        "changes": list(enumerate(in_words(found.changes))),
        "effects": effect_words(effects),
        "problem": problem,
        "titles": list(TITLES.items()),
        "today": clock.today(),
        "crumbs": _way(request),
    }
    return render(request, "organisation/reorganisation.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@for_administrators
def add_change(request, reorganisation_id, kind):
    """One more change of a draft."""
    found = _own(request, reorganisation_id)
    if kind not in CHANGE_FORMS or not found.is_open:
        raise Http404
    asked = (
        Unit.objects.filter(pk=request.GET.get("don_vi", "0")[:18])
        if request.GET.get("don_vi", "").isdecimal()
        else []
    )
    first = {"units": unit.code, "unit": unit.code} if (unit := next(iter(asked), None)) else {}
    form = CHANGE_FORMS[kind](
        request.POST or None, initial=first, names=UnitNames(request.user, found.changes)
    )
    if form.is_valid():
        try:
            actions.add_changes(reorganisation=found, changes=form.changes)
        except ImpossibleChange as reason:
            form.add_error(None, str(reason))
        else:
            return redirect("organisation:reorganisation", found.pk)
    context = {
        "section": "reports",
        "form": form,
        "one": found,
        "title": TITLES[kind],
        "crumbs": [*_way(request), (str(found), reverse("organisation:reorganisation", args=[found.pk]))],
    }
    return render(request, "organisation/reorganisation_change.html", context)


@require_POST
@for_administrators
def take_out_change(request, reorganisation_id, place):
    found = _own(request, reorganisation_id)
    if found.is_open:
        try:
            actions.take_out_change(reorganisation=found, place=place)
        except ImpossibleChange as reason:
            messages.error(request, str(reason))
    return redirect("organisation:reorganisation", found.pk)


@require_POST
@for_administrators
def plan_reorganisation(request, reorganisation_id):
    """Confirm: in force at once, or on its day."""
    found = _own(request, reorganisation_id)
    if not scope.may_reorganise(request.user, found.changes):
        raise Http404
    try:
        found = actions.plan_reorganisation(reorganisation=found, by=request.user, request=request)
    except ImpossibleChange as reason:
        messages.error(request, str(reason))
    else:
        said = {
            found.State.APPLIED: _("The units are as the decision says."),
            found.State.PLANNED: _(
                "Planned. It is applied on its day by itself; until then you can take it back."
            ),
        }
        messages.success(request, said.get(found.state, ""))
    return redirect("organisation:reorganisation", found.pk)


@require_POST
@for_administrators
def undo_reorganisation(request, reorganisation_id):
    found = _own(request, reorganisation_id)
    if actions.undo_reorganisation(reorganisation=found, by=request.user, request=request):
        messages.success(request, _("Taken back. Nothing was changed."))
    else:
        messages.error(request, _("It is in force already and can no longer be taken back."))
    return redirect("organisation:reorganisation", found.pk)


def _own(request, pk):
    return get_object_or_404(
        scope.visible_reorganisations(request.user).select_related("made_by", "made_for"), pk=pk
    )


def _way(request):
    return [*way_to(request.user), (_("Reorganisations"), reverse("organisation:reorganisations"))]
