"""The lines of a report that somebody put together, as Excel or CSV."""

from collections.abc import Callable, Container
from dataclasses import dataclass
from functools import cached_property
from typing import IO

from django.http import Http404, QueryDict

from reports.builder.tables import Question, Table, chosen_words
from reports.exports import Counted
from reports.words import as_of_words
from spreadsheets import Column, Sheet, write_csv, write_workbook

ENDINGS = ("xlsx", "csv")


@dataclass(frozen=True)
class BuilderFile:
    question: Question
    query: QueryDict

    @classmethod
    def asked(cls, user, query: QueryDict) -> "BuilderFile":
        question = Question.of(user, query)
        if query.get("dang") not in ENDINGS:
            raise Http404("no such kind of file")
        return cls(question, query)

    @cached_property
    def table(self) -> Table:
        return Table(self.question)

    @property
    def number(self) -> int:
        return self.table.number

    @property
    def name(self) -> str:
        return f"{self.title} - {self.question.day:%Y-%m-%d}.{self.query['dang']}"

    @property
    def title(self) -> str:
        return str(self.question.subject.label)

    @property
    def unit_id(self) -> int:
        return self.question.tops[0].pk

    @property
    def unit_ids(self) -> frozenset[int]:
        tree = self.question.tree
        return frozenset(node.pk for top in self.question.tops for node in tree.below(top))

    @property
    def visible_ids(self) -> Container[int]:
        return self.question.tree.by_id

    @property
    def detail(self) -> dict:
        filters = {name: self.query.getlist(name) for name in self.query}
        return {"table": self.question.subject.key, "filters": filters}

    def write(self, file: IO[bytes], passed: Callable[[int], None]) -> int:
        columns = [Column(str(one.label), one.kind, one.width) for one in self.table.columns]
        rows = Counted(self.table.lines(), passed)
        if self.query["dang"] == "csv":
            write_csv(file, columns, rows)
        else:
            write_workbook(file, [Sheet(self.title, columns, rows, self._lead())])
        return rows.number

    def _lead(self) -> list[str]:
        """What the report is, when, and by which filters."""
        words = [f"{label}: {value}" for label, value in chosen_words(self.question)]
        return [self.title, as_of_words(self.question.moment), *words]
