"""From a paper and its answers to what a page shows while somebody is sitting. Nothing here knows a key."""

import datetime
import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property

from django.urls import reverse

from quizzes.models import Attempt, Question, QuestionVersion


@dataclass
class SheetOption:
    """One option of a question."""

    id: str
    text: str
    is_chosen: bool


@dataclass
class SheetQuestion:
    """One question of a paper, with what was answered; `revision` 0: never saved."""

    slot: int
    question: int
    version: int
    kind: str
    points: Decimal
    text: str
    options: list[SheetOption]
    is_answered: bool = False
    is_flagged: bool = False
    revision: int = 0
    packet: uuid.UUID = field(default_factory=uuid.uuid4)

    @property
    def number(self) -> str:
        """Its place in the paper, written as in addresses."""
        return str(self.slot)

    @property
    def is_multiple(self) -> bool:
        return self.kind == Question.Kind.MULTIPLE

    @property
    def chosen(self) -> list[SheetOption]:
        return [option for option in self.options if option.is_chosen]

    def words_of(self, chosen: Iterable[str]) -> list[str]:
        """The words of these options, in the order of the paper."""
        return [option.text for option in self.options if option.id in chosen]


def sheet_of(paper: Sequence[Mapping], answers: Iterable) -> list[SheetQuestion]:
    """The questions of a paper with the answers given so far; one query whatever their number."""
    given = {answer.slot: answer for answer in answers}
    versions = {
        pk: (text, {option["id"]: option["text"] for option in options})
        for pk, text, options in QuestionVersion.objects.filter(
            pk__in={entry["version"] for entry in paper}
        ).values_list("pk", "text", "options")
    }
    sheet = []
    for slot, entry in enumerate(paper, 1):
        text, words = versions[entry["version"]]
        answer = given.get(slot)
        chosen = answer.chosen if answer else ()
        sheet.append(
            SheetQuestion(
                slot=slot,
                question=entry["question"],
                version=entry["version"],
                kind=entry["kind"],
                points=Decimal(entry["points"]),
                text=text,
                options=[SheetOption(id, words[id], id in chosen) for id in entry["options"]],
                is_answered=bool(chosen),
                is_flagged=bool(answer and answer.is_flagged),
                revision=answer.revision if answer else 0,
            )
        )
    return sheet


@dataclass
class AttemptPage:
    """An open attempt: all its questions, and how far it is."""

    attempt: Attempt
    questions: list[SheetQuestion]
    saved_at: datetime.datetime | None

    @classmethod
    def of(cls, attempt: Attempt) -> "AttemptPage":
        """The page of an attempt that was read `at_the_moment`; two queries."""
        answers = list(attempt.answers.all())
        saved_at = max((answer.saved_at for answer in answers), default=None)
        return cls(attempt, sheet_of(attempt.paper, answers), saved_at)

    @property
    def seconds_left(self) -> int | None:
        """Whole seconds until the deadline; None where there is none."""
        if self.attempt.deadline_at is None:
            return None
        return max(0, int((self.attempt.deadline_at - self.attempt.asked_at).total_seconds()))

    @property
    def answered(self) -> int:
        return sum(question.is_answered for question in self.questions)

    @property
    def flagged(self) -> int:
        return sum(question.is_flagged for question in self.questions)

    @property
    def left(self) -> int:
        return len(self.questions) - self.answered

    @cached_property
    def address(self) -> str:
        """Where question 0 would be saved: a page full of questions asks the resolver once."""
        return reverse("quizzes:save", args=[self.attempt.uuid, 0])

    @property
    def map(self) -> list[dict]:
        """The questions as `components/question_map.html` wants them."""
        return [
            {
                "number": question.number,
                "answered": question.is_answered,
                "flagged": question.is_flagged,
                "url": f"#cau-{question.number}",
            }
            for question in self.questions
        ]

    @property
    def unanswered_first(self) -> list[SheetQuestion]:
        return sorted(self.questions, key=lambda question: question.is_answered)
