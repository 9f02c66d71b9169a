"""Disputes over HTTP: written on the page of a result, answered in the editor's frame."""

from django import forms
from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

import vietnamese
from quizzes.analysis.views import editable_quiz
from quizzes.decisions.disputes import LONGEST, answer_dispute, dispute_question, disputes_of
from quizzes.models import Attempt, Dispute
from quizzes.sitting.results import result_page
from quizzes.sitting.views import get_or_post, own_attempt, signed_in


class WordsForm(forms.Form):
    """A few sentences."""

    text = forms.CharField(max_length=LONGEST, error_messages={"required": gettext_lazy("Write a sentence.")})

    def clean_text(self):
        return "\n".join(vietnamese.nfc(line) for line in self.cleaned_data["text"].splitlines())


@signed_in
@get_or_post
def dispute(request, attempt_uuid, slot):
    """Dispute a question that the review shows, and go back to it."""
    attempt = own_attempt(request, attempt_uuid)
    if attempt.state == Attempt.State.OPEN or not 1 <= slot <= len(attempt.paper):
        raise Http404
    if not result_page(attempt).shown.answers:
        raise Http404
    form = WordsForm(request.POST)
    if request.method == "POST" and form.is_valid():
        dispute_question(attempt=attempt, slot=slot, text=form.cleaned_data["text"])
        messages.success(request, _("Your complaint was handed in. The answer will stand here."))
    elif request.method == "POST":
        messages.warning(request, form.errors["text"][0])
    return redirect(reverse("quizzes:result", args=[attempt.uuid]) + f"#cau-{slot}")


@require_http_methods(["GET", "HEAD", "POST"])
def disputes(request, quiz_id):
    """What learners dispute in a quiz; a POST answers one."""
    quiz = editable_quiz(request, quiz_id)
    form = WordsForm(request.POST or None)
    if request.method == "POST" and form.is_valid() and request.POST.get("dispute", "").isdecimal():
        one = get_object_or_404(Dispute, pk=request.POST["dispute"], attempt__quiz=quiz)
        if answer_dispute(dispute=one, answer=form.cleaned_data["text"], by=request.user, request=request):
            messages.success(request, _("The learner reads your answer on the result page."))
        return redirect("analysis:disputes", quiz.pk)
    title = _("Disputed questions")
    context = {
        "quiz": quiz,
        "form": form,
        "lines": disputes_of(quiz),
        "header_title": f"{title}: {quiz.title}",
        "page_title": title,
        "page_subtitle": quiz.title,
        "header_icon": "comment",
        "breadcrumbs_items": [
            {"url": reverse("wagtailadmin_home"), "label": _("Home")},
            {"url": reverse("wagtailadmin_pages:edit", args=[quiz.pk]), "label": quiz.title},
            {"url": "", "label": title},
        ],
    }
    return render(request, "quizzes/disputes.html", context)
