"""What sittings should be, told apart from the product: neither Django, nor the database, nor its marking.

An answer is a label; what each label is worth by each key stands in a table written by hand (`sitting_world`). The
model changes only by what an action promised, never by what the database holds.
"""

import datetime
import uuid
from collections import Counter
from dataclasses import dataclass, field, replace
from fractions import Fraction

GRACE = datetime.timedelta(seconds=10)
OPEN, SUBMITTED, EXPIRED = "open", "submitted", "expired"
BLANK = ""


@dataclass(frozen=True)
class Item:
    """A question of the paper: its points, and label → share of them, by the first key and by the other."""

    kind: str
    section: str
    points: Fraction
    worth: tuple[dict[str, Fraction], dict[str, Fraction]]

    @property
    def is_essay(self) -> bool:
        return self.kind == "essay"


@dataclass(frozen=True)
class Given:
    """What stands for one question."""

    label: str
    is_flagged: bool
    revision: int
    packet: uuid.UUID
    is_fixed: bool = False


@dataclass(frozen=True)
class ModelMark:
    """`awaiting`: True, or False once a marker has spoken; None where nobody is asked. `void`: its rule."""

    score: Fraction
    is_answered: bool
    awaiting: bool | None = None
    void: str = ""


@dataclass(frozen=True)
class Outcome:
    marks: tuple[ModelMark, ...]
    maximum: Fraction
    has_passed: bool
    reason: str = ""

    @property
    def score(self) -> Fraction:
        return sum((mark.score for mark in self.marks), Fraction(0))


@dataclass
class Sitting:
    person: str
    number: int
    deadline: datetime.datetime
    state: str = OPEN
    closed_at: datetime.datetime | None = None
    given: dict[int, Given] = field(default_factory=dict)
    tries: dict[int, list[str]] = field(default_factory=dict)
    late: dict[int, str] = field(default_factory=dict)
    spoken: list[tuple] = field(default_factory=list)
    outcomes: list[Outcome] = field(default_factory=list)

    def is_over(self, now) -> bool:
        return self.state != OPEN or now > self.deadline + GRACE


