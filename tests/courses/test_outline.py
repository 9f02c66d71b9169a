import pytest

from completions.actions import complete_activity
from completions.models import CompletionRecord
from courses.outline import outline_of
from tests.factories import a_course, a_person, a_unit, an_enrolment

pytestmark = pytest.mark.django_db


def test_an_outline_lists_live_activities_in_order():
    course = a_course(lessons=3, quiz=True)
    outline = outline_of(course)
    assert [activity.title for activity in outline.activities] == [
        "Bài 1.1",
        "Bài 1.2",
        "Bài 1.3",
        "Kiểm tra cuối khóa",
    ]
    assert outline.activities[0].url.startswith("/khoa-hoc/")


def test_an_outline_that_was_read_costs_nothing(django_assert_num_queries):
    course = a_course()
    outline_of(course)
    with django_assert_num_queries(0):
        outline_of(course)


def test_the_last_required_activity_brings_the_record():
    unit = a_unit()
    person = a_person(unit=unit)
    enrolment = an_enrolment(person, a_course(lessons=2))
    first, second = enrolment.edition.required
    assert complete_activity(enrolment=enrolment, activity_id=first) is None
    record = complete_activity(enrolment=enrolment, activity_id=second)
    assert record == complete_activity(enrolment=enrolment, activity_id=second)
    assert CompletionRecord.objects.get().unit == unit
    assert record.certificate.full_name == person.full_name
