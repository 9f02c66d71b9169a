"""Whom an assignment reaches: kinds of unit, posts, lists; and undoing it."""

import datetime

import pytest

import clock
from accounts.models import User
from enrolments.actions import (
    TooLateToUndo,
    assign_course,
    follow_joiners,
    preview_assignment,
    transfer,
    undo_assignment,
)
from enrolments.models import Assignment, Enrolment
from enrolments.tallies import Tallies
from organisation.models import Membership, Post
from tests.factories import a_course, a_person, a_unit, an_administrator

pytestmark = pytest.mark.django_db
NOW = datetime.datetime(2026, 11, 23, 2, 0, tzinfo=datetime.UTC)
DUE = datetime.date(2026, 12, 31)


@pytest.fixture(autouse=True)
def the_morning():
    with clock.frozen_at(NOW):
        yield


@pytest.fixture
def province():
    return a_unit("Tỉnh Thanh Hóa", kind="province")


@pytest.fixture
def chief(province):
    return an_administrator(province)


@pytest.fixture
def course():
    return a_course()


def assigned(course, chief, province, **target) -> Assignment:
    return assign_course(
        course=course, due_on=DUE, is_mandatory=True, made_by=chief, made_for=province, **target
    )


def asked(course) -> set:
    return {one.user for one in Enrolment.objects.open().filter(course=course).select_related("user")}


def in_post(person, name) -> Post:
    post, _ = Post.objects.get_or_create(name=name)
    Membership.objects.filter(user=person).update(post=post)
    return post


def test_only_units_of_the_kinds_are_reached_also_by_those_who_come_later(course, chief, province):
    ward = a_unit("Phường Hạc Thành", province, kind="ward")
    school = a_unit("Trường Lê Lợi", ward, kind="school")
    teacher, _clerk = a_person(unit=school), a_person(unit=ward)
    target = {"units": [province], "kinds": ["school"]}
    assert preview_assignment(course=course, **target).asked == 1
    made = assigned(course, chief, province, **target)
    later, _other = a_person(unit=school), a_person(unit=ward)
    assert follow_joiners() == 1
    assert follow_joiners() == 0
    assert asked(course) == {teacher, later}
    assert Tallies([made]).of(made).people == 2


def test_only_people_in_the_posts_are_reached_whoever_gets_the_post_later_too(course, chief, province):
    ward = a_unit("Phường Hạc Thành", province, kind="ward")
    focal, other = a_person(unit=ward), a_person(unit=ward)
    post = in_post(focal, "Công chức phụ trách thi đua")
    target = {"units": [province], "posts": [post]}
    assert preview_assignment(course=course, **target).asked == 1
    made = assigned(course, chief, province, **target)
    assert asked(course) == {focal}
    in_post(other, post.name)
    assert follow_joiners() == 1
    assert asked(course) == {focal, other}
    in_post(focal, "Kế toán")
    assert follow_joiners() == 0
    assert asked(course) == {focal, other}, "who leaves the target keeps what was asked"
    assert Tallies([made]).of(made).people == 1, "counted are those in the post today"


def test_only_staff_of_the_categories_is_reached(course, chief, province):
    teacher, clerk = a_person(unit=province), a_person(unit=province)
    Membership.objects.filter(user=teacher).update(category="teacher")
    target = {"units": [province], "categories": ["teacher", "leader"]}
    assert preview_assignment(course=course, **target).asked == 1
    made = assigned(course, chief, province, **target)
    Membership.objects.filter(user=clerk).update(category="leader")
    assert follow_joiners() == 1
    assert asked(course) == {teacher, clerk}
    assert chief not in asked(course)
    assert Tallies([made]).of(made).people == 2


def test_a_move_brings_only_what_goes_to_the_kind_of_the_new_unit(course, chief, province):
    ward = a_unit("Phường Hạc Thành", province, kind="ward")
    school = a_unit("Trường Lê Lợi", province, kind="school")
    assigned(course, chief, province, units=[province], kinds=["school"])
    other = a_course()
    assigned(other, chief, province, units=[province], kinds=["party"])
    person = a_person(unit=ward)
    transfer(user=person, to_unit=school, on=clock.today(), by=chief)
    assert person in asked(course)
    assert person not in asked(other)


def test_a_list_reaches_its_people_and_nobody_else(course, chief, province):
    listed, others = [a_person(unit=province) for _ in range(3)], [a_person(unit=province)]
    made = assigned(course, chief, province, people=listed)
    assert made.target == Assignment.Target.LIST
    assert asked(course) == set(listed)
    assert not asked(course) & set(others)
    assert follow_joiners() == 0
    assert Tallies([made]).of(made).people == 3


def test_somebody_listed_who_was_locked_is_asked_once_the_account_is_open(course, chief, province):
    person = a_person(unit=province, is_active=False)
    assigned(course, chief, province, people=[person])
    assert asked(course) == set()
    User.objects.filter(pk=person.pk).update(is_active=True)
    assert follow_joiners() == 1
    assert asked(course) == {person}


def test_lists_and_narrowed_assignments_are_counted_in_a_fixed_number_of_statements(
    course, chief, province, django_assert_num_queries
):
    people = [a_person(unit=province) for _ in range(3)]
    post = in_post(people[0], "Kế toán")
    targets = [
        ({"people": people}, 3),
        ({"units": [province], "posts": [post]}, 1),
        ({"units": [province], "kinds": ["province"]}, 4),
        ({"person": people[1]}, 1),
    ]
    for _ in range(2):
        for target, _people in targets:
            assigned(a_course(), chief, province, **target)
        rows = list(Assignment.objects.order_by("pk").prefetch_related("units", "posts"))
        with django_assert_num_queries(3):
            tallies = Tallies(rows)
            counted = [tallies.of(row).people for row in rows]
        assert counted == [number for _target, number in targets] * (len(rows) // len(targets))


def test_undoing_leaves_everybody_as_before(course, chief, province):
    ward = a_unit("Phường Hạc Thành", province, kind="ward")
    held, fresh = a_person(unit=ward), a_person(unit=province)
    earlier = assigned(course, chief, province, units=[ward])
    with clock.frozen_at(NOW + datetime.timedelta(hours=1)):
        made = assign_course(
            course=course,
            due_on=DUE - datetime.timedelta(days=9),
            is_mandatory=True,
            made_by=chief,
            made_for=province,
            units=[province],
        )
        assert Enrolment.objects.open().get(user=held).assignment == made
        assert undo_assignment(assignment=made, by=chief) is True
        assert undo_assignment(assignment=made, by=chief) is False
    again = Enrolment.objects.open().get(user=held)
    assert (again.assignment, again.due_on) == (earlier, DUE)
    assert not Enrolment.objects.open().filter(user=fresh).exists()


def test_after_ten_minutes_nothing_is_undone(course, chief, province):
    a_person(unit=province)
    made = assigned(course, chief, province, units=[province])
    with clock.frozen_at(made.undo_until + datetime.timedelta(seconds=1)), pytest.raises(TooLateToUndo):
        undo_assignment(assignment=made, by=chief)
    with clock.frozen_at(made.undo_until):
        assert undo_assignment(assignment=made, by=chief) is True
