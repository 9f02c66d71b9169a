"""The starter content as it is loaded: five courses, the outline's questions, and what may be drawn of them."""

import datetime
import zoneinfo
from collections import Counter

import pytest
from django.core.management import call_command

import clock
from courses.models import CoursePage, LessonPage
from quizzes.actions import start_attempt
from quizzes.authoring.readiness import obstacles_to_publishing, told_to_visitors
from quizzes.authoring.soundness import obstacles_of
from quizzes.models import Question, QuizPage
from quizzes.sitting.papers import blueprint_of
from quizzes.sitting.refusals import CannotBeDrawn, ClosedForNow
from tests.databases import made_once
from tests.factories import a_person, an_enrolment

HANOI = zoneinfo.ZoneInfo("Asia/Ho_Chi_Minh")
OUTLINE = {
    1: [*range(1, 15)],
    2: [*range(1, 15)],
    3: [*range(1, 16)],
    4: [*range(1, 16)],
    5: [*range(1, 16)],
}
UNDER_REVIEW = {
    *(f"Q2.{number:02}" for number in (1, 2, 5, 6, 7, 8, 9, 10, 11, 12, 13)),
    *("Q3.04", "Q3.05", "Q3.06", "Q4.01", "Q4.04", "Q4.13", "Q5.12"),
}
"""What the outline marks RÀ SOÁT."""


@pytest.fixture(scope="module")
def starter(django_db_setup, django_db_blocker):
    with made_once(django_db_blocker):
        call_command("load_starter", verbosity=0)
        yield


@pytest.fixture
def loaded(starter, db):
    return QuizPage.objects.live()


def the_outline():
    codes = [f"Q{course}.{number:02}" for course, numbers in OUTLINE.items() for number in numbers]
    return Question.objects.filter(code__in=codes)


def final_of(slug: str) -> QuizPage:
    return QuizPage.objects.live().descendant_of(CoursePage.objects.get(slug=slug)).get(is_required=True)


def test_the_outline_is_in_the_bank_with_its_eight_kinds(loaded):
    kinds = Counter(the_outline().values_list("kind", flat=True))
    assert kinds == {
        "single": 16,
        "multiple": 9,
        "true_false": 12,
        "matching": 5,
        "ordering": 6,
        "numeric": 14,
        "short": 6,
        "essay": 5,
    }
    assert kinds.total() == 73
    assert [name for name in map(obstacles_of, the_outline().select_related("current")) if name] == []


def test_what_is_to_be_reviewed_is_drawn_into_no_paper(loaded):
    waiting = the_outline().filter(state="needs_review")
    assert set(waiting.values_list("code", flat=True)) == UNDER_REVIEW
    assert waiting.drawable().count() == 0
    drawn = {question for quiz in loaded for line in blueprint_of(quiz) for question in line.candidates}
    assert drawn, "the finals draw nothing at all"
    assert not drawn & set(waiting.values_list("pk", flat=True))

    waiting.update(state="in_use")
    cited = the_outline().filter(code="Q2.05").drawable()
    assert cited.count() == 0, "its provision is in review still"
    Question.objects.get(code="Q2.05").citations.get().provision.__class__.objects.update(needs_review=False)
    assert cited.count() == 1


def test_what_rests_on_the_decree_is_asked_until_its_last_day(loaded):
    last = datetime.date(2027, 2, 28)
    assert the_outline().filter(code="Q3.07").get().use_until == last
    resting = Question.objects.filter(citations__provision__document__slug="nd-152-2025").distinct()
    assert resting.exclude(use_until=last).count() == 0
    usable = resting.filter(state="in_use").count()
    with clock.frozen_at(datetime.datetime(2027, 2, 28, 9, tzinfo=HANOI)):
        assert resting.drawable().count() == usable > 10
    with clock.frozen_at(datetime.datetime(2027, 3, 1, 9, tzinfo=HANOI)):
        assert resting.drawable().count() == 0
        final = final_of("nen-tang")
        ended = set(resting.values_list("pk", flat=True))
        assert not ended & {pk for line in blueprint_of(final) for pk in line.candidates}


