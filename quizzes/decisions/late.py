"""Answers that arrive after the grace: kept apart, and counted only where somebody decides so and says why."""

import uuid

from django.db import transaction

from audit.actions import log
from quizzes.actions import mark_attempt, marks_of
from quizzes.essays.marking import result_of
from quizzes.models import Answer, Attempt, LateAnswer, Result
from quizzes.sitting.deadlines import is_over
from quizzes.sitting.saving import Typed

Decision = LateAnswer.Decision


@transaction.atomic
def keep_late(*, user_id: int, attempt: uuid.UUID, slot: int, typed: Typed) -> LateAnswer | None:
    """Keep what arrived when the time was over, the latest of each question.

    None where the attempt is not this person's, was handed in by the person, or the answer does not fit.
    """
    sitting = (
        Attempt.objects.select_for_update(of=("self",))
        .at_the_moment()
        .filter(uuid=attempt, user=user_id)
        .exclude(state=Attempt.State.SUBMITTED)
        .first()
    )
    if sitting is None or not is_over(sitting.deadline_at, sitting.asked_at):
        return None
    if not 1 <= slot <= len(sitting.paper) or not typed.fits(sitting.paper[slot - 1]):
        return None
    chosen = list(typed.chosen) if isinstance(typed.chosen, tuple) else typed.chosen
    stood = Answer.objects.filter(attempt=sitting, slot=slot).first()
    if stood is not None and (stood.is_fixed or stood.chosen == chosen):
        return None
    kept, _ = LateAnswer.objects.update_or_create(
        attempt=sitting,
        slot=slot,
        decision=Decision.OPEN,
        defaults={"chosen": chosen, "received_at": sitting.asked_at},
    )
    return kept


@transaction.atomic
def decide_late(*, attempt: Attempt, counts: bool, reason: str, by, request=None) -> Result | None:
    """Count, or not, what arrived late for an attempt; the second time there is nothing left to decide.

    Where it counts, the attempt is marked again: the former result and the answers that were replaced are kept, and
    a pass completes the activity. Returns the new result.
    """
    locked = (
        Attempt.objects.select_for_update(of=("self",))
        .select_related("enrolment")
        .at_the_moment()
        .get(pk=attempt.pk)
    )
    if locked.state == Attempt.State.OPEN:
        return None
    late = list(LateAnswer.objects.filter(attempt=locked, decision=Decision.OPEN).order_by("slot"))
    if not late:
        return None
    for one in late:
        one.replaced = _put_in_place(one, locked.asked_at) if counts else None
        one.decision = Decision.COUNTED if counts else Decision.REFUSED
        one.reason, one.decided_by, one.decided_at = reason, by, locked.asked_at
        one.save()
    log(
        actor=by,
        verb="quiz.late_counted" if counts else "quiz.late_refused",
        target=locked,
        request=request,
        slots=[one.slot for one in late],
        reason=reason,
    )
    return _marked_again(locked, reason, {one.slot for one in late}) if counts else None


def _put_in_place(late: LateAnswer, moment):
    """Let a late answer stand in the paper; returns what stood there."""
    answer = Answer.objects.filter(attempt=late.attempt_id, slot=late.slot).first()
    before = answer.chosen if answer else None
    if answer is None:
        answer = Answer(attempt_id=late.attempt_id, slot=late.slot, revision=0)
    answer.chosen, answer.revision, answer.packet = late.chosen, answer.revision + 1, uuid.uuid4()
    answer.saved_at = moment
    answer.save()
    return before


def _marked_again(attempt: Attempt, reason: str, late: set[int]) -> Result:
    """What the answers that came late are worth now; all other marks stay as they were told."""
    former = Result.objects.filter(attempt=attempt).latest("number")
    marks = [
        now if now["slot"] in late else told
        for now, told in zip(marks_of(mark_attempt(attempt)), former.marks, strict=True)
    ]
    return result_of(attempt, former, marks, reason)
