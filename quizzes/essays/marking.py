"""Marking essays: a marker's word is kept, and the attempt is totalled again."""

from collections.abc import Mapping
from fractions import Fraction

from django.db import transaction
from django.utils.translation import gettext as _

import clock
from audit.actions import log
from completions.actions import complete_activity
from quizzes.kinds.essay import share_of
from quizzes.marking import per_cent, rounded
from quizzes.marking.voids import as_marked
from quizzes.models import Attempt, EssayMark, QuestionVersion, Result, VoidedQuestion
from quizzes.sitting.grading import reaches, sections_short
from quizzes.sitting.refusals import CannotBeMarked

LONGEST_COMMENT = 5000


@transaction.atomic
def mark_essay(
    *, attempt: Attempt, slot: int, levels: Mapping[str, int], comment: str, by, request=None
) -> Result:
    """Keep what a marker said of an essay (criterion id → number of its level) and total the attempt again.

    Marks of all other questions stay as they are. When nothing is awaited any more the result is final; a pass
    completes the activity. The same word of the same marker again changes nothing. Raises CannotBeMarked.
    """
    attempt = Attempt.objects.select_for_update(of=("self",)).select_related("enrolment").get(pk=attempt.pk)
    share = _share(attempt, slot, levels)
    before = Result.objects.filter(attempt=attempt).latest("number")
    mark = before.marks[slot - 1]
    if not mark["answered"]:
        raise CannotBeMarked(_("This question was not answered."))
    question = attempt.paper[slot - 1]["question"]
    if VoidedQuestion.objects.filter(quiz=attempt.quiz_id, question=question).exists():
        raise CannotBeMarked(_("This question was voided: it counts the same for everybody."))
    last = EssayMark.objects.filter(attempt=attempt, slot=slot).order_by("number").last()
    word = (dict(levels), comment[:LONGEST_COMMENT], by.pk)
    is_said = last is not None and (last.levels, last.comment, last.made_by_id) == word
    if is_said and not mark.get("awaiting"):
        return before  # awaited again: another text came late and counts
    EssayMark.objects.create(
        attempt=attempt,
        slot=slot,
        number=last.number + 1 if last else 1,
        levels=dict(levels),
        share=str(share),
        comment=comment[:LONGEST_COMMENT],
        made_by=by,
        made_at=clock.now(),
    )
    points = Fraction(attempt.paper[slot - 1]["points"])
    result = _total(
        attempt, before, slot, share * points, _("Question %(slot)d was marked.") % {"slot": slot}
    )
    log(
        actor=by,
        verb="essay.marked",
        target=attempt,
        unit_id=attempt.enrolment.unit_id,
        request=request,
        slot=slot,
        share=str(share),
        result=result.number,
    )
    return result


def _share(attempt: Attempt, slot: int, levels: Mapping[str, int]) -> Fraction:
    if attempt.state == Attempt.State.OPEN:
        raise CannotBeMarked(_("The attempt is still open."))
    if not 1 <= slot <= len(attempt.paper) or attempt.paper[slot - 1]["kind"] != "essay":
        raise CannotBeMarked(_("This question is no essay."))
    rubric = QuestionVersion.objects.get(pk=attempt.paper[slot - 1]["version"]).body["rubric"]
    try:
        if any(type(level) is not int or level < 0 for level in levels.values()):
            raise ValueError
        if set(levels) - {criterion["id"] for criterion in rubric}:
            raise ValueError
        return share_of(rubric, levels)
    except (KeyError, IndexError, ValueError, AttributeError):
        raise CannotBeMarked(_("Choose a level for every criterion.")) from None


def _total(attempt: Attempt, before: Result, slot: int, earned: Fraction, reason: str) -> Result:
    """A new result with this one mark changed."""
    marks = [dict(mark) for mark in before.marks]
    marks[slot - 1] |= {"score": str(earned), "awaiting": False}
    return result_of(attempt, before, marks, reason)


def result_of(attempt: Attempt, before: Result, marks: list[dict], reason: str) -> Result:
    """A new result of these marks, after `before`; exact, from the fractions that results keep.

    A pass that was told stays a pass.
    """
    scores = {mark["slot"]: Fraction(mark["score"]) for mark in marks}
    score = sum(scores.values(), Fraction(0))
    paper = as_marked(attempt.paper, marks)
    maximum = sum((Fraction(entry["points"]) for entry in paper), Fraction(0))
    is_enough = reaches(score, maximum, attempt.pass_mark) and not sections_short(
        paper, scores, attempt.rules.get("minimums", ())
    )
    result = Result.objects.create(
        attempt=attempt,
        number=before.number + 1,
        score=rounded(score, 4),
        maximum=rounded(maximum, 4),
        has_passed=before.has_passed or is_enough,
        is_provisional=any(mark.get("awaiting") for mark in marks),
        marks=marks,
        reason=reason,
        made_at=clock.now(),
    )
    if is_enough:
        complete_activity(
            enrolment=attempt.enrolment,
            activity_id=attempt.quiz_id,
            score=per_cent(score, maximum),
            evidence={"attempt": str(attempt.uuid)},
        )
    return result
