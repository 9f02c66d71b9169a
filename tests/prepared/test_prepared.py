import pytest
from django.db.models import Exists, OuterRef

from accounts.models import User
from courses.models import CourseEdition
from enrolments.models import Enrolment
from prepared import Prepared, PreparedObjects
from tests.factories import a_course, a_person, an_enrolment

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


def test_objects_are_those_of_the_queryset(django_assert_num_queries):
    def of(pk):
        enrolments = Enrolment.objects.select_related("user", "edition", "assignment").filter(pk=pk)
        return enrolments.annotate(is_first=Exists(User.objects.filter(pk=OuterRef("user")))).only(
            "round", "enrolled_at", "user__full_name", "edition__required", "assignment__due_on"
        )

    prepared = PreparedObjects(of, "pk")
    person = a_person("Lê Thị Hạnh")
    made = an_enrolment(person, a_course(title="Khóa", lessons=2))
    for _ in range(2):
        (found,), read = prepared(pk=made.pk), of(made.pk).get()
        with django_assert_num_queries(0):
            assert found == read
            assert (found.round, found.enrolled_at) == (made.round, made.enrolled_at)
            assert found.user.full_name == "Lê Thị Hạnh"
            assert found.edition.required == read.edition.required
            assert found.assignment is None
            assert found.is_first is True
        assert found.get_deferred_fields() == read.get_deferred_fields()
        assert found.user.get_deferred_fields() == read.user.get_deferred_fields()
        with django_assert_num_queries(1):
            assert found.due_on == made.due_on
    assert prepared(pk=0) == []
