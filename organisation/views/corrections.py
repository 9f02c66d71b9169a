"""Báo sai: what people report about themselves, and the answers."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from organisation import actions, scope
from organisation.forms import AnswerForm, MistakeForm
from organisation.models import Membership
from organisation.permissions import for_observers

PAGE = 20


@require_safe
@for_observers
def corrections(request):
    """What waits for an answer, the oldest first; or what was answered, the newest first."""
    found = scope.visible_requests(request.user).select_related("user", "answered_by")
    waiting = found.open()
    is_answered = request.GET.get("trang_thai") == "da-tra-loi"
    shown = (
        found.filter(answered_at__isnull=False).order_by("-answered_at", "-pk")
        if is_answered
        else waiting.order_by("made_at", "pk")
    )
    return render(
        request,
        "organisation/corrections.html",
        {
            "section": "reports",
            "page": Paginator(shown, PAGE).get_page(request.GET.get("page")),
            "is_answered": is_answered,
            "waiting": waiting.count(),
            "query": "trang_thai=da-tra-loi&" if is_answered else "",
        },
    )


@require_http_methods(["GET", "HEAD", "POST"])
@for_observers
def answer(request, request_id):
    """One request; whoever acts on the person's branch answers it, once."""
    acting = request.method == "POST"
    correction = get_object_or_404(
        scope.visible_requests(request.user, acting=acting).select_related("user", "answered_by"),
        pk=request_id,
    )
    form = AnswerForm(request.POST or None)
    if form.is_valid():
        answered = actions.answer_request(
            correction=correction, by=request.user, request=request, **form.cleaned_data
        )
        if answered:
            messages.success(request, _("The answer was sent."))
        else:
            messages.info(request, _("Somebody answered before you. Their answer stands."))
        return redirect("organisation:answer", correction.pk)
    present = Membership.objects.present().primary().filter(user=correction.user).select_related("unit")
    return render(
        request,
        "organisation/correction.html",
        {
            "section": "reports",
            "correction": correction,
            "present": present.first(),
            "form": form,
            "may_answer": scope.visible_requests(request.user, acting=True)
            .open()
            .filter(pk=correction.pk)
            .exists(),
            "may_correct": scope.entrusted_people(request.user).filter(pk=correction.user_id).exists(),
            "crumbs": [(_("Reported mistakes"), reverse("organisation:corrections"))],
        },
    )


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def report_mistake(request):
    """What is known of me; what of it is wrong."""
    form = MistakeForm(request.POST or None)
    if form.is_valid():
        actions.report_mistake(user=request.user, request=request, **form.cleaned_data)
        messages.success(request, _("Your report was sent to the person in charge of your unit."))
        return redirect("organisation:report_mistake")
    present = Membership.objects.present().primary().filter(user=request.user).select_related("unit", "post")
    return render(
        request,
        "organisation/report_mistake.html",
        {
            "form": form,
            "present": present.first(),
            "crumbs": [(_("My account"), reverse("account"))],
            "reports": request.user.correction_requests.order_by("-made_at", "-pk")[:20],
        },
    )
