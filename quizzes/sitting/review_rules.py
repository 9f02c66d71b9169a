"""What a learner may see of a closed attempt, and when. Pure: neither Django nor the database."""

import datetime
from collections.abc import Collection, Mapping
from dataclasses import dataclass

ANSWERS, RIGHTNESS, SCORE, EXPLANATION, RIGHT_ANSWER = "answers", "rightness", "score", "explanation", "right"
THINGS = (ANSWERS, RIGHTNESS, SCORE, EXPLANATION, RIGHT_ANSWER)
AFTER, OPEN, CLOSED = "after", "open", "closed"
MOMENTS = (AFTER, OPEN, CLOSED)

RIGHT_AFTER = datetime.timedelta(minutes=10)
"""So long after an attempt has closed it is "right after"."""

PRESETS: dict[str, dict[str, tuple[str, ...]]] = {
    "practice": {AFTER: THINGS, OPEN: THINGS, CLOSED: THINGS},
    "test": {AFTER: (ANSWERS, SCORE), OPEN: (ANSWERS, SCORE), CLOSED: THINGS},
    "exam": {AFTER: (), OPEN: (), CLOSED: THINGS},
}
"""Practice: everything at once. Test: the score at once, the rest after closing. Exam: everything after closing."""


@dataclass(frozen=True)
class Shown:
    """What may be seen now. The right answer says which answers were right, so it brings rightness along."""

    things: frozenset[str]

    @classmethod
    def of(cls, things: Collection[str]) -> "Shown":
        seen = set(things)
        if RIGHT_ANSWER in seen:
            seen |= {RIGHTNESS, ANSWERS}
        if RIGHTNESS in seen:
            seen |= {ANSWERS}
        return cls(frozenset(seen))

    @property
    def answers(self) -> bool:
        return ANSWERS in self.things

    @property
    def rightness(self) -> bool:
        return RIGHTNESS in self.things

    @property
    def score(self) -> bool:
        return SCORE in self.things

    @property
    def explanation(self) -> bool:
        return EXPLANATION in self.things

    @property
    def right(self) -> bool:
        return RIGHT_ANSWER in self.things


EVERYTHING = Shown.of(THINGS)


def moment_of(
    closed_at: datetime.datetime, closes_at: datetime.datetime | None, now: datetime.datetime
) -> str:
    """Which of the three moments it is for an attempt that closed at `closed_at`."""
    if closes_at is not None and now >= closes_at:
        return CLOSED
    return AFTER if now < closed_at + RIGHT_AFTER else OPEN


def shown_at(
    moment: str, preset: str, own: Mapping[str, Collection[str]], *, is_still_sat: bool = False
) -> Shown:
    """What the rules show at a moment. `own`: moment → things, where the trainer made rules of his own.

    While somebody still sits the quiz after its closing (time was given back), nothing opens that only the closing
    opens.
    """
    rules = PRESETS.get(preset, own)
    things = set(rules.get(moment, ()))
    if moment == CLOSED and is_still_sat:
        things &= set(rules.get(OPEN, ()))
    return Shown.of(things)


def waits_for_closing(preset: str, own: Mapping[str, Collection[str]]) -> bool:
    """Whether something is shown only after the quiz has closed: then the quiz needs a closing date."""
    rules = PRESETS.get(preset, own)
    return bool(set(rules.get(CLOSED, ())) - set(rules.get(OPEN, ())))
