"""How well a quiz measures: classical test theory over finished sittings. Pure; every figure is a share, not per cent.

Sources: Lord & Novick, Statistical Theories of Mental Test Scores (1968), for item and test statistics; Crocker & Algina,
Introduction to Classical and Modern Test Theory (1986), ch. 14, for the corrected item–rest correlation and the upper and
lower 27 %; Cronbach (1951) for alpha. Where papers are drawn at random, a question is compared with the *share* of the rest
of the paper, (T − x) / (maximum − points), so that nobody's longer or dearer paper counts as ability.
"""

from collections.abc import Collection, Hashable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from math import sqrt
from statistics import median
from typing import NamedTuple

FEWEST_TO_JUDGE = 30
"""Below so many sittings a figure is shown and nothing is concluded from it."""
FEWEST_TO_CALL_AN_OPTION_DEAD = 100
UPPER_LOWER = 0.27
DEAD = 0.05
WORDS_A_MINUTE = 180


class Suspicion(StrEnum):
    """What speaks against a question, the gravest first."""

    NEGATIVE = "negative"
    OTHER_ABOVE_KEY = "other_above_key"
    WEAK = "weak"
    TOO_HARD = "too_hard"
    TOO_EASY = "too_easy"
    READ_TOO_FAST = "read_too_fast"
    DEAD_OPTION = "dead_option"


class Response(NamedTuple):
    """One question in one sitting: the share of its points (0 to 1), its points, what was chosen, seconds spent.

    A tuple, for hundreds of thousands of them are made at once.
    """

    question: Hashable
    share: float
    points: float
    chosen: tuple[str, ...] = ()
    seconds: float | None = None


@dataclass(frozen=True)
class AskedQuestion:
    """What the analysis must know of a question: options where it has some, those that are right, words to read."""

    options: tuple[str, ...] = ()
    right: frozenset[str] = frozenset()
    words: int = 0

    @property
    def reading_seconds(self) -> float:
        return self.words * 60 / WORDS_A_MINUTE


@dataclass(frozen=True)
class OptionFigures:
    """Who chose an option: shares of all, and of the top, middle and bottom third by the whole sitting."""

    option: str
    is_right: bool
    count: int
    share: float
    top: float
    middle: float
    bottom: float
    correlation: float | None


@dataclass(frozen=True)
class QuestionFigures:
    """One question over n sittings. None where a figure cannot be had, such as a correlation of a constant."""

    question: Hashable
    n: int
    facility: float
    deviation: float | None
    discrimination: float | None
    upper_lower: float | None
    options: tuple[OptionFigures, ...]
    median_seconds: float | None
    tenth_seconds: float | None
    suspicions: tuple[Suspicion, ...]

    @property
    def gravity(self) -> tuple:
        """Sorts the suspects first; among equals the one that discriminates least."""
        order = list(Suspicion)
        worst = order.index(self.suspicions[0]) if self.suspicions else len(order)
        return worst, 2.0 if self.discrimination is None else self.discrimination


@dataclass(frozen=True)
class QuizFigures:
    """A quiz over n sittings; mean and deviation of the share of points, reliability and its standard error."""

    n: int
    mean: float | None
    deviation: float | None
    alpha: float | None
    standard_error: float | None
    questions: tuple[QuestionFigures, ...]

    @property
    def may_be_judged(self) -> bool:
        return self.n >= FEWEST_TO_JUDGE


@dataclass(slots=True)
class _Sums:
    """Running sums of one question: its share x (and x in points, p) against the share of the rest, r (in points, q)."""

    n: int = 0
    x: float = 0.0
    xx: float = 0.0
    r: float = 0.0
    rr: float = 0.0
    xr: float = 0.0
    p: float = 0.0
    pp: float = 0.0
    q: float = 0.0
    pq: float = 0.0
    shares: list[float] = field(default_factory=list)
    seconds: list[float] = field(default_factory=list)
    chosen: dict[str, list[float]] = field(default_factory=dict)
    chosen_by_third: dict[str, list[int]] = field(default_factory=dict)
    thirds: list[int] = field(default_factory=lambda: [0, 0, 0])


