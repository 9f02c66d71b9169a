"""The grade of several attempts, and whether one attempt passes. Pure: neither Django nor the database.

A pass is kept: the first attempt that passes completes the activity, whatever the grade that is shown says later.
"""

from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction

HIGHEST, LAST, FIRST, MEAN = "highest", "last", "first", "mean"


def grade(shares: Sequence[Fraction], policy: str) -> Fraction | None:
    """The grade, 0 to 1, of attempts in the order in which they were sat; attempts without a mark are left out before.

    None of no attempts. Source: Moodle's `quiz_compute_best_grade` knows the same four.
    """
    if not shares:
        return None
    return _POLICIES[policy](shares)


def _mean(shares: Sequence[Fraction]) -> Fraction:
    return sum(shares, Fraction(0)) / len(shares)


_POLICIES: dict[str, Callable[[Sequence[Fraction]], Fraction]] = {
    HIGHEST: max,
    LAST: lambda shares: shares[-1],
    FIRST: lambda shares: shares[0],
    MEAN: _mean,
}


def reaches(score: Fraction, maximum: Fraction, minimum: int) -> bool:
    """Whether the exact fraction reaches a minimum in per cent; of nothing nothing is reached."""
    return maximum > 0 and score * 100 >= minimum * maximum


def sections_short(
    paper: Sequence[Mapping], scores: Mapping[int, Fraction], minimums: Sequence[Sequence]
) -> list[str]:
    """The sections that miss their own minimum ([name, per cent]), in the order of `minimums`.

    `scores`: slot, from 1 → points earned. A section of which the paper has no question asks nothing,
    nor does one whose questions are all worth nothing.
    """
    earned: dict[str, Fraction] = {}
    worth: dict[str, Fraction] = {}
    for slot, entry in enumerate(paper, 1):
        name = entry.get("section", "")
        earned[name] = earned.get(name, Fraction(0)) + scores.get(slot, Fraction(0))
        worth[name] = worth.get(name, Fraction(0)) + Fraction(entry["points"])
    return [
        name
        for name, minimum in minimums
        if worth.get(name) and not reaches(earned[name], worth[name], minimum)
    ]
