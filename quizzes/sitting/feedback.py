"""What may be told while one is still sitting: the keys of fixed answers only, and how often one was wrong."""

from collections import Counter
from dataclasses import dataclass, field
from fractions import Fraction

from quizzes.actions import marking_inputs, marks_of
from quizzes.marking import Marking, mark_paper
from quizzes.marking.retries import share_left, with_retries
from quizzes.models import Attempt, Try
from quizzes.sitting.results import ReviewedQuestion, review
from quizzes.sitting.sheets import SheetQuestion


@dataclass
class Feedback:
    """slot → the question as it is after marking, and slot → how many tries were wrong so far."""

    fixed: dict[int, ReviewedQuestion] = field(default_factory=dict)
    wrong: Counter = field(default_factory=Counter)
    penalty: Fraction = Fraction(0)

    def share_left(self, slot: int) -> Fraction:
        """What of its points a question that was tried in vain may still earn."""
        return share_left(self.wrong[slot], self.penalty)


def feedback_of(attempt: Attempt, sheet: list[SheetQuestion]) -> Feedback:
    """Nothing, and no query, where answers come at the end."""
    if not attempt.tells_at_once:
        return Feedback()
    fixed = [question for question in sheet if question.is_fixed]
    wrong = Counter()
    if attempt.may_retry:
        wrong.update(Try.objects.filter(attempt=attempt).values_list("slot", flat=True))
    reviewed = {}
    if fixed:
        marks = {mark["slot"]: mark for mark in marks_of(_marked(attempt, fixed))}
        asked = review(fixed, [marks[question.slot] for question in fixed])
        reviewed = {question.asked.slot: question for question in asked}
    return Feedback(reviewed, wrong, attempt.penalty)


def _marked(attempt: Attempt, fixed: list[SheetQuestion]) -> Marking:
    """Only what is fixed is marked: no key of another question is read."""
    answers, keys, tries, _voids = marking_inputs(attempt, {question.version for question in fixed})
    marking = mark_paper(attempt.paper, answers, keys)
    return with_retries(marking, attempt.paper, answers, tries, keys, attempt.penalty)
