"""Sitting a quiz over HTTP. An attempt of somebody else is not found; a GET changes nothing."""

from functools import wraps

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.db.models.functions import Now
from django.http import Http404, HttpResponseRedirect, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.http import urlencode
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

import clock
from courses.models import LessonPage
from courses.outline import page_url
from courses.restrictions import may_read
from prepared import PreparedObjects
from quizzes.actions import start_attempt, submit_one_of, try_question
from quizzes.decisions.late import keep_late
from quizzes.kinds.numeric import note_on
from quizzes.models import Attempt, Question, QuizPage
from quizzes.sitting import fixing, refusals, trials
from quizzes.sitting.feedback import feedback_of
from quizzes.sitting.forms import Unreadable, fields_of, posted, readable, typed_in
from quizzes.sitting.my_results import my_results
from quizzes.sitting.results import result_page
from quizzes.sitting.saving import Saved, Typed, save_answer
from quizzes.sitting.sheets import AttemptPage
from quizzes.sitting.standing import enrolment_around, standing_of

LONGEST_PASSWORD = 50
get = require_http_methods(["GET", "HEAD"])
get_or_post = require_http_methods(["GET", "HEAD", "POST"])
"""What is done by POST answers a GET with the page it belongs to: after signing in one comes back by GET."""


def wants_json(request) -> bool:
    return request.headers.get("Accept", "").startswith("application/json")


def signed_in(view):
    """Send a stranger to the sign-in page and back; tell a script 401."""

    @wraps(view)
    def asked(request, *args, **kwargs):
        if request.user.is_authenticated:
            return view(request, *args, **kwargs)
        if wants_json(request):
            return JsonResponse({"error": "signed_out", "url": reverse("account_login")}, status=401)
        return redirect_to_login(request.get_full_path())

    return asked


def own_attempt(request, attempt_uuid) -> Attempt:
    """The attempt of whoever asks, with its quiz and the moment by the database's clock."""
    found = _attempts(user=request.user.pk, attempt=attempt_uuid.hex)
    if not found:
        raise Http404
    attempt = found[0]
    attempt.asked_at = clock.frozen() or attempt.asked_at
    attempt.user = request.user
    return attempt


_attempts = PreparedObjects(
    lambda user, attempt: (
        Attempt.objects.by(user)
        .filter(uuid=attempt)
        .select_related("quiz")
        .annotate(asked_at=Now())
        .for_a_page()
    ),
    "user",
    "attempt",
)


def question_url(request, attempt_uuid, slot) -> str:
    """A question among the others of its page; on a page of its own where a form of such a page was sent."""
    where = f"?cau={slot}" if "alone" in request.POST else f"#cau-{slot}"
    return reverse("quizzes:attempt", args=[attempt_uuid]) + where


def check_url(request, attempt_uuid) -> str:
    return reverse("quizzes:check", args=[attempt_uuid]) + ("?cau" if "alone" in request.POST else "")


@signed_in
@get_or_post
def start(request, quiz_id):
    """Begin an attempt, or go on with the open one."""
    quiz = QuizPage.served(quiz_id)
    if quiz is None or not may_read(request, quiz):
        raise Http404
    if request.method != "POST":
        return redirect(page_url(quiz.url_path))
    standing = standing_of(request.user, quiz)
    try:
        attempt = start_attempt(
            enrolment=standing.enrolment,
            quiz=quiz,
            standing=standing,
            password=request.POST.get("password", "")[:LONGEST_PASSWORD],
        )
    except refusals.CannotStart as refusal:
        messages.error(request, str(refusal))
        return redirect(page_url(quiz.url_path))
    return redirect("quizzes:attempt", attempt.uuid)


@signed_in
@get
def attempt(request, attempt_uuid):
    """All questions of the paper at once; one on a page of its own (`?cau=3`) for a browser without scripts."""
    return sitting(request, attempt_uuid, "quizzes/attempt.html")


@signed_in
@get
def check(request, attempt_uuid):
    """What one is about to hand in, unanswered questions first."""
    return sitting(request, attempt_uuid, "quizzes/check.html")


