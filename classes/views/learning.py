"""A learner's classes: list, one of them, registering and cancelling."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from classes import actions
from classes.calendar import calendar_of
from classes.listing import listing_of
from classes.models import Registration, TrainingClass
from classes.refusals import Refusal
from classes.standing import standing_with


@require_safe
@login_required
def classes(request):
    """What this person is registered for, what is open to them, what they attended, what they teach."""
    return render(request, "classes/classes.html", {"listing": listing_of(request.user)})


@require_safe
@login_required
def class_(request, class_id):
    found = _class(request, class_id)
    context = {
        "class": found,
        "standing": standing_with(found, request.user),
        "keeps": TrainingClass.objects.kept_by(request.user).filter(pk=found.pk).exists(),
        "crumbs": [(_("Classes"), reverse("classes:classes"))],
    }
    return render(request, "classes/class.html", context)


@require_POST
@login_required
def join(request, class_id):
    found = _class(request, class_id)
    try:
        made = actions.register(training_class=found, user=request.user, by=request.user)
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        if made.is_seated:
            messages.success(request, _("You are registered. See you in the class."))
        else:
            messages.info(
                request,
                _("You are on the waiting list. When a seat becomes free you get it, and a message says so."),
            )
    return redirect("classes:class", found.pk)


@require_POST
@login_required
def cancel(request, class_id):
    found = _class(request, class_id)
    own = get_object_or_404(Registration.objects.open().by(request.user), training_class=found)
    try:
        actions.leave_class(registration=own, by=request.user)
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("Your registration is cancelled."))
    return redirect("classes:class", found.pk)


@require_safe
@login_required
def calendar(request, class_id):
    """The sessions for the calendar of a phone."""
    found = _class(request, class_id)
    response = HttpResponse(calendar_of(found), content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="lop-hoc-{found.pk}.ics"'
    return response


def _class(request, class_id) -> TrainingClass:
    """A class this person is invited to, was registered for, or sees as administrator or trainer."""
    known = TrainingClass.objects.readable_by(request.user) | TrainingClass.objects.visible_to(request.user)
    found = TrainingClass.objects.with_numbers().select_related("unit", "activity")
    return get_object_or_404(found.filter(pk__in=known.values("pk")), pk=class_id)
