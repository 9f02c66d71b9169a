"""One row of an import, held against the bank."""

from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from quizzes.exchange.content import Content
from quizzes.exchange.item import Finding, Item, Severity
from quizzes.exchange.sentences import sentence
from quizzes.models import Question


@dataclass
class Checked:
    """One row: what it says, what is wrong with it, and what it would become."""

    place: int
    cells: dict
    item: Item
    findings: list[Finding]
    content: Content | None = None
    existing: Question | None = None
    provisions: list[int] = field(default_factory=list)
    obstacles: list[str] = field(default_factory=list)
    is_left_out: bool = False
    pictures: dict[str, dict] = field(default_factory=dict)
    """What the row brings, as `QuestionImport.rows` keeps it."""
    name: str = ""
    """What people call its place, where that is more than its number."""
    told_code: str = ""
    """The code that the file gives it, also where the bank gives another one."""

    @property
    def question(self) -> Question:
        """The question of the bank that the row became or changes."""
        assert self.existing is not None
        return self.existing

    @property
    def errors(self) -> list[str]:
        return [sentence(found) for found in self.findings if found.severity == Severity.ERROR]

    @property
    def warnings(self) -> list[str]:
        told = [sentence(found) for found in self.findings if found.severity != Severity.ERROR]
        if self.obstacles and not self.errors:
            told.append(_("Stays a draft: %(why)s") % {"why": " ".join(self.obstacles)})
        return told

    @property
    def is_sound(self) -> bool:
        return not self.obstacles and not self.errors

    def find(self, code: str, column: str = "", severity=Severity.ERROR, /, **words) -> None:
        self.findings.append(Finding(code, self.place, column, severity, words))
