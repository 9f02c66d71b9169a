"""The sittings of a quiz over HTTP, to be read by those who may edit the quiz."""

from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from quizzes.analysis.sittings_list import sittings_of
from quizzes.analysis.views import editable_quiz


@require_GET
def sittings(request, quiz_id):
    """Who sat a quiz, with what result, and what strikes about a sitting."""
    quiz = editable_quiz(request, quiz_id)
    page, lines = sittings_of(quiz, request.GET.get("trang"), request.user)
    title = _("Sittings")
    context = {
        "quiz": quiz,
        "page": page,
        "sittings": lines,
        "header_title": f"{title}: {quiz.title}",
        "page_title": title,
        "page_subtitle": quiz.title,
        "header_icon": "group",
        "breadcrumbs_items": [
            {"url": reverse("wagtailadmin_home"), "label": _("Home")},
            {"url": reverse("wagtailadmin_pages:edit", args=[quiz.pk]), "label": quiz.title},
            {"url": "", "label": title},
        ],
    }
    return render(request, "quizzes/sittings.html", context)
