"""People who never signed in, and one-use codes for many of them at once, to be printed and cut."""

from django.shortcuts import get_object_or_404, render
from django.utils.safestring import mark_safe
from django.views.decorators.http import require_http_methods

import clock
from accounts.actions import CODE_LIFETIME, issue_codes
from accounts.codes import grouped, picture_of, sign_in_address
from organisation import scope
from organisation.activation import SHEETFUL, never_signed_in, next_to_hand_out, with_codes
from organisation.forms import ActivationForm
from organisation.models import Membership
from organisation.permissions import for_administrators
from organisation.tree import way_to


@require_http_methods(["GET", "HEAD", "POST"])
@for_administrators
def activation(request):
    """How many never signed in; by POST the slips of the next of them. It answers the POST itself: a redirect would have
    to keep the codes somewhere."""
    asked = request.GET.get("don_vi", "")
    units = scope.visible_units(request.user, acting=True).present()
    unit = get_object_or_404(units, pk=asked) if asked.isdecimal() and len(asked) < 19 else None
    form = ActivationForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        people = next_to_hand_out(request.user, unit, again=form.cleaned_data["again"])
        return render(request, "organisation/slips.html", _slips(request, people))
    waiting = never_signed_in(request.user, unit)
    context = {
        "section": "reports",
        "form": form,
        "unit": unit,
        "units": scope.top_units(request.user, acting=True).order_by("path"),
        "waiting": waiting.count(),
        "handed_out": with_codes(waiting).count(),
        "sheetful": SHEETFUL,
        "crumbs": way_to(request.user, unit),
    }
    return render(request, "organisation/activation.html", context)


def _slips(request, people) -> dict:
    issued = issue_codes(people=people, issued_by=request.user, request=request)
    places = Membership.objects.present().primary().filter(user__in=people).select_related("unit")
    units = {place.user_id: place.unit for place in places}
    return {
        "section": "reports",
        "slips": [
            {
                "person": person,
                "unit": units.get(person.pk),
                "code": grouped(code),
                "picture": mark_safe(picture_of(sign_in_address(person.username))),  # noqa: S308  our own SVG
            }
            for person, code in issued
        ],
        "valid_until": clock.now() + CODE_LIFETIME,
        "sign_in_address": sign_in_address(),
        "crumbs": way_to(request.user),
    }
