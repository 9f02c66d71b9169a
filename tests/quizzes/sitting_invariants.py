"""What must hold after every step of the state machine: the database has what the model says."""

from collections import Counter
from fractions import Fraction

from hypothesis.stateful import RuleBasedStateMachine, invariant

from audit.models import Entry
from completions.models import ActivityProgress, Certificate, CompletionRecord
from quizzes.models import Answer, Attempt, Result
from tests.quizzes.sitting_model import Model, Outcome
from tests.quizzes.sitting_world import World

VERBS = (
    "quiz.time_given_back",
    "question.regraded",
    "question.voided",
    "quiz.late_counted",
    "quiz.late_refused",
    "essay.marked",
)


def logged() -> Counter:
    return Counter(Entry.objects.filter(verb__in=VERBS).order_by().values_list("verb", flat=True))


def as_told(result: Result) -> tuple:
    """A result as the model counts: exact marks, and totals as they are shown."""
    marks = tuple(
        (Fraction(mark["score"]), mark["answered"], bool(mark.get("awaiting"))) for mark in result.marks
    )
    total = (float(result.score), float(result.maximum), result.has_passed, result.is_provisional)
    return result.number, marks, total


def of_outcome(outcome: Outcome, number: int) -> tuple:
    marks = tuple((mark.score, mark.is_answered, bool(mark.awaiting)) for mark in outcome.marks)
    is_provisional = any(mark.awaiting for mark in outcome.marks)
    total = (shown(outcome.score), shown(outcome.maximum), outcome.has_passed, is_provisional)
    return number, marks, total


def shown(points: Fraction) -> float:
    """Four places, half up."""
    return ((points * 20_000 + 1) // 2) / 10_000


class Invariants(RuleBasedStateMachine):
    """`attempts` are the rows of the model's sittings, in the same order; `acknowledged` is what replies said."""

    world: World
    model: Model
    attempts: list[Attempt]
    acknowledged: list[tuple]
    logged_before: Counter

    @invariant()
    def what_was_acknowledged_stands(self):
        stand = {
            (answer.attempt_id, answer.slot): answer
            for answer in Answer.objects.filter(attempt__in=self.attempts)
        }
        for attempt, slot, revision, given in self.acknowledged:
            answer = stand[attempt, slot]
            assert answer.revision > revision or (answer.revision, answer.chosen) == (revision, given)

    @invariant()
    def attempts_are_as_the_model_has_them(self):
        stored = Attempt.objects.filter(quiz=self.world.quiz).order_by("pk")
        rows = list(stored.values_list("pk", "number", "state", "deadline_at", "closed_at"))
        assert rows == [
            (attempt.pk, sitting.number, sitting.state, sitting.deadline, sitting.closed_at)
            for attempt, sitting in zip(self.attempts, self.model.sittings, strict=True)
        ]
        opened = Counter(stored.open().values_list("user", flat=True))
        assert all(number == 1 for number in opened.values())
        assert all(number <= self.model.allowed for _, number, *_ in rows)

    @invariant()
    def answers_are_as_the_model_has_them(self):
        stored = Answer.objects.filter(attempt__in=self.attempts).order_by("attempt", "slot")
        fields = ("attempt", "slot", "chosen", "is_flagged", "revision", "is_fixed")
        assert list(stored.values_list(*fields)) == [
            (
                attempt.pk,
                slot,
                self.world.asked[slot - 1].given[given.label],
                given.is_flagged,
                given.revision,
                given.is_fixed,
            )
            for attempt, sitting in zip(self.attempts, self.model.sittings, strict=True)
            for slot, given in sorted(sitting.given.items())
        ]

    @invariant()
    def results_are_what_paper_answers_and_keys_make_them(self):
        stored = Result.objects.filter(attempt__in=self.attempts).order_by("attempt", "number")
        assert [(result.attempt_id, as_told(result)) for result in stored] == [
            (attempt.pk, of_outcome(outcome, number))
            for attempt, sitting in zip(self.attempts, self.model.sittings, strict=True)
            for number, outcome in enumerate(sitting.outcomes, 1)
        ]
        assert all(0 <= result.score <= result.maximum for result in stored)

    @invariant()
    def who_passed_has_done_it_and_has_a_record(self):
        done = ActivityProgress.objects.filter(activity=self.world.quiz.pk, done_at__isnull=False)
        own = {person: enrolment.pk for person, enrolment in self.world.enrolments.items()}
        assert set(done.values_list("enrolment", flat=True)) == {own[person] for person in self.model.passed}
        complete = {own[person] for person in self.model.passed & self.model.completes}
        records = CompletionRecord.objects.filter(enrolment__in=own.values())
        assert set(records.values_list("enrolment", flat=True)) == complete
        certified = Certificate.objects.filter(record__in=records)
        assert sorted(certified.values_list("record__enrolment", flat=True)) == sorted(complete)

    @invariant()
    def the_log_has_an_entry_a_decision(self):
        assert logged() - self.logged_before == self.model.logged
