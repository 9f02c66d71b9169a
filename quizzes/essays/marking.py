"""Marking essays: a marker's word is kept, and the attempt is totalled again."""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from django.db import transaction
from django.utils.translation import gettext as _

import clock
from audit.actions import log
from completions.actions import complete_activity
from quizzes.kinds.essay import share_of
from quizzes.marking import per_cent, rounded
from quizzes.marking.two_markers import Agreement, Stage, Word, agreement
from quizzes.marking.voids import as_marked
from quizzes.models import Answer, Attempt, EssayMark, QuestionVersion, Result, VoidedQuestion
from quizzes.sitting.grading import reaches, sections_short
from quizzes.sitting.refusals import CannotBeMarked

LONGEST_COMMENT = 5000


@transaction.atomic
def mark_essay(
    *, attempt: Attempt, slot: int, levels: Mapping[str, int], comment: str, by, request=None
) -> Result:
    """Keep what a marker said of an essay (criterion id → number of its level) and total the attempt again.

    Marks of all other questions stay as they are. When nothing is awaited any more the result is final; a pass
    completes the activity. The same word of the same marker again changes nothing. Where the quiz asks for two markers
    the result waits for the second, who is somebody else, and perhaps for a decision. Raises CannotBeMarked.
    """
    essay = Essay.held(attempt, slot)
    share = essay.share_of(levels)
    has_two = essay.attempt.quiz.has_two_markers
    last = essay.last_word_of(by) if has_two else next(reversed(essay.spoken), None)
    said = (dict(levels), comment[:LONGEST_COMMENT], by.pk)
    is_said = last is not None and (last.levels, last.comment, last.made_by_id) == said
    if is_said and (has_two or not essay.is_awaited):
        return essay.before  # awaited again: another text came late and counts
    if has_two and essay.stage in (Stage.DECISION, Stage.SETTLED):
        raise CannotBeMarked(_("Two markers have spoken: only a decision changes the points now."))
    essay.keep(
        role=EssayMark.Role.ONE_OF_TWO if has_two else EssayMark.Role.SOLE,
        levels=dict(levels),
        share=str(share),
        comment=comment[:LONGEST_COMMENT],
        made_by=by,
    )
    stands = essay.agreement if has_two else Agreement(Stage.SETTLED, share)
    result = essay.before
    if stands.stage == Stage.SETTLED:
        reason = _("Question %(slot)d was marked.") % {"slot": slot}
        result = essay.total(stands.share, reason)
    _note("essay.marked", essay, request, by, share=str(share), result=result.number)
    return result


@transaction.atomic
def decide_essay(
    *, attempt: Attempt, slot: int, levels: Mapping[str, int], comment: str, reason: str, by, request=None
) -> Result:
    """Decide on the final points of an essay that two markers have read, and total the attempt again.

    Callers make sure that the person may. Neither of the two markers can; the same decision again changes nothing.
    Raises CannotBeMarked.
    """
    essay = Essay.held(attempt, slot)
    share = essay.share_of(levels)
    if not essay.attempt.quiz.has_two_markers or essay.stage not in (Stage.DECISION, Stage.SETTLED):
        raise CannotBeMarked(_("There is nothing to decide before two markers have spoken."))
    if by.pk in {one.made_by_id for one in essay.spoken if one.role != EssayMark.Role.DECISION}:
        raise CannotBeMarked(_("You marked this essay: somebody else has to decide."))
    last = essay.spoken[-1] if essay.spoken else None
    said = (EssayMark.Role.DECISION, dict(levels), comment[:LONGEST_COMMENT], reason, by.pk)
    if last and (last.role, last.levels, last.comment, last.reason, last.made_by_id) == said:
        return essay.before
    essay.keep(
        role=EssayMark.Role.DECISION,
        levels=dict(levels),
        share=str(share),
        comment=comment[:LONGEST_COMMENT],
        reason=reason,
        made_by=by,
    )
    result = essay.total(share, reason)
    _note("essay.decided", essay, request, by, share=str(share), result=result.number, reason=reason)
    return result


