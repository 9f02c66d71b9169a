"""What comes next, without a database."""

import datetime
from dataclasses import dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st

from home.next_step import Duty, in_order, next_activity, steps_of

TODAY = datetime.date(2026, 11, 23)


@dataclass(frozen=True)
class Lesson:
    id: int
    prerequisite_id: int | None = None


def lessons(count, **prerequisites):
    return [Lesson(n, prerequisites.get(f"l{n}")) for n in range(1, count + 1)]


def states(activities, done=(), required=None):
    required = {a.id for a in activities} if required is None else set(required)
    return [step.state for step in steps_of(activities, set(done), required)]


def test_the_first_that_is_not_done_comes_next():
    assert states(lessons(3), done=[1]) == ["done", "current", "open"]


def test_what_was_jumped_over_comes_next():
    assert states(lessons(3), done=[2]) == ["current", "done", "open"]


def test_what_is_optional_is_never_pressed_upon_anybody():
    assert states(lessons(3), done=[1], required=[1, 3]) == ["done", "open", "current"]


def test_when_all_is_done_nothing_comes_next():
    assert next_activity(lessons(2), {1, 2}, {1, 2}) is None


def test_a_lock_waits_for_its_prerequisite():
    activities = lessons(2, l1=2)
    assert states(activities) == ["locked", "current"]
    assert steps_of(activities, set(), {1, 2})[0].waits_for == activities[1]
    assert states(activities, done=[2]) == ["current", "done"]


def test_a_prerequisite_that_is_gone_locks_nothing():
    assert states(lessons(1, l1=99)) == ["current"]


def test_locks_that_wait_for_each_other_leave_nothing_next():
    assert next_activity(lessons(2, l1=2, l2=1), set(), {1, 2}) is None


@given(st.integers(0, 8), st.sets(st.integers(1, 8)), st.sets(st.integers(1, 8)), st.data())
def test_at_most_one_is_current_and_it_is_required_open_and_first(count, done, required, data):
    ids = st.one_of(st.none(), st.integers(1, 9))
    activities = [Lesson(n, data.draw(ids)) for n in range(1, count + 1)]
    steps = steps_of(activities, done, required)
    current = [step for step in steps if step.state == "current"]
    assert len(current) <= 1
    for step in steps:
        assert (step.state == "done") == (step.activity.id in done)
        assert (step.state == "locked") == (step.waits_for is not None)
    if current:
        before = steps[: steps.index(current[0])]
        assert current[0].activity.id in required
        assert all(s.state in {"done", "locked"} or s.activity.id not in required for s in before)


def day(offset):
    return TODAY + datetime.timedelta(days=offset)


def moment(offset):
    return datetime.datetime(2026, 11, 20, tzinfo=datetime.UTC) + datetime.timedelta(hours=offset)


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (Duty(1, day(-2)), Duty(2, day(3))),
        (Duty(1, day(7)), Duty(2, last_touched=moment(0))),
        (Duty(1, last_touched=moment(1)), Duty(2, last_touched=moment(0))),
        (Duty(1, last_touched=moment(0)), Duty(2, day(8), True)),
        (Duty(1, day(8)), Duty(2, day(9))),
        (Duty(1, day(8)), Duty(2)),
        (Duty(1, is_mandatory=True), Duty(2)),
    ],
)
def test_what_presses_more_comes_first(first, second):
    assert [duty.key for duty in in_order([second, first], TODAY)] == [1, 2]
    assert [duty.key for duty in in_order([first, second], TODAY)] == [1, 2]


@given(
    st.lists(
        st.builds(
            Duty,
            st.integers(),
            st.none() | st.integers(-40, 40).map(day),
            st.booleans(),
            st.none() | st.integers(0, 100).map(moment),
        )
    )
)
def test_ordering_loses_nobody_and_keeps_still(duties):
    ordered = in_order(duties, TODAY)
    assert sorted(map(repr, ordered)) == sorted(map(repr, duties))
    assert in_order(ordered, TODAY) == ordered
