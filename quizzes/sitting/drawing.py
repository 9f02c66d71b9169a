"""How a paper is drawn. Pure: the same seed and the same bank give the same paper.

Every choice is by HMAC-SHA256 under the seed of the attempt, which comes from the system's random source and is
stored, so that a paper can be drawn again and nobody can guess it. Questions are drawn by matching: line by line, an
early line can eat the last question that a later line needs.
"""

import hmac
import secrets
from collections import deque
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass


class DrawImpossible(Exception):
    """No paper can be made: the bank has too few questions for some lines."""

    def __init__(self, missing: int):
        super().__init__(missing)
        self.missing = missing


@dataclass(frozen=True)
class Line:
    """One line of the blueprint: `count` different questions out of `candidates` (ids of questions)."""

    count: int
    candidates: Collection[int]


def new_seed() -> str:
    """32 bytes of the system's random source, in hexadecimal."""
    return secrets.token_hex(32)


def draw(lines: Sequence[Line], seed: str, seen: Mapping[int, int] | None = None) -> list[list[int]]:
    """Choose questions for every line, none twice in the paper, those seen least often first.

    Questions are taken in the order (times seen, HMAC) wherever the rest can still be filled. Sets of questions
    that fit the lines form a transversal matroid, so this greedy choice is the best one: no other paper has fewer
    questions that were seen before. Within a line, questions stand in the order of their HMAC.

    Raises DrawImpossible where no paper exists.
    """
    seen = seen or {}
    lines_of: dict[int, list[int]] = {}
    for place, line in enumerate(lines):
        for question in set(line.candidates):
            lines_of.setdefault(question, []).append(place)
    drawn = {question: lot(seed, f"question|{question}") for question in lines_of}
    filled: list[set[int]] = [set() for _ in lines]
    wanted = sum(line.count for line in lines)
    for question in sorted(lines_of, key=lambda question: (seen.get(question, 0), drawn[question])):
        if wanted == 0:
            break
        wanted -= _place(question, lines, lines_of, filled)
    if wanted:
        raise DrawImpossible(wanted)
    return [sorted(questions, key=drawn.__getitem__) for questions in filled]


def missing_questions(lines: Sequence[Line]) -> int:
    """How many questions the bank lacks for one paper; 0 where a paper exists."""
    try:
        draw(lines, "")
    except DrawImpossible as impossible:
        return impossible.missing
    return 0


def by_lot(ids: Iterable[str], seed: str, version: int) -> list[str]:
    """Ids of pieces of a version in the order of their HMAC."""
    return sorted(ids, key=lambda id: lot(seed, f"option|{version}|{id}"))


def in_place(
    ids: Sequence[str], fixed: Collection[str], order: Callable[[Sequence[str]], list[str]]
) -> list[str]:
    """Ids in another order, those that are fixed where they stood: “all of the above” stays the last."""
    moved = iter(order([id for id in ids if id not in fixed]))
    return [id if id in fixed else next(moved) for id in ids]


def lot(seed: str, what: str) -> bytes:
    """What decides about `what` under this seed."""
    return hmac.digest(seed.encode(), what.encode(), "sha256")


def _place(
    question: int, lines: Sequence[Line], lines_of: Mapping[int, list[int]], filled: list[set[int]]
) -> bool:
    """Give a question a place, moving others between lines where that makes room. False where none can be made."""
    came_from: dict[int, tuple[int, int | None]] = dict.fromkeys(lines_of[question], (question, None))
    waiting = deque(came_from)
    while waiting:
        place = waiting.popleft()
        if len(filled[place]) < lines[place].count:
            _shift(place, came_from, filled)
            return True
        for other in filled[place]:
            for elsewhere in lines_of[other]:
                if elsewhere not in came_from:
                    came_from[elsewhere] = (other, place)
                    waiting.append(elsewhere)
    return False


def _shift(place: int, came_from: Mapping[int, tuple[int, int | None]], filled: list[set[int]]) -> None:
    """Walk back along the chain of moves that ends in a free place."""
    while True:
        question, left = came_from[place]
        filled[place].add(question)
        if left is None:
            return
        filled[left].remove(question)
        place = left
