"""From a paper and its answers to what a page shows while somebody is sitting. Nothing here knows a key."""

import datetime
import os
import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property
from typing import Any

from django.urls import reverse

from quizzes.kinds import KINDS, Kind
from quizzes.models import Attempt, EssayFile, QuestionVersion


@dataclass
class SheetOption:
    """One option of a question."""

    id: str
    text: str
    is_chosen: bool
    picture: dict | None = None


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
    entry: Mapping = field(default_factory=dict)
    body: Mapping = field(default_factory=dict)
    given: Any = ()
    marked: list = field(default_factory=list)
    file: Any = None
    case: str = ""
    case_picture: dict | None = None
    opens_case: bool = False
    is_flagged: bool = False
    is_fixed: bool = False
    revision: int = 0
    packet: uuid.UUID = field(default_factory=uuid.uuid4)

    @property
    def number(self) -> str:
        """Its place in the paper, written as in addresses."""
        return str(self.slot)

    @property
    def how(self) -> Kind:
        return KINDS[self.kind]

    @property
    def picture(self) -> dict | None:
        """The picture under its text."""
        return self.body.get("picture")

    @property
    def is_answered(self) -> bool:
        return self.how.is_given(self.given)

    @property
    def heading(self) -> str:
        return self.how.heading(self)

    @property
    def asks(self) -> str:
        return self.how.asks(self)

    @property
    def hint(self) -> str:
        return self.how.hint(self)

    @property
    def answer(self) -> list[str]:
        """What was given, in words."""
        return self.words_of(self.given)

    def words_of(self, given) -> list[str]:
        """An answer in words, one line a part; none where nothing was given."""
        return self.how.in_words(self, given) if self.how.is_given(given) else []


def sheet_of(paper: Sequence[Mapping], answers: Iterable) -> list[SheetQuestion]:
    """The questions of a paper with the answers given so far; one query whatever their number.

    The text of a case study stands above each of its parts, and is open above the first.
    """
    given = {answer.slot: answer for answer in answers}
    versions = {
        pk: (text, {option["id"]: option for option in options}, body)
        for pk, text, options, body in QuestionVersion.objects.filter(
            pk__in={entry["version"] for entry in paper}
            | {entry["case"] for entry in paper if "case" in entry}
        ).values_list("pk", "text", "options", "body")
    }
    sheet, above, packets = [], None, new_packets(len(paper))
    for slot, entry in enumerate(paper, 1):
        text, words, body = versions[entry["version"]]
        answer = given.get(slot)
        case, before = entry.get("case"), above
        above = case
        chosen = answer.chosen if answer else ()
        sheet.append(
            SheetQuestion(
                slot=slot,
                question=entry["question"],
                version=entry["version"],
                kind=entry["kind"],
                points=Decimal(entry["points"]),
                text=text,
                options=[
                    SheetOption(id, words[id]["text"], id in chosen, words[id].get("picture"))
                    for id in entry["options"]
                ],
                entry=entry,
                body=body,
                given=chosen,
                case=versions[case][0] if case else "",
                case_picture=versions[case][2].get("picture") if case else None,
                opens_case=case is not None and case != before,
                is_flagged=bool(answer and answer.is_flagged),
                is_fixed=bool(answer and answer.is_fixed),
                revision=answer.revision if answer else 0,
                packet=packets[slot - 1],
            )
        )
    return sheet


def new_packets(number: int) -> list[uuid.UUID]:
    """So many random ids by one call of the system: one call each took a third of the time of a page."""
    chance = os.urandom(16 * number)
    return [uuid.UUID(bytes=chance[start : start + 16], version=4) for start in range(0, len(chance), 16)]


def add_files(attempt: Attempt, questions: Sequence[SheetQuestion]) -> None:
    """Put beside essays the files attached to them; a query only where a question takes one."""
    taking = {question.slot: question for question in questions if question.body.get("takes_file")}
    if taking:
        for file in EssayFile.objects.filter(attempt=attempt).order_by("pk"):
            if file.slot in taking:
                taking[file.slot].file = file


@dataclass
class AttemptPage:
    """An open attempt: all its questions, and how far it is."""

    attempt: Attempt
    questions: list[SheetQuestion]
    saved_at: datetime.datetime | None
    feedback: Any = None
    """feedback.Feedback, where questions are checked while one is sitting."""
    alone: int = 0
    """The question that a browser without scripts asked for; 0: all of them stand on the page."""

    @property
    def is_forward_only(self) -> bool:
        return self.attempt.is_forward_only

    @property
    def standing_questions(self) -> list[SheetQuestion]:
        """Those that stand on the page: all of them, or the one that stands alone, or, where there is no way back, the
        one to be answered."""
        if self.alone:
            return self.questions[self.alone - 1 : self.alone]
        if not self.is_forward_only:
            return self.questions
        return self.questions[self.attempt.position : self.attempt.position + 1]

    @property
    def shows_one(self) -> bool:
        return self.is_forward_only or bool(self.alone)

    @property
    def may_stand_alone(self) -> bool:
        """Whether a browser without scripts gets a page a question."""
        return not self.is_forward_only and not self.attempt.quiz.shows_all

    @property
    def opens_each_case(self) -> bool:
        """Whether questions are seen one at a time, with scripts or without: then each part shows the text of its case."""
        return self.shows_one or self.may_stand_alone

    def leave_alone(self, number: str) -> None:
        """Show only the question of this number, as an address has it, where questions may stand alone."""
        if self.may_stand_alone:
            asked = int(number) if number.isascii() and number.isdecimal() and len(number) < 6 else 0
            self.alone = asked if 0 < asked <= len(self.questions) else self.next_one

    @property
    def next_one(self) -> int:
        """The first question without an answer; the first of all where each has one."""
        return next((question.slot for question in self.questions if not question.is_answered), 1)

    @property
    def form(self) -> str:
        """The id of the form whose answer goes along when one leaves a question that stands alone; none where its
        answer is fixed."""
        return f"cau-{self.alone}" if self.alone and not self.questions[self.alone - 1].is_fixed else ""

    @classmethod
    def of(cls, attempt: Attempt) -> "AttemptPage":
        """The page of an attempt that was read `at_the_moment`; two queries."""
        answers = list(attempt.answers.all())
        saved_at = max((answer.saved_at for answer in answers), default=None)
        questions = sheet_of(attempt.paper, answers)
        add_files(attempt, questions)
        return cls(attempt, questions, saved_at)

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
                "url": self._url(question),
                "current": question in self.standing_questions if self.shows_one else False,
                "is_fast": self.is_forward_only,
            }
            for question in self.questions
        ]

    def _url(self, question: SheetQuestion) -> str:
        if self.is_forward_only or self.form:
            return ""
        return f"?cau={question.number}" if self.alone else f"#cau-{question.number}"

    @property
    def unanswered_first(self) -> list[SheetQuestion]:
        return sorted(self.questions, key=lambda question: question.is_answered)
