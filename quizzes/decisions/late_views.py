"""Late answers in the editor's frame: who, what, how late; counted or not, with a reason."""

from dataclasses import dataclass

from django import forms
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods
from wagtail.admin import messages

import vietnamese
from quizzes.analysis.views import editable_quiz
from quizzes.decisions.late import decide_late
from quizzes.models import Answer, Attempt, LateAnswer, QuizPage
from quizzes.sitting.sheets import sheet_of

MOST = 50


class DecisionForm(forms.Form):
    """One decision for all that arrived late for an attempt."""

    attempt = forms.UUIDField()
    counts = forms.TypedChoiceField(choices=[("1", "1"), ("0", "0")], coerce=lambda value: value == "1")
    reason = forms.CharField(
        max_length=300,
        error_messages={"required": gettext_lazy("Write the reason: it is kept with the change.")},
    )

    def clean_reason(self):
        return vietnamese.nfc(self.cleaned_data["reason"])


@dataclass
class LateLine:
    """One attempt with what arrived late for it: (question, answer in words, seconds after the deadline)."""

    attempt: Attempt
    answers: list[tuple[str, list[str], int]]


@require_http_methods(["GET", "HEAD", "POST"])
def late_answers(request, quiz_id):
    """What arrived after the time of a quiz was over, to be decided."""
    quiz = editable_quiz(request, quiz_id)
    form = DecisionForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        attempt = get_object_or_404(Attempt, uuid=given["attempt"], quiz=quiz)
        decide_late(
            attempt=attempt, counts=given["counts"], reason=given["reason"], by=request.user, request=request
        )
        messages.success(request, _("The decision is kept; the learner sees the result that counts."))
        return redirect("analysis:late", quiz.pk)
    title = _("Late answers")
    context = {
        "lines": lines_of(quiz),
        "form": form,
        "quiz": quiz,
        "header_title": f"{title}: {quiz.title}",
        "page_title": title,
        "page_subtitle": quiz.title,
        "header_icon": "time",
        "breadcrumbs_items": [
            {"url": reverse("wagtailadmin_home"), "label": _("Home")},
            {"url": reverse("wagtailadmin_pages:edit", args=[quiz.pk]), "label": quiz.title},
            {"url": "", "label": title},
        ],
    }
    return render(request, "quizzes/late_answers.html", context)


def lines_of(quiz: QuizPage) -> list[LateLine]:
    """The attempts with undecided late answers, the oldest first; closed ones only."""
    late = LateAnswer.objects.filter(attempt__quiz=quiz, decision="").exclude(
        attempt__state=Attempt.State.OPEN
    )
    by_attempt: dict[int, list[LateAnswer]] = {}
    for one in late.select_related("attempt__user").order_by("received_at", "slot")[: MOST * 10]:
        by_attempt.setdefault(one.attempt_id, []).append(one)
    lines = []
    for own in list(by_attempt.values())[:MOST]:
        attempt = own[0].attempt
        sheet = sheet_of(attempt.paper, [Answer(slot=one.slot, chosen=one.chosen) for one in own])
        answers = [
            (
                sheet[one.slot - 1].heading,
                sheet[one.slot - 1].answer,
                int((one.received_at - attempt.deadline_at).total_seconds()),
            )
            for one in own
        ]
        lines.append(LateLine(attempt, answers))
    return lines
