"""Practice with retries. Pure: what a question is worth after its wrong tries.

Source: the design of the assessment engine: max(0, 1 − penalty × wrong tries before) × s. The same answer checked
twice is one try, as in Moodle's adaptive behaviour.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from typing import Any

from quizzes.marking import Key, Marking, score_of


def share_left(wrong: int, penalty: Fraction) -> Fraction:
    """What of its points a question may still earn after so many wrong tries."""
    return max(Fraction(0), 1 - penalty * wrong)


def wrong_before(kind: str, entry: Mapping, right: Any, tries: Sequence[Any], given: Any) -> int:
    """How many different wrong tries came before the answer that counts; it may itself be the last of the tries."""
    earlier = list(tries)
    if earlier and earlier[-1] == given:
        earlier.pop()
    different = [one for place, one in enumerate(earlier) if not place or one != earlier[place - 1]]
    return sum(score_of(kind, entry, right, one) < 1 for one in different)


def with_retries(
    marking: Marking,
    paper: Sequence[Mapping],
    answers: Mapping[int, Any],
    tries: Mapping[int, Sequence[Any]],
    keys: Mapping[int, Key],
    penalty: Fraction,
) -> Marking:
    """A marking less the penalties for wrong tries (slot, from 1 → what was checked, in order)."""
    if not tries:
        return marking
    wrong = {}
    for mark in marking.marks:
        entry = paper[mark.slot - 1]
        key = keys.get(entry["version"])
        if key and tries.get(mark.slot) and not mark.is_awaiting and not mark.void:
            wrong[mark.slot] = wrong_before(
                entry["kind"], entry, key.right, tries[mark.slot], answers.get(mark.slot)
            )
    return less_penalties(marking, wrong, penalty)


def less_penalties(marking: Marking, wrong: Mapping[int, int], penalty: Fraction) -> Marking:
    """A marking less the penalties for so many wrong tries (slot, from 1 → number)."""
    marks = []
    for mark in marking.marks:
        before = wrong.get(mark.slot, 0)
        marks.append(
            replace(
                mark,
                score=mark.score * share_left(before, penalty),
                wrong_tries=before,
                is_right_at_last=bool(before) and mark.is_right,
            )
        )
    return Marking(tuple(marks))