def sitting(request, attempt_uuid, template):
    attempt = own_attempt(request, attempt_uuid)
    if attempt.is_over(attempt.asked_at):
        return redirect("quizzes:result", attempt.uuid)
    page = AttemptPage.of(attempt)
    page.feedback = feedback_of(attempt, page.questions)
    if "cau" in request.GET:
        page.leave_alone(request.GET["cau"])
    return render(request, template, {"page": page, "person": request.user.digest})


@signed_in
@get_or_post
def save(request, attempt_uuid, slot):
    """Keep one answer: JSON to a script; a form goes on to the next question."""
    if request.method != "POST":
        return redirect(question_url(request, attempt_uuid, slot))
    typed = None
    try:
        typed = typed_in(request)
        saved = save_answer(user_id=request.user.pk, attempt=attempt_uuid, slot=slot, typed=typed)
    except Unreadable:
        return not_saved(request, attempt_uuid, slot, typed, refusals.NotAnOption())
    except refusals.CannotSave as refusal:
        return not_saved(request, attempt_uuid, slot, typed, refusal)
    if wants_json(request):
        return JsonResponse(as_json(saved) | note_in(request, saved))
    following = request.POST.get("next", "")
    if following.isdecimal():
        return HttpResponseRedirect(question_url(request, attempt_uuid, following))
    return HttpResponseRedirect(check_url(request, attempt_uuid))


@signed_in
@get_or_post
def fix(request, attempt_uuid, slot):
    """Check an answer, give it up, or move on where there is no way back."""
    if request.method != "POST":
        return redirect(question_url(request, attempt_uuid, slot))
    how, typed = request.POST.get("do", ""), None
    try:
        typed = typed_in(request) if "packet" in request.POST else None
        if how not in fixing.HOWS:
            raise Unreadable
        total = fixing.fix_answer(
            user_id=request.user.pk, attempt=attempt_uuid, slot=slot, typed=typed, how=how
        )
    except Unreadable:
        return not_saved(request, attempt_uuid, slot, typed, refusals.NotAnOption())
    except refusals.CannotSave as refusal:
        return not_saved(request, attempt_uuid, slot, typed, refusal)
    if how == fixing.LEAVE:
        return redirect("quizzes:check" if slot == total else "quizzes:attempt", attempt_uuid)
    return redirect(question_url(request, attempt_uuid, slot))


@signed_in
@get
def time_left(request, attempt_uuid):
    """How many seconds there are by the database's clock: time may have been given back."""
    attempt = own_attempt(request, attempt_uuid)
    page = AttemptPage(attempt, [], None)
    return JsonResponse({"left": page.seconds_left, "is_over": attempt.is_over(attempt.asked_at)})


STATUS = {
    refusals.NoSuchQuestion: 404,
    refusals.NotAnOption: 400,
    refusals.StaleAnswer: 409,
    refusals.AnswerIsFixed: 409,
    refusals.NothingToFix: 409,
    refusals.AttemptIsClosed: 410,
    refusals.FileRefused: 400,
}


def not_saved(request, attempt_uuid, slot, typed: Typed | None, refusal):
    """Say why an answer was not kept, and what stands in its place. What comes too late is kept apart."""
    late = isinstance(refusal, refusals.AttemptIsClosed) and typed is not None
    is_kept = late and bool(keep_late(user_id=request.user.pk, attempt=attempt_uuid, slot=slot, typed=typed))
    current = getattr(refusal, "current", None)
    if wants_json(request):
        body = {
            "error": type(refusal).__name__,
            "message": str(refusal),
            "current": as_json(current) if current else None,
            "late": is_kept,
            "url": reverse("quizzes:result", args=[attempt_uuid]),
        }
        return JsonResponse(body, status=STATUS[type(refusal)])
    if isinstance(refusal, refusals.NoSuchQuestion):
        raise Http404
    if isinstance(refusal, refusals.StaleAnswer):
        return conflict(request, attempt_uuid, slot, typed, current)
    if STATUS[type(refusal)] == 409:
        context = {"refusal": refusal, "page": AttemptPage.of(own_attempt(request, attempt_uuid))}
        return render(request, "quizzes/stands.html", context, status=409)
    messages.error(
        request,
        _("Your answer came too late. It is kept apart for the trainers.") if is_kept else str(refusal),
    )
    if isinstance(refusal, refusals.AttemptIsClosed):
        return redirect("quizzes:result", attempt_uuid)
    return redirect(question_url(request, attempt_uuid, slot))


