import pytest

from courses.actions import current_edition, freeze_edition, renew_outline
from courses.models import CourseEdition, CoursePage, LessonPage, ModulePage
from courses.outline import outline_of
from quizzes.models import QuizPage
from tests.factories import a_course, a_lesson, a_quiz, a_shelf, the_catalogue

pytestmark = pytest.mark.django_db


def fresh(course) -> CoursePage:
    return CoursePage.objects.get(pk=course.pk)


def titles(course) -> list[str]:
    return [activity.title for activity in outline_of(fresh(course)).activities]


def publish(page):
    page.save_revision().publish()


def test_the_same_course_freezes_to_the_same_edition():
    course = a_course()
    assert freeze_edition(course=course) == freeze_edition(course=course)
    assert CourseEdition.objects.count() == 1


def test_a_new_required_lesson_makes_an_edition():
    course = a_course(lessons=1)
    added = a_lesson(ModulePage.objects.get(), slug="moi")
    publish(added)
    assert current_edition(course).number == 2
    assert added.pk in current_edition(course).required


def test_an_optional_lesson_makes_none():
    course = a_course(lessons=1)
    publish(a_lesson(ModulePage.objects.get(), slug="moi", is_required=False))
    assert current_edition(course).number == 1


def test_a_change_of_words_makes_none():
    course = a_course(lessons=1)
    lesson = LessonPage.objects.get()
    lesson.body = [("text", "<p>Sửa lỗi chính tả</p>")]
    publish(lesson)
    assert current_edition(course).number == 1


def test_another_order_makes_none():
    course = a_course(lessons=2)
    first, second = LessonPage.objects.order_by("path")
    second.move(first, pos="left")
    assert current_edition(course).number == 1
    assert titles(course) == ["Bài 1.2", "Bài 1.1"]


def test_a_course_that_nobody_was_held_to_is_not_frozen():
    shelf = a_shelf()
    course = shelf.add_child(instance=CoursePage(title="Mới", slug="moi", summary="Tóm tắt"))
    module = course.add_child(instance=ModulePage(title="Học phần", slug="hp"))
    publish(course)
    for number in range(3):
        publish(a_lesson(module, slug=f"bai-{number}"))
    assert not CourseEdition.objects.exists()
    assert len(current_edition(fresh(course)).required) == 3


@pytest.mark.parametrize("change", ["publish", "unpublish", "move", "delete", "rename"])
def test_every_change_of_the_tree_is_seen_at_once(change):
    course = a_course(lessons=2)
    assert titles(course) == ["Bài 1.1", "Bài 1.2"]
    first, second = LessonPage.objects.order_by("path")
    if change == "publish":
        publish(a_lesson(ModulePage.objects.get(), title="Bài 1.3", slug="ba", live=False))
        assert titles(course) == ["Bài 1.1", "Bài 1.2", "Bài 1.3"]
    elif change == "unpublish":
        first.unpublish()
        assert titles(course) == ["Bài 1.2"]
    elif change == "move":
        other = a_course(title="Khác", lessons=0)
        assert titles(other) == []
        first.move(ModulePage.objects.descendant_of(other).get(), pos="last-child")
        assert titles(course) == ["Bài 1.2"]
        assert titles(other) == ["Bài 1.1"]
    elif change == "delete":
        first.delete()
        assert titles(course) == ["Bài 1.2"]
    else:
        second.title = "Tên mới"
        publish(second)
        assert titles(course) == ["Bài 1.1", "Tên mới"]


def test_a_withdrawn_module_takes_its_lessons_out():
    course = a_course(lessons=2)
    assert len(titles(course)) == 2
    ModulePage.objects.get().unpublish()
    assert titles(course) == []


def test_a_final_directly_below_the_course_stands_where_it_was_put():
    course = a_course(lessons=1)
    a_quiz(fresh(course), title="Cuối khóa")
    fresh(course).add_child(instance=ModulePage(title="Phụ lục", slug="phu-luc"))
    a_lesson(ModulePage.objects.get(slug="phu-luc"), title="Đọc thêm", slug="doc-them")
    renew_outline(course)
    assert titles(course) == ["Bài 1.1", "Cuối khóa", "Đọc thêm"]
    assert [module.title for module in outline_of(fresh(course)).modules] == [
        "Nhận diện văn bản",
        "",
        "Phụ lục",
    ]


def test_a_quiz_that_is_being_corrected_is_still_asked_for():
    course = a_course(lessons=1, quiz=True)
    quiz = QuizPage.objects.get()
    quiz.unpublish()
    publish(LessonPage.objects.get())
    assert quiz.pk in current_edition(course).required


def test_a_quiz_that_is_no_longer_required_is_dropped():
    course = a_course(lessons=1, quiz=True)
    quiz = QuizPage.objects.get()
    quiz.is_required = False
    publish(quiz)
    assert quiz.pk not in current_edition(course).required


def test_a_withdrawn_lesson_is_not_asked_for():
    course = a_course(lessons=2)
    first = LessonPage.objects.order_by("path").first()
    first.unpublish()
    assert first.pk not in current_edition(course).required


def test_asking_again_makes_an_edition_even_of_the_same_rule():
    course = a_course(lessons=1)
    course = fresh(course)
    course.on_change = CoursePage.OnChange.ASK_AGAIN
    publish(course)
    edition = current_edition(course)
    assert (edition.number, edition.asks_again) == (2, True)


def test_the_wish_to_ask_again_holds_for_one_publication():
    course = fresh(a_course(lessons=1))
    course.on_change = CoursePage.OnChange.ASK_AGAIN
    publish(course)
    course = fresh(course)
    assert course.on_change == CoursePage.OnChange.CORRECTION
    edited = course.get_latest_revision_as_object()
    assert edited.on_change == CoursePage.OnChange.CORRECTION
    edited.title = "Chỉ sửa tên"
    publish(edited)
    edition = current_edition(course)
    assert (edition.number, edition.asks_again) == (3, False)


def test_the_wish_waits_in_a_draft_for_its_publication():
    course = fresh(a_course(lessons=1))
    course.on_change = CoursePage.OnChange.ASK_AGAIN
    course.save_revision()
    publish(LessonPage.objects.get())
    assert not current_edition(course).asks_again
    fresh(course).get_latest_revision().publish()
    assert current_edition(course).asks_again


def test_an_old_revision_does_not_bring_back_an_old_outline():
    course = fresh(a_course(lessons=1))
    draft = course.save_revision()
    for number in range(3):
        publish(a_lesson(ModulePage.objects.get(), title=f"Thêm {number}", slug=f"them-{number}"))
        assert len(titles(course)) == number + 2
    before = fresh(course).outline_version
    draft.publish()
    assert fresh(course).outline_version > before
    assert len(titles(course)) == 4


def test_publishing_outside_a_course_changes_no_course():
    course = a_course()
    before = fresh(course).outline_version
    publish(the_catalogue())
    assert fresh(course).outline_version == before
