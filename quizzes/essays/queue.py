"""Essays of a quiz that wait for a marker: one question after the other, without names."""

from collections import defaultdict
from dataclasses import dataclass
from fractions import Fraction

from django.db.models import OuterRef, Subquery

from quizzes.essays.marking import word_of
from quizzes.kinds.essay import level_given, points_in_words
from quizzes.marking.two_markers import Stage, Word, agreement
from quizzes.models import Answer, Attempt, EssayMark, KeyRevision, QuizPage, Result
from quizzes.sitting.sheets import SheetQuestion, add_files, sheet_of

MOST_SAVED = 12


@dataclass(frozen=True)
class Place:
    """One essay of one attempt; `is_marked`: nothing of it is awaited any more.

    With two markers `spoken` are those who read the text that stands, and `stage` is whom it waits for.
    """

    question: int
    code: str
    attempt: int
    slot: int
    is_marked: bool
    stage: Stage = Stage.FIRST
    spoken: frozenset[int] = frozenset()

    @property
    def name(self) -> str:
        return f"{self.code}-{self.slot}"

    def waits_for(self, marker: int | None) -> bool:
        """Whether this person can mark it now."""
        is_open = self.stage in (Stage.FIRST, Stage.SECOND)
        return not self.is_marked and is_open and marker not in self.spoken


def places_of(quiz: QuizPage) -> list[Place]:
    """The answered essays of closed attempts: question by question, within one in an order that tells nothing."""
    newest = Result.objects.filter(attempt__quiz=quiz).newest()
    rows = newest.values_list("attempt", "attempt__uuid", "attempt__paper", "marks").iterator(500)
    words = words_of(quiz) if quiz.has_two_markers else {}
    found = []
    for pk, uuid, paper, marks in rows:
        for mark in marks:
            if "awaiting" not in mark:
                continue
            entry, own = paper[mark["slot"] - 1], words.get((pk, mark["slot"]), [])
            stage = agreement(own, Fraction(entry["points"]), Fraction(quiz.essay_gap)).stage
            spoken = frozenset(word.marker for word in own if not word.is_decision)
            found.append(
                Place(entry["question"], code_of(uuid), pk, mark["slot"], not mark["awaiting"], stage, spoken)
            )
    return sorted(found, key=lambda place: (place.question, place.code, place.slot))


def words_of(quiz: QuizPage) -> dict[tuple[int, int], list[Word]]:
    """(attempt, slot) → what was said of the text that stands, the oldest first; one query."""
    answers = Answer.objects.filter(attempt=OuterRef("attempt"), slot=OuterRef("slot"))
    of_text = EssayMark.objects.filter(attempt__quiz=quiz).exclude(role=EssayMark.Role.SOLE)
    found = defaultdict(list)
    for mark in of_text.filter(revision=Subquery(answers.values("revision")[:1])).order_by("number"):
        found[mark.attempt_id, mark.slot].append(word_of(mark))
    return found


def code_of(uuid) -> str:
    """What stands for a name: six signs of the attempt's id, others than those of its receipt."""
    return uuid.hex[-6:].upper()


