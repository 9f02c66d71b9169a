"""Letting an assignment repeat, and ending that."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from enrolments import actions
from enrolments.forms import RenewalForm
from enrolments.models import Assignment, Renewal
from organisation.permissions import for_administrators


@require_http_methods(["GET", "HEAD", "POST"])
@for_administrators
def repeat(request, assignment_id):
    """By which rule the course is asked again."""
    found = _found(request.user, assignment_id)
    renewal = Renewal.objects.filter(origin=found).first()
    known = {name: getattr(renewal, name) for name in RenewalForm.base_fields} if renewal else None
    form = RenewalForm(request.POST or None, initial=known)
    if form.is_valid():
        actions.repeat_assignment(assignment=found, by=request.user, request=request, **form.cleaned_data)
        messages.success(request, _("Saved. The rounds open by themselves when their day comes."))
        return redirect("enrolments:assignment", found.pk)
    crumbs = [
        (_("Assignments"), reverse("enrolments:assignments")),
        (found.course.title, reverse("enrolments:assignment", args=[found.pk])),
    ]
    context = {"section": "reports", "assignment": found, "form": form, "crumbs": crumbs}
    return render(request, "enrolments/repeat.html", context)


@require_POST
@for_administrators
def end_repeating(request, assignment_id):
    found = _found(request.user, assignment_id)
    actions.end_renewal(renewal=get_object_or_404(Renewal, origin=found), by=request.user, request=request)
    messages.success(request, _("No more rounds open. Those that are open stay."))
    return redirect("enrolments:assignment", found.pk)


def _found(user, assignment_id: int) -> Assignment:
    standing = Assignment.objects.standing().visible_to(user, acting=True).filter(renewal_of=None)
    return get_object_or_404(standing.select_related("course", "person", "made_for"), pk=assignment_id)
