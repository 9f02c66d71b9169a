"""Fixing an answer while one is sitting: moving on where there is no way back, checking it, giving it up.

What is fixed is never written over: the statement that saves says so (`saving`). Rules were frozen in the attempt at
its start.
"""

import uuid
from fractions import Fraction

from django.db import transaction
from django.db.models import Max

from quizzes.marking import MARKED_BY_PEOPLE, score_of
from quizzes.models import Answer, Attempt, KeyRevision, Try
from quizzes.sitting.refusals import AttemptIsClosed, NoSuchQuestion, NothingToFix
from quizzes.sitting.saving import Typed, save_answer

HOWS = CHECK, LEAVE, GIVE_UP = "check", "leave", "give_up"


def fix_answer(*, user_id: int, attempt: uuid.UUID, slot: int, typed: Typed | None, how: str) -> int:
    """Save an answer and do with it what the rules of the attempt allow; twice is as good as once.

    check: fixes it, or, in practice with retries, notes a try and fixes what is right; never what a person must mark. give_up: fixes what is wrong.
    leave: where there is no way back, fixes this question and all before it; `typed` is None where it is fixed already.
    Returns the number of questions of the paper. Raises a CannotSave.
    """
    if typed is not None:
        save_answer(user_id=user_id, attempt=attempt, slot=slot, typed=typed)
    with transaction.atomic():
        sitting = (
            Attempt.objects.select_for_update(of=("self",))
            .at_the_moment()
            .filter(uuid=attempt, user=user_id)
            .first()
        )
        if sitting is None or not 1 <= slot <= len(sitting.paper):
            raise NoSuchQuestion
        if sitting.is_over(sitting.asked_at):
            raise AttemptIsClosed
        _DO[how](sitting, slot)
    return len(sitting.paper)


def _check(sitting: Attempt, slot: int) -> None:
    if not sitting.tells_at_once or sitting.paper[slot - 1]["kind"] in MARKED_BY_PEOPLE:
        raise NothingToFix
    answer = Answer.objects.filter(attempt=sitting, slot=slot, is_fixed=False).first()
    if answer is None:
        return
    if sitting.may_retry and not _is_right_at_last(sitting, answer):
        return
    _fix(sitting, slot)


def _is_right_at_last(sitting: Attempt, answer: Answer) -> bool:
    """Note the try; whether it was wholly right. The same answer checked again is no further try."""
    tries = Try.objects.filter(attempt=sitting, slot=answer.slot)
    last = tries.order_by("-number").first()
    if last is None or last.chosen != answer.chosen:
        number = (tries.aggregate(last=Max("number"))["last"] or 0) + 1
        Try.objects.create(
            attempt=sitting,
            slot=answer.slot,
            number=number,
            chosen=answer.chosen,
            made_at=sitting.asked_at,
        )
    entry = sitting.paper[answer.slot - 1]
    key = KeyRevision.objects.filter(version=entry["version"]).latest("number")
    return score_of(entry["kind"], entry, key.right, answer.chosen) == Fraction(1)


def _give_up(sitting: Attempt, slot: int) -> None:
    if not sitting.may_retry:
        raise NothingToFix
    _fix(sitting, slot)


def _leave(sitting: Attempt, slot: int) -> None:
    if not sitting.is_forward_only:
        raise NothingToFix
    present = set(Answer.objects.filter(attempt=sitting, slot__lte=slot).values_list("slot", flat=True))
    Answer.objects.bulk_create(
        Answer(
            attempt=sitting,
            slot=skipped,
            chosen=[],
            is_fixed=True,
            packet=uuid.uuid4(),
            saved_at=sitting.asked_at,
        )
        for skipped in range(1, slot + 1)
        if skipped not in present
    )
    Answer.objects.filter(attempt=sitting, slot__lte=slot).update(is_fixed=True)
    Attempt.objects.filter(pk=sitting.pk, position__lt=slot).update(position=slot)


def _fix(sitting: Attempt, slot: int) -> None:
    Answer.objects.filter(attempt=sitting, slot=slot).update(is_fixed=True)


_DO = {CHECK: _check, LEAVE: _leave, GIVE_UP: _give_up}
