"""Essays of a quiz that wait for a marker: one question after the other, without names."""

from dataclasses import dataclass

from django import forms
from django.utils.translation import gettext_lazy

import vietnamese
from quizzes.essays.marking import LONGEST_COMMENT
from quizzes.kinds.numeric import shown
from quizzes.models import Attempt, EssayMark, KeyRevision, QuizPage, Result
from quizzes.sitting.results import add_essay_marks
from quizzes.sitting.sheets import SheetQuestion, add_files, sheet_of

MOST_SAVED = 12


@dataclass(frozen=True)
class Place:
    """One essay of one attempt; `is_marked`: a marker has spoken."""

    question: int
    code: str
    attempt: int
    slot: int
    is_marked: bool


def places_of(quiz: QuizPage) -> list[Place]:
    """The answered essays of closed attempts: question by question, within one in an order that tells nothing."""
    newest = Result.objects.filter(attempt__quiz=quiz).newest()
    rows = newest.values_list("attempt", "attempt__uuid", "attempt__paper", "marks").iterator(500)
    return sorted(
        (
            Place(paper[mark["slot"] - 1]["question"], code_of(uuid), pk, mark["slot"], not mark["awaiting"])
            for pk, uuid, paper, marks in rows
            for mark in marks
            if "awaiting" in mark
        ),
        key=lambda place: (place.question, place.code, place.slot),
    )


def code_of(uuid) -> str:
    """What stands for a name: six signs of the attempt's id, others than those of its receipt."""
    return uuid.hex[-6:].upper()


@dataclass
class Queue:
    """Where a marker stands: the essay in hand, and how many are done."""

    quiz: QuizPage
    places: list[Place]
    here: Place | None

    @classmethod
    def of(cls, quiz: QuizPage, asked: str = "", after: str = "") -> "Queue":
        """`asked`, `after`: "code-slot" of the essay to open, or of the one that is passed over for now."""
        places = places_of(quiz)
        names = {f"{place.code}-{place.slot}": place for place in places}
        if asked in names:
            return cls(quiz, places, names[asked])
        start = places.index(names[after]) + 1 if after in names else 0
        waiting = (place for place in [*places[start:], *places[:start]] if not place.is_marked)
        return cls(quiz, places, next(waiting, None))

    @property
    def total(self) -> int:
        return len(self.places)

    @property
    def done(self) -> int:
        return sum(place.is_marked for place in self.places)

    @property
    def name(self) -> str:
        return f"{self.here.code}-{self.here.slot}" if self.here else ""


@dataclass
class EssayInHand:
    """One essay as its marker sees it."""

    attempt: Attempt
    question: SheetQuestion
    guidance: str
    words: int
    last: EssayMark | None

    @classmethod
    def at(cls, place: Place) -> "EssayInHand":
        attempt = Attempt.objects.select_related("user", "quiz").get(pk=place.attempt)
        sheet = sheet_of(attempt.paper, attempt.answers.filter(slot=place.slot))
        add_files(attempt, sheet)
        add_essay_marks(attempt, sheet)
        question = sheet[place.slot - 1]
        key = KeyRevision.objects.filter(version=question.version).order_by("-number").first()
        guidance = (key.right or {}).get("guidance", "") if key else ""
        words = len(" ".join(question.answer).split())
        return cls(attempt, question, guidance, words, question.marked)


def saved_comments(quiz: QuizPage, marker) -> list[str]:
    """What this marker wrote in this quiz before, the newest first, each once."""
    own = EssayMark.objects.filter(attempt__quiz=quiz, made_by=marker).exclude(comment="").order_by("-pk")
    return list(dict.fromkeys(own.values_list("comment", flat=True)[:200]))[:MOST_SAVED]


class EssayForm(forms.Form):
    """A level for every criterion of the rubric, a comment, and perhaps one that was written before."""

    saved = forms.ChoiceField(label=gettext_lazy("Add a comment of before"), required=False)
    comment = forms.CharField(
        label=gettext_lazy("Comment for the learner"),
        required=False,
        max_length=LONGEST_COMMENT // 2,
        widget=forms.Textarea(attrs={"rows": 4}),
    )

    def __init__(self, *args, rubric, comments=(), **kwargs):
        super().__init__(*args, **kwargs)
        self.rubric, self.comments = rubric, comments
        self.fields["saved"].choices = [("", "–")] + [
            (str(place), comment[:120]) for place, comment in enumerate(comments)
        ]
        for place, criterion in enumerate(rubric):
            self.fields[f"criterion_{place}"] = forms.TypedChoiceField(
                label=criterion["text"],
                coerce=int,
                choices=[
                    (str(number), f"{shown(level['points'])}: {level['text']}")
                    for number, level in enumerate(criterion["levels"])
                ],
                widget=forms.RadioSelect,
                error_messages={"required": gettext_lazy("Choose a level for every criterion.")},
            )

    @property
    def criteria(self):
        return [self[f"criterion_{place}"] for place in range(len(self.rubric))]

    @property
    def levels(self) -> dict[str, int]:
        """Criterion id → the number of its level."""
        return {
            criterion["id"]: self.cleaned_data[f"criterion_{place}"]
            for place, criterion in enumerate(self.rubric)
        }

    @property
    def words(self) -> str:
        """The comment with the one of before, if that was chosen."""
        saved = self.cleaned_data["saved"]
        parts = [self.comments[int(saved)]] if saved else []
        own = "\n".join(vietnamese.nfc(line) for line in self.cleaned_data["comment"].splitlines())
        return "\n".join([*parts, own.strip()]).strip()

    @classmethod
    def begun(cls, essay: EssayInHand, comments, sent=None) -> "EssayForm":
        """The form of an essay, with what was said of it last."""
        rubric = essay.question.body.get("rubric", [])
        last = essay.last
        initial = {"comment": last.comment} if last else {}
        if last:
            initial |= {f"criterion_{place}": last.levels.get(one["id"]) for place, one in enumerate(rubric)}
        return cls(sent, rubric=rubric, comments=comments, initial=initial)
