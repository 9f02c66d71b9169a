import datetime
import uuid

import pytest

import clock
from audit.models import Entry
from courses.models import CoursePage
from enrolments.actions import (
    ChangedMeanwhile,
    CourseIsClosed,
    assign_course,
    change_assignment,
    close_enrolment,
    enrol,
    follow_joiners,
    preview_assignment,
    transfer,
    withdraw_assignment,
)
from enrolments.actions.assigning import state_of
from enrolments.models import Assignment, Enrolment
from tests.factories import a_course, a_person, a_unit, an_administrator

pytestmark = pytest.mark.django_db

NOW = datetime.datetime(2026, 11, 23, 2, 0, tzinfo=datetime.UTC)
SOON, LATER = datetime.date(2026, 12, 1), datetime.date(2026, 12, 31)


@pytest.fixture(autouse=True)
def the_morning():
    with clock.frozen_at(NOW):
        yield


@pytest.fixture
def province():
    return a_unit("Tỉnh Thanh Hóa", kind="province")


@pytest.fixture
def ward(province):
    return a_unit("Phường Hạc Thành", province, kind="ward")


@pytest.fixture
def chief(province):
    return an_administrator(province)


@pytest.fixture
def course():
    return a_course()


def assigned(course, chief, *units, due_on=LATER, is_mandatory=True, **fields) -> Assignment:
    return assign_course(
        course=course,
        units=units,
        due_on=due_on,
        is_mandatory=is_mandatory,
        made_by=chief,
        made_for=fields.pop("made_for", None) or units[0],
        **fields,
    )


def duty(person, course) -> tuple:
    open_one = Enrolment.objects.open().by(person).get(course=course)
    return open_one.assignment, open_one.due_on, open_one.is_mandatory


def finished(person, course, at=NOW):
    enrolment = enrol(user=person, course=course)
    close_enrolment(enrolment=enrolment, closed_as="completed", at=at)
    return enrolment


def test_everyone_of_the_branch_and_nobody_else_is_asked(course, chief, province, ward):
    inside, below = a_person(unit=ward), a_person(unit=a_unit(parent=ward, kind="school"))
    outside = a_person(unit=a_unit(parent=province))
    assignment = assigned(course, chief, ward)
    assert duty(inside, course) == duty(below, course) == (assignment, LATER, True)
    assert Enrolment.objects.open().by(inside).get().unit == ward
    assert not Enrolment.objects.by(outside).exists()


def test_people_who_left_or_whose_account_is_locked_are_not_asked(course, chief, ward):
    left, locked = a_person(unit=ward), a_person(unit=ward, is_active=False)
    left.memberships.update(valid_to=clock.today())
    assigned(course, chief, ward)
    assert not Enrolment.objects.filter(user__in=[left, locked]).exists()


def test_who_finished_this_edition_is_not_asked_again(course, chief, ward):
    person = a_person(unit=ward)
    finished(person, course)
    assert preview_assignment(course=course, units=[ward]).finished == 1
    assigned(course, chief, ward)
    assert not Enrolment.objects.open().by(person).exists()


def test_who_finished_in_an_earlier_round_keeps_it(course, chief, ward):
    person = a_person(unit=ward)
    first = finished(person, course)
    course.editions.update(number=1)
    course.editions.create(
        number=2, title="Mới", required=[], requires_checks=True, made_at=NOW, asks_again=True
    )
    assigned(course, chief, ward)
    second = Enrolment.objects.open().by(person).get()
    assert (second.round, second.edition.number) == (2, 2)
    first.refresh_from_db()
    assert first.closed_as == "completed"


def test_a_correction_of_the_course_asks_nobody_again(course, chief, ward):
    person = a_person(unit=ward)
    finished(person, course)
    course.editions.create(number=2, title="Sửa lỗi chính tả", required=[], requires_checks=True, made_at=NOW)
    assert preview_assignment(course=course, units=[ward]).finished == 1
    assigned(course, chief, ward)
    assert not Enrolment.objects.open().by(person).exists()


def test_who_finished_and_learns_again_freely_is_left_alone(course, chief, ward):
    person = a_person(unit=ward)
    finished(person, course)
    enrol(user=person, course=course)
    assert preview_assignment(course=course, units=[ward]).learning == 0
    assigned(course, chief, ward)
    follow_joiners()
    assert duty(person, course) == (None, None, False)


