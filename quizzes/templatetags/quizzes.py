"""What templates of pages below ask of quizzes: the start page of a quiz, and inline questions of lessons."""

from dataclasses import dataclass

from django import template
from django.db.models import F, OuterRef, Subquery
from django.template.defaultfilters import floatformat
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from quizzes.models import KeyRevision, Question
from quizzes.pictures import labelled, picture_html
from quizzes.sitting.shapes import drawn
from quizzes.sitting.sheets import AttemptPage, SheetQuestion
from quizzes.sitting.start_page import start_page

register = template.Library()
PARTS = (
    "held",
    "quiz/given",
    "quiz/page",
    "quiz/conflict",
    "quiz/signing-in",
    "quiz/saving",
    "quiz/clock",
)


@register.simple_tag(takes_context=True)
def quiz_start(context, page):
    """The facts of a quiz and where the visitor stands with it: `{% quiz_start page as start %}`."""
    return start_page(page, context["request"].user)


@register.simple_tag(takes_context=True)
def questions(context, page: AttemptPage) -> SafeString:
    """Every question of an open attempt, each as a form of its own."""
    return drawn(page, str(context["csrf_token"]))


@register.simple_tag
def answer_fields(question: SheetQuestion) -> SafeString:
    """The fields of one question among others in a form; their names begin with `cau-N-`."""
    prefix = f"cau-{question.slot}-"
    takes = f'<input type="hidden" name="{prefix}takes" value="{question.how.takes}">'
    return SafeString(takes + picture_html(question.picture) + question.how.answer_html(question, prefix))


@register.filter
def picture(kept: dict | None) -> SafeString:
    """A picture as a version keeps it, drawn: `{{ question.picture|picture }}`."""
    return picture_html(kept)


@register.simple_tag
def script_parts() -> list[str]:
    """The modules that the script of a sitting consists of, asked for together with it."""
    return [f"js/{part}.js" for part in PARTS]


@register.simple_tag
def script_words():
    """What the script of a sitting says."""
    return {
        "saving": _("Saving…"),
        "saved": _("Saved {time}"),
        "waiting": _("{n} not sent yet"),
        "failed": _("{n} not sent: no connection"),
        "offline": _(
            "No connection. Go on: your answers are kept on this device and are sent by themselves as soon as "
            "the connection is back."
        ),
        "not_kept": _(
            "No connection, and this browser can keep nothing on the device: leave this page open until your answers "
            "are sent."
        ),
        "answered": _("answered"),
        "unanswered": _("not answered"),
        "flagged": _("flagged"),
        "counts": [_("answered {n}"), _("flagged {n}"), _("not answered {n}")],
        "minutes": _("{n} minutes left"),
        "over": _("The time is over. Your saved answers are being handed in."),
        "conflict": _(
            "This question was answered in another window or on another device. Choose which answer counts."
        ),
        "there": _("Saved there at {time}: {answer}"),
        "here": _("Chosen here: {answer}"),
        "keep_here": _("Keep what I chose here"),
        "take_there": _("Take the other answer"),
    }


@dataclass
class InlineOption:
    id: str
    text: str
    is_chosen: bool = False
    is_right: bool = False


@dataclass
class InlineQuestion:
    """A question in a lesson; key and explanation are there only once it was answered."""

    id: int
    text: str
    is_multiple: bool
    options: list[InlineOption]
    first_was_right: bool | None
    explanation: str = ""
    stands_here: bool = True
    picture: dict | None = None

    @property
    def is_answered(self) -> bool:
        return self.first_was_right is not None


@register.inclusion_tag("quizzes/inline_question.html", takes_context=True)
def inline_question(context, question):
    """A question to try in the text of a lesson.

    Asks the context for `page` (the lesson), `progress` (ActivityProgress or None) and `enrolment` (or None).
    One query serves every question of the lesson.
    """
    page, progress, request = context.get("page"), context.get("progress"), context.get("request")
    asked = getattr(request, "_inline_questions", {})
    if question.pk not in asked:
        wanted = {question.pk, *(page.question_ids() if page else ())}
        asked = questions_in(wanted, progress)
        if request is not None:
            request._inline_questions = asked
    found = asked.get(question.pk)
    if found is not None and found.is_answered and request is not None:
        chosen = request.GET.getlist("chon")
        for option in found.options:
            option.is_chosen = option.id in chosen
    return {
        "question": found,
        "page": page,
        "enrolment": context.get("enrolment"),
        "csrf_token": context.get("csrf_token"),
    }


def questions_in(ids, progress) -> dict[int, InlineQuestion]:
    """These questions as a lesson shows them; the keys of answered ones come in the same query."""
    checks = progress.checks if progress is not None else {}
    answered = [int(pk) for pk in checks]
    key = KeyRevision.objects.filter(version=OuterRef("current"), version__question__in=answered).order_by(
        "-number"
    )
    rows = Question.objects.filter(pk__in=ids, current__isnull=False).annotate(
        words=F("current__text"),
        choices=F("current__options"),
        body=F("current__body"),
        key_right=Subquery(key.values("right")[:1]),
        key_explanation=Subquery(key.values("explanation")[:1]),
    )
    found = {}
    for row in rows:
        first = checks.get(str(row.pk))
        right = row.key_right or []
        found[row.pk] = InlineQuestion(
            id=row.pk,
            text=row.words,
            picture=row.body.get("picture"),
            is_multiple=row.kind == Question.Kind.MULTIPLE,
            options=[
                InlineOption(
                    option["id"],
                    labelled(option["text"], option.get("picture")),
                    is_right=option["id"] in right,
                )
                for option in (row.choices if row.is_asked_in_lessons else ())
            ],
            first_was_right=first,
            explanation=row.key_explanation or "",
            stands_here=row.is_asked_in_lessons,
        )
    return found


@register.filter
def as_percent(share) -> str:
    """A share between 0 and 1 as per cent in the words of the page: two digits that say something."""
    percent = float(share) * 100
    places = 0 if percent >= 10 or percent == 0 else 1 if percent >= 1 else 3
    return floatformat(percent, f"-{places}" if places else "0")
