"""Exemptions and extensions: asked for by the person, given by administrators, who decide about them in the queue of requests."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from enrolments import actions
from enrolments.forms import AskForm, DispensationForm
from enrolments.models import Dispensation, Enrolment
from organisation.permissions import for_administrators
from organisation.tree import way_to

PAGE = 20
RELATED = ("enrolment__course", "enrolment__user", "enrolment__unit", "decided_by")


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def ask(request):
    """More time or an exemption for a course of one's own, and what became of earlier requests."""
    form = AskForm(request.POST or None, user=request.user)
    if form.is_valid():
        try:
            actions.ask_dispensation(**form.cleaned_data, request=request)
        except actions.NothingToDispense:
            messages.info(request, _("This course no longer waits for you."))
        else:
            messages.success(request, _("Your request was sent to the person in charge of your unit."))
        return redirect("enrolments:ask_dispensation")
    asked = Dispensation.objects.filter(enrolment__user=request.user).select_related(*RELATED)
    context = {
        "form": form,
        "can_ask": bool(form.fields["enrolment"].queryset),
        "asked": asked[:PAGE],
        "section": "record",
        "crumbs": [(_("Learning record"), reverse("my_learning"))],
    }
    return render(request, "enrolments/ask_dispensation.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@for_administrators
def dispense(request, enrolment_id):
    """Give somebody of the branch more time or an exemption."""
    found = get_object_or_404(
        Enrolment.objects.open().dispensable_by(request.user).select_related("course", "user"),
        pk=enrolment_id,
    )
    form = DispensationForm(request.POST or None, enrolment=found)
    if form.is_valid():
        try:
            actions.grant_dispensation(enrolment=found, **form.cleaned_data, by=request.user, request=request)
        except actions.NothingToDispense:
            messages.info(request, _("The course is finished or withdrawn meanwhile."))
        else:
            messages.success(
                request, _("Saved. It stands on the person's page and in their learning record.")
            )
        return redirect("organisation:person", found.user_id)
    context = {
        "section": "reports",
        "form": form,
        "enrolment": found,
        "crumbs": way_to(request.user, found.unit, found.user),
    }
    return render(request, "enrolments/dispense.html", context)
