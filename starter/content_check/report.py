"""What was found, and how much was read."""

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Finding:
    file: str
    rule: str
    text: str

    def __str__(self) -> str:
        return f"{self.file}: {self.rule}: {self.text}"


@dataclass
class Report:
    findings: list[Finding] = field(default_factory=list)
    sentences: int = 0
    claims: int = 0
    citations: int = 0
    facts: set[str] = field(default_factory=set)
    words: dict[str, int] = field(default_factory=dict)
    questions: Counter = field(default_factory=Counter)

    def add(self, file: str, rule: str, text: str = "") -> None:
        self.findings.append(Finding(file, rule, text))


def has_exactly(
    table: dict, keys: set[str], file: str, report: Report, *, optional: Collection[str] = ()
) -> bool:
    missing, unknown = keys - table.keys(), table.keys() - keys - set(optional)
    name = table.get("code") or table.get("kind") or "a table"
    if missing:
        report.add(file, f"{name} lacks {', '.join(sorted(missing))}")
    if unknown:
        report.add(file, f"{name} has unknown {', '.join(sorted(unknown))}")
    return not missing and not unknown
