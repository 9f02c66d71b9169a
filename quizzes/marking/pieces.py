"""Marking pairs, orders and gaps."""

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any

from quizzes.marking.choices import one_of
from quizzes.marking.numbers import number
from quizzes.marking.words import short


def matching(content: Mapping, right: Mapping[str, str], given: Mapping[str, str]) -> Fraction:
    """Pairs that are right / all pairs."""
    if not right:
        return Fraction(0)
    hits = sum(given.get(prompt) == option for prompt, option in right.items())
    return Fraction(hits, len(right))


def ordering(content: Mapping, right: Sequence[str], given: Sequence[str | None]) -> Fraction:
    """Exact: 1 if every item has its place. Partial: (longest run that rises in the right order − 1) / (items − 1).

    Items without a place belong to no run. The run need not be without gaps (longest increasing subsequence).
    """
    if content.get("credit", "all") != "partial" or len(right) < 2:
        return Fraction(int(list(given) == list(right)))
    place = {item: number for number, item in enumerate(right)}
    return Fraction(
        max(0, _longest_rise([place[item] for item in given if item in place]) - 1), len(right) - 1
    )


def _longest_rise(numbers: Sequence[int]) -> int:
    """The length of the longest increasing subsequence (Fredman 1975): `ends` holds the least end of each length."""
    ends: list[int] = []
    for each in numbers:
        place = bisect_left(ends, each)
        ends[place : place + 1] = [each]
    return len(ends)


def blanks(content: Mapping, right: Mapping[str, Any], given: Mapping[str, str]) -> Fraction:
    """The mean over the gaps; each is marked as a choice, a number or a short answer, by the shape of its key."""
    if not right:
        return Fraction(0)
    return sum((gap(key, given.get(id, "")) for id, key in right.items()), Fraction(0)) / len(right)


def gap(key: Any, given: str) -> Fraction:
    """One gap: its key is [option id], {"value": …} of a number or {"accepted": …} of words."""
    if not given.strip():
        return Fraction(0)
    if isinstance(key, list):
        return one_of({"options": [given]}, key, [given])
    return (number if "value" in key else short)({}, key, {"text": given})
