"""The marking queue of a quiz over HTTP, for those who may edit the quiz."""

from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods
from wagtail.admin import messages

from quizzes.analysis.views import editable_quiz
from quizzes.essays.forms import DecisionForm, EssayForm
from quizzes.essays.marking import decide_essay, mark_essay
from quizzes.essays.queue import EssayInHand, Queue, saved_comments, side_by_side
from quizzes.marking.two_markers import Stage
from quizzes.sitting.refusals import CannotBeMarked


@require_http_methods(["GET", "HEAD", "POST"])
def mark_essays(request, quiz_id):
    """The essay in hand (?bai=), or the next one that waits (after ?sau=); a POST keeps its mark and goes on."""
    quiz = editable_quiz(request, quiz_id)
    asked = request.POST.get("bai") or request.GET.get("bai", "")
    queue = Queue.of(quiz, asked, request.GET.get("sau", ""), request.user.pk)
    essay = EssayInHand.at(queue.here, request.user.pk) if queue.here else None
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
        "may_decide": quiz.has_two_markers and quiz.permissions_for_user(request.user).can_publish(),
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


@require_http_methods(["GET", "HEAD", "POST"])
def decide_essays(request, quiz_id):
    """Essays whose two markers differ too much, one after the other, for those who may publish the quiz."""
    quiz = editable_quiz(request, quiz_id)
    if not quiz.permissions_for_user(request.user).can_publish():
        raise Http404
    asked = request.POST.get("bai") or request.GET.get("bai", "")
    queue = Queue.to_decide(quiz, asked, request.GET.get("sau", ""), request.user.pk)
    is_read_twice = queue.here and queue.here.stage in (Stage.DECISION, Stage.SETTLED)
    essay = EssayInHand.at(queue.here, request.user.pk) if is_read_twice else None
    form = essay and DecisionForm.begun(essay, saved_comments(quiz, request.user), request.POST or None)
    is_sent = request.method == "POST" and essay and queue.name == asked
    if is_sent and form.is_valid() and _decided(request, queue, essay, form):
        return redirect(f"{request.path}?sau={queue.name}")
    title, marking = _("Decision on the final points"), _("Marking essays")
    voices = essay.voices() if essay else []
    context = {
        "quiz": quiz,
        "queue": queue,
        "essay": essay,
        "voices": voices,
        "lines": side_by_side(essay, voices) if essay else [],
        "form": form,
        "header_title": f"{title}: {quiz.title}",
        "page_title": title,
        "page_subtitle": quiz.title,
        "header_icon": "edit",
        "breadcrumbs_items": [
            {"url": reverse("wagtailadmin_home"), "label": _("Home")},
            {"url": reverse("wagtailadmin_pages:edit", args=[quiz.pk]), "label": quiz.title},
            {"url": reverse("analysis:essays", args=[quiz.pk]), "label": marking},
            {"url": "", "label": title},
        ],
    }
    return render(request, "quizzes/decide_essays.html", context)


def _decided(request, queue: Queue, essay: EssayInHand, form: DecisionForm) -> bool:
    try:
        decide_essay(
            attempt=essay.attempt,
            slot=queue.here.slot,
            levels=form.levels,
            comment=form.words,
            reason=form.cleaned_data["reason"],
            by=request.user,
            request=request,
        )
    except CannotBeMarked as refusal:
        messages.error(request, str(refusal))
        return False
    messages.success(request, _("The decision is kept; the learner sees the result that counts."))
    return True