@dataclass
class Essay:
    """One answered essay of a closed attempt that is held; `spoken`: what was said of the text that stands."""

    attempt: Attempt
    slot: int
    before: Result
    revision: int | None
    spoken: list[EssayMark]

    @classmethod
    def held(cls, attempt: Attempt, slot: int) -> "Essay":
        """Raises CannotBeMarked."""
        attempts = Attempt.objects.select_for_update(of=("self",)).select_related("enrolment", "quiz")
        attempt = attempts.get(pk=attempt.pk)
        if attempt.state == Attempt.State.OPEN:
            raise CannotBeMarked(_("The attempt is still open."))
        if not 1 <= slot <= len(attempt.paper) or attempt.paper[slot - 1]["kind"] != "essay":
            raise CannotBeMarked(_("This question is no essay."))
        before = Result.objects.filter(attempt=attempt).latest("number")
        if not before.marks[slot - 1]["answered"]:
            raise CannotBeMarked(_("This question was not answered."))
        question = attempt.paper[slot - 1]["question"]
        if VoidedQuestion.objects.filter(quiz=attempt.quiz_id, question=question).exists():
            raise CannotBeMarked(_("This question was voided: it counts the same for everybody."))
        answer = Answer.objects.filter(attempt=attempt, slot=slot).first()
        spoken = list(EssayMark.objects.filter(attempt=attempt, slot=slot).order_by("number"))
        return cls(attempt, slot, before, answer.revision if answer else None, spoken)

    @property
    def is_awaited(self) -> bool:
        return bool(self.before.marks[self.slot - 1].get("awaiting"))

    @property
    def points(self) -> Fraction:
        return Fraction(self.attempt.paper[self.slot - 1]["points"])

    @property
    def agreement(self) -> Agreement:
        """Where the words of two markers on the text that stands leave it."""
        words = [word_of(one) for one in self.spoken if counts_for(one, self.revision)]
        return agreement(words, self.points, Fraction(self.attempt.quiz.essay_gap))

    @property
    def stage(self) -> Stage:
        """Whom it waits for; what one marker settled, before two were asked for, is settled."""
        return self.agreement.stage if self.is_awaited else Stage.SETTLED

    def last_word_of(self, marker) -> EssayMark | None:
        """What somebody, as one of two markers, said last of the text that stands."""
        own = (one for one in reversed(self.spoken) if one.made_by_id == marker.pk)
        return next((one for one in own if counts_for(one, self.revision)), None)

    def share_of(self, levels: Mapping[str, int]) -> Fraction:
        """What these levels of the rubric earn. Raises CannotBeMarked."""
        return _share(self.attempt, self.slot, levels)

    def keep(self, **said) -> None:
        last = self.spoken[-1].number if self.spoken else 0
        self.spoken.append(
            EssayMark.objects.create(
                attempt=self.attempt,
                slot=self.slot,
                number=last + 1,
                revision=self.revision,
                made_at=clock.now(),
                **said,
            )
        )

    def total(self, share: Fraction, reason: str) -> Result:
        """A new result with this one mark changed."""
        marks = [dict(mark) for mark in self.before.marks]
        marks[self.slot - 1] |= {"score": str(share * self.points), "awaiting": False}
        return result_of(self.attempt, self.before, marks, reason)


def counts_for(mark: EssayMark, revision: int | None) -> bool:
    """Whether a mark is one of two, or a decision, on this text of the answer: another one may have come late."""
    return mark.role != EssayMark.Role.SOLE and mark.revision == revision


def word_of(mark: EssayMark) -> Word:
    return Word(mark.made_by_id, Fraction(mark.share), mark.role == EssayMark.Role.DECISION)


def _note(verb: str, essay: Essay, request, by, **detail) -> None:
    log(
        actor=by,
        verb=verb,
        target=essay.attempt,
        unit_id=essay.attempt.enrolment.unit_id,
        request=request,
        slot=essay.slot,
        **detail,
    )


def _share(attempt: Attempt, slot: int, levels: Mapping[str, int]) -> Fraction:
    rubric = QuestionVersion.objects.get(pk=attempt.paper[slot - 1]["version"]).body["rubric"]
    try:
        if any(type(level) is not int or level < 0 for level in levels.values()):
            raise ValueError
        if set(levels) - {criterion["id"] for criterion in rubric}:
            raise ValueError
        return share_of(rubric, levels)
    except (KeyError, IndexError, ValueError, AttributeError):
        raise CannotBeMarked(_("Choose a level for every criterion.")) from None


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
