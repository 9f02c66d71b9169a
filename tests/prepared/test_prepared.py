import pytest
from django.contrib.auth.models import Group, Permission
from django.db.models import Exists, OuterRef

from accounts.models import User
from courses.models import CourseEdition
from enrolments.models import Enrolment
from home.context_processors import doors_open_to
from organisation.models import Administration
from prepared import Prepared
from tests.factories import a_course, a_person, a_unit, an_administrator, an_enrolment

pytestmark = pytest.mark.django_db


def editions_of(user):
    return CourseEdition.objects.filter(enrolments__user=user).order_by("pk")


def test_it_answers_what_the_query_answers_for_each_argument():
    prepared = Prepared(lambda user: editions_of(user).values_list("pk", "required", "made_at"), "user")
    one, other = a_person("Lê Thị Hạnh"), a_person("Đỗ Văn Bình")
    for person in (one, other):
        an_enrolment(person, a_course(title=f"Khóa của {person}", lessons=2))
    for person in (one, other, one):
        assert prepared(user=person.pk) == list(editions_of(person).values_list("pk", "required", "made_at"))
    assert prepared(user=one.pk) != prepared(user=other.pk)
    assert prepared(user=0) == []


def test_an_argument_may_stand_in_a_subquery_and_twice():
    own = Enrolment.objects.filter(user=OuterRef("pk"))
    prepared = Prepared(
        lambda user, course: User.objects.filter(
            Exists(own.filter(course=course, user=user)), pk=user
        ).values_list("full_name"),
        "user",
        "course",
    )
    person, course = a_person("Lê Thị Hạnh"), a_course(title="Khóa", lessons=1)
    assert prepared(user=person.pk, course=course.pk) == []
    an_enrolment(person, course)
    assert prepared(user=person.pk, course=course.pk) == [("Lê Thị Hạnh",)]


def test_the_query_is_written_once():
    written = []
    prepared = Prepared(
        lambda user: written.append(user) or User.objects.filter(pk=user).values_list("pk"), "user"
    )
    person = a_person()
    assert [prepared(user=person.pk) for _ in range(3)] == [[(person.pk,)]] * 3
    assert len(written) == 1


def test_an_argument_that_is_missing_is_an_error():
    prepared = Prepared(lambda user: User.objects.filter(pk=user).values_list("pk"), "user")
    with pytest.raises(KeyError):
        prepared(person=1)


class TestDoors:
    """What the menu offers is what the pages behind it allow, whichever way it was asked."""

    def test_somebody_who_learns_sees_neither(self, django_assert_num_queries):
        person = a_person(unit=a_unit())
        with django_assert_num_queries(1):
            assert doors_open_to(person) == (False, False)

    def test_an_administrator_sees_reports(self):
        person = an_administrator(a_unit())
        assert doors_open_to(person) == (True, False)
        Administration.objects.all().delete()
        assert doors_open_to(User.objects.get(pk=person.pk)) == (False, False)

    def test_a_trainer_enters_the_editor(self):
        person, group = a_person(), Group.objects.create(name="Giảng viên")
        group.permissions.add(Permission.objects.get(codename="access_admin"))
        person.groups.add(group)
        assert doors_open_to(person) == (False, True)
        assert person.has_perm("wagtailadmin.access_admin")
        assert doors_open_to(person) == (False, True)

    def test_permissions_that_were_read_are_not_asked_again(self, django_assert_num_queries):
        person = a_person()
        person.has_perm("wagtailadmin.access_admin")
        with django_assert_num_queries(1):
            assert doors_open_to(person) == (False, False)
