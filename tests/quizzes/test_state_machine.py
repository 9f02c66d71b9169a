"""Sittings under everything that can happen to them, in any order, against a model that knows nothing of the product.

Two people in two windows each start, save, save again, replay, check, hand in, come late; the clock moves and ticks;
time is given back; keys change, results are marked again, questions voided, essays marked, late answers decided. Any
of these may be broken off before any of its statements, as if its process had been killed. After every step the
database must hold what the model says, which are the invariants of a sitting:

1. what was acknowledged stands, or a later revision does; 2. revisions only grow; 3. after it closed, nothing of an
attempt changes but by a decision that is in the log; 4. one open attempt, and none above the limit; 5. a score is what
paper, answers and keys make it, 6. between nothing and all; 7. as many entries in the log as decisions; 8. a record
exists if and only if somebody passed. Locks are the races' matter (`test_races`), keys in pages the canary's.

    MACHINE_EXAMPLES=5000 script/test tests/quizzes/test_state_machine.py    other examples each time, and more
"""

import os
import uuid

import pytest
from hypothesis import Phase, settings
from hypothesis.stateful import run_state_machine_as_test

from quizzes.decisions import giving_time, late, regrading
from quizzes.models import Attempt
from quizzes.sitting import saving
from tests.quizzes.sitting_machine import Sittings
from tests.quizzes.sitting_model import OPEN
from tests.quizzes.sitting_world import a_world

pytestmark = pytest.mark.django_db

EXAMPLES = int(os.environ.get("MACHINE_EXAMPLES", 40))
BUDGET = settings(
    max_examples=EXAMPLES,
    stateful_step_count=30,
    derandomize="MACHINE_EXAMPLES" not in os.environ,
    deadline=None,
    database=None,
    report_multiple_bugs=False,
    phases=[Phase.generate, *([Phase.shrink] if "MACHINE_EXAMPLES" in os.environ else [])],
)


def run(limits=BUDGET) -> None:
    Sittings.worlds = {kind: a_world(is_practice=kind) for kind in (False, True)}
    run_state_machine_as_test(Sittings, settings=limits)


def test_sittings_hold_whatever_happens_to_them():
    run()


def a_submit_that_forgets_the_deadline(monkeypatch):
    monkeypatch.setattr(Attempt, "is_over", lambda attempt, moment: attempt.state != OPEN)


def a_save_over_what_is_newer(monkeypatch):
    for name in ("_POSTGRESQL", "_SQLITE"):
        statement = getattr(saving, name)
        for newer in ("answer.revision = %(base)s AND ", "quizzes_answer.revision = %(base)s AND "):
            statement = statement.replace(f"WHERE {newer}", "WHERE ")
        monkeypatch.setattr(saving, name, statement)


def a_regrade_that_takes_a_pass(monkeypatch):
    change_of = regrading._change

    def change(*arguments):
        made = change_of(*arguments)
        made.new.has_passed = made.is_enough
        return made

    monkeypatch.setattr(regrading, "_change", change)


def a_pass_and_every_key_corrected() -> list[bool]:
    """A story without chance: somebody passes, then each key changes. Whether the passed are passed, step by step."""
    Sittings.worlds = {False: a_world(is_practice=False)}
    machine, passed = Sittings(), []
    try:
        machine.two_people_have_begun(is_practice=False, first=(0, 1, "handed in"), second=(None, 1, None))
        for slot in range(1, len(machine.world.asked) + 1):
            machine.go_through_a_sitting(1, slot, ["correct"], 0, 0)
            machine.results_are_what_paper_answers_and_keys_make_them()
            passed.append(machine.model.sittings[0].outcomes[-1].has_passed)
    finally:
        machine.teardown()
    return passed


def test_a_pass_stays_whatever_key_is_corrected():
    passed = a_pass_and_every_key_corrected()
    assert passed == [True] * len(passed) != []


def test_the_machine_finds_a_regrade_that_takes_a_pass(monkeypatch):
    a_regrade_that_takes_a_pass(monkeypatch)
    with pytest.raises(AssertionError):
        a_pass_and_every_key_corrected()


def time_given_twice(monkeypatch):
    give = giving_time.give_time_back
    monkeypatch.setattr(giving_time, "give_time_back", lambda **given: give(**given | {"key": uuid.uuid4()}))


def a_decision_that_is_not_one_transaction(monkeypatch):
    monkeypatch.setattr(late, "decide_late", late.decide_late.__wrapped__)


@pytest.mark.parametrize(
    "broken",
    [
        a_submit_that_forgets_the_deadline,
        a_save_over_what_is_newer,
        time_given_twice,
        a_decision_that_is_not_one_transaction,
    ],
)
def test_the_machine_finds_what_is_broken(broken, monkeypatch):
    broken(monkeypatch)
    with pytest.raises(AssertionError):
        run()