@pytest.mark.parametrize(
    ("first", "second", "wins"),
    [
        ((LATER, True), (SOON, True), "second"),
        ((SOON, True), (LATER, True), "first"),
        ((SOON, False), (LATER, True), "second"),
        ((LATER, True), (SOON, False), "first"),
        ((LATER, False), (SOON, False), "second"),
        ((SOON, True), (SOON, True), "first"),
    ],
)
def test_of_two_assignments_the_stricter_one_counts(course, chief, ward, first, second, wins):
    person = a_person(unit=ward)
    made = {
        "first": assigned(course, chief, ward, due_on=first[0], is_mandatory=first[1]),
        "second": assigned(course, chief, ward, due_on=second[0], is_mandatory=second[1]),
    }
    due_on, is_mandatory = first if wins == "first" else second
    assert duty(person, course) == (made[wins], due_on, is_mandatory)
    assert Enrolment.objects.by(person).count() == 1


@pytest.mark.parametrize("is_mandatory", [True, False])
def test_a_course_of_ones_own_choice_is_held_to_the_assignment(course, chief, ward, is_mandatory):
    person = a_person(unit=ward)
    enrol(user=person, course=course)
    assignment = assigned(course, chief, ward, is_mandatory=is_mandatory)
    assert duty(person, course) == (assignment, LATER, is_mandatory)


def test_the_same_confirmation_is_one_assignment(course, chief, ward):
    a_person(unit=ward)
    token = uuid.uuid4()
    first = assigned(course, chief, ward, confirmation=token)
    again = assigned(course, chief, ward, confirmation=token)
    assert first == again
    assert Assignment.objects.count() == 1
    assert Entry.objects.filter(verb="assignment.created").count() == 1


def test_a_closed_course_is_not_assigned(course, chief, ward):
    CoursePage.objects.filter(pk=course.pk).update(is_closed=True)
    with pytest.raises(CourseIsClosed):
        assigned(course, chief, ward)
    assert not Assignment.objects.exists()


def test_an_assignment_to_one_person(course, chief, ward):
    person, other = a_person(unit=ward), a_person(unit=ward)
    assignment = assigned(course, chief, person=person, made_for=ward)
    assert duty(person, course) == (assignment, LATER, True)
    assert not Enrolment.objects.by(other).exists()


def test_the_audit_log_says_who_assigned_what_to_how_many(course, chief, ward):
    a_person(unit=ward)
    finished(a_person(unit=ward), course)
    assignment = assigned(course, chief, ward)
    entry = Entry.objects.get(verb="assignment.created")
    assert (entry.actor, entry.object_id, entry.unit_id) == (chief, str(assignment.pk), ward.pk)
    assert (entry.detail["asked"], entry.detail["finished"], entry.detail["units"]) == (1, 1, [ward.pk])


# Those who join later.


def test_who_joins_later_is_asked_once(course, chief, ward):
    assignment = assigned(course, chief, ward)
    joiner = a_person(unit=ward)
    assert follow_joiners() == 1
    assert duty(joiner, course) == (assignment, LATER, True)
    assert follow_joiners() == 0
    assert Enrolment.objects.by(joiner).count() == 1
    assert Entry.objects.filter(verb="assignment.followed").count() == 1


def test_who_joins_learning_freely_is_held_to_the_duty(course, chief, ward):
    assignment = assigned(course, chief, ward)
    joiner = a_person(unit=a_unit())
    enrol(user=joiner, course=course)
    joiner.memberships.update(unit=ward)
    assert follow_joiners() == 0
    assert duty(joiner, course) == (assignment, LATER, True)


def test_who_joins_after_the_day_is_not_asked(course, chief, ward):
    assigned(course, chief, ward, due_on=SOON)
    joiner = a_person(unit=ward)
    with clock.frozen_at(NOW + datetime.timedelta(days=30)):
        assert follow_joiners() == 0
    assert not Enrolment.objects.by(joiner).exists()


