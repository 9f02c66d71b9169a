"""Making classes and keeping their lists. Another branch's class is not found."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

import clock
from classes import actions
from classes.forms import ClassForm, MoveForm, NewClassForm, PeopleForm, ReasonForm, SessionForm
from classes.managing import Management, people_to_list
from classes.models import Registration, Session, TrainingClass
from classes.permissions import for_keepers
from classes.refusals import Refusal
from classes.yearly import year_of_classes
from organisation.permissions import for_administrators, for_observers
from organisation.scope import acts_for_others

PAGE = 20


@require_safe
@for_observers
def organised(request):
    """The classes of the branch and those that invite it, the latest first."""
    found = TrainingClass.objects.filter(pk__in=TrainingClass.objects.visible_to(request.user).values("pk"))
    page = Paginator(
        found.with_numbers().select_related("unit").order_by("-starts_at", "-pk"), PAGE
    ).get_page(request.GET.get("page"))
    moment = clock.now()
    context = {
        "section": "reports",
        "page": page,
        "year": year_of_classes(TrainingClass.objects.organised_by(request.user), moment),
        "can_act": acts_for_others(request.user),
        "now": moment,
        "query": "",
    }
    return render(request, "classes/organised.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@for_administrators
def make(request):
    form = NewClassForm(request.POST or None, user=request.user)
    if form.is_valid():
        made = actions.make_class(
            **form.terms(form.cleaned_data["day"]), session=form.session, by=request.user, request=request
        )
        messages.success(request, _("The class was made. Add further sessions, and people, below."))
        return redirect("classes:manage", made.pk)
    context = {"section": "reports", "form": form, "crumbs": _crumbs()}
    return render(request, "classes/make.html", context)


@require_safe
@for_keepers
def manage(request, class_id):
    """One class: its terms, sessions, and who is registered, as far as this person may see them."""
    found = get_object_or_404(
        TrainingClass.objects.visible_to(request.user).select_related("unit", "activity", "made_by"),
        pk=class_id,
    )
    context = {"section": "reports", "page": Management(found, request.user), "crumbs": _crumbs()}
    return render(request, "classes/manage.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@for_administrators
def change(request, class_id):
    found = _organised(request, class_id)
    form = ClassForm(
        request.POST or None, initial=ClassForm.known(found), user=request.user, training_class=found
    )
    if form.is_valid():
        first = found.sessions.first()
        try:
            actions.change_class(
                training_class=found,
                **form.terms(timezone.localdate(first.starts_at)),
                by=request.user,
                request=request,
            )
        except Refusal as refusal:
            form.add_error("seats", str(refusal))
        else:
            messages.success(request, _("The changes were saved."))
            return redirect("classes:manage", found.pk)
    context = {"section": "reports", "form": form, "class": found, "crumbs": _crumbs(found)}
    return render(request, "classes/change.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@for_administrators
def call_off(request, class_id):
    found = _organised(request, class_id)
    form = ReasonForm(request.POST or None)
    if form.is_valid() and _done(
        form, actions.cancel_class, training_class=found, by=request.user, request=request
    ):
        messages.success(request, _("The class is cancelled. Everybody registered is told."))
        return redirect("classes:manage", found.pk)
    context = {
        "section": "reports",
        "form": form,
        "class": found,
        "registered": Registration.objects.open().filter(training_class=found).count(),
        "crumbs": _crumbs(found),
    }
    return render(request, "classes/call_off.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@for_administrators
def add_session(request, class_id):
    """Another session; at first the form says what the last one says."""
    found = _organised(request, class_id)
    last = found.sessions.last()
    form = SessionForm(request.POST or None, initial=SessionForm.known(last), user=request.user)
    if form.is_valid():
        try:
            actions.add_session(training_class=found, by=request.user, request=request, **form.session)
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("The session was added."))
            return redirect("classes:manage", found.pk)
    context = {"section": "reports", "form": form, "class": found, "crumbs": _crumbs(found)}
    return render(request, "classes/session.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@for_administrators
def change_session(request, session_id):
    session = _session(request, session_id)
    found = session.training_class
    form = SessionForm(request.POST or None, initial=SessionForm.known(session), user=request.user)
    if form.is_valid():
        try:
            told = actions.change_session(session=session, by=request.user, request=request, **form.session)
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(
                request,
                _("The session was changed. Everybody registered is told.")
                if told
                else _("The changes were saved."),
            )
            return redirect("classes:manage", found.pk)
    context = {
        "section": "reports",
        "form": form,
        "class": found,
        "session": session,
        "crumbs": _crumbs(found),
    }
    return render(request, "classes/session.html", context)


@require_POST
@for_administrators
def remove_session(request, session_id):
    session = _session(request, session_id)
    try:
        actions.remove_session(session=session, by=request.user, request=request)
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("The session was taken out. Everybody registered is told."))
    return redirect("classes:manage", session.training_class_id)


@require_http_methods(["GET", "HEAD", "POST"])
@for_administrators
def add_people(request, class_id):
    """Put people of one's own branch on the list: the organiser, and administrators of invited units."""
    found = get_object_or_404(TrainingClass.objects.visible_to(request.user), pk=class_id)
    form = PeopleForm(request.POST or None, people=people_to_list(found, request.user))
    if form.is_valid():
        try:
            made = actions.list_people(
                training_class=found, by=request.user, request=request, **form.cleaned_data
            )
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            waiting = sum(not one.is_seated for one in made)
            messages.success(
                request,
                ngettext("%(n)d person is on the list.", "%(n)d people are on the list.", len(made))
                % {"n": len(made)}
                + (" " + _("Waiting for a seat: %(n)d.") % {"n": waiting} if waiting else ""),
            )
            return redirect("classes:manage", found.pk)
    context = {"section": "reports", "form": form, "class": found, "crumbs": _crumbs(found)}
    return render(request, "classes/add_people.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@for_administrators
def move(request, registration_id):
    registration = _registration(request, registration_id, organised=True)
    form = MoveForm(request.POST or None, user=request.user, registration=registration)
    if form.is_valid() and _done(
        form,
        actions.move_registration,
        registration=registration,
        to=form.cleaned_data["to"],
        by=request.user,
        request=request,
    ):
        messages.success(request, _("%(name)s was moved.") % {"name": registration.user.full_name})
        return redirect("classes:manage", registration.training_class_id)
    return _about(request, "classes/move.html", registration, form)


@require_http_methods(["GET", "HEAD", "POST"])
@for_administrators
def remove(request, registration_id):
    registration = _registration(request, registration_id)
    form = ReasonForm(request.POST or None)
    if form.is_valid() and _done(
        form, actions.leave_class, registration=registration, by=request.user, request=request
    ):
        messages.success(
            request, _("%(name)s is no longer on the list.") % {"name": registration.user.full_name}
        )
        return redirect("classes:manage", registration.training_class_id)
    return _about(request, "classes/remove.html", registration, form)


def _done(form, action, **arguments) -> bool:
    """Do it with the reason of the form; what refuses it becomes an error of the form."""
    try:
        action(reason=form.cleaned_data["reason"], **arguments)
    except Refusal as refusal:
        form.add_error(None, str(refusal))
        return False
    return True


def _about(request, template, registration, form):
    context = {
        "section": "reports",
        "form": form,
        "registration": registration,
        "crumbs": _crumbs(registration.training_class),
    }
    return render(request, template, context)


def _organised(request, class_id) -> TrainingClass:
    return get_object_or_404(
        TrainingClass.objects.organised_by(request.user, acting=True).standing(), pk=class_id
    )


def _session(request, session_id) -> Session:
    classes = TrainingClass.objects.organised_by(request.user, acting=True).standing()
    return get_object_or_404(
        Session.objects.filter(training_class__in=classes).select_related("training_class"), pk=session_id
    )


def _registration(request, registration_id, *, organised=False) -> Registration:
    """An open registration of a class one organises, or (unless `organised`) of a person of one's own branch."""
    found = Registration.objects.open().select_related("training_class", "user")
    classes = TrainingClass.objects.organised_by(request.user, acting=True).standing().values("pk")
    mine = found.filter(training_class__in=classes)
    if not organised:
        visible = TrainingClass.objects.visible_to(request.user).standing()
        mine = mine | found.filter(
            training_class__in=visible.values("pk"),
            user__in=people_to_list(None, request.user).values("pk"),
        )
    return get_object_or_404(mine, pk=registration_id)


def _crumbs(training_class: TrainingClass | None = None) -> list[tuple[str, str]]:
    way = [(_("Classes"), reverse("classes:organised"))]
    if training_class is not None:
        way.append((training_class.title, reverse("classes:manage", args=[training_class.pk])))
    return way
