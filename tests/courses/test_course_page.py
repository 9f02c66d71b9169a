import datetime

import pytest
from django.urls import reverse

import clock
from completions.actions import complete_activity
from courses.actions import freeze_edition
from courses.models import CoursePage, LessonPage, ModulePage, Outcome
from courses.outline import outline_of, page_url
from courses.rules import rule_in_words
from enrolments.models import Enrolment
from quizzes.models import QuizPage
from tests.factories import (
    a_course,
    a_lesson,
    a_person,
    a_quiz,
    a_record,
    a_revocation,
    a_unit,
    an_enrolment,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def learner(client):
    person = a_person(unit=a_unit())
    client.force_login(person)
    client.person = person
    return client


def shown(client, course) -> str:
    return client.get(page_url(CoursePage.objects.get(pk=course.pk).url_path)).content.decode()


def finish(enrolment, count):
    for activity in enrolment.edition.required[:count]:
        complete_activity(enrolment=enrolment, activity_id=activity)


def next_card(page: str) -> str:
    return page.split('<article class="next')[1].split("</article>")[0]


def test_a_stranger_is_asked_to_sign_in_and_comes_back(client):
    course = a_course()
    page = shown(client, course)
    assert f"{reverse('account_login')}?next=%2Fkhoa-hoc%2F" in next_card(page)
    assert "Bài 1.1" in page


def test_who_has_not_joined_begins_with_one_button(learner):
    course = a_course()
    card = next_card(shown(learner, course))
    assert f'action="{reverse("enrolments:join", args=[course.pk])}"' in card
    assert card.count("<button") == 1


def test_joining_leads_to_the_first_lesson(learner):
    course = a_course()
    response = learner.post(reverse("enrolments:join", args=[course.pk]))
    assert response["Location"] == outline_of(course).activities[0].url
    assert Enrolment.objects.by(learner.person).open().count() == 1


def test_reading_the_page_writes_nothing(learner):
    course = a_course()
    an_enrolment(learner.person, course)
    before = Enrolment.objects.values().get()
    shown(learner, course)
    assert Enrolment.objects.values().get() == before


def test_the_next_lesson_is_one_press_away(learner):
    course = a_course(lessons=3)
    enrolment = an_enrolment(learner.person, course)
    finish(enrolment, 1)
    card = next_card(shown(learner, course))
    assert "Bài 1.2" in card
    assert f'href="{outline_of(course).activities[1].url}"' in card


def test_done_and_current_lessons_are_told_apart(learner):
    course = a_course(lessons=3)
    finish(an_enrolment(learner.person, course), 1)
    page = shown(learner, course)
    assert page.count("task is-done") == 1
    assert page.count("task is-current") == 1
    assert page.count('aria-current="step"') == 1


def test_a_locked_lesson_has_no_link_and_says_why(learner):
    course = a_course(lessons=1)
    module = ModulePage.objects.get()
    first = LessonPage.objects.get()
    locked = a_lesson(module, title="Bài khóa", slug="khoa", prerequisite=first)
    freeze_edition(course=course)
    enrolment = an_enrolment(learner.person, course)
    page = shown(learner, course)
    row = page.split("task is-locked")[1].split("</li>")[0]
    assert "Bài khóa" in row
    assert first.title in row
    assert "<a " not in row
    complete_activity(enrolment=enrolment, activity_id=first.pk)
    assert "task is-locked" not in shown(learner, course)
    assert f"/{locked.slug}/" in shown(learner, course)


def test_a_closed_course_takes_nobody_new(learner):
    course = a_course(is_closed=True)
    page = shown(learner, course)
    assert reverse("enrolments:join", args=[course.pk]) not in page
    assert "<button" not in next_card(page)


def test_who_learns_a_course_that_was_closed_goes_on(learner):
    course = a_course()
    an_enrolment(learner.person, course)
    CoursePage.objects.update(is_closed=True)
    assert outline_of(course).activities[0].url in next_card(shown(learner, course))


def test_a_completed_course_shows_its_certificate(learner):
    record = a_record(learner.person, a_course(lessons=1))
    card = next_card(shown(learner, record.course))
    assert reverse("completions:certificate", args=[record.certificate.code]) in card


def test_a_result_that_was_taken_back_says_why_and_can_be_earned_again(learner):
    record = a_record(learner.person, a_course(lessons=1))
    a_revocation(record, reason="Học hộ <b>người khác</b>.")
    page = shown(learner, record.course)
    assert "Học hộ &lt;b&gt;người khác&lt;/b&gt;." in page
    assert record.certificate.code not in page
    assert reverse("enrolments:join", args=[record.course_id]) in next_card(page)


def test_a_change_since_completion_is_said(learner):
    record = a_record(learner.person, a_course(lessons=1))
    assert 'class="notice info"' not in shown(learner, record.course)
    a_lesson(ModulePage.objects.get(), slug="moi")
    freeze_edition(course=record.course)
    assert 'class="notice info"' in shown(learner, record.course)


def test_somebody_asked_again_is_told_why(learner):
    record = a_record(learner.person, a_course(lessons=1))
    course = CoursePage.objects.get(pk=record.course_id)
    course.on_change = CoursePage.OnChange.ASK_AGAIN
    course.save_revision().publish()
    page = shown(learner, course)
    assert 'class="notice soon"' in page
    assert outline_of(CoursePage.objects.get()).activities[0].url in next_card(page)


def test_a_rule_eased_after_the_last_step_leaves_one_press(learner):
    course = a_course(lessons=2)
    enrolment = an_enrolment(learner.person, course)
    finish(enrolment, 1)
    LessonPage.objects.order_by("path").last().unpublish()
    enrolment.refresh_from_db()
    first = LessonPage.objects.order_by("path").first()
    card = next_card(shown(learner, course))
    assert f'action="{reverse("completions:finish_lesson", args=[first.pk])}"' in card


def test_a_course_without_lessons_says_so(learner):
    assert "<button" not in next_card(shown(learner, a_course(lessons=0)))


def test_the_rule_counts_lessons_and_asks_each_other_activity_for_its_own_words():
    course = a_course(lessons=2)
    a_quiz(ModulePage.objects.get(), title="Cuối khóa", pass_mark=70)
    rule = rule_in_words(outline_of(CoursePage.objects.get()))
    assert "2" in rule
    assert "70" in rule
    assert "“Cuối khóa”" in rule
    assert rule.endswith(".")
    assert rule[0].isupper()
    assert course.title not in rule


def test_what_is_optional_is_no_part_of_the_rule():
    a_course(lessons=1)
    module = ModulePage.objects.get()
    a_lesson(module, slug="them", is_required=False)
    a_quiz(module, title="Tự ôn", is_required=False)
    assert "Tự ôn" not in rule_in_words(outline_of(CoursePage.objects.get()))
    assert QuizPage.objects.exists()


def test_a_course_that_requires_nothing_has_no_rule():
    a_course(lessons=0)
    assert rule_in_words(outline_of(CoursePage.objects.get())) == ""


def test_periods_are_cut_and_never_rounded_up():
    from courses.reading import periods_in

    assert [periods_in(minutes) for minutes in (0, 44, 45, 89, 90, 96)] == [0, 0.9, 1.0, 1.9, 2.0, 2.1]


def test_credited_periods_stand_beside_their_decision_only(learner):
    credited = a_course(credited_periods=8, approving_decision="Quyết định số 12/QĐ-SNV ngày 05/01/2026")
    assert "Quyết định số 12/QĐ-SNV" in shown(learner, credited)
    assert "Quyết định số" not in shown(learner, a_course(title="Khác"))


def test_due_days_are_said(learner):
    course = a_course()
    enrolment = an_enrolment(learner.person, course)
    Enrolment.objects.filter(pk=enrolment.pk).update(due_on=clock.today() - datetime.timedelta(days=2))
    assert 'class="tag late"' in shown(learner, course)


def test_whatever_was_typed_is_shown_as_typed(client):
    hostile = '"><img src=x onerror=alert(1)>{{7*7}}'
    course = a_course(title=hostile, audience=hostile)
    course.outcomes.add(Outcome(text=hostile))
    course.summary = hostile
    course.save()
    page = shown(client, course)
    assert "<img src=x" not in page
    assert "{{7*7}}" in page


def test_the_page_asks_few_and_constant_questions(learner, django_assert_max_num_queries):
    counts = []
    for lessons in (1, 3, 12):
        course = a_course(lessons=lessons, quiz=True)
        finish(an_enrolment(learner.person, course), 1)
        shown(learner, course)
        with django_assert_max_num_queries(9) as asked:
            shown(learner, course)
        counts.append(len(asked))
    assert len(set(counts)) == 1


def test_a_completed_course_asks_few_questions_too(learner, django_assert_max_num_queries):
    record = a_record(learner.person, a_course(lessons=1))
    shown(learner, record.course)
    with django_assert_max_num_queries(12):
        shown(learner, record.course)


def test_joining_a_restricted_course_is_refused_to_others(learner):
    from django.contrib.auth.models import Group
    from wagtail.models import PageViewRestriction

    course = a_course()
    restriction = PageViewRestriction.objects.create(page=course, restriction_type=PageViewRestriction.GROUPS)
    restriction.groups.add(Group.objects.create(name="Hội đồng"))
    assert learner.post(reverse("enrolments:join", args=[course.pk])).status_code == 404
    assert not Enrolment.objects.exists()


def test_joining_a_closed_course_says_so(learner):
    course = a_course(is_closed=True)
    response = learner.post(reverse("enrolments:join", args=[course.pk]), follow=True)
    assert not Enrolment.objects.exists()
    assert 'class="notice late"' in response.content.decode()


def test_joining_twice_is_as_good_as_once(learner):
    course = a_course()
    for _ in range(2):
        learner.post(reverse("enrolments:join", args=[course.pk]))
    assert Enrolment.objects.count() == 1


@pytest.mark.parametrize(
    "back", ["https://evil.example/", "//evil.example/", "/\\evil.example", "javascript:alert(1)"]
)
def test_joining_never_leads_away(learner, back):
    course = a_course()
    response = learner.post(reverse("enrolments:join", args=[course.pk]), {"next": back})
    assert response["Location"] == outline_of(course).activities[0].url


def test_joining_needs_a_press(learner):
    course = a_course()
    assert learner.get(reverse("enrolments:join", args=[course.pk])).status_code == 405
    assert not Enrolment.objects.exists()
