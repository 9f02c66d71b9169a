"""How a paper is marked. Pure: the same paper, answers and keys give the same result, to the byte.

Scores are exact fractions; they are rounded only to be shown. Sources: for all-or-nothing and partial credit, the table
in the design of the assessment engine; a question is never worth less than nothing, an unanswered one is worth nothing.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

ALL_OR_NOTHING_UP_TO = 2
"""A multiple choice with so many right options or fewer is right as a whole or not at all."""


@dataclass(frozen=True)
class Mark:
    """One question: points earned of the points it is worth, by which key revision; unanswered is told apart from wrong."""

    slot: int
    score: Fraction
    points: Fraction
    key: int | None
    is_answered: bool

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

    def has_passed(self, pass_mark: int) -> bool:
        """Whether the exact fraction reaches the pass mark (per cent): 69.995 % does not pass at 70."""
        return self.maximum > 0 and self.score * 100 >= pass_mark * self.maximum


@dataclass(frozen=True)
class Key:
    """The key revision `id`: the ids of the options that are right."""

    id: int
    right: frozenset[str]


def score_of(
    kind: str, options: Collection[str], right: Collection[str], chosen: Collection[str]
) -> Fraction:
    """The share of its points, 0 to 1, that an answer earns.

    single, true_false: 1 if exactly one option is chosen and it is right, otherwise 0.
    multiple: with one or two right options 1 if precisely those are chosen, otherwise 0; with three or more,
    right ones chosen / right ones − wrong ones chosen / wrong ones, never below 0. Ticking all or none earns 0
    and only the whole key earns 1, however many options there are.
    """
    picked, key = frozenset(chosen), frozenset(right)
    if not picked:
        return Fraction(0)
    if kind != "multiple":
        return Fraction(int(len(picked) == 1 and picked <= key))
    if len(key) <= ALL_OR_NOTHING_UP_TO:
        return Fraction(int(picked == key))
    wrong = len(frozenset(options) - key)
    lost = Fraction(len(picked - key), wrong) if wrong else Fraction(0)
    return max(Fraction(0), Fraction(len(picked & key), len(key)) - lost)


def mark_paper(
    paper: Sequence[Mapping], answers: Mapping[int, Collection[str]], keys: Mapping[int, Key]
) -> Marking:
    """Mark the answers (slot, from 1 → ids chosen) to a paper by the keys (version → Key)."""
    marks = []
    for slot, question in enumerate(paper, 1):
        chosen = frozenset(answers.get(slot, ())) & frozenset(question["options"])
        key = keys.get(question["version"])
        points = Fraction(question["points"])
        earned = score_of(question["kind"], question["options"], key.right, chosen) if key else Fraction(0)
        marks.append(Mark(slot, earned * points, points, key.id if key else None, bool(chosen)))
    return Marking(tuple(marks))


def share(result) -> Fraction:
    """The share of its points, 0 to 1, of anything with a score and a maximum."""
    return Fraction(result.score) / Fraction(result.maximum) if result.maximum else Fraction(0)


def highest(results: Iterable):
    """The grade of several attempts: the result with the highest share of its points; of equals the first."""
    return max(results, key=share, default=None)


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
