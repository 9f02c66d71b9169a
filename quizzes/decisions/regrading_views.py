"""Marking a question again over HTTP: what would change is shown first, and a reason is asked."""

from django import forms
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods
from wagtail.admin import messages

import vietnamese
from quizzes.analysis.views import editable_quiz
from quizzes.authoring.soundness import newest_key
from quizzes.decisions.regrading import KEY, preview_of, regrade
from quizzes.marking.voids import DROPPED, FULL
from quizzes.models import Question, QuizPage, VoidedQuestion

WAYS = [
    (KEY, gettext_lazy("Mark again by the newest key")),
    (FULL, gettext_lazy("Void it: everybody gets all its points")),
    (DROPPED, gettext_lazy("Void it: leave it out of the points that can be earned")),
]


class WayForm(forms.Form):
    """Which way is looked at."""

    rule = forms.ChoiceField(choices=WAYS, label=gettext_lazy("What is to be done"))


class ReasonForm(WayForm):
    """What is confirmed, and why."""

    reason = forms.CharField(
        max_length=300,
        label=gettext_lazy("Reason"),
        error_messages={"required": gettext_lazy("Write the reason: every learner concerned reads it.")},
    )

    def clean_reason(self):
        return vietnamese.nfc(self.cleaned_data["reason"])


@require_http_methods(["GET", "HEAD", "POST"])
def regrade_question(request, quiz_id, question_id):
    """What marking a question of a quiz again would change; a POST does it."""
    quiz = editable_quiz(request, quiz_id)
    question = get_object_or_404(Question.objects.select_related("current"), pk=question_id)
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        changed = regrade(quiz=quiz, question=question, by=request.user, request=request, **form.cleaned_data)
        messages.success(request, _done(changed))
        return redirect("analysis:regrade", quiz.pk, question.pk)
    asked = WayForm(request.POST or request.GET)
    rule = asked.cleaned_data["rule"] if asked.is_valid() else ""
    return render(request, "quizzes/regrade.html", _page(quiz, question, form, rule))


def _page(quiz: QuizPage, question: Question, form: ReasonForm, rule: str) -> dict:
    void = VoidedQuestion.objects.filter(quiz=quiz, question=question).select_related("made_by").first()
    rule = void.rule if void else rule
    preview = preview_of(quiz, question, rule or KEY)
    if not preview.closed:  # nobody met it here: nothing of another unit's bank is to be seen
        raise Http404
    title, key = _("Mark a question again"), newest_key(question)
    return {
        "quiz": quiz,
        "question": question,
        "key": key,
        "preview": preview,
        "form": form,
        "void": void,
        "reason": form["reason"].value() or (void.reason if void else key.reason if key else ""),
        "rule": rule or KEY,
        "ways": WAYS,
        "header_title": f"{title}: {quiz.title}",
        "page_title": title,
        "page_subtitle": question.code,
        "header_icon": "rotate",
        "breadcrumbs_items": [
            {"url": reverse("wagtailadmin_home"), "label": _("Home")},
            {"url": reverse("wagtailadmin_pages:edit", args=[quiz.pk]), "label": quiz.title},
            {"url": reverse("analysis:analysis", args=[quiz.pk]), "label": _("Analysis of the questions")},
            {"url": "", "label": title},
        ],
    }


def _done(changed: int) -> str:
    if not changed:
        return _("Nothing was left to change.")
    sentence = ngettext(
        "%(changed)d result was marked again; the former one is kept.",
        "%(changed)d results were marked again; the former ones are kept.",
        changed,
    )
    return sentence % {"changed": changed}
