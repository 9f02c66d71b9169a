"""Báo sai: what people report about themselves. Administrators answer in the queue of requests."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from organisation import actions
from organisation.forms import MistakeForm
from organisation.models import Membership


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def report_mistake(request):
    """What is known of me; what of it is wrong."""
    form = MistakeForm(request.POST or None)
    if form.is_valid():
        actions.report_mistake(user=request.user, request=request, **form.cleaned_data)
        messages.success(request, _("Your report was sent to the person in charge of your unit."))
        return redirect("organisation:report_mistake")
    present = Membership.objects.present().primary().filter(user=request.user).select_related("unit", "post")
    return render(
        request,
        "organisation/report_mistake.html",
        {
            "form": form,
            "present": present.first(),
            "crumbs": [(_("My account"), reverse("account"))],
            "reports": request.user.correction_requests.order_by("-made_at", "-pk")[:20],
        },
    )