@dataclass
class Queue:
    """Where a marker stands: the essay in hand, and how many are done in each role."""

    quiz: QuizPage
    places: list[Place]
    here: Place | None
    marker: int | None = None

    @classmethod
    def of(cls, quiz: QuizPage, asked: str = "", after: str = "", marker: int | None = None) -> "Queue":
        """`asked`, `after`: "code-slot" of the essay to open, or of the one that is passed over for now."""
        return cls._at(quiz, asked, after, marker, lambda place: place.waits_for(marker))

    @classmethod
    def to_decide(
        cls, quiz: QuizPage, asked: str = "", after: str = "", marker: int | None = None
    ) -> "Queue":
        """Essays whose two markers differ too much; those that this person marked are somebody else's to decide."""
        return cls._at(
            quiz,
            asked,
            after,
            marker,
            lambda place: (
                not place.is_marked and place.stage == Stage.DECISION and marker not in place.spoken
            ),
        )

    @classmethod
    def _at(cls, quiz, asked, after, marker, is_next) -> "Queue":
        places = places_of(quiz)
        names = {place.name: place for place in places}
        if asked in names:
            return cls(quiz, places, names[asked], marker)
        start = places.index(names[after]) + 1 if after in names else 0
        waiting = filter(is_next, [*places[start:], *places[:start]])
        return cls(quiz, places, next(waiting, None), marker)

    @property
    def total(self) -> int:
        return len(self.places)

    @property
    def done(self) -> int:
        return sum(place.is_marked for place in self.places)

    @property
    def first_done(self) -> int:
        """How many have been read once, of all."""
        return sum(place.is_marked or place.stage != Stage.FIRST for place in self.places)

    @property
    def second_done(self) -> int:
        """How many have been read by two, of all."""
        read_twice = (Stage.DECISION, Stage.SETTLED)
        return sum(place.is_marked or place.stage in read_twice for place in self.places)

    @property
    def to_be_decided(self) -> int:
        return sum(not place.is_marked and place.stage == Stage.DECISION for place in self.places)

    @property
    def mine(self) -> int:
        """How many wait for this person."""
        return sum(place.waits_for(self.marker) for place in self.places)

    @property
    def name(self) -> str:
        return self.here.name if self.here else ""


@dataclass
class EssayInHand:
    """One essay as its marker sees it; `last`: what the form begins with."""

    attempt: Attempt
    question: SheetQuestion
    guidance: str
    words: int
    last: EssayMark | None

    @classmethod
    def at(cls, place: Place, marker: int | None = None) -> "EssayInHand":
        """With two markers nobody sees what another one said, but for the person who decides."""
        attempt = Attempt.objects.select_related("user", "quiz").get(pk=place.attempt)
        sheet = sheet_of(attempt.paper, attempt.answers.filter(slot=place.slot))
        add_files(attempt, sheet)
        question = sheet[place.slot - 1]
        key = KeyRevision.objects.filter(version=question.version).order_by("-number").first()
        guidance = (key.right or {}).get("guidance", "") if key else ""
        words = len(" ".join(question.answer).split())
        said = EssayMark.objects.filter(attempt=attempt, slot=place.slot)
        if attempt.quiz.has_two_markers:
            said = said.filter(made_by=marker)
        return cls(attempt, question, guidance, words, said.order_by("number").last())

    def voices(self) -> list["Voice"]:
        """What the two markers said, the first to speak first, with the points it came to; for the decision."""
        marks = EssayMark.objects.filter(attempt=self.attempt, slot=self.question.slot)
        spoken = marks.filter(role=EssayMark.Role.ONE_OF_TWO).order_by("number")
        revision = self.attempt.answers.values_list("revision", flat=True).get(slot=self.question.slot)
        last = {mark.made_by_id: mark for mark in spoken.filter(revision=revision)}
        rubric = self.question.body.get("rubric", [])
        return [
            Voice(
                comment=mark.comment,
                points=points_in_words(mark.share, self.question.points),
                levels=[level_given(criterion, mark.levels) for criterion in rubric],
            )
            for mark in last.values()
        ]


def side_by_side(essay: EssayInHand, voices: list["Voice"]) -> list[dict]:
    """A line a criterion: its words, and the level that each of the two chose."""
    return [
        {"criterion": criterion["text"], "levels": [voice.levels[place] for voice in voices]}
        for place, criterion in enumerate(essay.question.body.get("rubric", []))
    ]


@dataclass(frozen=True)
class Voice:
    """What one of two markers said: points in words, and a level a criterion as {"points", "text"}."""

    comment: str
    points: str
    levels: list[dict]


def saved_comments(quiz: QuizPage, marker) -> list[str]:
    """What this marker wrote in this quiz before, the newest first, each once."""
    own = EssayMark.objects.filter(attempt__quiz=quiz, made_by=marker).exclude(comment="").order_by("-pk")
    return list(dict.fromkeys(own.values_list("comment", flat=True)[:200]))[:MOST_SAVED]
