"""A page takes only what its writer may see: whoever posts another unit's id is shown none of its words.

Words to look for are plain ASCII: the editor writes its data as JSON, where other letters are escaped.
"""

import json

import pytest
from django.core.files.base import ContentFile
from django.urls import reverse
from wagtail.documents import get_document_model
from wagtail.models import Collection
from wagtail.test.utils.form_data import inline_formset, nested_form_data, streamfield

from courses.models import CoursePage, LessonPage, ModulePage
from quizzes.models import QuizDraw, QuizPage, QuizQuestion
from tests.factories import a_category, a_lesson, a_question

pytestmark = pytest.mark.django_db


@pytest.fixture
def module(shelf):
    course = shelf.add_child(instance=CoursePage(title="Khóa", slug="khoa", summary="Tóm tắt."))
    return course.add_child(instance=ModulePage(title="Học phần", slug="hoc-phan"))


@pytest.fixture
def own(unit):
    return a_question(a_category("Nhom nha", owner=unit), text="Cau hoi nha?")


@pytest.fixture
def foreign(foreign_unit):
    return a_question(a_category("Nhom la", owner=foreign_unit), text="Cau hoi la?")


@pytest.fixture
def quiz(module, own):
    quiz = QuizPage(title="Kiểm tra", slug="kiem-tra")
    quiz.draws = [QuizDraw(category=own.category, count=1)]
    return module.add_child(instance=quiz)


def edit(page):
    return reverse("wagtailadmin_pages:edit", args=[page.pk])


def quiz_form(quiz, *, draws=(), questions=(), **fields):
    form = {
        "title": quiz.title,
        "slug": quiz.slug,
        "introduction": "",
        "pass_mark": "70",
        "penalty": "33",
        "essay_markers": "1",
        "essay_gap": "1",
        "sections": inline_formset([]),
        "draws": inline_formset(list(draws)),
        "fixed_questions": inline_formset(list(questions)),
        "comments": inline_formset([]),
    }
    return nested_form_data(form | fields)


def a_draw(category, **fields):
    return {"category": str(category.pk), "difficulty": "", "count": "1", "points": "1"} | fields


def a_fixed(question, **fields):
    return {"question": str(question.pk), "points": "1"} | fields


def drafted(page):
    return type(page).objects.get(pk=page.pk).get_latest_revision_as_object()


def test_a_quiz_draws_from_no_category_of_another_unit(client, trainer, quiz, own, foreign):
    client.force_login(trainer)
    shown = client.get(edit(quiz)).content.decode()
    assert "Nhom nha" in shown
    assert "Nhom la" not in shown
    refused = client.post(edit(quiz), quiz_form(quiz, draws=[a_draw(foreign.category)]))
    assert refused.status_code == 200
    assert "Nhom la" not in refused.content.decode()
    assert drafted(quiz).draws.count() == 1
    assert drafted(quiz).draws.get().category == own.category
    taken = client.post(edit(quiz), quiz_form(quiz, draws=[a_draw(own.category), a_draw(own.category)]))
    assert taken.status_code == 302
    assert [line.category for line in drafted(quiz).draws.all()] == [own.category] * 3


def test_a_quiz_shows_no_words_of_another_units_question(client, trainer, quiz, own, foreign):
    client.force_login(trainer)
    refused = client.post(edit(quiz), quiz_form(quiz, questions=[a_fixed(own), a_fixed(foreign)]))
    assert refused.status_code == 200
    assert "Cau hoi nha?" in refused.content.decode()
    assert "Cau hoi la?" not in refused.content.decode()
    assert drafted(quiz).fixed_questions.count() == 0
    taken = client.post(edit(quiz), quiz_form(quiz, questions=[a_fixed(own)]))
    assert taken.status_code == 302
    assert [line.question for line in drafted(quiz).fixed_questions.all()] == [own]


def test_the_province_may_put_another_units_question_in_and_it_stays(client, chief, trainer, quiz, foreign):
    """What stands in a unit's own quiz is no secret to the unit, and does not keep it from saving."""
    quiz.fixed_questions = [QuizQuestion(question=foreign)]
    quiz.save()
    line = quiz.fixed_questions.get()
    client.force_login(trainer)
    form = quiz_form(quiz, questions=[a_fixed(foreign, id=str(line.pk))])
    prefix = "fixed_questions-INITIAL_FORMS"
    saved = client.post(edit(quiz), form | {prefix: "1"})
    assert saved.status_code == 302
    assert [each.question for each in drafted(quiz).fixed_questions.all()] == [foreign]


def test_a_preview_of_a_new_quiz_tells_nothing_either(client, trainer, module, own, foreign):
    client.force_login(trainer)
    address = reverse("wagtailadmin_pages:preview_on_add", args=["quizzes", "quizpage", module.pk])
    new = QuizPage(title="Mới", slug="moi")
    for question, valid in ((own, True), (foreign, False)):
        sent = client.post(address, quiz_form(new, questions=[a_fixed(question)]))
        assert sent.json()["is_valid"] is valid


def lesson_form(lesson, blocks, **fields):
    form = {
        "title": lesson.title,
        "slug": lesson.slug,
        "goal": "",
        "body": streamfield(blocks),
        "is_required": "on",
        "comments": inline_formset([]),
    }
    return nested_form_data(form | fields)


@pytest.fixture
def lesson(module):
    return a_lesson(module, slug="bai", body=[("heading", "Mở đầu")])