def test_who_finished_since_is_not_asked_again_though_the_course_changed(course, chief, ward):
    person = a_person(unit=ward)
    assigned(course, chief, ward)
    close_enrolment(enrolment=Enrolment.objects.by(person).get(), closed_as="completed", at=NOW)
    course.editions.create(
        number=9, title="Mới", required=[], requires_checks=True, made_at=NOW, asks_again=True
    )
    assert follow_joiners() == 0
    assert not Enrolment.objects.open().by(person).exists()


def test_who_is_freed_from_one_assignment_is_asked_by_another_on_joining(course, chief, province, ward):
    other = a_unit(parent=province)
    here = assigned(course, chief, ward)
    there = assigned(course, chief, other)
    person = a_person(unit=ward)
    follow_joiners()
    withdraw_assignment(assignment=here, reason="Nhầm đơn vị", by=chief)
    assert not Enrolment.objects.open().by(person).exists()
    person.memberships.update(unit=other)
    assert follow_joiners() == 1
    assert duty(person, course)[0] == there


def test_a_withdrawn_assignment_follows_nobody(course, chief, ward):
    assignment = assigned(course, chief, ward)
    withdraw_assignment(assignment=assignment, reason="Nhầm khóa", by=chief)
    a_person(unit=ward)
    assert follow_joiners() == 0


# Changing.


def test_a_changed_day_reaches_the_open_enrolments(course, chief, ward):
    person, done = a_person(unit=ward), a_person(unit=ward)
    assignment = assigned(course, chief, ward)
    close_enrolment(enrolment=Enrolment.objects.by(done).get(), closed_as="completed", at=NOW)
    assert change_assignment(
        assignment=assignment, due_on=SOON, is_mandatory=True, note="", reason="Theo kế hoạch mới", by=chief
    )
    assert duty(person, course) == (assignment, SOON, True)
    assert Enrolment.objects.by(done).get().due_on == LATER


def test_a_loosened_assignment_yields_to_a_stricter_one(course, chief, province, ward):
    person, elsewhere = a_person(unit=ward), a_person(unit=a_unit(parent=province))
    wide = assigned(course, chief, province, due_on=SOON)
    narrow = assigned(course, chief, ward, due_on=datetime.date(2026, 12, 10))
    assert duty(person, course)[0] == wide
    change_assignment(assignment=wide, due_on=LATER, is_mandatory=True, note="", reason="Gia hạn", by=chief)
    assert duty(person, course) == (narrow, datetime.date(2026, 12, 10), True)
    assert duty(elsewhere, course) == (wide, LATER, True)


def test_a_tightened_assignment_takes_over(course, chief, province, ward):
    person = a_person(unit=ward)
    narrow = assigned(course, chief, ward, due_on=datetime.date(2026, 12, 10))
    wide = assigned(course, chief, province, due_on=LATER)
    assert duty(person, course)[0] == narrow
    change_assignment(assignment=wide, due_on=SOON, is_mandatory=True, note="", reason="Sớm hơn", by=chief)
    assert duty(person, course) == (wide, SOON, True)


def test_the_same_change_again_changes_nothing(course, chief, ward):
    assignment = assigned(course, chief, ward)
    same = {"due_on": LATER, "is_mandatory": True, "note": ""}
    assert not change_assignment(assignment=assignment, **same, reason="Không", by=chief)
    assert not Entry.objects.filter(verb="assignment.changed").exists()


def test_a_change_on_top_of_somebody_elses_is_refused(course, chief, ward):
    assignment = assigned(course, chief, ward)
    seen = state_of(assignment)
    first = {"due_on": SOON, "is_mandatory": True, "note": "", "reason": "Một", "by": chief}
    change_assignment(assignment=assignment, **first, seen=seen)
    with pytest.raises(ChangedMeanwhile):
        change_assignment(assignment=assignment, **first | {"due_on": LATER, "note": "Hai"}, seen=seen)
    assert Assignment.objects.get().due_on == SOON


# Withdrawing.


