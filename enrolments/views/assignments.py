"""The assignments of a branch: list, one of them with its people and history, changing and withdrawing."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count, Q
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

import clock
from audit.models import Entry
from enrolments.actions import (
    ChangedMeanwhile,
    TooLateToUndo,
    change_assignment,
    undo_assignment,
    withdraw_assignment,
)
from enrolments.actions.assigning import state_of
from enrolments.forms import AssignmentsFilter, ChangeForm, WithdrawalForm, course_choices
from enrolments.models import Assignment, Enrolment, Renewal
from enrolments.tallies import Tallies
from organisation.permissions import for_administrators, for_observers
from organisation.scope import acts_for_others

PAGE = 20


@require_safe
@for_observers
def assignments(request):
    """Every assignment made in the branch, the newest first."""
    asked = AssignmentsFilter.read(request.GET)
    visible = Assignment.objects.visible_to(request.user)
    shown = AssignmentsFilter.narrow(visible, asked).select_related("course", "person", "made_for")
    page = Paginator(shown.prefetch_related("units", "posts"), PAGE).get_page(request.GET.get("page"))
    tallies = Tallies(one for one in page if one.withdrawn_at is None)
    return render(
        request,
        "enrolments/assignments.html",
        {
            "section": "reports",
            "page": page,
            "rows": [(one, tallies.of(one) if one.withdrawn_at is None else None) for one in page],
            "asked": asked,
            "courses": course_choices(visible),
            "states": AssignmentsFilter.STATES,
            "query": "".join(f"{name}={value}&" for name, value in asked.items() if value),
            "can_act": acts_for_others(request.user),
        },
    )


@require_safe
@for_observers
def assignment(request, assignment_id):
    """One assignment: its terms, how far its people are, and what was done with it."""
    found = _found(request.user, assignment_id)
    tallies = Tallies([found] if found.withdrawn_at is None else [])
    can_act = (
        found.withdrawn_at is None
        and Assignment.objects.visible_to(request.user, acting=True).filter(pk=found.pk).exists()
    )
    by_branch = tallies.by_branch(found)
    units = sorted(found.units.all(), key=lambda unit: unit.sort_key)
    return render(
        request,
        "enrolments/assignment.html",
        {
            "section": "reports",
            "assignment": found,
            "tally": tallies.of(found),
            "units": [(unit, by_branch[unit.path]) for unit in units],
            "history": Entry.objects.filter(
                object_type=found._meta.label_lower, object_id=str(found.pk)
            ).select_related("actor")[:50],
            "listed": found.people.count() if found.target == Assignment.Target.LIST else 0,
            "renewal": Renewal.objects.filter(origin=found).first(),
            "can_act": can_act,
            "can_undo": can_act and clock.now() <= found.undo_until,
            "crumbs": _crumbs(),
        },
    )


@require_http_methods(["GET", "HEAD", "POST"])
@for_administrators
def change(request, assignment_id):
    """New day, duty or note, for a reason."""
    found = _found(request.user, assignment_id, standing=True)
    terms = {"due_on": found.due_on, "is_mandatory": found.is_mandatory, "note": found.note}
    form = ChangeForm(request.POST or None, initial=terms | {"seen": state_of(found)})
    if form.is_valid():
        try:
            changed = change_assignment(
                assignment=found, by=request.user, request=request, **form.cleaned_data
            )
        except ChangedMeanwhile:
            messages.error(
                request,
                _("Somebody changed the assignment meanwhile. This is how it stands now; change it again."),
            )
            return redirect("enrolments:assignment", found.pk)
        messages.success(request, _("The changes were saved.") if changed else _("Nothing was different."))
        return redirect("enrolments:assignment", found.pk)
    return render(
        request,
        "enrolments/change.html",
        {"section": "reports", "assignment": found, "form": form, "crumbs": _crumbs(found)},
    )


@require_http_methods(["GET", "HEAD", "POST"])
@for_administrators
def withdraw(request, assignment_id):
    """Take an assignment back, for a reason; the page says what becomes of whom."""
    found = _found(request.user, assignment_id, acting=True)
    if found.withdrawn_at is not None:
        messages.info(request, _("This assignment is withdrawn already."))
        return redirect("enrolments:assignment", found.pk)
    form = WithdrawalForm(request.POST or None)
    if form.is_valid():
        withdraw_assignment(assignment=found, by=request.user, request=request, **form.cleaned_data)
        messages.success(request, _("The assignment was withdrawn."))
        return redirect("enrolments:assignment", found.pk)
    held = Enrolment.objects.open().filter(assignment=found)
    return render(
        request,
        "enrolments/withdraw.html",
        {
            "section": "reports",
            "assignment": found,
            "form": form,
            "held": held.aggregate(
                untouched=Count("pk", filter=Q(started_at=None)), begun=Count("started_at")
            ),
            "crumbs": _crumbs(found),
        },
    )


@require_POST
@for_administrators
def undo(request, assignment_id):
    """Take back what was just assigned."""
    found = _found(request.user, assignment_id, acting=True)
    try:
        undo_assignment(assignment=found, by=request.user, request=request)
    except TooLateToUndo:
        messages.error(request, _("More than ten minutes have passed. Withdraw the assignment and say why."))
        return redirect("enrolments:withdraw", found.pk)
    messages.success(request, _("The assignment was undone: nobody is asked, nobody is told."))
    return redirect("enrolments:assignment", found.pk)


def _found(user, assignment_id: int, *, acting: bool = False, standing: bool = False) -> Assignment:
    """An assignment of the person's branches; to change it, of those that person acts on. Another's is not found."""
    visible = Assignment.objects.visible_to(user, acting=acting or standing)
    if standing:
        visible = visible.standing()
    related = ("course", "plan", "renewal_of", "person", "made_by", "made_for", "withdrawn_by")
    return get_object_or_404(
        visible.select_related(*related).prefetch_related("units", "posts"), pk=assignment_id
    )


def _crumbs(assignment: Assignment | None = None) -> list[tuple[str, str]]:
    way = [(_("Assignments"), reverse("enrolments:assignments"))]
    if assignment is not None:
        way.append((assignment.course.title, reverse("enrolments:assignment", args=[assignment.pk])))
    return way
