import pytest

from audit.models import Entry
from completions.actions import complete_activity
from courses.actions import current_edition, freeze_edition
from courses.models import CoursePage, LessonPage, ModulePage
from enrolments.actions import adopt_edition
from enrolments.models import Enrolment
from tests.factories import a_course, a_lesson, a_person, a_record, a_unit, an_enrolment

pytestmark = pytest.mark.django_db


def publish_again(course, **changes):
    course = CoursePage.objects.get(pk=course.pk)
    for name, value in changes.items():
        setattr(course, name, value)
    course.save_revision().publish()
    return current_edition(course)


def ask_again(course):
    return publish_again(course, on_change=CoursePage.OnChange.ASK_AGAIN)


def test_a_correction_is_followed_by_those_who_learn():
    course = a_course(lessons=1)
    enrolment = an_enrolment(course=course)
    a_lesson(ModulePage.objects.get(), slug="moi").save_revision().publish()
    enrolment.refresh_from_db()
    assert enrolment.edition == current_edition(course)
    assert enrolment.edition.number == 2


def test_a_correction_leaves_those_who_finished_alone():
    course = a_course(lessons=1)
    record = a_record(course=course)
    a_lesson(ModulePage.objects.get(), slug="moi").save_revision().publish()
    assert current_edition(course).number == 2
    enrolment = Enrolment.objects.get()
    assert (enrolment.edition.number, enrolment.closed_as) == (1, "completed")
    assert record.edition.number == 1


def test_asking_again_opens_a_round_for_those_who_finished_and_keeps_the_old_one():
    course, unit = a_course(lessons=1), a_unit()
    record = a_record(a_person(unit=unit), course)
    edition = ask_again(course)
    old, new = Enrolment.objects.order_by("round")
    assert (old.closed_as, old.edition.number) == ("completed", 1)
    assert (new.round, new.edition, new.unit, new.is_open) == (2, edition, unit, True)
    assert record.certificate.code


def test_asking_again_moves_those_who_learn():
    course = a_course(lessons=2)
    enrolment = an_enrolment(course=course)
    complete_activity(enrolment=enrolment, activity_id=enrolment.edition.required[0])
    edition = ask_again(course)
    enrolment.refresh_from_db()
    assert enrolment.edition == edition
    assert enrolment.progress.filter(done_at__isnull=False).count() == 1
    assert Enrolment.objects.count() == 1


def test_who_finishes_again_is_not_asked_a_third_time():
    course = a_course(lessons=1)
    person = a_record(course=course).user
    ask_again(course)
    again = Enrolment.objects.open().get()
    complete_activity(enrolment=again, activity_id=LessonPage.objects.get().pk)
    publish_again(course, summary="Sửa lời tóm tắt.")
    assert Enrolment.objects.by(person).count() == 2


def test_who_withdrew_is_not_asked_again_by_the_next_correction():
    course = a_course(lessons=1)
    a_record(course=course)
    ask_again(course)
    Enrolment.objects.open().update(closed_at=Enrolment.objects.last().enrolled_at, closed_as="withdrawn")
    publish_again(course, summary="Sửa lời tóm tắt.")
    assert not Enrolment.objects.open().exists()


def test_what_was_mandatory_stays_mandatory():
    course = a_course(lessons=1)
    record = a_record(course=course)
    Enrolment.objects.filter(pk=record.enrolment_id).update(is_mandatory=True)
    ask_again(course)
    assert Enrolment.objects.open().get().is_mandatory


def test_who_may_not_sign_in_any_more_is_not_asked():
    course = a_course(lessons=1)
    record = a_record(course=course)
    record.user.is_active = False
    record.user.save()
    ask_again(course)
    assert not Enrolment.objects.open().exists()


def test_a_closed_course_asks_nobody():
    course = a_course(lessons=1)
    a_record(course=course)
    publish_again(course, is_closed=True, on_change=CoursePage.OnChange.ASK_AGAIN)
    assert not Enrolment.objects.open().exists()


def test_another_course_is_left_alone():
    course, other = a_course(lessons=1), a_course(lessons=1)
    a_record(course=other)
    enrolment = an_enrolment(course=other)
    ask_again(course)
    enrolment.refresh_from_db()
    assert enrolment.edition.course_id == other.pk
    assert Enrolment.objects.count() == 2


def test_adopting_twice_is_as_good_as_once():
    course = a_course(lessons=1)
    a_record(course=course)
    an_enrolment(course=course)
    edition = freeze_edition(course=course, asks_again=True)
    assert adopt_edition(edition=edition, ask_again=True) == (1, 1)
    assert adopt_edition(edition=edition, ask_again=True) == (0, 0)
    assert Entry.objects.filter(verb="edition.adopted").count() == 1


def test_the_number_of_statements_does_not_grow_with_the_people(django_assert_num_queries):
    course = a_course(lessons=1)
    counts = []
    for people in (1, 3):
        for _ in range(people):
            a_record(course=course)
            an_enrolment(course=course)
        edition = freeze_edition(course=course, asks_again=True)
        from django.db import connection
        from django.test.utils import CaptureQueriesContext

        with CaptureQueriesContext(connection) as asked:
            adopt_edition(edition=edition, ask_again=True)
        counts.append(len(asked))
    assert counts[0] == counts[1]
