"""The people of a branch, one of them, and what an administrator does for them."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

import clock
from accounts.actions import CODE_LIFETIME
from accounts.actions import issue_code as hand_out_code
from accounts.codes import grouped, picture_of, sign_in_address
from organisation import actions, scope
from organisation.activation import latest_link
from organisation.forms import ExtraTimeForm, PeopleFilter, PersonForm
from organisation.handover_forms import LeavingForm, ReturnForm
from organisation.listing import PeopleListing
from organisation.models import Administration, Category, Membership
from organisation.permissions import for_administrators, for_observers
from organisation.tree import FOUND, found_units, placed, way_to


@require_safe
@for_observers
def people(request):
    """The people of the branch, by given name."""
    listing = PeopleListing(request.user, PeopleFilter.read(request.GET))
    can_act = scope.acts_for_others(request.user)
    return render(
        request,
        "organisation/people.html",
        {
            "section": "reports",
            "listing": listing,
            "states": PeopleFilter.STATES if can_act else PeopleFilter.STATES[:-1],
            "categories": Category.choices,
            "can_act": can_act,
        },
    )


@require_safe
@for_observers
def person(request, user_id):
    """One person: place of work and its history, courses, and what can be done."""
    found = get_object_or_404(scope.visible_people(request.user), pk=user_id)
    memberships = list(
        Membership.objects.filter(user=found)
        .select_related("unit", "post")
        .order_by("-valid_from", "-is_primary", "-pk")
    )
    present = next((one for one in memberships if one.valid_to is None and one.is_primary), None)
    is_entrusted = scope.entrusted_people(request.user).filter(pk=found.pk).exists()
    waits = is_entrusted and found.is_active and found.last_login is None
    return render(
        request,
        "organisation/person.html",
        {
            "section": "reports",
            "person": found,
            "memberships": memberships,
            "present": present,
            "administrations": Administration.objects.standing()
            .filter(user=found, unit__in=scope.visible_units(request.user).values("pk"))
            .select_related("unit"),
            "revocable": set(
                scope.revocable_administrations(request.user).filter(user=found).values_list("pk", flat=True)
            ),
            "crumbs": way_to(request.user, present.unit if present else None),
            "can_act": scope.acts_for_others(request.user),
            "is_in_charge": scope.people_in_charge(request.user).filter(pk=found.pk).exists(),
            "is_manageable": scope.manageable_people(request.user).filter(pk=found.pk).exists(),
            "is_entrusted": is_entrusted,
            "can_be_sent_a_link": waits and found.email,
            "link": latest_link(found) if waits else None,
        },
    )


@require_http_methods(["GET", "HEAD", "POST"])
@for_administrators
def add_person(request):
    """First the unit, then the person."""
    if "don_vi" not in request.GET:
        return _choose_unit(request, _("Add a person: to which unit?"))
    unit_id = request.GET["don_vi"]
    unit = get_object_or_404(
        scope.visible_units(request.user, acting=True).present(), pk=unit_id if unit_id.isdecimal() else 0
    )
    form = PersonForm(request.POST or None)
    if form.is_valid():
        try:
            added, is_new = actions.add_person(
                **form.cleaned_data, unit=unit, by=request.user, request=request
            )
        except actions.IsTaken as taken:
            form.say_taken(taken.field)
        else:
            said = (
                _("%(name)s was added. The courses assigned to the unit reach them within a minute.")
                if is_new
                else _("%(name)s works in this unit already.")
            )
            messages.success(request, said % {"name": added.full_name})
            return redirect("organisation:person", added.pk)
    return render(
        request,
        "organisation/person_form.html",
        {
            "section": "reports",
            "form": form,
            "unit": unit,
            "title": _("Add a person"),
            "submit": _("Add the person"),
            "crumbs": way_to(request.user, unit),
        },
    )


@require_http_methods(["GET", "HEAD", "POST"])
@for_administrators
def correct_person(request, user_id):
    """Put right name, code, e-mail, phone and post."""
    found = get_object_or_404(scope.entrusted_people(request.user), pk=user_id)
    present = _place_of(found)
    known = {name: getattr(found, name) for name in ("full_name", "staff_code", "email", "phone")}
    known["post"] = present.post.name if present and present.post else ""
    known["category"] = present.category if present else ""
    form = PersonForm(request.POST or None, initial=known)
    if form.is_valid():
        try:
            actions.correct_person(person=found, **form.cleaned_data, by=request.user, request=request)
        except actions.IsTaken as taken:
            form.say_taken(taken.field)
        else:
            messages.success(request, _("The changes were saved."))
            return redirect("organisation:person", found.pk)
    return _form_page(request, found, form, _("Correct %(name)s"), _("Save"), present)


@require_http_methods(["GET", "HEAD", "POST"])
@for_administrators
def extra_time(request, user_id):
    """Give a person longer in every quiz with a time limit."""
    found = get_object_or_404(scope.manageable_people(request.user), pk=user_id)
    form = ExtraTimeForm(request.POST or None, initial={"per_cent": found.extra_time})
    if form.is_valid():
        actions.set_extra_time(person=found, **form.cleaned_data, by=request.user, request=request)
        messages.success(request, _("The changes were saved."))
        return redirect("organisation:person", found.pk)
    return _form_page(request, found, form, _("Extra time in quizzes: %(name)s"), _("Save"))


@require_http_methods(["GET", "HEAD", "POST"])
@for_administrators
def leave(request, user_id):
    """Let a person go who retires or leaves, with the day and the reason."""
    found = get_object_or_404(scope.manageable_people(request.user), pk=user_id)
    form = LeavingForm(
        request.POST or None,
        initial={"on": clock.today()},
        by=request.user,
        administered=scope.administered_by(found),
    )
    if form.is_valid():
        try:
            actions.end_work(person=found, **form.cleaned_data, by=request.user, request=request)
        except actions.ImpossibleMove:
            form.say_impossible()
        else:
            messages.success(request, _("%(name)s has left. What they finished is kept.") % {"name": found})
            return redirect("organisation:people")
    return _form_page(request, found, form, _("Retired or left: %(name)s"), _("End the work here"))


@require_http_methods(["GET", "HEAD", "POST"])
@for_administrators
def take_back(request, user_id):
    """Take in again somebody who had left: at the last place of work, or first the unit."""
    found = get_object_or_404(scope.departed_people(request.user), pk=user_id)
    last = (
        Membership.objects.primary()
        .filter(user=found)
        .select_related("unit", "post")
        .order_by("-valid_to", "-pk")
        .first()
    )
    units = scope.visible_units(request.user, acting=True).present()
    if "don_vi" in request.GET:
        unit_id = request.GET["don_vi"]
        unit = get_object_or_404(units, pk=unit_id if unit_id.isdecimal() else 0)
    else:
        unit = units.filter(pk=last.unit_id).first()
    if unit is None or "q" in request.GET:
        return _choose_unit(request, _("%(name)s comes back: to which unit?") % {"name": found.full_name})
    known = {"on": clock.today(), "post": last.post.name if last.post else "", "category": last.category}
    form = ReturnForm(request.POST or None, initial=known)
    if form.is_valid():
        try:
            actions.take_back(person=found, unit=unit, **form.cleaned_data, by=request.user, request=request)
        except actions.ImpossibleMove:
            form.say_impossible()
        else:
            messages.success(
                request, _("%(name)s works here again and can sign in.") % {"name": found.full_name}
            )
            return redirect("organisation:person", found.pk)
    context = {
        "section": "reports",
        "form": form,
        "person": found,
        "last": last,
        "unit": unit,
        "crumbs": way_to(request.user, unit),
    }
    return render(request, "organisation/take_back.html", context)


def _form_page(request, person, form, title: str, submit: str, present: Membership | None = None):
    """A form about one person. `title` has a place for the name."""
    present = present or _place_of(person)
    return render(
        request,
        "organisation/person_form.html",
        {
            "section": "reports",
            "form": form,
            "person": person,
            "title": title % {"name": person.full_name},
            "submit": submit,
            "crumbs": way_to(request.user, present.unit if present else None, person),
        },
    )


def _choose_unit(request, title: str):
    """A unit of the branch, by search."""
    words = request.GET.get("q", "")[:100]
    units = found_units(request.user, words)
    context = {
        "section": "reports",
        "title": title,
        "q": words,
        "places": placed(units[:FOUND], request.user),
        "total": units.count(),
        "crumbs": way_to(request.user),
    }
    return render(request, "organisation/choose_unit.html", context)


def _place_of(person) -> Membership | None:
    return Membership.objects.present().primary().filter(user=person).select_related("unit", "post").first()


@require_POST
@for_administrators
def lock(request, user_id):
    found = get_object_or_404(scope.manageable_people(request.user), pk=user_id)
    actions.lock_account(person=found, by=request.user, request=request)
    messages.success(request, _("The account is locked: %(name)s cannot sign in.") % {"name": found})
    return redirect("organisation:person", found.pk)


@require_POST
@for_administrators
def unlock(request, user_id):
    found = get_object_or_404(scope.manageable_people(request.user), pk=user_id)
    actions.unlock_account(person=found, by=request.user, request=request)
    messages.success(request, _("The account is open: %(name)s can sign in again.") % {"name": found})
    return redirect("organisation:person", found.pk)


@require_POST
@for_administrators
def issue_code(request, user_id):
    """A slip with a one-use code. It answers the POST itself: a redirect would have to keep the code somewhere."""
    found = get_object_or_404(scope.entrusted_people(request.user).active(), pk=user_id)
    code = hand_out_code(user=found, issued_by=request.user, request=request)
    present = _place_of(found)
    return render(
        request,
        "organisation/slip.html",
        {
            "section": "reports",
            "person": found,
            "unit": present.unit if present else None,
            "code": grouped(code),
            "valid_until": clock.now() + CODE_LIFETIME,
            "sign_in_address": sign_in_address(),
            "picture": mark_safe(picture_of(sign_in_address(found.username))),  # noqa: S308  our own SVG
            "crumbs": way_to(request.user, present.unit if present else None, found),
        },
    )
