"""The analysis of a quiz as its trainers see it: the finding first, the suspects first, every figure in words too."""

from dataclasses import dataclass, field
from fractions import Fraction

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from quizzes.analysis.gathering import first_sittings
from quizzes.analysis.psychometrics import FEWEST_TO_JUDGE, Suspicion
from quizzes.analysis.topics import Topic, topics_of
from quizzes.models import QuestionAnalysis, QuizAnalysis, QuizPage
from quizzes.pictures import labelled

REASONS = {
    Suspicion.NEGATIVE: gettext_lazy(
        "Whoever did well elsewhere gets it wrong more often. Check the key first."
    ),
    Suspicion.OTHER_ABOVE_KEY: gettext_lazy(
        "In the best third another option is chosen more often than the right one. Check the key."
    ),
    Suspicion.WEAK: gettext_lazy("It hardly tells those who know from those who do not."),
    Suspicion.TOO_HARD: gettext_lazy("Fewer than one in five get it right: too hard, or unclear."),
    Suspicion.TOO_EASY: gettext_lazy("Nearly everybody gets it right: it tells nothing."),
    Suspicion.READ_TOO_FAST: gettext_lazy("Half of the people answer it faster than it can be read."),
    Suspicion.DEAD_OPTION: gettext_lazy("An option is chosen by fewer than one in twenty: it asks nothing."),
}
"""What speaks against a question, for somebody who never heard of test theory."""

MILD = frozenset({Suspicion.DEAD_OPTION})
"""What could be better in a question that works: said, but no reason for a second look."""

LOWEST = -0.4
"""Where the drawing of discriminations begins; what is lower stands on its edge."""


def height_of(discrimination: float) -> float:
    """Its place in a drawing 100 high, from the top."""
    return 100 * (1 - max(discrimination, LOWEST)) / (1 - LOWEST)


@dataclass
class OptionRow:
    text: str
    is_right: bool
    count: int
    share: float
    top: float
    middle: float
    bottom: float

    @property
    def thirds(self) -> list[tuple[str, float]]:
        """Shares (per cent) in the three thirds, the best first, with their names."""
        return [
            (_("best third"), 100 * self.top),
            (_("middle third"), 100 * self.middle),
            (_("lowest third"), 100 * self.bottom),
        ]

    @property
    def percent(self) -> float:
        return 100 * self.share


@dataclass
class QuestionRow:
    """One question: its figures, what speaks against it, who chose what."""

    number: int
    analysis: QuestionAnalysis
    reasons: list[str]
    hints: list[str]
    options: list[OptionRow]

    @property
    def percent(self) -> float:
        return 100 * self.analysis.facility

    @property
    def is_suspect(self) -> bool:
        return bool(self.reasons)

    @property
    def x(self) -> str:
        """The place in the drawing, in its own measure of 100 by 100: easy questions right."""
        return f"{100 * self.analysis.facility:.1f}"

    @property
    def y(self) -> str:
        """The same upwards: what discriminates well stands high."""
        return f"{height_of(self.analysis.discrimination):.1f}"

    @property
    def is_drawn(self) -> bool:
        return self.analysis.discrimination is not None


@dataclass
class AnalysisPage:
    """Everything on the page; `newer`: finished sittings that the analysis does not know yet."""

    quiz: QuizPage
    analysis: QuizAnalysis | None
    newer: int
    rows: list[QuestionRow] = field(default_factory=list)
    topics: list[Topic] = field(default_factory=list)

    @classmethod
    def of(cls, quiz: QuizPage) -> "AnalysisPage":
        """Four queries, whatever the number of questions."""
        analysis = QuizAnalysis.objects.filter(quiz=quiz).first()
        finished = first_sittings(quiz).count()
        if analysis is None:
            return cls(quiz, None, finished)
        found = analysis.questions.select_related("question", "version")
        rows = [_row(number, question) for number, question in enumerate(found, 1)]
        topics = topics_of(
            (
                row.analysis.question_id,
                Fraction(row.analysis.facility) * row.analysis.sittings,
                Fraction(row.analysis.sittings),
            )
            for row in rows
            if row.analysis.facility is not None
        )
        return cls(quiz, analysis, max(0, finished - analysis.sittings), rows, topics)

    @property
    def suspects(self) -> int:
        return sum(row.is_suspect for row in self.rows)

    @property
    def may_be_judged(self) -> bool:
        return self.analysis is not None and self.analysis.sittings >= FEWEST_TO_JUDGE

    @property
    def finding(self) -> str:
        """The title of the page's drawing: what it shows."""
        if not self.may_be_judged:
            return _("Too few sittings to judge a question: %(fewest)d are needed") % {
                "fewest": FEWEST_TO_JUDGE
            }
        if not self.suspects:
            return _("No question is suspicious")
        return ngettext(
            "%(suspects)d of %(all)d questions wants a second look",
            "%(suspects)d of %(all)d questions want a second look",
            self.suspects,
        ) % {"suspects": self.suspects, "all": len(self.rows)}

    @property
    def mean_percent(self) -> float | None:
        return None if self.analysis.mean is None else 100 * self.analysis.mean

    @property
    def error_percent(self) -> float | None:
        return None if self.analysis.standard_error is None else 100 * self.analysis.standard_error

    @property
    def reliability(self) -> str:
        """Alpha in words; the usual bounds for a test that decides about people."""
        alpha = self.analysis.alpha
        if alpha is None or not self.may_be_judged:
            return _("cannot be told yet")
        if alpha >= 0.8:
            return _("reliable")
        return _("sufficient for training") if alpha >= 0.6 else _("weak: more questions, or better ones")

    @property
    def drawn(self) -> list[QuestionRow]:
        return [row for row in self.rows if row.is_drawn]

    @property
    def weak_below(self) -> str:
        """Where the field of questions that discriminate too little begins."""
        return f"{height_of(0.2):.1f}"

    @property
    def weak_height(self) -> str:
        return f"{100 - height_of(0.2):.1f}"

    @property
    def zero(self) -> str:
        return f"{height_of(0):.1f}"


def _row(number: int, found: QuestionAnalysis) -> QuestionRow:
    words = {
        option["id"]: labelled(option["text"], option.get("picture")) for option in found.version.options
    }
    suspicions = [Suspicion(name) for name in found.suspicions]
    return QuestionRow(
        number=number,
        analysis=found,
        reasons=[str(REASONS[name]) for name in suspicions if name not in MILD],
        hints=[str(REASONS[name]) for name in suspicions if name in MILD],
        options=[
            OptionRow(
                text=words.get(option["option"], ""),
                is_right=option["is_right"],
                count=option["count"],
                share=option["share"],
                top=option["top"],
                middle=option["middle"],
                bottom=option["bottom"],
            )
            for option in found.figures["options"]
        ],
    )
