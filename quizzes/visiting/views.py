"""Practising without signing in. What a page sends is marked on the server; a GET changes nothing."""

import datetime
import json
import secrets
from functools import wraps

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.cache import add_never_cache_headers
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts import throttle
from courses.outline import page_url
from courses.restrictions import may_read
from quizzes.actions import newest_keys
from quizzes.marking import is_given
from quizzes.models import QuizPage
from quizzes.sitting.drawing import DrawImpossible, new_seed
from quizzes.sitting.forms import Unreadable, posted, readable
from quizzes.sitting.refusals import CannotBeDrawn, NotAnOption
from quizzes.sitting.saving import Typed
from quizzes.visiting.keeping import keep, visit_in
from quizzes.visiting.offer import is_offered_now, paper_for_visitors
from quizzes.visiting.pages import visit_page, visit_result
from quizzes.visiting.visit import Visit

FOR_STARTS = throttle.Patience(
    free=120,
    first=datetime.timedelta(seconds=5),
    longest=datetime.timedelta(minutes=5),
    forgets_in=datetime.timedelta(seconds=10),
)
"""Papers drawn for one address: a class of forty may begin at once, and again."""

LONGEST_ANSWER = 4000
"""Signs of one answer as a session keeps it: twenty pairs of ids have some two thousand."""

CHECK, TELL = "check", "tell"


def for_visitors(view):
    """Hand the view the quiz, where visitors may practise with it now; who signed in goes to the quiz itself."""

    @wraps(view)
    def asked(request, quiz_id, *args, **kwargs):
        quiz = QuizPage.served(quiz_id)
        if quiz is None or not is_offered_now(quiz) or not may_read(request, quiz):
            raise Http404
        if request.user.is_authenticated:
            return redirect(page_url(quiz.url_path))
        response = view(request, quiz, *args, **kwargs)
        add_never_cache_headers(response)
        response["Cache-Control"] = "private, no-store"
        response["X-Robots-Tag"] = "noindex, nofollow"
        return response

    return asked


@require_http_methods(["GET", "HEAD", "POST"])
@for_visitors
def begin(request, quiz):
    """Draw a paper for this session, in place of an earlier one of the same quiz."""
    if request.method != "POST":
        return redirect(page_url(quiz.url_path))
    if not throttle.begin_try(f"practice:{throttle.address_key(request)}", FOR_STARTS):
        messages.error(
            request, _("Very many people of this network have just begun. Wait a minute, then begin again.")
        )
        return redirect(page_url(quiz.url_path))
    former = visit_in(request.session, quiz.pk)
    seen = {entry["question"]: 1 for entry in former.paper} if former else {}
    try:
        offered = paper_for_visitors(quiz, new_seed(), seen)
    except DrawImpossible:
        messages.error(request, str(CannotBeDrawn()))
        return redirect(page_url(quiz.url_path))
    visit = Visit(
        code=secrets.token_hex(8),
        paper=offered.paper,
        penalty=quiz.penalty if quiz.behaviour == QuizPage.Behaviour.RETRIES else None,
        is_shortened=offered.is_shortened,
    )
    if former is None:
        request.session.set_expiry(0)  # with the browser
    keep(request.session, quiz.pk, visit)
    return redirect("quizzes:visit", quiz.pk)


@require_http_methods(["GET", "HEAD"])
@for_visitors
def visit(request, quiz):
    """One question at a time, with and without scripts."""
    kept = visit_in(request.session, quiz.pk)
    if kept is None:
        return no_longer_kept(request, quiz)
    page = visit_page(quiz, kept, request.GET.get("cau", ""))
    return render(request, "quizzes/visiting/visit.html", {"page": page})


@require_http_methods(["GET", "HEAD", "POST"])
@for_visitors
def answer(request, quiz, slot):
    """Check an answer, or tell it: then it stands."""
    if request.method != "POST":
        return redirect(question_url(quiz, slot))
    kept = visit_in(request.session, quiz.pk)
    if kept is None:
        return no_longer_kept(request, quiz)
    if request.POST.get("code") != kept.code:
        messages.warning(
            request,
            _("That page belongs to an earlier paper, so its answer was not taken. This is the present one."),
        )
        return redirect("quizzes:visit", quiz.pk)
    if not kept.has(slot):
        raise Http404
    if sentence := take(kept, slot, request.POST):
        messages.warning(request, sentence)
    else:
        keep(request.session, quiz.pk, kept)
    return redirect(question_url(quiz, slot))


def take(kept: Visit, slot: int, sent) -> str:
    """Do with a question what was asked for; returns why it cannot be done, or nothing."""
    if slot in kept.told:
        return _("This question was answered already, perhaps in another window. Its answer stands.")
    if sent.get("do") == TELL:
        kept.tell(slot)
        return ""
    try:
        given = given_in(sent, f"cau-{slot}-", kept.paper[slot - 1])
    except (Unreadable, ValueError):
        return str(NotAnOption())
    if not is_given(given):
        return _("Answer the question first, or have the answer shown.")
    version = kept.paper[slot - 1]["version"]
    kept.check(slot, given, newest_keys({version})[version].right)
    return ""


def given_in(sent, prefix: str, entry: dict) -> list | dict:
    """What was given for a question of a paper, as a session keeps it. Raises Unreadable or ValueError."""
    chosen = readable(posted(sent, prefix))
    given = chosen if isinstance(chosen, dict) else list(chosen)
    if not Typed(chosen, False, 0, None).fits(entry) or len(json.dumps(given)) > LONGEST_ANSWER:
        raise Unreadable
    return given


@require_http_methods(["GET", "HEAD"])
@for_visitors
def result(request, quiz):
    """How it went so far, by topic and question by question; what is not told yet stays untold."""
    kept = visit_in(request.session, quiz.pk)
    if kept is None:
        return no_longer_kept(request, quiz)
    return render(request, "quizzes/visiting/result.html", {"page": visit_result(quiz, kept)})


def no_longer_kept(request, quiz) -> HttpResponse:
    """The session has ended, or none ever began."""
    return render(request, "quizzes/visiting/ended.html", {"quiz": quiz}, status=410)


def question_url(quiz, slot) -> str:
    return reverse("quizzes:visit", args=[quiz.pk]) + f"?cau={slot}"
