"""The marking queue of a quiz over HTTP, for those who may edit the quiz."""

from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods
from wagtail.admin import messages

from quizzes.analysis.views import editable_quiz
from quizzes.essays.marking import mark_essay
from quizzes.essays.queue import EssayForm, EssayInHand, Queue, saved_comments
from quizzes.sitting.refusals import CannotBeMarked


@require_http_methods(["GET", "HEAD", "POST"])
def mark_essays(request, quiz_id):
    """The essay in hand (?bai=), or the next one that waits (after ?sau=); a POST keeps its mark and goes on."""
    quiz = editable_quiz(request, quiz_id)
    asked = request.POST.get("bai") or request.GET.get("bai", "")
    queue = Queue.of(quiz, asked, request.GET.get("sau", ""))
    essay = EssayInHand.at(queue.here) if queue.here else None
    form = essay and EssayForm.begun(essay, saved_comments(quiz, request.user), request.POST or None)
    is_sent = request.method == "POST" and essay and queue.name == asked
    if is_sent and form.is_valid() and _marked(request, queue, essay, form):
        return redirect(f"{request.path}?sau={queue.name}")
    title = _("Marking essays")
    context = {
        "quiz": quiz,
        "queue": queue,
        "essay": essay,
        "form": form,
        "shows_name": "ten" in request.GET,
        "header_title": f"{title}: {quiz.title}",
        "page_title": title,
        "page_subtitle": quiz.title,
        "header_icon": "edit",
        "breadcrumbs_items": [
            {"url": reverse("wagtailadmin_home"), "label": _("Home")},
            {"url": reverse("wagtailadmin_pages:edit", args=[quiz.pk]), "label": quiz.title},
            {"url": "", "label": title},
        ],
    }
    return render(request, "quizzes/mark_essays.html", context)


def _marked(request, queue: Queue, essay: EssayInHand, form: EssayForm) -> bool:
    try:
        mark_essay(
            attempt=essay.attempt,
            slot=queue.here.slot,
            levels=form.levels,
            comment=form.words,
            by=request.user,
            request=request,
        )
    except CannotBeMarked as refusal:
        messages.error(request, str(refusal))
        return False
    messages.success(request, _("The mark is kept."))
    return True
