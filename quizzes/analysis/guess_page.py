"""What a trainer should know of a quiz before it is published: guessing, telltale options, the size of the bank."""

from dataclasses import dataclass
from fractions import Fraction

from quizzes.analysis import guessing
from quizzes.kinds import KINDS
from quizzes.marking import score_of
from quizzes.models import KeyRevision, QuestionVersion, QuizPage
from quizzes.sitting.drawing import Line, missing_questions
from quizzes.sitting.papers import BlueprintLine, blueprint_of_draft, entries_of

FEW = 3
"""A line wants so many times more questions than it draws; with fewer, papers look alike."""
MOST_ATTEMPTS = 10
"""Of a quiz without a number of attempts, so many are reckoned with."""


@dataclass(frozen=True)
class PoolLine:
    """A line of the blueprint: how many are drawn out of how many."""

    count: int
    pool: int

    @property
    def ratio(self) -> float:
        return self.pool / self.count

    @property
    def is_small(self) -> bool:
        return self.ratio < FEW


@dataclass(frozen=True)
class GuessPage:
    """The figures; chances between 0 and 1."""

    attempts: int
    is_limited: bool
    once: float
    in_all: float
    tick_everything: Fraction
    pools: list[PoolLine]
    fresh_attempts: int
    telltale: guessing.Telltale
    places: list[int]

    @property
    def is_guessable(self) -> bool:
        """One in a hundred passes without reading."""
        return self.in_all >= 0.01

    @property
    def repeats(self) -> bool:
        """Whether a later attempt must repeat questions, or no paper exists at all."""
        return self.fresh_attempts < self.attempts

    @property
    def keys_lean(self) -> bool:
        """Whether one place holds more than half of twelve keys or more: it shows where options are not shuffled."""
        return sum(self.places) >= 12 and max(self.places) * 2 > sum(self.places)


def guess_page(quiz: QuizPage) -> GuessPage:
    """The figures of a quiz as it stands in memory; a number of queries that grows with its draws only."""
    blueprint = blueprint_of_draft(quiz)
    wanted = {entry["version"] for line in blueprint for entry in entries_in(line)}
    rights = dict(KeyRevision.objects.newest().filter(version__in=wanted).values_list("version_id", "right"))
    attempts = 1 if quiz.is_single_attempt else quiz.attempts_allowed or MOST_ATTEMPTS
    questions, ticked, maximum = [], Fraction(0), Fraction(0)
    for line in blueprint:
        points = Fraction(line.points)
        entries = entries_in(line)
        known = [entry for entry in entries if entry["version"] in rights]
        guessed = [guessing.of_question(one["kind"], one, rights[one["version"]]) for one in known]
        questions += [(points, guessing.mixed(guessed))] * line.count
        everything = [share_of_ticking_all(entry, rights[entry["version"]]) for entry in known]
        ticked += line.count * points * (sum(everything, Fraction(0)) / len(everything) if everything else 0)
        maximum += line.count * points
    once = guessing.chance_to_pass(questions, quiz.pass_mark)
    choices = written(wanted, rights)
    return GuessPage(
        attempts=attempts,
        is_limited=quiz.is_single_attempt or quiz.attempts_allowed is not None,
        once=once,
        in_all=guessing.in_attempts(once, attempts),
        tick_everything=ticked / maximum if maximum else Fraction(0),
        pools=[
            PoolLine(line.count, len(line.candidates))
            for line in blueprint[len(quiz.fixed_questions.all()) :]
        ],
        fresh_attempts=fresh_attempts(blueprint, len(quiz.fixed_questions.all()), attempts),
        telltale=guessing.telltale(choices),
        places=guessing.key_places(choices),
    )


def entries_in(line: BlueprintLine) -> list[dict]:
    """The candidates of a line as a paper would hold them; each part of a case study counts as one of them."""
    return [
        entry
        for question, candidate in line.candidates.items()
        for entry in entries_of(question, candidate, line.points, "", False)
    ]


def share_of_ticking_all(entry: dict, right) -> Fraction:
    if KINDS[entry["kind"]].takes != "options" or entry["kind"] != "multiple":
        return Fraction(0)
    return score_of(entry["kind"], entry, right, entry["options"])


def fresh_attempts(blueprint: list[BlueprintLine], fixed: int, attempts: int) -> int:
    """How many attempts, up to `attempts`, can have papers whose drawn questions do not come twice."""
    for number in range(attempts, 0, -1):
        lines = [
            Line(line.count * (1 if place < fixed else number), line.candidates.keys())
            for place, line in enumerate(blueprint)
        ]
        if not missing_questions(lines):
            return number
    return 0


def written(versions: set[int], rights: dict) -> list:
    """The questions with options as `guessing` reads them."""
    rows = QuestionVersion.objects.filter(
        pk__in=versions, question__kind__in=["single", "true_false"]
    ).values_list("pk", "options")
    return [
        ([(option["id"], option["text"]) for option in options], rights[pk])
        for pk, options in rows
        if pk in rights
    ]