def conflict(request, attempt_uuid, slot, typed: Typed, current: Saved | None):
    """Both answers side by side: what was chosen here is kept until one of them is taken."""
    page = AttemptPage.of(own_attempt(request, attempt_uuid))
    question = page.questions[slot - 1]
    context = {
        "page": page,
        "question": question,
        "mine": question.words_of(typed.chosen),
        "fields": fields_of(question.how.takes, typed.chosen),
        "typed": typed,
        "current": current,
        "alone": "alone" in request.POST,
        "back": question_url(request, attempt_uuid, slot),
    }
    return render(request, "quizzes/conflict.html", context, status=409)


def note_in(request, saved: Saved) -> dict:
    """What to ask again about a number, where the page says (`?so`) that its field takes one."""
    if "so" not in request.GET or not isinstance(saved.chosen, dict):
        return {}
    return {"note": note_on(saved.chosen.get("text", ""))}


def as_json(saved: Saved) -> dict:
    return {
        "revision": saved.revision,
        "packet": str(saved.packet),
        "chosen": saved.chosen,
        "flagged": saved.is_flagged,
        "saved_at": date_format(localtime(saved.saved_at), "H:i"),
    }


@signed_in
@get_or_post
def submit(request, attempt_uuid):
    """Hand in; the second time shows what the first one brought."""
    if request.method != "POST":
        return redirect("quizzes:check", attempt_uuid)
    try:
        submit_one_of(Attempt.objects.by(request.user).filter(uuid=attempt_uuid))
    except Attempt.DoesNotExist:
        raise Http404 from None
    return redirect("quizzes:result", attempt_uuid)


@signed_in
@get
def result(request, attempt_uuid):
    """The result; an attempt whose time ran out unnoticed is shown as closed, and the next POST marks it."""
    attempt = own_attempt(request, attempt_uuid)
    if not attempt.is_over(attempt.asked_at):
        return redirect("quizzes:attempt", attempt.uuid)
    if attempt.state == Attempt.State.OPEN:
        return render(request, "quizzes/time_over.html", {"page": AttemptPage.of(attempt)})
    context = {"page": result_page(attempt), "quiz_url": page_url(attempt.quiz.url_path)}
    return render(request, "quizzes/result.html", context)


@signed_in
@get
def my_quizzes(request):
    """Everything this person has sat, and how well by topic."""
    return render(request, "quizzes/my_results.html", {"page": my_results(request.user)})


@signed_in
@get_or_post
def try_one(request, page_id, question_id):
    """Answer a question that stands in a lesson, and go back to it."""
    lesson = get_object_or_404(LessonPage.as_served(), pk=page_id)
    enrolment = enrolment_around(request.user, lesson)
    if question_id not in lesson.question_ids() or enrolment is None or not may_read(request, lesson):
        raise Http404
    address, chosen = page_url(lesson.url_path), tried_in(request)
    if request.method != "POST" or not chosen:
        if request.method == "POST":
            messages.warning(request, _("Choose an answer first."))
        return HttpResponseRedirect(f"{address}#cau-{question_id}")
    question = get_object_or_404(Question.objects.select_related("current"), pk=question_id)
    if not question.is_asked_in_lessons:
        raise Http404
    try_question(enrolment=enrolment, lesson=lesson, question=question, chosen=chosen)
    said = urlencode({"chon": chosen}, doseq=True)  # so that the page can mark what was chosen
    return HttpResponseRedirect(f"{address}?{said}#cau-{question_id}")


def tried_in(request) -> tuple:
    """The options chosen in the form of a lesson; none where they are unreadable."""
    try:
        chosen = readable(posted(request.POST))
    except (Unreadable, ValueError):
        return ()
    return chosen if isinstance(chosen, tuple) else ()


@signed_in
@get_or_post
def trial(request, quiz_id):
    """A quiz as a learner meets it, for those who may edit it. Nothing is kept."""
    quiz = get_object_or_404(QuizPage, pk=quiz_id)
    if not quiz.permissions_for_user(request.user).can_edit():
        raise Http404
    draft = quiz.get_latest_revision_as_object()
    page = trials.marked(draft, request.POST) if request.method == "POST" else trials.begun(draft)
    return render(request, "quizzes/trial.html", {"page": page, "quiz": draft})