@dataclass
class Model:
    """A quiz, who sits it, and how often something was to be written into the log."""

    items: tuple[Item, ...]
    minimums: dict[str, int]
    pass_mark: int
    penalty: Fraction
    may_retry: bool
    minutes: dict[str, int]
    completes: frozenset[str]
    allowed: int = 3
    sittings: list[Sitting] = field(default_factory=list)
    keys: dict[int, int] = field(default_factory=dict)
    voids: dict[int, str] = field(default_factory=dict)
    grants: dict[uuid.UUID, int] = field(default_factory=dict)
    passed: set[str] = field(default_factory=set)
    logged: Counter = field(default_factory=Counter)

    def start(self, person: str, now) -> Sitting | str:
        """The open sitting, a new one, or the name of the refusal."""
        own = [sitting for sitting in self.sittings if sitting.person == person]
        sat = [sitting for sitting in own if sitting.state == OPEN]
        for sitting in sat:
            if not sitting.is_over(now):
                return sitting
            self.close(sitting, now)
        if person in self.passed & self.completes:
            return "CourseCompleted"
        if len(own) >= self.allowed:
            return "NoAttemptsLeft"
        deadline = now + datetime.timedelta(minutes=self.minutes[person])
        self.sittings.append(Sitting(person, len(own) + 1, deadline))
        return self.sittings[-1]

    def save(self, sitting: Sitting, slot: int, sent: Given, now) -> Given | str:
        """`sent.revision` is the one it was based on. What stands then, or the name of the refusal."""
        stands = sitting.given.get(slot)
        known = stands.revision if stands else 0
        if not sitting.is_over(now) and sent.revision == known and not (stands and stands.is_fixed):
            sitting.given[slot] = replace(sent, revision=known + 1)
            return sitting.given[slot]
        if stands and stands.packet == sent.packet:
            return stands
        if sitting.is_over(now):
            return "AttemptIsClosed"
        return "AnswerIsFixed" if stands and stands.is_fixed else "StaleAnswer"

    def keep_late(self, sitting: Sitting, slot: int, label: str, now) -> bool:
        stands = sitting.given.get(slot)
        if sitting.state == SUBMITTED or now <= sitting.deadline + GRACE:
            return False
        if stands and (stands.is_fixed or stands.label == label):
            return False
        sitting.late[slot] = label
        return True

    def check(self, sitting: Sitting, slot: int, now) -> str | None:
        if sitting.is_over(now):
            return "AttemptIsClosed"
        if not self.may_retry:
            return "NothingToFix"
        stands = sitting.given.get(slot)
        if stands and not stands.is_fixed:
            tries = sitting.tries.setdefault(slot, [])
            if not tries or tries[-1] != stands.label:
                tries.append(stands.label)
            if self.share(slot, stands.label) == 1:
                sitting.given[slot] = replace(stands, is_fixed=True)
        return None

    def close(self, sitting: Sitting, now) -> Outcome:
        """Handing in, or the tick: once."""
        if sitting.state == OPEN:
            is_late = now > sitting.deadline + GRACE
            sitting.state = EXPIRED if is_late else SUBMITTED
            sitting.closed_at = sitting.deadline if is_late else now
            self.add(sitting, tuple(self.mark(sitting, slot) for slot in self.slots), "")
        return sitting.outcomes[-1]

    def close_overdue(self, now) -> int:
        overdue = [one for one in self.sittings if one.state == OPEN and one.is_over(now)]
        for sitting in overdue:
            self.close(sitting, now)
        return len(overdue)

    def extend(self, key: uuid.UUID, seconds: int, now) -> int:
        """How many sittings got it; the same key again gives nothing."""
        if key not in self.grants:
            sat = [one for one in self.sittings if not one.is_over(now)]
            for sitting in sat:
                sitting.deadline += datetime.timedelta(seconds=seconds)
            self.grants[key] = len(sat)
            self.logged["quiz.time_given_back"] += 1
        return self.grants[key]

    def regrade(self, slot: int, rule: str, reason: str) -> int:
        """How many results became others."""
        if rule != "key":
            self.voids.setdefault(slot, rule)
        changed = 0
        for sitting in self.sittings:
            if sitting.state == OPEN or (self.items[slot - 1].is_essay and slot not in self.voids):
                continue
            former, mark = sitting.outcomes[-1].marks, self.mark(sitting, slot)
            if told(former[slot - 1]) != told(mark):
                self.add(sitting, (*former[: slot - 1], mark, *former[slot:]), reason)
                changed += 1
        if changed:
            self.logged["question.voided" if rule != "key" else "question.regraded"] += 1
        return changed

    def decide(self, sitting: Sitting, counts: bool, reason: str) -> bool:
        """Whether there was something to decide and it counts."""
        if sitting.state == OPEN or not sitting.late:
            return False
        self.logged["quiz.late_counted" if counts else "quiz.late_refused"] += 1
        late, sitting.late = sitting.late, {}
        if not counts:
            return False
        marks = list(sitting.outcomes[-1].marks)
        for slot, label in late.items():
            stands = sitting.given.get(slot)
            revision = stands.revision + 1 if stands else 1
            sitting.given[slot] = Given(label, bool(stands and stands.is_flagged), revision, None)
            marks[slot - 1] = self.mark(sitting, slot)
        self.add(sitting, tuple(marks), reason)
        return True

    def speak(self, sitting: Sitting, slot: int, label: str, share: Fraction) -> str | Outcome:
        """A marker's word on an essay; the same word again adds nothing."""
        mark = sitting.outcomes[-1].marks[slot - 1] if sitting.outcomes else None
        if mark is None or slot in self.voids or not mark.is_answered:
            return "CannotBeMarked"
        if mark.awaiting or not sitting.spoken or sitting.spoken[-1] != label:
            sitting.spoken.append(label)
            marks = list(sitting.outcomes[-1].marks)
            marks[slot - 1] = replace(mark, score=share * self.items[slot - 1].points, awaiting=False)
            self.add(sitting, tuple(marks), "marked")
            self.logged["essay.marked"] += 1
        return sitting.outcomes[-1]

    @property
    def slots(self) -> range:
        return range(1, len(self.items) + 1)

    def share(self, slot: int, label: str) -> Fraction:
        return self.items[slot - 1].worth[self.keys.get(slot, 0)].get(label, Fraction(0))

    def mark(self, sitting: Sitting, slot: int) -> ModelMark:
        """What the machine gives; of an essay nothing, until somebody has spoken."""
        item, stands = self.items[slot - 1], sitting.given.get(slot)
        label = stands.label if stands else BLANK
        is_answered, void = label != BLANK, self.voids.get(slot, "")
        if void:
            return ModelMark(item.points * (void == "full"), is_answered, None, void)
        if item.is_essay:
            return ModelMark(Fraction(0), is_answered, True if is_answered else None)
        wrong = sum(self.share(slot, one) < 1 for one in self._before(sitting, slot, label))
        left = max(Fraction(0), 1 - self.penalty * wrong)
        return ModelMark(item.points * self.share(slot, label) * left, is_answered)

    @staticmethod
    def _before(sitting: Sitting, slot: int, label: str) -> list[str]:
        tries = sitting.tries.get(slot, [])
        return tries[:-1] if tries and tries[-1] == label else tries

    def add(self, sitting: Sitting, marks: tuple[ModelMark, ...], reason: str) -> None:
        """One more outcome; a pass that was told stays."""
        worth = [
            Fraction(0) if mark.void == "dropped" else item.points
            for mark, item in zip(marks, self.items, strict=True)
        ]
        enough = self._reached(marks, worth, set(self.slots), self.pass_mark)
        for name, minimum in self.minimums.items():
            inside = {slot for slot in self.slots if self.items[slot - 1].section == name}
            enough &= self._reached(marks, worth, inside, minimum, of_nothing=True)
        before = bool(sitting.outcomes) and sitting.outcomes[-1].has_passed
        sitting.outcomes.append(Outcome(marks, sum(worth, Fraction(0)), enough or before, reason))
        if enough:
            self.passed.add(sitting.person)

    @staticmethod
    def _reached(marks, worth, slots, per_cent, of_nothing=False) -> bool:
        most = sum((worth[slot - 1] for slot in slots), Fraction(0))
        earned = sum((marks[slot - 1].score for slot in slots), Fraction(0))
        return earned * 100 >= per_cent * most if most else of_nothing


def told(mark: ModelMark) -> tuple:
    """What a person is told of a question."""
    return mark.score, bool(mark.awaiting), mark.void == "dropped"
