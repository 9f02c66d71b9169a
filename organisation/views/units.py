"""A unit: what stands below it and who works there."""

from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from organisation import scope
from organisation.forms import PeopleFilter
from organisation.listing import PeopleListing
from organisation.models import Administration, Unit
from organisation.permissions import for_observers
from organisation.tree import staff_below, way_to


@require_safe
@for_observers
def unit(request, unit_id):
    """A unit with its children, each with the number of its people, and the first of the people."""
    found = get_object_or_404(scope.visible_units(request.user), pk=unit_id)
    staff = staff_below(found)
    children = Unit.objects.filter(path__startswith=found.path, depth=found.depth + 1).present().by_name()
    asked = PeopleFilter.read({"don_vi": found.pk})
    return render(
        request,
        "organisation/unit.html",
        {
            "section": "reports",
            "unit": found,
            "children": [(child, staff.get(child.path, 0)) for child in children],
            "people": sum(staff.values()),
            "own_people": staff.get(found.path, 0),
            "listing": PeopleListing(request.user, asked),
            "administrations": Administration.objects.standing()
            .filter(unit=found, user__is_active=True)
            .select_related("user")
            .order_by("role", "user__sort_key"),
            "crumbs": way_to(request.user, found)[:-1],
            "successors": scope.visible_units(request.user).filter(predecessors=found)
            if found.valid_to
            else [],
            "predecessors": scope.visible_units(request.user).filter(successors=found).by_name(),
            "revocable": set(
                scope.revocable_administrations(request.user).filter(unit=found).values_list("pk", flat=True)
            ),
            "can_grant": scope.grantable_units(request.user).filter(pk=found.pk).exists(),
            "can_act": scope.visible_units(request.user, acting=True).filter(pk=found.pk).exists(),
        },
    )