def test_a_lesson_shows_no_words_of_another_units_question(client, trainer, lesson, own, foreign):
    client.force_login(trainer)
    form = lesson_form(lesson, [("check", str(own.pk)), ("check", str(foreign.pk))])
    answered = client.post(edit(lesson), form, follow=True)
    assert "Cau hoi la?" not in answered.content.decode()
    assert foreign.pk not in drafted(lesson).question_ids()
    client.post(reverse("wagtailadmin_pages:preview_on_edit", args=[lesson.pk]), form)
    seen = client.get(reverse("wagtailadmin_pages:preview_on_edit", args=[lesson.pk]))
    assert "Cau hoi la?" not in seen.content.decode()
    taken = client.post(edit(lesson), lesson_form(lesson, [("check", str(own.pk))]))
    assert taken.status_code == 302
    assert drafted(lesson).question_ids() == [own.pk]
    assert "Cau hoi nha?" in client.get(edit(lesson)).content.decode()


@pytest.fixture
def a_file(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path

    def make(unit, name):
        collection = Collection.objects.get(name=unit.name)
        return get_document_model().objects.create(
            title=name, file=ContentFile(b"%PDF-1.4", f"{name}.pdf"), collection=collection
        )

    return make


def linking_to(*files) -> str:
    """A rich text as the editor posts it, each of its words a link to a file."""
    return json.dumps(
        {
            "blocks": [
                {
                    "key": "aaaaa",
                    "text": "xem",
                    "type": "unstyled",
                    "depth": 0,
                    "inlineStyleRanges": [],
                    "entityRanges": [
                        {"offset": place, "length": 1, "key": place} for place in range(len(files))
                    ],
                }
            ],
            "entityMap": {
                str(place): {"type": "DOCUMENT", "mutability": "MUTABLE", "data": {"id": file.pk}}
                for place, file in enumerate(files)
            },
        }
    )


def test_a_lesson_shows_no_file_of_another_unit(
    client, trainer, lesson, unit, foreign_unit, foreign_shelf, a_file
):
    near, far = a_file(unit, "gan"), a_file(foreign_unit, "xa")
    client.force_login(trainer)
    blocks = [("document", {"document": str(file.pk), "note": ""}) for file in (near, far)]
    answered = client.post(edit(lesson), lesson_form(lesson, [*blocks, ("text", linking_to(near, far))]))
    assert "xa.pdf" not in answered.content.decode()
    assert (
        client.post(edit(lesson), lesson_form(lesson, [("text", linking_to(near, far))])).status_code == 302
    )
    shown = client.get(edit(lesson)).content.decode()
    assert near.url in shown
    assert far.url not in shown
    assert f'id="{far.pk}"' not in str(list(drafted(lesson).body.raw_data))
    assert client.post(edit(lesson), lesson_form(lesson, blocks[:1])).status_code == 302


def test_a_lesson_comes_after_an_activity_of_its_own_course(client, trainer, lesson, module, foreign_shelf):
    course = foreign_shelf.add_child(
        instance=CoursePage(title="Lạ", slug="la", summary="Tóm tắt.", live=False)
    )
    elsewhere = course.add_child(instance=ModulePage(title="Lạ", slug="la", live=False))
    foreign = a_lesson(elsewhere, title="Bai nhap bi mat", live=False)
    first = a_lesson(module, title="Bài đầu", slug="bai-dau")
    client.force_login(trainer)
    form = lesson_form(lesson, [], prerequisite=str(foreign.pk))
    answered = client.post(edit(lesson), form, follow=True)
    assert "bi mat" not in answered.content.decode()
    assert drafted(lesson).prerequisite is None
    client.post(edit(lesson), lesson_form(lesson, [], prerequisite=str(first.pk)))
    assert drafted(lesson).prerequisite_id == first.pk
    assert LessonPage.objects.get(pk=foreign.pk).title == "Bai nhap bi mat"


def test_no_trainer_gives_the_shelf_to_another_unit(client, trainer, chief, shelf, unit, foreign_unit):
    """The question bank goes with it: whoever could name another unit would read that unit's keys."""
    form = nested_form_data(
        {"title": shelf.title, "slug": shelf.slug, "unit": foreign_unit.pk, "comments": inline_formset([])}
    )
    client.force_login(trainer)
    assert foreign_unit.name not in client.get(edit(shelf)).content.decode()
    assert client.post(edit(shelf), form | {"action-publish": "1"}).status_code == 302
    shelf.refresh_from_db()
    assert shelf.unit == unit
    client.force_login(chief)
    assert client.post(edit(shelf), form | {"action-publish": "1"}).status_code == 302
    shelf.refresh_from_db()
    assert shelf.unit == foreign_unit


def test_a_file_is_opened_by_its_editors_until_a_published_page_shows_it(
    client, trainer, foreign_trainer, lesson, unit, a_file
):
    file = a_file(unit, "de-thi-nhap")
    for person, status in ((None, 404), (foreign_trainer, 404), (trainer, 200)):
        client.logout()
        if person:
            client.force_login(person)
        assert client.get(file.url).status_code == status, person
    lesson.body = [("document", {"document": file, "note": ""})]
    lesson.save()
    client.logout()
    assert client.get(file.url).status_code == 200
    lesson.unpublish()
    assert client.get(file.url).status_code == 404
