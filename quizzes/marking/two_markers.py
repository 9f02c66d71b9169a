"""Two markers read an essay, neither seeing what the other said; a third decides where they differ too much."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from fractions import Fraction


class Stage(Enum):
    """Whom an essay waits for."""

    FIRST = "first"
    SECOND = "second"
    DECISION = "decision"
    SETTLED = "settled"


@dataclass(frozen=True)
class Word:
    """What somebody said of an essay: a share of its points."""

    marker: int
    share: Fraction
    is_decision: bool = False


@dataclass(frozen=True)
class Agreement:
    """Where an essay stands; the share of its points once it is settled."""

    stage: Stage
    share: Fraction | None = None


def agreement(words: Sequence[Word], points: Fraction, gap: Fraction) -> Agreement:
    """Where these words, the oldest first, leave an essay of so many points.

    The last decision counts. Without one the last word of each of the two markers counts: their mean, exact as every
    score, unless they differ by more than `gap` points of the question.
    """
    decisions = [word for word in words if word.is_decision]
    if decisions:
        return Agreement(Stage.SETTLED, decisions[-1].share)
    last = {word.marker: word.share for word in words}
    if len(last) < 2:
        return Agreement(Stage.SECOND if last else Stage.FIRST)
    one, other = list(last.values())[:2]
    if abs(one - other) * points > gap:
        return Agreement(Stage.DECISION)
    return Agreement(Stage.SETTLED, (one + other) / 2)
