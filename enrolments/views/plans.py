"""The training plans of a branch: list, one with its assignments, making, changing and closing."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count, Q
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from enrolments import actions
from enrolments.actions.plans import TERMS
from enrolments.forms import PlanForm
from enrolments.models import Assignment, TrainingPlan
from enrolments.tallies import Tallies
from organisation.permissions import for_administrators, for_observers
from organisation.scope import acts_for_others

PAGE = 20


@require_safe
@for_observers
def plans(request):
    """Every plan of the branch and of the units above, the newest year first."""
    found = TrainingPlan.objects.visible_to(request.user).select_related("unit")
    standing = Count("assignments", filter=Q(assignments__withdrawn_at=None))
    page = Paginator(found.annotate(assigned=standing).order_by("-year", "title", "pk"), PAGE).get_page(
        request.GET.get("page")
    )
    context = {
        "section": "reports",
        "page": page,
        "can_act": acts_for_others(request.user),
        "crumbs": _crumbs()[:1],
    }
    return render(request, "enrolments/plans.html", context)


@require_safe
@for_observers
def plan(request, plan_id):
    """What the decision says, and what was assigned under it in one's branch."""
    found = get_object_or_404(
        TrainingPlan.objects.visible_to(request.user).select_related("unit"), pk=plan_id
    )
    assigned = list(
        Assignment.objects.standing()
        .visible_to(request.user)
        .filter(plan=found)
        .select_related("course", "person", "made_for")
        .prefetch_related("units", "posts")
    )
    tallies = Tallies(assigned)
    context = {
        "section": "reports",
        "plan": found,
        "rows": [(one, tallies.of(one)) for one in assigned],
        "can_act": acts_for_others(request.user),
        "can_change": TrainingPlan.objects.visible_to(request.user, acting=True).filter(pk=found.pk).exists(),
        "crumbs": _crumbs(),
    }
    return render(request, "enrolments/plan.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@for_administrators
def make_plan(request):
    form = PlanForm(request.POST or None, user=request.user)
    if form.is_valid():
        made = actions.make_plan(**form.cleaned_data, by=request.user, request=request)
        messages.success(request, _("The plan was saved. Assign the courses it asks for."))
        return redirect("enrolments:plan", made.pk)
    context = {"section": "reports", "form": form, "crumbs": _crumbs()}
    return render(request, "enrolments/plan_form.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@for_administrators
def change_plan(request, plan_id):
    found = _mine(request.user, plan_id)
    known = {name: getattr(found, name) for name in TERMS}
    form = PlanForm(request.POST or None, initial=known, user=request.user, plan=found)
    if form.is_valid():
        changed = actions.change_plan(plan=found, **form.cleaned_data, by=request.user, request=request)
        messages.success(request, _("The changes were saved.") if changed else _("Nothing was different."))
        return redirect("enrolments:plan", found.pk)
    context = {"section": "reports", "form": form, "plan": found, "crumbs": _crumbs(found)}
    return render(request, "enrolments/plan_form.html", context)


@require_POST
@for_administrators
def close_plan(request, plan_id):
    found = _mine(request.user, plan_id)
    actions.close_plan(plan=found, by=request.user, request=request)
    messages.success(
        request, _("The plan is closed: nothing new is assigned under it; what was assigned goes on.")
    )
    return redirect("enrolments:plan", found.pk)


@require_POST
@for_administrators
def open_plan(request, plan_id):
    found = _mine(request.user, plan_id)
    actions.open_plan(plan=found, by=request.user, request=request)
    messages.success(request, _("The plan is open again."))
    return redirect("enrolments:plan", found.pk)


def _mine(user, plan_id: int) -> TrainingPlan:
    return get_object_or_404(TrainingPlan.objects.visible_to(user, acting=True), pk=plan_id)


def _crumbs(plan: TrainingPlan | None = None) -> list[tuple[str, str]]:
    way = [
        (_("Assignments"), reverse("enrolments:assignments")),
        (_("Training plans"), reverse("enrolments:plans")),
    ]
    if plan is not None:
        way.append((plan.title, reverse("enrolments:plan", args=[plan.pk])))
    return way
