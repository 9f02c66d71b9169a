"""Who administers which unit: the list with its gaps, giving a right, taking it back."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from organisation import actions, scope
from organisation.charge import charge_of, uncharged, units_in_charge
from organisation.handover_forms import GrantForm, RevocationForm
from organisation.permissions import for_administrators, for_observers
from organisation.tree import way_to

PAGE = 50


@require_safe
@for_observers
def administrators(request):
    """The units right below the reader's, each with those in charge; those that have nobody first asked for."""
    units = units_in_charge(request.user)
    gaps = uncharged(units)
    only_gaps = request.GET.get("trang_thai") == "thieu"
    page = Paginator(gaps if only_gaps else units, PAGE).get_page(request.GET.get("page"))
    context = {
        "section": "reports",
        "page": page,
        "rows": charge_of(page.object_list),
        "units": units.count(),
        "gaps": gaps.count(),
        "only_gaps": only_gaps,
        "query": "trang_thai=thieu&" if only_gaps else "",
        "grantable": set(
            scope.grantable_units(request.user)
            .filter(pk__in=[unit.pk for unit in page.object_list])
            .values_list("pk", flat=True)
        ),
        "crumbs": way_to(request.user),
    }
    return render(request, "organisation/administrators.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@for_administrators
def grant(request, unit_id):
    """Put somebody in charge of a unit below."""
    unit = get_object_or_404(scope.grantable_units(request.user), pk=unit_id)
    form = GrantForm(request.POST or None, by=request.user, unit=unit)
    if form.is_valid():
        given = actions.grant_administration(unit=unit, by=request.user, request=request, **form.cleaned_data)
        said = (
            _("%(name)s is in charge of %(unit)s now and must set up the second step at the next sign-in.")
            if given
            else _("%(name)s is in charge of %(unit)s already.")
        )
        messages.success(request, said % {"name": form.cleaned_data["person"], "unit": unit})
        return redirect("organisation:unit", unit.pk)
    context = {"section": "reports", "form": form, "unit": unit, "crumbs": way_to(request.user, unit)}
    return render(request, "organisation/grant.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@for_administrators
def revoke(request, administration_id):
    """Take a right over a unit below back."""
    found = get_object_or_404(
        scope.revocable_administrations(request.user).select_related("user", "unit"), pk=administration_id
    )
    form = RevocationForm(request.POST or None)
    if form.is_valid():
        actions.revoke_administration(
            administration=found, by=request.user, request=request, **form.cleaned_data
        )
        messages.success(
            request,
            _("%(name)s no longer sees %(unit)s.") % {"name": found.user.full_name, "unit": found.unit},
        )
        return redirect("organisation:unit", found.unit_id)
    crumbs = [*way_to(request.user, found.unit)]
    context = {
        "section": "reports",
        "form": form,
        "one": found,
        "back": reverse("organisation:unit", args=[found.unit_id]),
        "crumbs": crumbs,
    }
    return render(request, "organisation/revoke_administration.html", context)