def test_the_first_final_asks_ten_questions_of_several_kinds_and_no_essay(loaded):
    final = final_of("nen-tang")
    assert final.question_count() == 10
    drawn = {pk for line in blueprint_of(final) for pk in line.candidates}
    kinds = set(Question.objects.filter(pk__in=drawn).values_list("kind", flat=True))
    assert kinds == {"single", "multiple", "true_false", "matching", "ordering", "numeric", "short"}
    assert obstacles_to_publishing(final) == []


@pytest.mark.parametrize("slug", ["tham-quyen-quy-tien-thuong", "ho-so-thu-tuc", "quyen-nghia-vu-bao-cao"])
def test_a_finished_course_has_its_twelve_lessons_and_a_final_of_twelve_questions(loaded, slug):
    course = CoursePage.objects.live().get(slug=slug)
    assert LessonPage.objects.live().descendant_of(course).count() == 12
    final = final_of(slug)
    assert (final.closed_because, final.question_count()) == ("", 12)
    enrolment = an_enrolment(course=course, user=a_person())
    with clock.frozen_at(datetime.datetime(2026, 12, 1, 9, tzinfo=HANOI)):
        assert obstacles_to_publishing(final) == []
        assert len(start_attempt(enrolment=enrolment, quiz=final).paper) == 12


def test_the_final_on_bonuses_is_drawn_until_the_decree_ends(loaded):
    final = final_of("tham-quyen-quy-tien-thuong")
    with clock.frozen_at(datetime.datetime(2027, 2, 28, 9, tzinfo=HANOI)):
        assert obstacles_to_publishing(final) == []
    with clock.frozen_at(datetime.datetime(2027, 3, 1, 9, tzinfo=HANOI)):
        assert len(obstacles_to_publishing(final)) == 1


def test_the_second_course_has_lessons_and_a_final_that_says_why_it_is_closed(loaded):
    course = CoursePage.objects.live().get(slug="phong-trao-danh-hieu")
    assert LessonPage.objects.live().descendant_of(course).count() == 8
    final = final_of("phong-trao-danh-hieu")
    assert "06/2026/QH16" in final.closed_because
    enrolment = an_enrolment(course=course, user=a_person())
    with pytest.raises(ClosedForNow) as refused:
        start_attempt(enrolment=enrolment, quiz=final)
    assert str(refused.value) == final.closed_because
    assert obstacles_to_publishing(final) == []

    final.closed_because = ""
    with pytest.raises(CannotBeDrawn):
        start_attempt(enrolment=enrolment, quiz=final)
    assert len(obstacles_to_publishing(final)) == 1


def test_the_reason_stands_on_the_page_of_the_quiz(loaded, client):
    course = CoursePage.objects.get(slug="phong-trao-danh-hieu")
    final = final_of("phong-trao-danh-hieu")
    learner = a_person()
    an_enrolment(course=course, user=learner)
    for sign_in in (lambda: None, lambda: client.force_login(learner)):
        sign_in()
        page = client.get(final.url).content.decode()
        assert page.count(final.closed_because) == 1
        assert f"/{final.pk}/bat-dau" not in page


def test_every_course_is_open_and_has_a_final(loaded):
    assert CoursePage.objects.live().count() == CoursePage.objects.count() == 5
    finals = QuizPage.objects.live().filter(is_required=True)
    assert all(finals.descendant_of(course).count() == 1 for course in CoursePage.objects.all())
    practice = QuizPage.objects.live().get(is_required=False)
    assert practice.welcomes_visitors
    assert (obstacles_to_publishing(practice), told_to_visitors(practice)) == ([], [])


def test_loading_again_changes_nothing(loaded):
    before = Question.objects.count(), CoursePage.objects.count(), QuizPage.objects.count()
    call_command("load_starter", verbosity=0)
    assert (Question.objects.count(), CoursePage.objects.count(), QuizPage.objects.count()) == before
