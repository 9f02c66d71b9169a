"""Giving an outage back over HTTP, for administrators of the quiz's owner or of the province."""

import uuid

from django import forms
from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods

import vietnamese
from organisation.permissions import for_administrators
from quizzes.decisions.giving_time import being_sat, give_time_back, quizzes_in_charge
from quizzes.models import TimeGrant


class TimeForm(forms.Form):
    """How many minutes everybody gets, and why. The key makes a second click harmless."""

    minutes = forms.IntegerField(
        label=gettext_lazy("Minutes to give back"),
        min_value=1,
        max_value=24 * 60,
        widget=forms.NumberInput(attrs={"class": "w-s", "inputmode": "numeric"}),
    )
    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        max_length=300,
        help_text=gettext_lazy("For example: power cut at the data centre from 9:10 to 9:25."),
        error_messages={"required": gettext_lazy("Write the reason: it is kept with the change.")},
    )
    key = forms.UUIDField(widget=forms.HiddenInput)

    def clean_reason(self):
        return vietnamese.nfc(self.cleaned_data["reason"])


@require_http_methods(["GET", "HEAD"])
@for_administrators
def sat_now(request):
    """The quizzes that are sat now against the clock."""
    return render(request, "quizzes/sat_now.html", {"quizzes": being_sat(request.user), "section": "reports"})


@require_http_methods(["GET", "HEAD", "POST"])
@for_administrators
def give_time(request, quiz_id):
    """Give the same minutes to everybody who sits a quiz now."""
    quiz = get_object_or_404(quizzes_in_charge(request.user), pk=quiz_id)
    form = TimeForm(request.POST or None, initial={"key": uuid.uuid4()})
    if form.is_valid():
        given = form.cleaned_data
        grant = give_time_back(
            quiz=quiz,
            seconds=60 * given["minutes"],
            reason=given["reason"],
            key=given["key"],
            by=request.user,
            request=request,
        )
        words = ngettext("%(n)d attempt got the time.", "%(n)d attempts got the time.", grant.attempts)
        messages.success(request, words % {"n": grant.attempts})
        return redirect("quizzes:give_time", quiz.pk)
    context = {
        "form": form,
        "quiz": quiz,
        "sat": being_sat(request.user).filter(pk=quiz.pk).first(),
        "grants": TimeGrant.objects.filter(quiz=quiz).select_related("made_by").order_by("-made_at")[:20],
        "section": "reports",
        "submit": _("Give the time back"),
    }
    return render(request, "quizzes/give_time.html", context)
