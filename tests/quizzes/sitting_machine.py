"""The rules of the state machine: each does something by the product's actions and by the model, and compares."""

import datetime
import uuid
from contextlib import contextmanager, nullcontext
from fractions import Fraction
from functools import partial

from django.db import connection, transaction
from hypothesis import strategies as st
from hypothesis.stateful import initialize, precondition, rule

import clock
from enrolments.models import Enrolment
from quizzes import actions
from quizzes.decisions import giving_time, late
from quizzes.decisions import regrades as regrading
from quizzes.essays.marking import mark_essay
from quizzes.models import Attempt, Question, QuestionVersion, VoidedQuestion
from quizzes.sitting import fixing, saving
from quizzes.sitting.refusals import CannotBeMarked, CannotSave, CannotStart
from quizzes.sitting.saving import Typed
from tests.quizzes.sitting_invariants import Invariants, as_told, logged, of_outcome
from tests.quizzes.sitting_model import OPEN, SUBMITTED, Given
from tests.quizzes.sitting_world import NOON, QUICK, SLOW, World, revise_key

PEOPLE = st.sampled_from([QUICK, SLOW])
WINDOWS = st.sampled_from([1, 2])
STORY = (
    st.sampled_from([0, 0, 1, None]),
    st.integers(1, 7),
    st.sampled_from(["handed in", "handed in", "late", "late", ""]),
)
"""By which key questions were answered (None: none was), one that was answered otherwise, and how it ended."""
BACK = st.sampled_from([0, 0, 0, 1, 2])
"""Which sitting, counted from the newest."""
STATEMENT = st.sampled_from([0, 0, 0, 0, 1, 2, 3, 4, 6, 9])
"""Before which statement an action is broken off; 0: it is not."""
REASON = "Đáp án sai"


class Killed(BaseException):
    """What no code catches: the process is gone."""


@contextmanager
def killed_before(number: int):
    """End the work before its `number`-th statement; 0 lets it be."""
    left = number

    def execute(run, sql, params, many, context):
        nonlocal left
        if not sql.startswith(("SAVEPOINT", "RELEASE", "ROLLBACK")):
            left -= 1
            if not left:
                raise Killed
        return run(sql, params, many, context)

    with connection.execute_wrapper(execute) if number else nullcontext():
        yield


