"""The guess meter of a quiz, inside the editor's frame."""

from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from quizzes.analysis.guess_page import guess_page
from quizzes.analysis.views import editable_quiz


@require_safe
def guess_meter(request, quiz_id):
    """What blind guessing brings, and whether the bank is large enough, of the newest draft."""
    quiz = editable_quiz(request, quiz_id)
    title = _("Guess meter")
    context = {
        "page": guess_page(quiz.get_latest_revision_as_object()),
        "quiz": quiz,
        "header_title": f"{title}: {quiz.title}",
        "page_title": title,
        "page_subtitle": quiz.title,
        "header_icon": "view",
        "breadcrumbs_items": [
            {"url": reverse("wagtailadmin_home"), "label": _("Home")},
            {"url": reverse("wagtailadmin_pages:edit", args=[quiz.pk]), "label": quiz.title},
            {"url": "", "label": title},
        ],
    }
    return render(request, "quizzes/guess_meter.html", context)
