"""The analysis of a quiz over HTTP, inside the editor's frame, for those who may edit the quiz."""

from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods
from wagtail.admin import messages

from audit.actions import log
from quizzes.analysis.gathering import analyse_quiz, first_sittings
from quizzes.analysis.page import AnalysisPage
from quizzes.models import QuizPage
from quizzes.tasks import analyse_quiz_later

AT_ONCE = 1_000
"""So many sittings are analysed while one waits; more by the worker."""


def editable_quiz(request, quiz_id) -> QuizPage:
    """A quiz that this person may edit; another one is not found."""
    quiz = get_object_or_404(QuizPage, pk=quiz_id)
    if not quiz.permissions_for_user(request.user).can_edit():
        raise Http404
    return quiz


@require_http_methods(["GET", "HEAD", "POST"])
def analysis(request, quiz_id):
    """How well the questions of a quiz tell who knows; a POST computes it anew."""
    quiz = editable_quiz(request, quiz_id)
    if request.method == "POST":
        _compute(request, quiz)
        return redirect("analysis:analysis", quiz.pk)
    title = _("Analysis of the questions")
    context = {
        "page": AnalysisPage.of(quiz),
        "quiz": quiz,
        "header_title": f"{title}: {quiz.title}",
        "page_title": title,
        "page_subtitle": quiz.title,
        "header_icon": "list-ol",
        "breadcrumbs_items": [
            {"url": reverse("wagtailadmin_home"), "label": _("Home")},
            {"url": reverse("wagtailadmin_pages:edit", args=[quiz.pk]), "label": quiz.title},
            {"url": "", "label": title},
        ],
    }
    return render(request, "quizzes/analysis.html", context)


def _compute(request, quiz: QuizPage) -> None:
    log(actor=request.user, verb="quiz.analysed", target=quiz, request=request)
    if first_sittings(quiz).count() <= AT_ONCE:
        analyse_quiz(quiz=quiz)
        messages.success(request, _("The figures are up to date."))
    else:
        analyse_quiz_later.enqueue(quiz.pk)
        messages.success(request, _("The figures are being computed. Open this page again in a minute."))
