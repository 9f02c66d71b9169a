"""What marking one question of a quiz again would change: after a new key, or because it is voided for all.

The same function computes it for the preview and for the deed (`regrades`). Answers are never touched, and a pass that
was told stays a pass.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import islice
from typing import Any

import clock
from completions.models import Certificate
from quizzes.actions import marks_of, newest_keys
from quizzes.marking import Key, mark_paper, rounded, share
from quizzes.marking.retries import with_retries
from quizzes.marking.voids import DROPPED, FULL, as_marked, counted
from quizzes.models import (
    Answer,
    AskedQuestion,
    Attempt,
    Question,
    QuizPage,
    Result,
    Try,
    VoidedQuestion,
)
from quizzes.sitting.grading import reaches, sections_short

KEY = "key"
RULES = (KEY, FULL, DROPPED)
"""By the newest key; or voided: full points for everybody, or left out of the maximum."""
CHUNK = 500


@dataclass(frozen=True)
class Change:
    """An attempt whose result becomes another one."""

    attempt: Attempt
    former: Result
    new: Result
    score: Fraction
    maximum: Fraction
    is_enough: bool

    @property
    def gains_a_pass(self) -> bool:
        return self.new.has_passed and not self.former.has_passed

    @property
    def keeps_a_pass(self) -> bool:
        """Whether the new points alone would not pass."""
        return self.former.has_passed and not self.is_enough


@dataclass(frozen=True)
class Preview:
    """What a regrade would do, in numbers of results."""

    closed: int
    changed: int
    higher: int
    lower: int
    passes_gained: int
    passes_kept: int
    certified_kept: int
    examples: list[Change]


def preview_of(quiz: QuizPage, question: Question, rule: str) -> Preview:
    """What marking this question again would change; a fixed number of queries a batch, writes nothing."""
    attempts = attempts_asked(quiz, question).closed().iterator(CHUNK)
    closed, changes = 0, []
    while batch := list(islice(attempts, CHUNK)):
        closed += len(batch)
        changes += changes_to(batch, question, rule, "")
    keeping = [change.attempt.enrolment_id for change in changes if change.keeps_a_pass]
    certified = Certificate.objects.filter(
        record__enrolment__attempts__quiz=quiz, record__revocation__isnull=True
    )
    holders = set(certified.values_list("record__enrolment", flat=True)) if keeping else set()
    return Preview(
        closed=closed,
        changed=len(changes),
        higher=sum(share(change.new) > share(change.former) for change in changes),
        lower=sum(share(change.new) < share(change.former) for change in changes),
        passes_gained=sum(change.gains_a_pass for change in changes),
        passes_kept=len(keeping),
        certified_kept=sum(enrolment in holders for enrolment in keeping),
        examples=changes[:20],
    )


def attempts_asked(quiz: QuizPage, question: Question):
    """The attempts of a quiz in whose paper the question stands, in the order of their ids."""
    asked = AskedQuestion.objects.filter(question=question).values("attempt")
    return Attempt.objects.filter(quiz=quiz, pk__in=asked).order_by("pk")


def slot_of(attempt: Attempt, question: Question) -> int:
    """The number of a question in a paper, from 1; 0 where it is not asked."""
    places = (slot for slot, entry in enumerate(attempt.paper, 1) if entry["question"] == question.pk)
    return next(places, 0)


def changes_to(attempts: Iterable[Attempt], question: Question, rule: str, reason: str) -> Iterator[Change]:
    """The results that become others; five queries, whatever the number of attempts."""
    attempts = list(attempts)
    if not attempts:
        return
    quiz = attempts[0].quiz_id
    voided = VoidedQuestion.objects.filter(quiz=quiz, question=question).values_list("rule", flat=True)
    rule = voided.first() or rule  # what is void stays void, whatever the key says
    slots = {attempt.pk: slot_of(attempt, question) for attempt in attempts}
    newest = Result.objects.filter(attempt__in=attempts).newest()
    formers = {result.attempt_id: result for result in newest}
    given = _by_attempt(Answer.objects.filter(attempt__in=attempts, slot__in=set(slots.values())), slots)
    tries = _by_attempt(
        Try.objects.filter(attempt__in=attempts, slot__in=set(slots.values())).order_by("number"), slots
    )
    keys = newest_keys({attempt.paper[slots[attempt.pk] - 1]["version"] for attempt in attempts})
    moment = clock.now()
    for attempt in attempts:
        former, slot = formers[attempt.pk], slots[attempt.pk]
        mark = _mark(attempt, slot, rule, given[attempt.pk], tries[attempt.pk], keys)
        if mark is None or not _differs(former.marks[slot - 1], mark):
            continue
        marks = [mark if one["slot"] == slot else one for one in former.marks]
        yield _change(attempt, former, marks, reason, moment)


def _by_attempt(rows, slots: Mapping[int, int]) -> dict[int, list]:
    """What was given for the question, by attempt, in order."""
    found = defaultdict(list)
    for attempt, slot, chosen in rows.values_list("attempt", "slot", "chosen").iterator(CHUNK * 20):
        if slots.get(attempt) == slot:
            found[attempt].append(chosen)
    return found


def _mark(
    attempt: Attempt, slot: int, rule: str, given: list, tries: list, keys: Mapping[int, Key]
) -> dict[str, Any] | None:
    """The mark that the question gets now, as a result keeps it; None where a marker has the word."""
    entry = attempt.paper[slot - 1]
    if rule == KEY and entry["kind"] == "essay":
        return None
    paper = counted([entry], {entry["question"]: rule} if rule != KEY else {})
    answers = {1: given[-1]} if given else {}
    marking = with_retries(
        mark_paper(paper, answers, keys), paper, answers, {1: tries}, keys, attempt.penalty
    )
    marking = replace(marking, marks=tuple(replace(mark, slot=slot) for mark in marking.marks))
    return marks_of(marking)[0]


def _differs(before: Mapping, now: Mapping) -> bool:
    """Whether a person is told something else, or the maximum becomes another; not by which revision."""
    told = ("score", "awaiting", *(("void",) if now.get("void") == DROPPED else ()))
    return any((before.get(name) or None) != (now.get(name) or None) for name in told)


def _change(attempt: Attempt, former: Result, marks: list[dict], reason: str, moment) -> Change:
    paper = as_marked(attempt.paper, marks)
    scores = {mark["slot"]: Fraction(mark["score"]) for mark in marks}
    score = sum(scores.values(), Fraction(0))
    maximum = sum((Fraction(entry["points"]) for entry in paper), Fraction(0))
    is_enough = reaches(score, maximum, attempt.pass_mark) and not sections_short(
        paper, scores, attempt.rules.get("minimums", ())
    )
    new = Result(
        attempt=attempt,
        number=former.number + 1,
        score=rounded(score, 4),
        maximum=rounded(maximum, 4),
        has_passed=former.has_passed or is_enough,
        is_provisional=any(mark.get("awaiting") for mark in marks),
        marks=marks,
        reason=reason,
        made_at=moment,
    )
    return Change(attempt, former, new, score, maximum, is_enough)
