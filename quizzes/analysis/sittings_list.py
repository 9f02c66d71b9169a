"""Who sat a quiz: facts to read, no verdict on anybody.

A trainer reads codes, as when marking essays. Names stand there for whoever may see the person anyway, and for holders of
the permission `view_sittings` (named as in django-quiz-app).
"""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass

from django.core.paginator import Page, Paginator
from django.db.models import Exists, OuterRef, Prefetch, Value
from django.utils.translation import gettext as _

from organisation.scope import visible_people
from quizzes.analysis.gathering import asked_questions
from quizzes.models import Answer, Attempt, QuizPage, Result

A_PAGE = 50
AT_ONCE = datetime.timedelta(minutes=10)


@dataclass
class Sitting:
    """One attempt with its newest result (None while it is open) and what strikes about it; who: a name or a code."""

    attempt: Attempt
    who: str
    where: str
    result: Result | None
    minutes: int | None
    facts: list[str]


def sittings_of(quiz: QuizPage, number, reader) -> tuple[Page, list[Sitting]]:
    """One page of the attempts of a quiz, the newest first; six queries and those of the reader's rights."""
    sees_all = reader.has_perm("quizzes.view_sittings")
    seen = visible_people(reader).filter(pk=OuterRef("user"))
    attempts = (
        Attempt.objects.filter(quiz=quiz)
        .annotate(is_named=Value(True) if sees_all else Exists(seen))
        .select_related("user", "enrolment__unit")
        .prefetch_related(
            Prefetch("results", Result.objects.order_by("number"), to_attr="markings"),
            Prefetch("answers", _saves(), to_attr="saves"),
        )
        .order_by("-started_at", "-pk")
    )
    page = Paginator(attempts, A_PAGE).get_page(number)
    asked = asked_questions({entry["version"] for attempt in page for entry in attempt.paper})
    reading = {version: question.reading_seconds for version, question in asked.items()}
    return page, [_sitting(attempt, reading) for attempt in page]


def _saves():
    """When the answers were last saved and from which devices, in time's order."""
    known = Answer.objects.exclude(device="").order_by("saved_at", "slot")
    return known.only("attempt_id", "saved_at", "device")


def from_two_at_once(saves: Sequence[Answer]) -> bool:
    """Whether two devices saved in turn, one, the other and the first again, within ten minutes.

    `saves` in time's order. Going on elsewhere for good is no such thing, nor is signing in again in the middle: the
    device that was left saves no more. Only the last save of each question is known.
    """
    for place, first in enumerate(saves):
        is_left = False
        for later in saves[place + 1 :]:
            if later.saved_at - first.saved_at > AT_ONCE:
                break
            if later.device == first.device and is_left:
                return True
            is_left = is_left or later.device != first.device
    return False


def _sitting(attempt: Attempt, reading: dict[int, float]) -> Sitting:
    facts, minutes = [], None
    if attempt.closed_at:
        seconds = (attempt.closed_at - attempt.started_at).total_seconds()
        minutes = round(seconds / 60)
        if seconds < sum(reading.get(entry["version"], 0) for entry in attempt.paper):
            facts.append(_("the whole paper faster than it can be read"))
    if from_two_at_once(attempt.saves):
        facts.append(_("answers in turn from two devices or browsers within ten minutes"))
    if len(attempt.markings) > 1:
        facts.append(_("marked again: %(reason)s") % {"reason": attempt.markings[-1].reason})
    unit = attempt.enrolment.unit if attempt.is_named and attempt.enrolment else None
    who = attempt.user.full_name if attempt.is_named else attempt.code
    where = unit.name if unit else ""
    return Sitting(attempt, who, where, attempt.markings[-1] if attempt.markings else None, minutes, facts)
