"""Texts that say nearly the same: shared runs of three letters after folding, as PostgreSQL's pg_trgm counts them.

Likeness of two texts = |A ∩ B| / |A ∪ B| of their trigrams. Ten thousand texts are not compared each with each: two
sets that are alike by t or more differ in at most d = (1 - t)/t · |A| trigrams (A the smaller), so that of d + 1 parts
of the alphabet of trigrams they agree wholly on one (Arasu, Ganti, Kaushik: Efficient exact set-similarity joins, 2006).
Only texts that agree on a part are compared.
"""

import math
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import chain

import vietnamese

THRESHOLD = 0.9
_NOT_LETTERS = re.compile(r"[^a-z0-9]+")
_ALMOST = 1e-9
"""What rounding may take from a bound."""
MOST_HOLDERS = 100
"""How many texts one part is looked up in. Thousands of questions from one template agree on most of their parts: comparing
each with each took gigabytes. What tells them apart is in the other parts, which few share."""


def trigrams(text: str) -> frozenset[str]:
    return frozenset().union(*map(_of_word, set(text.split())))


@lru_cache(maxsize=20_000)  # a bank has few words, each very often
def _of_word(word: str) -> frozenset[str]:
    parts = _NOT_LETTERS.sub(" ", vietnamese.fold(word)).split()
    return frozenset(
        padded[n : n + 3] for part in parts for padded in [f"  {part} "] for n in range(len(padded) - 2)
    )


def likeness(one: frozenset[str], other: frozenset[str]) -> float:
    shared = len(one & other)
    return shared / (len(one) + len(other) - shared) if one or other else 0.0


class _Classes:
    """Sets are classed by size, so that two that are alike are of one class, or of two neighbours."""

    def __init__(self, threshold: float) -> None:
        self.threshold = threshold
        self.bounds = [(1, self._longest(1))]

    def _longest(self, shortest: int) -> int:
        return math.floor(shortest / self.threshold + _ALMOST)

    def of(self, size: int) -> int:
        while self.bounds[-1][1] < size:
            shortest = self.bounds[-1][1] + 1
            self.bounds.append((shortest, self._longest(shortest)))
        place = len(self.bounds) - 1
        while self.bounds[place][0] > size:
            place -= 1
        return place

    def marks(self, grams: frozenset[str]) -> Iterator[int]:
        """One number a part: what the set holds of it, for its own class and for that of smaller sets."""
        own = self.of(len(grams))
        for place in {own, max(own - 1, 0)}:
            most = self.bounds[place][1]
            parts = math.floor((1 - self.threshold) / self.threshold * most + _ALMOST) + 1
            held = [0] * parts
            for code in map(hash, grams):
                held[code % parts] ^= code
            for part, sum_of_it in enumerate(held):
                yield hash((place, part, sum_of_it))


def alike_pairs(
    sets: Sequence[frozenset[str]], threshold: float = THRESHOLD, first: int = 0
) -> Iterator[tuple[int, int, float]]:
    """(earlier, later, how alike) of sets of trigrams by place, each pair once; only pairs whose later one is at `first` or
    behind it. What is empty is like nothing.
    """
    classes = _Classes(threshold)
    holders: dict[int, list[int]] = defaultdict(list)
    for number, grams in enumerate(sets):
        if not grams:
            continue
        marks = list(classes.marks(grams))
        if number >= first:
            for earlier in sorted({one for mark in marks for one in holders.get(mark, ())}):
                share = likeness(sets[earlier], grams)
                if share >= threshold:
                    yield earlier, number, share
        for mark in marks:
            if len(holders[mark]) < MOST_HOLDERS:
                holders[mark].append(number)


def likely_same(
    texts: Sequence[str], known: Iterable[tuple[str, str]], threshold: float = THRESHOLD
) -> dict[int, tuple[str, float]]:
    """For each place in `texts` that is nearly one of `known` or nearly an earlier text: (which, how alike).

    `known` are (name, text); an earlier text is named by `#place`. The first of those that are most alike is named.
    """
    names, sets = [], []
    for name, text in chain(known, ((f"#{place}", text) for place, text in enumerate(texts))):
        names.append(name)
        sets.append(trigrams(text))
    first = len(sets) - len(texts)
    best: dict[int, tuple[float, int]] = {}
    for earlier, later, share in alike_pairs(sets, threshold, first):
        best[later - first] = max(best.get(later - first, (0.0, 0)), (share, -earlier))
    return {place: (names[-earlier], share) for place, (share, earlier) in sorted(best.items())}
