"""One's own learning volume, training elsewhere, and its approval."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

import clock
from completions.models import OutsideTraining
from completions.outside import decide_training, enter_training
from completions.volume import volume_of
from completions.volume_forms import OutsideTrainingForm, TrainingDecisionForm
from organisation.permissions import for_observers

PAGE = 20
YEARS = 5


@login_required
@require_safe
def volume(request):
    """The year's ledger of the person who looks, with what waits for approval."""
    this_year = clock.today().year
    years = list(range(this_year, this_year - YEARS, -1))
    asked = request.GET.get("nam", "")
    year = int(asked) if asked.isdecimal() and int(asked) in years else this_year
    context = {
        "section": "record",
        "volume": volume_of(request.user, year),
        "years": years,
        "entered": OutsideTraining.objects.filter(user=request.user, finished_on__year=year).select_related(
            "decided_by"
        ),
        "crumbs": [(_("Learning record"), reverse("my_learning"))],
    }
    return render(request, "completions/volume.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def enter_outside(request):
    form = OutsideTrainingForm(request.POST or None)
    if form.is_valid():
        made = enter_training(user=request.user, request=request, **form.cleaned_data)
        messages.success(
            request, _("Sent to the person in charge of your unit. The periods count once approved.")
        )
        return redirect(f"{reverse('completions:volume')}?nam={made.finished_on.year}")
    crumbs = [
        (_("Learning record"), reverse("my_learning")),
        (_("Learning volume"), reverse("completions:volume")),
    ]
    return render(
        request, "completions/enter_outside.html", {"section": "record", "form": form, "crumbs": crumbs}
    )


@require_safe
@for_observers
def outside_trainings(request):
    """What waits for approval, the oldest first; or what was decided, the newest first."""
    found = OutsideTraining.objects.visible_to(request.user).select_related("user")
    is_decided = request.GET.get("trang_thai") == "da-quyet"
    shown = (
        found.filter(decided_at__isnull=False).order_by("-decided_at", "-pk")
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
    return render(request, "completions/outside_trainings.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@for_observers
def outside_training(request, training_id):
    """One of them; whoever is in charge of the person decides, once, and nobody about himself."""
    acting = request.method == "POST"
    found = get_object_or_404(
        OutsideTraining.objects.visible_to(request.user, acting=acting).select_related("user", "decided_by"),
        pk=training_id,
    )
    form = TrainingDecisionForm(request.POST or None, initial={"is_approved": "1"})
    if form.is_valid():
        decided = decide_training(training=found, by=request.user, request=request, **form.cleaned_data)
        messages.success(
            request, _("The decision was saved.") if decided else _("Somebody decided before you.")
        )
        return redirect("completions:outside_training", found.pk)
    may_decide = (
        OutsideTraining.objects.waiting().visible_to(request.user, acting=True).filter(pk=found.pk).exists()
    )
    crumbs = [(_("Training elsewhere"), reverse("completions:outside_trainings"))]
    context = {"section": "reports", "one": found, "form": form, "may_decide": may_decide, "crumbs": crumbs}
    return render(request, "completions/outside_training.html", context)
