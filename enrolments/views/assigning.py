"""Assigning a course: fill in, look at what it would do, confirm once."""

import uuid
from urllib.parse import urlencode

from django.contrib import messages
from django.core import signing
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from enrolments.actions import CourseIsClosed, assign_course, preview_assignment
from enrolments.forms import BranchAssignmentForm, ListAssignmentForm, PersonAssignmentForm
from enrolments.models import Assignment
from enrolments.picking import PersonPicker, UnitPicker
from organisation.models import Category, Unit
from organisation.permissions import for_administrators

SALT = "enrolments.assign"
A_DAY = 86_400


@require_safe
@for_administrators
def assign(request):
    """The form; with `buoc=xem` what it would do. Everything stands in the address, nothing is written."""
    to_person = "person" in request.GET or request.GET.get("giao") == "nguoi"
    form_class = PersonAssignmentForm if to_person else BranchAssignmentForm
    if request.GET.get("buoc") == "xem":
        form = form_class(request.GET, user=request.user)
        if form.is_valid():
            return render(request, "enrolments/preview.html", _preview(request, form))
    else:
        form = form_class(initial=_typed(request.GET), user=request.user)
    picker = (PersonPicker if to_person else UnitPicker)(request.user, request.GET)
    return render(
        request,
        "enrolments/assign.html",
        {
            "section": "reports",
            "form": form,
            "picker": picker,
            "way": "person" if to_person else "units",
            "crumbs": [(_("Assignments"), reverse("enrolments:assignments"))],
        },
    )


@require_http_methods(["GET", "HEAD", "POST"])
@for_administrators
def assign_list(request):
    """The form for a list of people; sent, what it would do. Nothing is written before that is confirmed."""
    form = ListAssignmentForm(
        request.POST or None, request.FILES or None, initial=_typed(request.GET), user=request.user
    )
    if form.is_valid():
        return render(request, "enrolments/preview.html", _preview(request, form))
    return render(
        request,
        "enrolments/assign.html",
        {
            "section": "reports",
            "form": form,
            "way": "list",
            "crumbs": [(_("Assignments"), reverse("enrolments:assignments"))],
        },
    )


@require_POST
@for_administrators
def confirm(request):
    """Do what the preview showed. Its signed token makes a second click the same assignment."""
    try:
        shown = signing.loads(request.POST.get("token", ""), salt=SALT, max_age=A_DAY)
    except signing.BadSignature:
        messages.error(request, _("This preview is older than a day. Look at it again and confirm then."))
        return redirect("enrolments:assign")
    if shown["by"] != request.user.pk:
        raise Http404
    form = _form_of(shown["asked"])(shown["asked"], user=request.user)
    try:
        if not form.is_valid():
            raise CourseIsClosed
        assignment = assign_course(
            **form.cleaned_data,
            made_by=request.user,
            made_for=form.made_for,
            confirmation=uuid.UUID(shown["id"]),
            request=request,
        )
    except CourseIsClosed:
        return redirect(_back(shown["asked"], buoc="xem"))
    messages.success(request, _("The course was assigned. You can undo it on this page within ten minutes."))
    return redirect("enrolments:assignment", assignment.pk)


def _typed(query) -> dict:
    """What stands in the form before it is checked; the first time a course is mandatory."""
    typed = {name: query[name] for name in ("course", "due_on", "note", "plan") if name in query}
    typed |= {name: query.getlist(name) for name in ("kinds", "categories", "posts") if name in query}
    return typed | {"is_mandatory": "is_mandatory" in query or "buoc" not in query}


def _form_of(asked: dict):
    if "person" in asked:
        return PersonAssignmentForm
    return ListAssignmentForm if "people" in asked else BranchAssignmentForm


def _preview(request, form) -> dict:
    """What confirming would do, with the token that does it."""
    terms = form.cleaned_data
    target = {
        name: terms[name]
        for name in ("units", "kinds", "categories", "posts", "person", "people")
        if terms.get(name)
    }
    asked = {
        "course": terms["course"].pk,
        "due_on": terms["due_on"].isoformat(),
        "note": terms["note"],
        **({"plan": terms["plan"].pk} if terms["plan"] else {}),
        **({"is_mandatory": "on"} if terms["is_mandatory"] else {}),
        **({"person": target["person"].pk} if "person" in target else {}),
        **{name: target[name] for name in ("kinds", "categories") if name in target},
        **{name: [one.pk for one in target[name]] for name in ("units", "posts", "people") if name in target},
    }
    token = {"by": request.user.pk, "id": uuid.uuid4().hex, "asked": asked}
    return {
        "section": "reports",
        "terms": terms,
        "kinds": [label for value, label in Unit.Kind.choices if value in target.get("kinds", ())],
        "categories": [label for value, label in Category.choices if value in target.get("categories", ())],
        "reach": preview_assignment(course=terms["course"], **target),
        "alike": _alike(request.user, terms["course"], target),
        "token": signing.dumps(token, salt=SALT, compress=True),
        "back": _back(asked, buoc="sua"),
        "crumbs": [(_("Assignments"), reverse("enrolments:assignments"))],
    }


def _alike(user, course, target: dict):
    """Standing assignments of the course to the same units or the same person, the newest first."""
    standing = Assignment.objects.standing().visible_to(user).filter(course=course)
    if "people" in target:
        return standing.none()
    same = (
        standing.filter(person=target["person"])
        if "person" in target
        else standing.filter(units__in=target["units"])
    )
    return same.distinct()[:3]


def _back(asked: dict, **step) -> str:
    """The form filled in again; a list of people is chosen anew."""
    if "people" in asked:
        kept = {name: value for name, value in asked.items() if name != "people"}
        return f"{reverse('enrolments:assign_list')}?{urlencode(kept | step)}"
    return f"{reverse('enrolments:assign')}?{urlencode(asked | step, doseq=True)}"