class Sittings(Invariants):
    """The product's actions and the model's, side by side."""

    worlds: dict[bool, World]

    def __init__(self):
        super().__init__()
        self.example = transaction.atomic()
        self.example.__enter__()
        self.now, self.bases, self.sent, self.acknowledged = NOON, {}, [], []
        self.logged_before = logged()

    def teardown(self):
        transaction.set_rollback(True)
        self.example.__exit__(None, None, None)

    @initialize(
        is_practice=st.sampled_from([False, False, True]),
        first=st.tuples(*STORY),
        second=st.tuples(*STORY),
    )
    def two_people_have_begun(self, is_practice, first, second):
        """Each may have answered, handed in, or come late, so that little is left to chance."""
        self.world = self.worlds[is_practice]
        self.model = self.world.model()
        self.attempts: list[Attempt] = []
        for person in (QUICK, SLOW):
            self.start(person, 0)
        for back, (by_key, slot, end) in ((1, first), (0, second)):
            if by_key is not None:
                self.save_much(back, 1, by_key)
                self.save(back, 1, slot, 1, False)
            if end == "late":
                self.come_late(back, slot, 2)
                self.come_late(back, 7, 2)
            if end:
                self.hand_in(back, 0, False)

    # What people do.

    @rule(person=PEOPLE, kill=STATEMENT)
    def start(self, person, kill):
        enrolment = Enrolment.objects.get(pk=self.world.enrolments[person].pk)
        begin = partial(actions.start_attempt, enrolment=enrolment, quiz=self.world.quiz)
        done = self.act(begin, kill, refusals=CannotStart)
        if done is Killed:
            return
        expected = self.model.start(person, self.now)
        if isinstance(expected, str):
            assert done == expected
            return
        place = self.model.sittings.index(expected)
        if place == len(self.attempts):
            self.attempts.append(done)
        assert done.pk == self.attempts[place].pk

    @rule(back=BACK, window=WINDOWS, slot=st.integers(1, 7), label=st.integers(0, 9), flag=st.booleans())
    def save(self, back, window, slot, label, flag):
        attempt, sitting, slot = self.chosen(back, slot)
        labels = sorted(self.world.asked[slot - 1].given)
        label = labels[label % len(labels)]
        base = self.bases.get((attempt.pk, window, slot), 0)
        sent = Given(label, flag, base, uuid.uuid4())
        self.sent.append((attempt, sitting, slot, sent, window))
        self.post(attempt, sitting, slot, sent, window)

    @rule(back=BACK, window=WINDOWS, by_key=st.sampled_from([0, 0, 1]))
    def save_much(self, back, window, by_key):
        """Every question in turn, each with what is worth most by one of its keys."""
        for slot, asked in enumerate(self.world.asked, 1):
            labels = sorted(asked.given)
            best = max(labels, key=lambda label: (asked.worth[by_key].get(label, 0), label))
            self.save(back, window, slot, labels.index(best), False)

    @precondition(lambda self: self.is_answered(self.model.sittings[-1]))
    @rule(back=BACK, slot=st.integers(1, 7), label=st.integers(0, 9))
    def come_late(self, back, slot, label):
        """A device without a network: what it held arrives when the time is over."""
        attempt, sitting, _ = self.chosen(back, 1)
        if sitting.state != SUBMITTED:
            self.now = max(self.now, sitting.deadline + datetime.timedelta(seconds=11))
            self.save(back, 1, slot, label, False)

    @precondition(lambda self: self.sent)
    @rule(which=st.integers(0, 30))
    def send_again(self, which):
        """The same packet once more: its reply was lost, or the network doubled it."""
        self.post(*self.sent[-1 - which % len(self.sent)])

    def post(self, attempt, sitting, slot, sent, window):
        given = self.world.asked[slot - 1].given[sent.label]
        chosen = tuple(given) if isinstance(given, list) else given
        typed = Typed(chosen, sent.is_flagged, sent.revision, sent.packet)
        reply = self.act(
            partial(
                saving.save_answer, user_id=attempt.user_id, attempt=attempt.uuid, slot=slot, typed=typed
            ),
            refusals=CannotSave,
        )
        expected = self.model.save(sitting, slot, sent, self.now)
        if isinstance(expected, Given):
            assert (reply.revision, reply.packet, reply.is_flagged) == (
                expected.revision,
                expected.packet,
                expected.is_flagged,
            )
            assert reply.chosen == (chosen if expected.packet == sent.packet else reply.chosen)
            self.acknowledged.append((attempt.pk, slot, reply.revision, given))
            self.bases[attempt.pk, window, slot] = reply.revision
            return
        assert reply == expected
        stands = sitting.given.get(slot)
        if expected == "StaleAnswer":
            self.bases[attempt.pk, window, slot] = stands.revision if stands else 0
        if expected == "AttemptIsClosed":
            kept = self.act(
                partial(late.keep_late, user_id=attempt.user_id, attempt=attempt.uuid, slot=slot, typed=typed)
            )
            assert bool(kept) == self.model.keep_late(sitting, slot, sent.label, self.now)

    @rule(back=BACK, slot=st.integers(1, 7), kill=STATEMENT)
    def check(self, back, slot, kill):
        attempt, sitting, slot = self.chosen(back, slot)
        check = partial(
            fixing.fix_answer,
            user_id=attempt.user_id,
            attempt=attempt.uuid,
            slot=slot,
            typed=None,
            how=fixing.CHECK,
        )
        done = self.act(check, kill, refusals=CannotSave)
        if done is not Killed:
            refusal = self.model.check(sitting, slot, self.now)
            assert done == (refusal or len(self.model.items))

    @rule(back=BACK, kill=STATEMENT, again=st.booleans())
    def hand_in(self, back, kill, again):
        attempt, sitting, _ = self.chosen(back, 1)
        for _ in range(1 + again):
            result = self.act(partial(actions.submit_attempt, attempt=attempt), kill)
            if result is not Killed:
                outcome = self.model.close(sitting, self.now)
                assert as_told(result) == of_outcome(outcome, len(sitting.outcomes))

    # What time does.

    @rule(seconds=st.sampled_from([1, 1, 9, 60, 300]))
    def time_passes(self, seconds):
        self.now += datetime.timedelta(seconds=seconds)

    @precondition(lambda self: self.is_answered(self.model.sittings[-1]))
    @rule(back=BACK, seconds=st.sampled_from([-1, 0, 10, 10.001]))
    def time_comes_to_a_deadline(self, back, seconds):
        _, sitting, _ = self.chosen(back, 1)
        self.now = max(self.now, sitting.deadline + datetime.timedelta(seconds=seconds))

    @rule(kill=STATEMENT)
    def tick(self, kill):
        done = self.act(actions.close_overdue_attempts, kill)
        if done is not Killed:
            assert done == self.model.close_overdue(self.now)

    # What trainers and administrators do.

    @rule(seconds=st.sampled_from([5, 300, 1200]), again=st.booleans(), kill=STATEMENT)
    def extend(self, seconds, again, kill):
        key = next(iter(self.model.grants), None) if again else None
        key = key or uuid.uuid4()
        give = partial(
            giving_time.give_time_back,
            quiz=self.world.quiz,
            seconds=seconds,
            reason=REASON,
            key=key,
            by=self.world.trainer,
        )
        grant = self.act(give, kill)
        if grant is not Killed:
            assert grant.attempts == self.model.extend(key, seconds, self.now)

    @rule(slot=st.integers(1, 7))
    def change_a_key(self, slot):
        slot = 1 + (slot - 1) % len(self.world.asked)
        if not self.model.items[slot - 1].is_essay:
            which = 1 - self.model.keys.get(slot, 0)
            self.act(partial(revise_key, self.world.asked[slot - 1], which))
            self.model.keys[slot] = which

    @rule(slot=st.integers(1, 7), again=st.booleans(), kill=STATEMENT)
    def mark_again(self, slot, again, kill):
        for _ in range(1 + again):
            self.regraded(slot, "key", kill)

    @rule(slot=st.integers(1, 7), how=st.sampled_from(["full", "dropped"]), kill=STATEMENT)
    def void(self, slot, how, kill):
        if len(self.model.voids) < 2:
            self.regraded(slot, how, kill)

    def regraded(self, slot, how, kill):
        slot = 1 + (slot - 1) % len(self.world.asked)
        question = Question.objects.get(pk=self.world.asked[slot - 1].question.pk)
        mark = partial(
            regrading.regrade,
            quiz=self.world.quiz,
            question=question,
            rule=how,
            reason=REASON,
            by=self.world.trainer,
        )
        changed = self.act(mark, kill)
        if changed is not Killed:
            assert changed == self.model.regrade(slot, how, REASON)

    @rule(back=BACK, counts=st.booleans(), again=st.booleans(), kill=STATEMENT)
    def decide_on_what_came_late(self, back, counts, again, kill):
        attempt, sitting, _ = self.chosen(back, 1)
        decide = partial(
            late.decide_late, attempt=attempt, counts=counts, reason=REASON, by=self.world.trainer
        )
        for _ in range(1 + again):
            result = self.act(decide, kill)
            if result is not Killed:
                assert bool(result) == self.model.decide(sitting, counts, REASON)

    @precondition(lambda self: not self.world.is_practice)
    @rule(back=BACK, levels=st.tuples(st.integers(0, 1), st.integers(0, 1)), kill=STATEMENT)
    def mark_the_essay(self, back, levels, kill):
        attempt, sitting, slot = self.chosen(back, 7)
        rubric = QuestionVersion.objects.get(pk=attempt.paper[slot - 1]["version"]).body["rubric"]
        said = {criterion["id"]: level for criterion, level in zip(rubric, levels, strict=True)}
        speak = partial(
            mark_essay, attempt=attempt, slot=slot, levels=said, comment="", by=self.world.trainer
        )
        result = self.act(speak, kill, refusals=CannotBeMarked)
        if result is not Killed:
            share = Fraction(2 * levels[0] + levels[1], 3)
            outcome = self.model.speak(sitting, slot, str(levels), share)
            told = outcome if isinstance(outcome, str) else of_outcome(outcome, len(sitting.outcomes))
            assert (result if isinstance(result, str) else as_told(result)) == told

    @rule(
        back=BACK,
        slot=st.integers(1, 7),
        plan=st.lists(
            st.sampled_from(["count", "refuse", "speak", "correct", "correct"]), min_size=1, max_size=4
        ),
        level=st.integers(0, 1),
        kill=STATEMENT,
    )
    def go_through_a_sitting(self, back, slot, plan, level, kill):
        """Several decisions on one sitting, one after the other."""
        for step in plan:
            if step == "correct":
                self.change_a_key(slot)
                self.regraded(slot, "key", kill)
            elif step != "speak":
                self.decide_on_what_came_late(back, step == "count", False, kill)
            elif not self.world.is_practice:
                self.mark_the_essay(back, (level, level), kill)

    # How it is done.

    def act(self, action, kill=0, refusals=()):
        """What an action returns, the name of its refusal, or Killed; then the model takes over what was committed."""
        with clock.frozen_at(self.now):
            try:
                with killed_before(kill):
                    return action()
            except Killed:
                self.take_over_what_was_committed()
                return Killed
            except refusals as refusal:
                return type(refusal).__name__

    def take_over_what_was_committed(self):
        """Of an action that was broken off: the whole steps before; an overdue attempt closed, a question voided."""
        for attempt, sitting in zip(self.attempts, self.model.sittings, strict=True):
            is_closed = Attempt.objects.closed().filter(pk=attempt.pk).exists()
            if is_closed and sitting.state == OPEN and sitting.is_over(self.now):
                self.model.close(sitting, self.now)
        voided = dict(VoidedQuestion.objects.filter(quiz=self.world.quiz).values_list("question", "rule"))
        for slot, asked in enumerate(self.world.asked, 1):
            if asked.question.pk in voided:
                self.model.voids.setdefault(slot, voided[asked.question.pk])

    def is_answered(self, sitting):
        """Whether half of it is: a clock that runs ahead would leave nothing to sit."""
        return len(sitting.given) > len(self.model.items) / 2

    def chosen(self, back, slot):
        place = -1 - back % len(self.attempts)
        return self.attempts[place], self.model.sittings[place], 1 + (slot - 1) % len(self.world.asked)
