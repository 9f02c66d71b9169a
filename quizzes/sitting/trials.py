"""Trying a quiz out before it is published. Nothing is kept: the page carries its own seed, signed."""

from dataclasses import dataclass, field
from fractions import Fraction

from django.core import signing

from quizzes.actions import marks_of, newest_keys
from quizzes.marking import Marking, mark_paper, per_cent
from quizzes.models import Answer, QuizPage
from quizzes.sitting.drawing import DrawImpossible, new_seed
from quizzes.sitting.forms import Unreadable, posted, readable
from quizzes.sitting.grading import sections_short
from quizzes.sitting.papers import blueprint_of_draft, draw_paper
from quizzes.sitting.results import ReviewedQuestion, review
from quizzes.sitting.sheets import SheetQuestion, sheet_of

SALT = "quizzes.trial"


@dataclass
class Trial:
    """A paper to try, or (after `marked`) how it went; `missing` questions of the bank keep it from being drawn."""

    questions: list[SheetQuestion] = field(default_factory=list)
    sealed: str = ""
    missing: int = 0
    was_changed: bool = False
    marking: Marking | None = None
    has_passed: bool = False
    reviewed: list[ReviewedQuestion] = field(default_factory=list)

    @property
    def percent(self):
        return per_cent(self.marking.score, self.marking.maximum)

    @property
    def score(self):
        return per_cent(self.marking.score, Fraction(100))

    @property
    def maximum(self):
        return per_cent(self.marking.maximum, Fraction(100))


def begun(quiz: QuizPage) -> Trial:
    """A new paper of this quiz as it stands in memory."""
    seed = new_seed()
    try:
        paper = paper_of(quiz, seed)
    except DrawImpossible as impossible:
        return Trial(missing=impossible.missing)
    versions = [entry["version"] for entry in paper]
    sealed = signing.dumps({"quiz": quiz.pk, "seed": seed, "versions": versions}, salt=SALT, compress=True)
    return Trial(questions=sheet_of(paper, []), sealed=sealed)


def marked(quiz: QuizPage, sent) -> Trial:
    """The same paper with what was chosen (`cau-1-…`, `cau-2-…` in `sent`); a new one where rules or bank changed since."""
    try:
        seal = signing.loads(sent.get("sealed", ""), salt=SALT)
        paper = paper_of(quiz, seal["seed"])
    except (signing.BadSignature, DrawImpossible):
        return changed(quiz)
    if seal["quiz"] != quiz.pk or seal["versions"] != [entry["version"] for entry in paper]:
        return changed(quiz)
    answers = {slot: tried(sent, f"cau-{slot}-") for slot in range(1, len(paper) + 1)}
    marking = mark_paper(paper, answers, newest_keys(set(seal["versions"])))
    scores = {mark.slot: mark.score for mark in marking.marks}
    minimums = [[name, minimum] for name, minimum in quiz.minimums().items()]
    sheet = sheet_of(paper, [Answer(slot=slot, chosen=chosen) for slot, chosen in answers.items()])
    return Trial(
        questions=sheet,
        marking=marking,
        has_passed=marking.has_passed(quiz.pass_mark) and not sections_short(paper, scores, minimums),
        reviewed=review(sheet, marks_of(marking)),
    )


def tried(sent, prefix: str) -> tuple | dict:
    """What was given for one question; nothing where it is unreadable."""
    try:
        return readable(posted(sent, prefix))
    except (Unreadable, ValueError):
        return ()


def changed(quiz: QuizPage) -> Trial:
    trial = begun(quiz)
    trial.was_changed = True
    return trial


def paper_of(quiz: QuizPage, seed: str) -> list[dict]:
    return draw_paper(
        blueprint_of_draft(quiz),
        seed,
        shuffles_options=quiz.shuffles_options,
        shuffles_questions=quiz.shuffles_questions,
    )
