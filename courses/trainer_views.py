"""The trainers of a unit: who they are, appointing one, letting one go."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from courses.appointing import NoGroup, appoint_trainer, dismiss_trainer
from courses.forms import TrainerForm
from courses.trainers import shelf_of, trainers_on, units_to_staff, with_places
from organisation.handover_forms import RevocationForm
from organisation.permissions import for_administrators
from organisation.tree import way_to


@require_http_methods(["GET", "HEAD", "POST"])
@for_administrators
def trainers(request, unit_id):
    """Who authors on the unit's shelf; one more by POST."""
    unit = get_object_or_404(units_to_staff(request.user), pk=unit_id)
    shelf = shelf_of(unit)
    form = TrainerForm(request.POST or None, by=request.user, unit=unit)
    if form.is_valid():
        try:
            appointed = appoint_trainer(unit=unit, by=request.user, request=request, **form.cleaned_data)
        except NoGroup:
            form.say_no_group()
        else:
            said = (
                _(
                    "%(name)s is a trainer of %(unit)s now and must set up the second step at the next sign-in."
                )
                if appointed
                else _("%(name)s is a trainer of %(unit)s already.")
            )
            messages.success(request, said % {"name": form.cleaned_data["person"], "unit": unit})
            return redirect("courses:trainers", unit.pk)
    context = {
        "section": "reports",
        "form": form,
        "unit": unit,
        "shelf": shelf,
        "people": with_places(shelf) if shelf else [],
        "crumbs": way_to(request.user, unit),
    }
    return render(request, "courses/trainers.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@for_administrators
def dismiss(request, unit_id, user_id):
    """Let a trainer of the unit author no more."""
    unit = get_object_or_404(units_to_staff(request.user), pk=unit_id)
    shelf = shelf_of(unit)
    if shelf is None:
        raise Http404
    found = get_object_or_404(trainers_on(shelf), pk=user_id)
    form = RevocationForm(request.POST or None)
    if form.is_valid():
        dismiss_trainer(person=found, unit=unit, by=request.user, request=request, **form.cleaned_data)
        messages.success(
            request,
            _("%(name)s is no longer a trainer of %(unit)s.") % {"name": found.full_name, "unit": unit},
        )
        return redirect("courses:trainers", unit.pk)
    context = {
        "section": "reports",
        "form": form,
        "person": found,
        "unit": unit,
        "back": reverse("courses:trainers", args=[unit.pk]),
        "crumbs": way_to(request.user, unit),
    }
    return render(request, "courses/dismiss_trainer.html", context)
