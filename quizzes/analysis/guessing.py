"""What blind guessing brings. Pure: the same blueprint gives the same figures.

A distribution says how likely each share of a question's points is, when somebody answers without reading: one option
out of n (single choice, true or false), each option ticked or not with an even chance (multiple choice), one target
for each prompt (matching), any order (ordering). What must be written is never guessed. Source: the design of the
assessment engine, "Guess meter": ten questions of true or false at 70 % and three attempts are passed by 43 %.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import comb, factorial

from quizzes.marking import score_of

Distribution = Mapping[Fraction, Fraction]
NEVER: Distribution = {Fraction(0): Fraction(1)}
KEPT = 10_000
"""Sums of points are kept to so many parts of a point: exact for whole points, and quick for thirds."""


def of_question(kind: str, entry: Mapping, right) -> Distribution:
    """Share of the points → its chance, of one question with this key."""
    options = len(entry["options"])
    if kind in ("single", "true_false") and options:
        return _either(Fraction(len(set(right)), options))
    if kind == "multiple":
        return _ticking(entry, right)
    if kind == "matching" and right and options:
        return _pairs(len(right), options)
    if kind == "ordering" and options:
        return _either(Fraction(1, factorial(options)))
    return NEVER


def _either(chance: Fraction) -> Distribution:
    return {Fraction(0): 1 - chance, Fraction(1): chance}


def _ticking(entry: Mapping, right) -> Distribution:
    """Every set of options equally likely; sets with as many hits and misses score alike."""
    key = [option for option in entry["options"] if option in set(right)]
    others = [option for option in entry["options"] if option not in set(right)]
    found: dict[Fraction, Fraction] = {}
    for hits in range(len(key) + 1):
        for misses in range(len(others) + 1):
            share = score_of("multiple", entry, right, [*key[:hits], *others[:misses]])
            ways = comb(len(key), hits) * comb(len(others), misses)
            found[share] = found.get(share, Fraction(0)) + Fraction(ways, 2 ** len(entry["options"]))
    return found


def _pairs(prompts: int, targets: int) -> Distribution:
    one = Fraction(1, targets)
    return {
        Fraction(hits, prompts): comb(prompts, hits) * one**hits * (1 - one) ** (prompts - hits)
        for hits in range(prompts + 1)
    }


def mixed(distributions: Sequence[Distribution]) -> Distribution:
    """What a question drawn from these brings; of none: nothing."""
    found: dict[Fraction, Fraction] = {}
    for one in distributions:
        for share, chance in one.items():
            found[share] = found.get(share, Fraction(0)) + chance / len(distributions)
    return found or NEVER


def chance_to_pass(questions: Sequence[tuple[Fraction, Distribution]], pass_mark: int) -> float:
    """The chance that a paper of (points, distribution) reaches the pass mark (per cent), once."""
    sums = {0: 1.0}
    for points, distribution in questions:
        added: dict[int, float] = {}
        for before, likely in sums.items():
            for share, chance in distribution.items():
                total = before + round(share * points * KEPT)
                added[total] = added.get(total, 0.0) + likely * float(chance)
        sums = added
    maximum = sum((points for points, _ in questions), Fraction(0))
    if not maximum:
        return 0.0
    needed = maximum * pass_mark * KEPT / 100
    return min(1.0, sum(likely for total, likely in sums.items() if total + len(questions) / 2 >= needed))


def in_attempts(chance: float, attempts: int) -> float:
    """The chance to pass at least once in so many attempts."""
    return 1 - (1 - chance) ** attempts


@dataclass(frozen=True)
class Telltale:
    """Whether the longest option is the right one more often than by chance, in questions with one right option."""

    questions: int
    longest_is_right: int
    expected: float

    @property
    def is_striking(self) -> bool:
        """Ten questions or more, and twice as often as by chance."""
        return self.questions >= 10 and self.longest_is_right > 2 * self.expected


def telltale(questions: Sequence[tuple[Sequence[tuple[str, str]], Collection[str]]]) -> Telltale:
    """Of questions given as ([(id, text), …], ids that are right). Options of equal length tell nothing."""
    counted, hits, expected = 0, 0, 0.0
    for options, right in questions:
        if len(options) < 3 or len(right) != 1:
            continue
        lengths = sorted((len(text) for _, text in options), reverse=True)
        counted += 1
        expected += 1 / len(options)
        if lengths[0] > lengths[1]:
            longest = max(options, key=lambda option: len(option[1]))[0]
            hits += longest in right
    return Telltale(counted, hits, expected)


def key_places(questions: Sequence[tuple[Sequence[tuple[str, str]], Collection[str]]]) -> list[int]:
    """How often the one right option stands first, second … as it is written in the bank."""
    places: list[int] = []
    for options, right in questions:
        if len(right) != 1:
            continue
        place = next((place for place, (id, _) in enumerate(options) if id in right), None)
        if place is not None:
            places += [0] * (place + 1 - len(places))
            places[place] += 1
    return places
