"""Exemptions and extensions: asked for by the person, given and decided by administrators."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from enrolments import actions
from enrolments.forms import AskForm, DecisionForm, DispensationForm
from enrolments.models import Dispensation, Enrolment
from organisation.permissions import for_administrators, for_observers

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
    context = {"section": "reports", "form": form, "enrolment": found, "crumbs": _crumbs()}
    return render(request, "enrolments/dispense.html", context)


@require_safe
@for_observers
def dispensations(request):
    """What waits for a decision, the oldest first; or what was decided, the newest first."""
    found = Dispensation.objects.visible_to(request.user).select_related(*RELATED)
    is_decided = request.GET.get("trang_thai") == "da-quyet"
    shown = (
        found.decided().order_by("-decided_at", "-pk")
        if is_decided
        else found.waiting().order_by("made_at", "pk")
    )
    context = {
        "section": "reports",
        "page": Paginator(shown, PAGE).get_page(request.GET.get("page")),
        "is_decided": is_decided,
        "waiting": found.waiting().count(),
        "query": "trang_thai=da-quyet&" if is_decided else "",
    }
    return render(request, "enrolments/dispensations.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@for_observers
def decide(request, dispensation_id):
    """One request; whoever acts on the branch decides it, once."""
    acting = request.method == "POST"
    found = get_object_or_404(
        Dispensation.objects.visible_to(request.user, acting=acting).select_related(*RELATED),
        pk=dispensation_id,
    )
    form = DecisionForm(
        request.POST or None, initial={"is_granted": "1", "until": found.until}, dispensation=found
    )
    if form.is_valid():
        try:
            decided = actions.decide_dispensation(
                dispensation=found, **form.cleaned_data, by=request.user, request=request
            )
        except actions.NothingToDispense:
            messages.info(request, _("The course is finished or withdrawn meanwhile."))
        else:
            said = _("The decision was saved.") if decided else _("Somebody decided before you.")
            messages.success(request, said)
        return redirect("enrolments:dispensation", found.pk)
    may_decide = (
        Dispensation.objects.waiting().visible_to(request.user, acting=True).filter(pk=found.pk).exists()
    )
    context = {
        "section": "reports",
        "one": found,
        "form": form,
        "may_decide": may_decide,
        "crumbs": _crumbs(),
    }
    return render(request, "enrolments/dispensation.html", context)


def _crumbs() -> list[tuple[str, str]]:
    return [(_("Exemptions and more time"), reverse("enrolments:dispensations"))]
