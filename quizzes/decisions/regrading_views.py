"""Marking a question again over HTTP: what would change is shown first, a reason is asked, and the work is watched."""

from django import forms
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

import vietnamese
from quizzes.analysis.views import editable_quiz
from quizzes.authoring.soundness import newest_key
from quizzes.decisions.regrades import AT_ONCE, begin_regrade, carry_on
from quizzes.decisions.regrading import KEY, attempts_asked, preview_of
from quizzes.marking.voids import DROPPED, FULL
from quizzes.models import Question, QuizPage, Regrade, VoidedQuestion
from quizzes.tasks import regrade_later

PAGE = 50
SHOWN = 5

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
    if not attempts_asked(quiz, question).closed().exists():  # nothing of another unit's bank is to be seen
        raise Http404
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        begun = begin_regrade(
            quiz=quiz, question=question, by=request.user, request=request, **form.cleaned_data
        )
        if begun.total <= AT_ONCE:
            carry_on(pk=begun.pk)
        else:
            regrade_later.enqueue(begun.pk)
        return redirect("analysis:regraded", quiz.pk, begun.pk)
    asked = WayForm(request.POST or request.GET)
    rule = asked.cleaned_data["rule"] if asked.is_valid() else ""
    return render(request, "quizzes/regrade.html", _page(quiz, question, form, rule))


def _page(quiz: QuizPage, question: Question, form: ReasonForm, rule: str) -> dict:
    void = VoidedQuestion.objects.filter(quiz=quiz, question=question).select_related("made_by").first()
    rule = void.rule if void else rule
    preview = preview_of(quiz, question, rule or KEY)
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
        "works": Regrade.objects.filter(quiz=quiz, question=question).select_related("made_by")[:SHOWN],
        "ways": WAYS,
        "header_title": f"{title}: {quiz.title}",
        "page_title": title,
        "page_subtitle": question.code,
        "header_icon": "rotate",
        "breadcrumbs_items": [
            *_way(quiz),
            {"url": "", "label": title},
        ],
    }


@require_safe
def regraded(request, quiz_id, regrade_id):
    """How far a marking again is; when it is finished, what it changed."""
    quiz = editable_quiz(request, quiz_id)
    work = get_object_or_404(
        Regrade.objects.select_related("question__current", "made_by"), pk=regrade_id, quiz=quiz
    )
    rows = work.results.select_related("attempt", "former", "result").order_by("pk")
    title = _("Being marked again") if work.is_at_work else _("Marked again")
    context = {
        "work": work,
        "quiz": quiz,
        "page": Paginator(rows, PAGE).get_page(request.GET.get("trang")),
        "header_title": f"{title}: {quiz.title}",
        "page_title": title,
        "page_subtitle": work.question.code,
        "header_icon": "rotate",
        "breadcrumbs_items": [
            *_way(quiz),
            {
                "url": reverse("analysis:regrade", args=[quiz.pk, work.question_id]),
                "label": _("Mark a question again"),
            },
            {"url": "", "label": title},
        ],
    }
    return render(request, "quizzes/regraded.html", context)


def _way(quiz: QuizPage) -> list[dict[str, str]]:
    """The crumbs down to the analysis of a quiz."""
    return [
        {"url": reverse("wagtailadmin_home"), "label": _("Home")},
        {"url": reverse("wagtailadmin_pages:edit", args=[quiz.pk]), "label": quiz.title},
        {"url": reverse("analysis:analysis", args=[quiz.pk]), "label": _("Analysis of the questions")},
    ]