def analyse(
    sittings: Sequence[Sequence[Response]], asked: Mapping[Hashable, AskedQuestion] | None = None
) -> QuizFigures:
    """Every figure of a quiz, its suspects first. Time grows with the number of responses."""
    asked = asked or {}
    totals = [_totals(sitting) for sitting in sittings]
    order = sorted(range(len(sittings)), key=lambda place: totals[place][2])
    sums: dict[Hashable, _Sums] = {}
    for rank, place in enumerate(order):
        earned, maximum, _ = totals[place]
        _add(sums, sittings[place], earned, maximum, min(2, rank * 3 // len(order)))
    questions = [
        _figures(question, found, asked.get(question, AskedQuestion())) for question, found in sums.items()
    ]
    shares = [share for _, _, share in totals]
    alpha = _alpha(sums.values(), len(sittings))
    deviation = _deviation(shares)
    return QuizFigures(
        n=len(sittings),
        mean=sum(shares) / len(shares) if shares else None,
        deviation=deviation,
        alpha=alpha,
        standard_error=deviation * sqrt(max(0.0, 1 - alpha))
        if alpha is not None and deviation is not None
        else None,
        questions=tuple(sorted(questions, key=lambda figures: figures.gravity)),
    )


def _totals(sitting: Sequence[Response]) -> tuple[float, float, float]:
    """Points earned, points to be had, and their share."""
    earned = sum(response.share * response.points for response in sitting)
    maximum = sum(response.points for response in sitting)
    return earned, maximum, earned / maximum if maximum else 0.0


def _add(sums: dict, sitting: Sequence[Response], earned: float, maximum: float, third: int) -> None:
    for response in sitting:
        found = sums.get(response.question)
        if found is None:
            found = sums[response.question] = _Sums()
        share, points = response.share, response.share * response.points
        rest_points = earned - points
        rest_maximum = maximum - response.points
        rest = rest_points / rest_maximum if rest_maximum > 0 else 0.0
        found.n += 1
        found.x += share
        found.xx += share * share
        found.r += rest
        found.rr += rest * rest
        found.xr += share * rest
        found.p += points
        found.pp += points * points
        found.q += rest_points
        found.pq += points * rest_points
        found.shares.append(share)  # sittings come in the order of their totals
        found.thirds[third] += 1
        if response.seconds is not None:
            found.seconds.append(response.seconds)
        for option in response.chosen:
            chosen = found.chosen.setdefault(option, [0, 0.0])
            chosen[0] += 1
            chosen[1] += rest
            found.chosen_by_third.setdefault(option, [0, 0, 0])[third] += 1


def _figures(question: Hashable, sums: _Sums, asked: AskedQuestion) -> QuestionFigures:
    n = sums.n
    facility = sums.x / n
    seconds = sorted(sums.seconds)
    options = tuple(_option(option, sums, asked) for option in asked.options)
    middle = median(seconds) if seconds else None
    discrimination = _correlation(n, sums.x, sums.xx, sums.r, sums.rr, sums.xr)
    return QuestionFigures(
        question=question,
        n=n,
        facility=facility,
        deviation=_deviation(sums.shares),
        discrimination=discrimination,
        upper_lower=_upper_lower(sums.shares),
        options=options,
        median_seconds=middle,
        tenth_seconds=seconds[(len(seconds) - 1) // 10] if seconds else None,
        suspicions=_suspicions(n, facility, discrimination, options, middle, asked),
    )


def _option(option: str, sums: _Sums, asked: AskedQuestion) -> OptionFigures:
    count, of_rest = sums.chosen.get(option, (0, 0.0))
    by_third = sums.chosen_by_third.get(option, (0, 0, 0))
    bottom, middle, top = (
        chosen / all_of_them if all_of_them else 0.0
        for chosen, all_of_them in zip(by_third, sums.thirds, strict=True)
    )
    return OptionFigures(
        option=option,
        is_right=option in asked.right,
        count=int(count),
        share=count / sums.n,
        top=top,
        middle=middle,
        bottom=bottom,
        correlation=_correlation(sums.n, count, count, sums.r, sums.rr, of_rest),
    )


def _suspicions(n, facility, discrimination, options: Collection[OptionFigures], middle, asked) -> tuple:
    """The rules by which a question is suspected; none below FEWEST_TO_JUDGE sittings."""
    if n < FEWEST_TO_JUDGE:
        return ()
    right = [option.top for option in options if option.is_right]
    wrong = [option for option in options if not option.is_right]
    holds = {
        Suspicion.NEGATIVE: discrimination is not None and discrimination < 0,
        Suspicion.OTHER_ABOVE_KEY: bool(right) and any(option.top > min(right) for option in wrong),
        Suspicion.WEAK: discrimination is not None and 0 <= discrimination < 0.2 and 0.2 < facility < 0.9,
        Suspicion.TOO_HARD: facility < 0.2,
        Suspicion.TOO_EASY: facility > 0.95,
        Suspicion.READ_TOO_FAST: middle is not None and middle < asked.reading_seconds,
        Suspicion.DEAD_OPTION: n >= FEWEST_TO_CALL_AN_OPTION_DEAD
        and any(option.share < DEAD for option in wrong),
    }
    return tuple(suspicion for suspicion in Suspicion if holds[suspicion])


def _upper_lower(shares: Sequence[float]) -> float | None:
    """p(top 27 %) − p(bottom 27 %) of shares that stand in the order of their sittings' totals."""
    group = round(len(shares) * UPPER_LOWER)
    if not group:
        return None
    return (sum(shares[-group:]) - sum(shares[:group])) / group


def _alpha(sums: Collection[_Sums], n: int) -> float | None:
    """Cronbach's alpha, k/(k − 1) · (1 − Σσ²_i / σ²_T).

    σ²_T is built from each question's variance and its covariance with the rest of the papers it stood in, weighted by
    how often it was asked (so each pair of questions by how often the two met). For a fixed paper that is the variance
    of the totals to the letter; for drawn papers the variance of the totals would also hold that of the papers.
    """
    if n < 2:
        return None
    asked = own = shared = 0.0
    for found in sums:
        if found.n < 2:
            continue
        weight = found.n / n
        asked += weight
        own += weight * (found.pp - found.p * found.p / found.n) / (found.n - 1)
        shared += weight * (found.pq - found.p * found.q / found.n) / (found.n - 1)
    if asked <= 1 or own + shared <= 1e-12:
        return None
    return asked / (asked - 1) * (1 - own / (own + shared))


def _deviation(values: Sequence[float]) -> float | None:
    """The standard deviation of a sample (n − 1); None below two values."""
    n = len(values)
    if n < 2:
        return None
    mean = sum(values) / n
    return sqrt(sum((value - mean) ** 2 for value in values) / (n - 1))


def _correlation(n: int, x: float, xx: float, y: float, yy: float, xy: float) -> float | None:
    """Pearson's r from sums; None where one of the two does not vary."""
    varies_x, varies_y = n * xx - x * x, n * yy - y * y
    if n < 2 or varies_x <= 1e-9 * n * n or varies_y <= 1e-9 * n * n:
        return None
    return max(-1.0, min(1.0, (n * xy - x * y) / sqrt(varies_x * varies_y)))