def test_what_nobody_touched_is_closed_and_what_was_begun_goes_on_freely(course, chief, ward):
    untouched, begun, done = (a_person(unit=ward) for _ in range(3))
    assignment = assigned(course, chief, ward)
    Enrolment.objects.by(begun).update(started_at=NOW)
    close_enrolment(enrolment=Enrolment.objects.by(done).get(), closed_as="completed", at=NOW)
    assert withdraw_assignment(assignment=assignment, reason="Nhầm khóa", by=chief)
    closed = Enrolment.objects.by(untouched).get()
    assert (closed.closed_as, closed.assignment) == ("withdrawn", assignment)
    assert duty(begun, course) == (None, None, False)
    kept = Enrolment.objects.by(done).get()
    assert (kept.closed_as, kept.assignment) == ("completed", assignment)


def test_another_standing_assignment_takes_over_what_is_withdrawn(course, chief, province, ward):
    person, elsewhere = a_person(unit=ward), a_person(unit=a_unit(parent=province))
    wide = assigned(course, chief, province, due_on=SOON)
    narrow = assigned(course, chief, ward, due_on=LATER)
    withdraw_assignment(assignment=wide, reason="Nhầm", by=chief)
    assert duty(person, course) == (narrow, LATER, True)
    assert Enrolment.objects.by(elsewhere).get().closed_as == "withdrawn"


@pytest.mark.parametrize("act", ["withdraw", "loosen"])
def test_of_several_that_remain_the_strictest_takes_over_at_once(course, chief, province, ward, act):
    person = a_person(unit=ward)
    strictest = assigned(course, chief, province, due_on=SOON)
    days = [datetime.date(2026, 12, day) for day in (20, 10, 15)]
    others = [
        assigned(course, chief, unit, due_on=day)
        for unit, day in zip([ward, province, ward], days, strict=True)
    ]
    if act == "withdraw":
        withdraw_assignment(assignment=strictest, reason="Nhầm", by=chief)
    else:
        change_assignment(
            assignment=strictest, due_on=LATER, is_mandatory=True, note="", reason="Gia hạn", by=chief
        )
    assert duty(person, course) == (others[1], days[1], True)


def test_a_course_chosen_before_anybody_asked_stays_open(course, chief, ward):
    person = a_person(unit=ward)
    with clock.frozen_at(NOW - datetime.timedelta(days=2)):
        enrol(user=person, course=course)
    assignment = assigned(course, chief, ward)
    withdraw_assignment(assignment=assignment, reason="Nhầm", by=chief)
    assert duty(person, course) == (None, None, False)


def test_what_an_earlier_withdrawn_assignment_opened_is_closed_with_the_last(course, chief, province, ward):
    person = a_person(unit=ward)
    with clock.frozen_at(NOW - datetime.timedelta(days=9)):
        first = assigned(course, chief, ward, due_on=LATER)
    second = assigned(course, chief, province, due_on=SOON)
    withdraw_assignment(assignment=first, reason="Trùng", by=chief)
    assert duty(person, course)[0] == second
    withdraw_assignment(assignment=second, reason="Nhầm", by=chief)
    assert Enrolment.objects.by(person).get().closed_as == "withdrawn"


def test_withdrawing_twice_is_withdrawing_once(course, chief, ward):
    assignment = assigned(course, chief, ward)
    assert withdraw_assignment(assignment=assignment, reason="Nhầm", by=chief)
    assert not withdraw_assignment(assignment=assignment, reason="Nhầm", by=chief)
    assert Entry.objects.filter(verb="assignment.withdrawn").count() == 1


# Moving.


def test_duties_move_with_the_person_and_new_ones_are_met(course, chief, province, ward):
    person, other = a_person(unit=ward), a_unit(parent=province)
    assigned(course, chief, ward)
    done = a_course()
    kept = finished(person, done)
    elsewhere = a_course()
    there = assigned(elsewhere, chief, other, due_on=SOON)
    transfer(user=person, to_unit=other, on=clock.today(), by=chief)
    assert Enrolment.objects.open().by(person).get(course=course).unit == other
    assert duty(person, elsewhere) == (there, SOON, True)
    kept.refresh_from_db()
    assert kept.unit == ward


def test_one_person_can_hold_what_the_branch_holds(course, chief, ward):
    person = a_person(unit=ward)
    own = assigned(course, chief, person=person, made_for=ward, due_on=SOON)
    assigned(course, chief, ward, due_on=LATER)
    withdraw_assignment(assignment=own, reason="Nhầm", by=chief)
    assert duty(person, course)[1] == LATER
