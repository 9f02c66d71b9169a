"""Moving a person to another unit, with what they learn."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

import clock
from enrolments import actions
from enrolments.models import Enrolment
from organisation import scope
from organisation.actions import ImpossibleMove
from organisation.handover_forms import MoveForm
from organisation.models import Membership
from organisation.permissions import for_administrators
from organisation.tree import FOUND, found_units, placed, way_to


@require_http_methods(["GET", "HEAD", "POST"])
@for_administrators
def transfer(request, user_id):
    """First the unit, then the day and the post."""
    person = get_object_or_404(scope.manageable_people(request.user), pk=user_id)
    present = Membership.objects.present().primary().filter(user=person).select_related("unit").first()
    page = {
        "section": "reports",
        "person": person,
        "present": present,
        "crumbs": way_to(request.user, present.unit if present else None, person),
    }
    if "don_vi" not in request.GET:
        words = request.GET.get("q", "")[:100]
        units = found_units(request.user, words).exclude(pk=present.unit_id if present else None)
        page |= {
            "title": _("Move %(name)s: to which unit?") % {"name": person.full_name},
            "q": words,
            "places": placed(units[:FOUND], request.user),
            "total": units.count(),
        }
        return render(request, "organisation/choose_unit.html", page)
    unit_id = request.GET["don_vi"]
    to_unit = get_object_or_404(
        scope.visible_units(request.user, acting=True).present(), pk=unit_id if unit_id.isdecimal() else 0
    )
    form = MoveForm(
        request.POST or None,
        initial={"on": clock.today()},
        not_before=present.valid_from if present else None,
        by=request.user,
        administered=scope.administered_elsewhere(person, to_unit),
    )
    if form.is_valid():
        try:
            actions.transfer(user=person, to_unit=to_unit, by=request.user, request=request, **form.move())
        except ImpossibleMove:
            messages.error(request, _("Somebody moved this person meanwhile. This is where they work now."))
        else:
            said = _("%(name)s works in %(unit)s now.") % {"name": person.full_name, "unit": to_unit}
            messages.success(request, said)
        if not scope.visible_people(request.user).filter(pk=person.pk).exists():
            return redirect("organisation:people")
        return redirect("organisation:person", person.pk)
    page |= {
        "form": form,
        "to_unit": to_unit,
        "learning": Enrolment.objects.open().by(person).count(),
    }
    return render(request, "enrolments/transfer.html", page)
