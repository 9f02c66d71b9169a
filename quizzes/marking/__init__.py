"""How a paper is marked. Pure: the same paper, answers and keys give the same result, to the byte.

Scores are exact fractions; they are rounded only to be shown. Sources: for all-or-nothing and partial credit, the table
in the design of the assessment engine; a question is never worth less than nothing, an unanswered one is worth nothing.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from typing import Any

from quizzes.marking import choices, numbers, pieces, words
from quizzes.marking.given import is_given


@dataclass(frozen=True)
class Mark:
    """One question: points earned of the points it is worth, by which key revision; unanswered is told apart from wrong.

    `is_awaiting`: a marker has not said yet what it earns; until then it counts nothing. `void`: see `voids`.
    """

    slot: int
    score: Fraction
    points: Fraction
    key: int | None
    is_answered: bool
    wrong_tries: int = 0
    is_right_at_last: bool = False
    is_awaiting: bool = False
    void: str = ""

    @property
    def is_right(self) -> bool:
        return self.points > 0 and self.score == self.points


@dataclass(frozen=True)
class Marking:
    """A whole paper: the sum of its marks."""

    marks: tuple[Mark, ...]

    @property
    def score(self) -> Fraction:
        return sum((mark.score for mark in self.marks), Fraction(0))

    @property
    def maximum(self) -> Fraction:
        return sum((mark.points for mark in self.marks), Fraction(0))

    @property
    def is_provisional(self) -> bool:
        """Whether something is still to be marked by a person."""
        return any(mark.is_awaiting for mark in self.marks)

    def has_passed(self, pass_mark: int) -> bool:
        """Whether the exact fraction reaches the pass mark (per cent): 69.995 % does not pass at 70."""
        return self.maximum > 0 and self.score * 100 >= pass_mark * self.maximum


@dataclass(frozen=True)
class Key:
    """The key revision `id`, and what it says is right (for kinds with options: their ids)."""

    id: int
    right: Any


def score_of(kind: str, content: Mapping, right: Any, given: Any) -> Fraction:
    """The share of its points, 0 to 1, that an answer earns; nothing given earns nothing.

    `content` is an entry of a paper: {"options": [ids], perhaps "credit": "all" or "partial"}.
    """
    if kind in MARKED_BY_PEOPLE or not is_given(given):
        return Fraction(0)
    return SCORES[kind](content, right, given)


SCORES: Mapping[str, Callable[[Mapping, Any, Any], Fraction]] = {
    "single": choices.one_of,
    "true_false": choices.one_of,
    "multiple": choices.some_of,
    "matching": pieces.matching,
    "ordering": pieces.ordering,
    "numeric": numbers.number,
    "short": words.short,
    "blanks": pieces.blanks,
}
MARKED_BY_PEOPLE = frozenset({"essay"})
"""Kinds of which a marker says what an answer earns; until then it counts nothing and is awaited."""


def mark_paper(
    paper: Sequence[Mapping],
    answers: Mapping[int, Any],
    keys: Mapping[int, Key],
    marked: Mapping[int, Fraction] | None = None,
) -> Marking:
    """Mark the answers (slot, from 1 → what was given) to a paper by the keys (version → Key).

    `marked`: what markers said (slot → share of the points) of the questions that only people can mark.
    """
    marks, marked = [], marked or {}
    for slot, entry in enumerate(paper, 1):
        given = answers.get(slot)
        key = keys.get(entry["version"])
        points = Fraction(entry["points"])
        void = entry.get("void", "")
        by_people = entry["kind"] in MARKED_BY_PEOPLE and not void
        if void:
            earned = Fraction(1)
        elif by_people:
            earned = marked.get(slot, Fraction(0))
        else:
            earned = score_of(entry["kind"], entry, key.right, given) if key else Fraction(0)
        is_awaiting = by_people and slot not in marked and is_given(given)
        marks.append(
            Mark(
                slot,
                earned * points,
                points,
                key.id if key else None,
                is_given(given),
                is_awaiting=is_awaiting,
                void=void,
            )
        )
    return Marking(tuple(marks))


def share(result) -> Fraction:
    """The share of its points, 0 to 1, of anything with a score and a maximum."""
    return Fraction(result.score) / Fraction(result.maximum) if result.maximum else Fraction(0)


def rounded(value: Fraction, places: int = 2) -> Decimal:
    """A fraction as a decimal number to be shown, half up: 2/3 is 0.67."""
    step = 10**places
    whole = (Decimal(value.numerator) * step / Decimal(value.denominator)).quantize(
        Decimal(1), rounding=ROUND_HALF_UP
    )
    return whole.scaleb(-places)


def per_cent(score: Fraction, maximum: Fraction) -> Decimal:
    """The share as per cent with two places, half up; 0 of 0 is 0."""
    return rounded(100 * score / maximum) if maximum else Decimal("0.00")
