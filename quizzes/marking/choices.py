"""Marking what was chosen from options."""

from collections.abc import Collection, Mapping
from fractions import Fraction

ALL_OR_NOTHING_UP_TO = 2
"""Where a question does not say how it is marked: with so many right options or fewer as a whole or not at all."""


def one_of(content: Mapping, right: Collection[str], given: Collection[str]) -> Fraction:
    """1 if exactly one option is chosen and it is right, otherwise 0."""
    picked = _known(content, given)
    return Fraction(int(len(picked) == 1 and picked <= frozenset(right)))


def some_of(content: Mapping, right: Collection[str], given: Collection[str]) -> Fraction:
    """All or nothing: 1 if precisely the right options are chosen, otherwise 0. Partial: right ones chosen / right ones
    − wrong ones chosen / wrong ones, never below 0.

    Ticking all or none earns 0 and only the whole key earns 1, however many options there are.
    """
    picked, key = _known(content, given), frozenset(right)
    if not picked:
        return Fraction(0)
    credit = content.get("credit") or ("all" if len(key) <= ALL_OR_NOTHING_UP_TO else "partial")
    if credit == "all":
        return Fraction(int(picked == key))
    wrong = len(frozenset(content["options"]) - key)
    lost = Fraction(len(picked - key), wrong) if wrong else Fraction(0)
    return max(Fraction(0), Fraction(len(picked & key), len(key)) - lost)


def _known(content: Mapping, given: Collection[str]) -> frozenset[str]:
    return frozenset(given) & frozenset(content["options"])
