"""Duties hold for every random tree, assignment and order of acts."""

import datetime

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import clock
from accounts.models import User
from enrolments.actions import (
    assign_course,
    change_assignment,
    enrol,
    follow_joiners,
    preview_assignment,
    transfer,
    withdraw_assignment,
)
from enrolments.models import Assignment, Enrolment
from tests.factories import a_course
from tests.organisation.trees import add_worker, grant, province, rolled_back, shapes

pytestmark = pytest.mark.django_db
random_duties = settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
NOW = datetime.datetime(2026, 11, 23, 2, 0, tzinfo=datetime.UTC)
TODAY = datetime.date(2026, 11, 23)
numbers = st.integers(min_value=0, max_value=99)


@pytest.fixture
def course(db):
    return a_course(lessons=1)


def learn(made, course, states) -> None:
    """Some learn, some finished, some gave up, some did so long ago."""
    for person, state in zip(made.people, states, strict=False):
        if state % 4 == 0:
            continue
        enrolment = enrol(user=person, course=course)
        if state % 4 > 1:
            enrolment.closed_at = NOW
            enrolment.closed_as = "completed" if state % 4 == 2 else "withdrawn"
            enrolment.save()
        if state % 5 == 0:
            User.objects.filter(pk=person.pk).update(last_login=NOW)


def assign(course, made, chief, numbers, due=9, is_mandatory=True) -> Assignment:
    return assign_course(
        course=course,
        units={made.units[number % len(made.units)] for number in numbers},
        due_on=TODAY + datetime.timedelta(days=due),
        is_mandatory=is_mandatory,
        made_by=chief,
        made_for=made.units[0],
    )


@random_duties
@given(
    shape=shapes(),
    states=st.lists(numbers, max_size=8),
    targets=st.lists(numbers, min_size=1, max_size=3),
)
def test_the_preview_is_what_assigning_does(course, shape, states, targets):
    with rolled_back(), clock.frozen_at(NOW):
        made = province(shape)
        chief = User.objects.create_user("chief", full_name="Người giao")
        learn(made, course, states)
        units = {made.units[number % len(made.units)] for number in targets}
        open_before = set(Enrolment.objects.open().values_list("user", flat=True))
        done_before = set(Enrolment.objects.completed().values_list("user", flat=True))
        said = preview_assignment(course=course, units=units)
        moment = NOW + datetime.timedelta(minutes=1)
        with clock.frozen_at(moment):
            assign(course, made, chief, targets)
        covered = {
            person
            for person, unit in made.works_in.items()
            if made.is_within_any(unit.pk, [unit.pk for unit in units])
            and User.objects.get(pk=person).is_active
        }
        asked = set(Enrolment.objects.open().filter(enrolled_at=moment).values_list("user", flat=True))
        assert asked == covered - open_before - done_before
        assert said.people == len(covered)
        assert said.asked == len(asked)
        assert said.learning == len(covered & open_before)
        assert said.finished == len((covered & done_before) - open_before)
        busy = User.objects.filter(pk__in=asked | covered & open_before)
        assert said.without_email == busy.filter(email="").count()
        assert said.never_signed_in == busy.filter(last_login=None).count()


acts = st.lists(
    st.tuples(
        st.sampled_from(["assign", "change", "withdraw", "join", "move", "start", "enrol", "follow"]),
        numbers,
        numbers,
    ),
    max_size=10,
)


def play(course, made, chief, act, first, second):
    standing = list(Assignment.objects.standing())
    chosen = standing[first % len(standing)] if standing else None
    person = made.people[first % len(made.people)] if made.people else None
    if act == "assign":
        assign(course, made, chief, [first, first // 3], due=second % 4 + 1, is_mandatory=second % 2 == 0)
    elif act == "change" and chosen:
        due_on = TODAY + datetime.timedelta(days=second % 5 + 1)
        change_assignment(
            assignment=chosen, due_on=due_on, is_mandatory=second % 3 > 0, note="", reason="Thử", by=chief
        )
    elif act == "withdraw" and chosen:
        withdraw_assignment(assignment=chosen, reason="Thử", by=chief)
    elif act == "join":
        add_worker(made, made.units[first % len(made.units)])
    elif act == "move" and person:
        to_unit = made.units[second % len(made.units)]
        transfer(user=person, to_unit=to_unit, on=TODAY, by=chief)
        made.works_in[person.pk] = to_unit
    elif act == "start":
        Enrolment.objects.open().by(person).update(started_at=clock.now())
    elif act == "enrol" and person:
        enrol(user=person, course=course)
    elif act == "follow":
        follow_joiners()


def strictness(assignment) -> tuple:
    return (not assignment.is_mandatory, assignment.due_on)


@random_duties
@given(shape=shapes(max_units=6, max_people=5), acts=acts)
def test_everybody_is_held_to_the_strictest_standing_assignment(course, shape, acts):
    with rolled_back(), clock.frozen_at(NOW):
        made = province(shape)
        chief = User.objects.create_user("chief", full_name="Người giao")
        for step, (act, first, second) in enumerate(acts, 1):
            with clock.frozen_at(NOW + datetime.timedelta(minutes=step)):
                play(course, made, chief, act, first, second)
        with clock.frozen_at(NOW + datetime.timedelta(hours=1)):
            follow_joiners()
            assert follow_joiners() == 0
        standing = list(Assignment.objects.standing().prefetch_related("units"))
        for person in made.people:
            unit, active = made.works_in.get(person.pk), User.objects.get(pk=person.pk).is_active
            covering = [
                assignment
                for assignment in standing
                if active
                and unit is not None
                and made.is_within_any(unit.pk, [target.pk for target in assignment.units.all()])
            ]
            open_one = Enrolment.objects.open().by(person).filter(course=course).first()
            if covering:
                assert open_one is not None
            if open_one is None:
                continue
            held = open_one.assignment
            if held is None:
                assert (open_one.due_on, open_one.is_mandatory, covering) == (None, False, [])
                continue
            assert held in standing
            assert (open_one.due_on, open_one.is_mandatory) == (held.due_on, held.is_mandatory)
            assert strictness(held) == min(map(strictness, [held, *covering]))
            assert open_one.unit == unit


@random_duties
@given(shape=shapes(), grants=st.lists(numbers, max_size=4), made_for=st.lists(numbers, max_size=5))
def test_assignments_and_enrolments_are_seen_where_they_count(course, shape, grants, made_for):
    with rolled_back(), clock.frozen_at(NOW):
        made = province(shape)
        chief = User.objects.create_user("chief", full_name="Người giao")
        user = User.objects.create_user("nguoi.xem", full_name="Người xem")
        for number in made_for:
            assign_course(
                course=course,
                units=[made.units[number % len(made.units)]],
                due_on=TODAY,
                is_mandatory=True,
                made_by=chief,
                made_for=made.units[number % len(made.units)],
            )
        roles = grant(made, user, grants)
        for acting in (False, True):
            tops = [unit for unit, role in roles.items() if role == "administrator" or not acting]
            seen = Assignment.objects.visible_to(user, acting=acting)
            assert set(seen) == {
                assignment
                for assignment in Assignment.objects.all()
                if made.is_within_any(assignment.made_for_id, tops)
            }
        assert set(Enrolment.objects.visible_to(user)) == {
            enrolment for enrolment in Enrolment.objects.all() if made.is_within_any(enrolment.unit_id, roles)
        }
