"""The questions of a case study: named by their codes, in their order."""

import re

from django.db import transaction
from django.db.models import Q
from django.db.models.functions import Upper
from django.utils.translation import gettext as _

from audit.actions import log
from quizzes.authoring.writing import CannotBeWritten
from quizzes.models import Question, QuizQuestion


def codes_of(case: Question) -> str:
    """The codes of its parts, one a line."""
    return "\n".join(case.parts.order_by("case_order", "pk").values_list("code", flat=True))


def codes_in(text: str) -> list[str]:
    """Codes as somebody typed them, each once."""
    return list(dict.fromkeys(code.upper() for code in re.split(r"[\s,;]+", text) if code))


@transaction.atomic
def set_parts(*, case: Question, codes: list[str], by, request=None) -> None:
    """Make these questions, in this order, the parts of a case study. The same again changes nothing.

    Raises CannotBeWritten, with a sentence a question that cannot be a part of it.
    """
    case = Question.objects.select_for_update(of=("self",)).select_related("category").get(pk=case.pk)
    own = Question.objects.editable_by(by) | Question.objects.filter(case=case)
    named = Question.objects.annotate(upper=Upper("code")).filter(Q(pk__in=own.values("pk")), upper__in=codes)
    found = {question.upper: question for question in named.select_for_update(of=("self",))}
    fixed = set(QuizQuestion.objects.filter(question__in=found.values()).values_list("question", flat=True))
    refusals = [sentence for code in codes if (sentence := _refusal(code, found.get(code), case, fixed))]
    if refusals:
        raise CannotBeWritten(*refusals)
    wanted = [found[code] for code in codes]
    for question in case.parts.exclude(pk__in=[part.pk for part in wanted]):
        question.case, question.case_order = None, 0
        question.save(update_fields=["case", "case_order"])
    for place, question in enumerate(wanted, 1):
        question.case, question.case_order = case, place
        question.save(update_fields=["case", "case_order"])
    log(
        actor=by,
        verb="question.parts_set",
        target=case,
        unit_id=case.category.owner_id,
        request=request,
        parts=codes,
    )


def _refusal(code: str, question: Question | None, case: Question, fixed: set[int]) -> str:
    words = ""
    if question is None:
        words = _("%(code)s: no question of yours has this code.")
    elif question.kind == Question.Kind.CASE:
        words = _("%(code)s is a case study itself.")
    elif question.case_id not in (None, case.pk):
        words = _("%(code)s is a part of another case study.")
    elif question.pk in fixed:
        words = _("%(code)s stands in a quiz by itself: take it out there first.")
    return words and words % {"code": code}
