"""One visitor's practice, as their session keeps it. Pure: neither Django nor the database.

A paper as attempts freeze it, what was answered to it, and which answers were told. Nothing says who the visitor is.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from fractions import Fraction
from typing import Any

from quizzes.marking import Key, Marking, mark_paper, score_of
from quizzes.marking.retries import less_penalties, share_left


@dataclass
class Visit:
    """`code` tells its pages from those of an earlier paper. `penalty`: what a wrong try costs (per cent); None where a
    checked answer stands. `told`: the questions whose answer has been told. `is_shortened`: essays were left out.
    """

    code: str
    paper: list[dict]
    penalty: int | None = None
    is_shortened: bool = False
    answers: dict[int, Any] = field(default_factory=dict)
    wrong: dict[int, int] = field(default_factory=dict)
    told: list[int] = field(default_factory=list)

    @classmethod
    def of(cls, kept: dict) -> "Visit":
        """The same back from what `as_kept` gave: JSON has made words of the numbers of questions."""
        numbered = {
            name: {int(slot): value for slot, value in kept[name].items()} for name in ("answers", "wrong")
        }
        return cls(**(kept | numbered))

    def as_kept(self) -> dict:
        """Itself in dictionaries and lists, for a session."""
        return asdict(self)

    def has(self, slot: int) -> bool:
        return 1 <= slot <= len(self.paper)

    def check(self, slot: int, given: Any, right: Any) -> None:
        """Note an answer. It is told, and stands, if it is right or if there are no retries; told already, it stands."""
        if slot in self.told:
            return
        if slot in self.answers and self.answers[slot] != given:
            self.wrong[slot] = self.wrong.get(slot, 0) + 1
        self.answers[slot] = given
        entry = self.paper[slot - 1]
        if self.penalty is None or score_of(entry["kind"], entry, right, given) == 1:
            self.tell(slot)

    def tell(self, slot: int) -> None:
        if slot not in self.told:
            self.told.append(slot)

    def tries_in_vain(self, slot: int) -> int:
        """How many tries were wrong so far at a question that is not told yet."""
        if slot in self.told or slot not in self.answers:
            return 0
        return self.wrong.get(slot, 0) + 1

    def share_left(self, slot: int) -> Fraction:
        """What of its points the next try at a question may still earn."""
        return share_left(self.tries_in_vain(slot), self.cost)

    @property
    def cost(self) -> Fraction:
        return Fraction(self.penalty or 0, 100)

    @property
    def next_one(self) -> int:
        """The first question that is not told; the first of all where each is."""
        return next((slot for slot in range(1, len(self.paper) + 1) if slot not in self.told), 1)

    def marking(self, keys: Mapping[int, Key]) -> Marking:
        """The marks of what was told, in the order of the paper; `keys`: version → Key."""
        marking = less_penalties(mark_paper(self.paper, self.answers, keys), self.wrong, self.cost)
        return replace(marking, marks=tuple(mark for mark in marking.marks if mark.slot in self.told))
