"""One's own learning volume, and training elsewhere. Administrators approve it in the queue of requests."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

import clock
from completions.models import OutsideTraining
from completions.outside import enter_training
from completions.volume import volume_of
from completions.volume_forms import OutsideTrainingForm

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
