"""Writing the question bank: drafts always save, what is in use is sound, what was answered stays."""

import datetime
import json

import pytest
from django.urls import reverse

import clock
from audit.models import Entry
from courses.models import LessonPage
from quizzes.actions import start_attempt, try_question
from quizzes.authoring.soundness import newest_key
from quizzes.authoring.usage import times_asked
from quizzes.authoring.writing import ChangedMeanwhile, Written, save_question, stamp
from quizzes.models import Category, KeyRevision, Question, QuestionVersion
from quizzes.sitting.refusals import CannotBeDrawn
from tests.factories import a_category, a_course, a_person, a_question, a_quiz, an_enrolment
from tests.factories.law import a_provision


@pytest.fixture
def category(unit):
    return a_category("Nhận diện văn bản", owner=unit)


def typed(category, *options, act="draft", **fields):
    """What a browser without scripts sends. An option that begins with * is marked right."""
    rows = [(option.removeprefix("*"), option.startswith("*")) for option in options]
    sent = {
        "category": category.pk,
        "kind": "single",
        "difficulty": "remember",
        "text": "Luật có hiệu lực khi nào?",
        "explanation": "null",
        "explanation_plain": "Vì điều khoản thi hành ghi vậy.",
        "based_on": "0.0",
        "options-TOTAL_FORMS": len(rows),
        "options-INITIAL_FORMS": 0,
        "act": act,
    }
    for place, (text, is_right) in enumerate(rows):
        sent[f"options-{place}-text"] = text
        if is_right:
            sent[f"options-{place}-is_right"] = "on"
    return sent | fields


def retyped(question, **fields):
    """The form of a question sent back as it is shown, with changes."""
    key = newest_key(question)
    options = question.current.options
    sent = typed(
        question.category,
        *[("*" if option["id"] in key.right else "") + option["text"] for option in options],
        text=question.current.text,
        explanation_plain=key.explanation,
        kind=question.kind,
        based_on=stamp(question),
        act="save",
    )
    sent |= {f"options-{place}-id": option["id"] for place, option in enumerate(options)}
    return sent | fields


def edit(question):
    return reverse("bank:edit", args=[question.pk])


def asked(question, course=None):
    """Let a person answer a quiz that draws the question."""
    course = course or a_course(quiz=False)
    quiz = a_quiz(
        course.get_children().first(), questions=1, category=question.category, slug=f"kt-{question.pk}"
    )
    return start_attempt(enrolment=an_enrolment(course=course), quiz=quiz)


def test_a_draft_is_kept_however_unfinished(as_trainer, category, trainer):
    response = as_trainer.post(
        reverse("bank:add"), typed(category, "", "", text="Câu dở dang", explanation_plain="")
    )
    question = Question.objects.get()
    assert response.url == reverse("bank:question", args=[question.pk])
    assert (question.state, question.author, question.current.text) == ("draft", trainer, "Câu dở dang")
    assert question.current.options == []
    assert question.code == f"CH-{question.pk:05d}"


def test_a_finished_question_goes_into_use(as_trainer, category):
    provision = a_provision()
    sent = typed(category, "2023", "*2024", "", act="use", provisions=[provision.pk])
    as_trainer.post(reverse("bank:add"), sent)
    question = Question.objects.get()
    assert question.state == "in_use"
    assert [option["text"] for option in question.current.options] == ["2023", "2024"]
    assert newest_key(question).right == [question.current.options[1]["id"]]
    assert newest_key(question).explanation == "<p>Vì điều khoản thi hành ghi vậy.</p>"
    assert [citation.provision for citation in question.citations.all()] == [provision]
    entry = Entry.objects.get(verb="question.saved")
    assert (entry.object_id, entry.unit_id) == (str(question.pk), category.owner_id)
    assert question.current.options[1]["id"] not in json.dumps(entry.detail)


@pytest.mark.parametrize(
    ("options", "fields", "sentence"),
    [
        (["2023", "2024"], {}, "Mark the right answer."),
        (["*2023", "*2024"], {"kind": "multiple"}, "Not every option can be right"),
        (["*2023", "*2024", "2025"], {}, "Mark one right answer"),
        (["*2024"], {}, "Write at least two options."),
        (["*2024", " 2024 "], {}, "Two options say the same."),
        (["*Đúng", "Sai", "Không rõ"], {"kind": "true_false"}, "has two options"),
        (["2023", "*2024"], {"text": " "}, "Write the question."),
        (["2023", "*2024"], {"explanation_plain": " "}, "Explain why it is right"),
    ],
)
def test_an_unsound_question_does_not_go_into_use(as_trainer, category, trainer, options, fields, sentence):
    trainer.language = "en"
    trainer.save()
    response = as_trainer.post(reverse("bank:add"), typed(category, *options, act="use", **fields))
    assert response.status_code == 422
    assert sentence in response.content.decode()
    assert options[0].removeprefix("*") in response.content.decode()  # what was typed is kept
    assert not Question.objects.exists()


def test_true_and_false_need_not_be_typed(as_trainer, category):
    sent = typed(category, "", "", kind="true_false", act="use") | {"options-1-is_right": "on"}
    as_trainer.post(reverse("bank:add"), sent)
    question = Question.objects.get()
    assert len(question.current.options) == 2
    assert newest_key(question).right == [question.current.options[1]["id"]]


def test_more_rows_without_a_script(as_trainer, category):
    response = as_trainer.post(reverse("bank:add"), typed(category, "Một", "*Hai", more="1"))
    page = response.content.decode()
    assert 'name="options-3-text"' in page
    assert 'value="Một"' in page
    assert not Question.objects.exists()


def test_a_change_of_words_makes_a_version_and_options_keep_their_ids(as_trainer, category):
    question = a_question(category)
    before = question.current
    sent = retyped(question, **{"options-0-text": "Ngày 01/01/2024"})
    assert as_trainer.post(edit(question), sent).status_code == 302
    question.refresh_from_db()
    assert question.current.number == 2
    assert [option["id"] for option in question.current.options] == [
        option["id"] for option in before.options
    ]
    assert question.current.options[0]["text"] == "Ngày 01/01/2024"
    before.refresh_from_db()
    assert before.options[0]["text"] == "Phương án 1"
    assert newest_key(question).right == [before.options[0]["id"]]


def test_a_question_is_asked_until_its_last_day(as_trainer, category):
    question = a_question(category)
    as_trainer.post(edit(question), retyped(question, use_until="2027-02-28"))
    question.refresh_from_db()
    assert question.use_until == datetime.date(2027, 2, 28)
    assert 'value="2027-02-28"' in as_trainer.get(edit(question)).content.decode()
    assert "28/02/2027" in as_trainer.get(reverse("bank:question", args=[question.pk])).content.decode()
    with clock.frozen_at(datetime.datetime(2027, 2, 28, 3, tzinfo=datetime.UTC)):
        assert asked(question).paper[0]["question"] == question.pk
    with (
        clock.frozen_at(datetime.datetime(2027, 3, 1, 3, tzinfo=datetime.UTC)),
        pytest.raises(CannotBeDrawn),
    ):
        asked(question)
    as_trainer.post(edit(question), retyped(question))
    question.refresh_from_db()
    assert question.use_until is None


def test_saving_the_same_changes_nothing(as_trainer, category):
    question = a_question(category)
    as_trainer.post(edit(question), retyped(question))
    question.refresh_from_db()
    assert (question.current.number, KeyRevision.objects.count(), QuestionVersion.objects.count()) == (
        1,
        1,
        1,
    )


def test_whoever_answered_before_is_spoken_of_only_where_somebody_may_have(as_trainer, category):
    question, said = a_question(category), []
    for words in ("Ngày 01/01/2024", "Ngày 02/01/2024"):
        page = as_trainer.post(edit(question), retyped(question, **{"options-0-text": words}), follow=True)
        said.append([str(message).strip() for message in page.context["messages"]][0])
        question.refresh_from_db()
        course = a_course(lessons=1)
        quiz = a_quiz(course.get_children().get(), questions=1, category=category)
        start_attempt(enrolment=an_enrolment(a_person(), course), quiz=quiz)
    assert said == [
        "Đã lưu thành phiên bản 2.",
        "Đã lưu thành phiên bản 3. Ai đã trả lời trước đó vẫn giữ nguyên bài.",
    ]


def test_another_key_needs_a_reason_and_keeps_the_version(as_trainer, category):
    question = a_question(category)
    moved = retyped(question) | {"options-1-is_right": "on"}
    del moved["options-0-is_right"]
    assert as_trainer.post(edit(question), moved).status_code == 422
    assert KeyRevision.objects.count() == 1
    as_trainer.post(edit(question), moved | {"reason": "Nghị định 152 đã sửa"})
    question.refresh_from_db()
    key = newest_key(question)
    assert (question.current.number, key.number, key.reason) == (1, 2, "Nghị định 152 đã sửa")
    assert key.right == [question.current.options[1]["id"]]


def test_a_foreign_option_id_is_not_taken_over(as_trainer, category):
    other = a_question(category)
    question = a_question(category)
    stolen = other.current.options[0]["id"]
    as_trainer.post(edit(question), retyped(question, **{"options-0-id": stolen, "options-1-id": "x" * 36}))
    question.refresh_from_db()
    ids = [option["id"] for option in question.current.options]
    assert stolen not in ids
    assert len(set(ids)) == 4


def test_what_somebody_saved_meanwhile_is_not_overwritten(as_trainer, category, trainer):
    question = a_question(category)
    stale = retyped(question, text="Lời của người thứ hai?")
    as_trainer.post(edit(question), retyped(question, text="Lời của người thứ nhất?"))
    response = as_trainer.post(edit(question), stale)
    assert response.status_code == 422
    assert "Lời của người thứ hai?" in response.content.decode()
    question.refresh_from_db()
    assert question.current.text == "Lời của người thứ nhất?"


def test_an_edit_of_what_is_in_use_stays_sound(as_trainer, category):
    question = a_question(category)
    response = as_trainer.post(edit(question), retyped(question, explanation_plain=""))
    assert response.status_code == 422
    question.refresh_from_db()
    assert (question.state, question.current.number) == ("in_use", 1)


def test_it_says_how_often_a_question_was_asked(as_trainer, category):
    question = a_question(category)
    attempt = asked(question)
    lesson = LessonPage.objects.descendant_of(attempt.enrolment.course).first()
    try_question(enrolment=attempt.enrolment, lesson=lesson, question=question, chosen=())
    a_question(category)
    assert times_asked(question) == 2
    assert "2 " in as_trainer.get(edit(question)).content.decode()


def test_an_answered_question_is_not_deleted(as_trainer, category):
    question = a_question(category, state="draft")
    Question.objects.filter(pk=question.pk).update(state="in_use")
    asked(question)
    Question.objects.filter(pk=question.pk).update(state="draft")
    response = as_trainer.post(reverse("bank:delete", args=[question.pk]))
    assert response.status_code == 409
    assert Question.objects.filter(pk=question.pk).exists()


def test_a_draft_nobody_was_asked_is_deleted(as_trainer, category):
    question = a_question(category, state="draft")
    question.citations.create(provision=a_provision())
    assert as_trainer.post(reverse("bank:delete", args=[question.pk])).status_code == 302
    assert not Question.objects.exists()
    assert Entry.objects.filter(verb="question.deleted").count() == 1


def test_retiring_says_what_follows(as_trainer, shelf, unit):
    category = a_category(owner=unit)
    question = a_question(category)
    course = a_course(shelf=shelf)
    a_quiz(course.get_children().first(), questions=1, category=category, title="Bài kiểm tra thiếu câu")
    address = reverse("bank:state", args=[question.pk, "retired"])
    assert "Bài kiểm tra thiếu câu" in as_trainer.get(address).content.decode()
    as_trainer.post(address, {"reason": "Luật đổi"})
    question.refresh_from_db()
    assert question.state == "retired"
    assert Entry.objects.get(verb="question.state_changed").detail["reason"] == "Luật đổi"


def test_an_unsound_draft_cannot_be_put_into_use_by_its_button(as_trainer, category):
    question = a_question(category, state="draft", right=())
    as_trainer.post(reverse("bank:state", args=[question.pk, "in_use"]))
    question.refresh_from_db()
    assert question.state == "draft"


def test_explanations_are_cleaned(as_trainer, category):
    attack = "<script>alert(1)</script>Đúng <img src=x onerror=alert(1)> [xem](javascript:alert(1))"
    as_trainer.post(reverse("bank:add"), typed(category, "*a", "b", explanation_plain=attack))
    stored = newest_key(Question.objects.get()).explanation
    assert "<script" not in stored and "<img" not in stored and "javascript:" not in stored


def test_rich_text_is_taken_as_html(as_trainer, category):
    content = {
        "blocks": [
            {
                "key": "a",
                "text": "Xem Điều 5",
                "type": "unstyled",
                "depth": 0,
                "inlineStyleRanges": [{"offset": 0, "length": 3, "style": "BOLD"}],
                "entityRanges": [{"offset": 4, "length": 6, "key": 0}],
                "data": {},
            }
        ],
        "entityMap": {"0": {"type": "LINK", "mutability": "MUTABLE", "data": {"url": "/van-ban/luat/5/"}}},
    }
    sent = typed(category, "*a", "b", explanation=json.dumps(content))
    del sent["explanation_plain"]
    as_trainer.post(reverse("bank:add"), sent)
    stored = newest_key(Question.objects.get()).explanation
    assert stored == '<p><b>Xem</b> <a class="cite" href="/van-ban/luat/5/">Điều 5</a></p>'


@pytest.mark.parametrize(
    "broken", ["not json", "{}", "[]", '{"blocks": 1}', '{"blocks": [{}], "entityMap": {}}']
)
def test_broken_rich_text_is_no_error(as_trainer, category, broken):
    sent = typed(category, "*a", "b", explanation=broken)
    del sent["explanation_plain"]
    assert as_trainer.post(reverse("bank:add"), sent).status_code in {200, 302, 422}


@pytest.mark.parametrize("total", ["", "x", "-1", "9999999"])
def test_a_broken_number_of_rows_is_no_error(as_trainer, category, total):
    sent = typed(category, "*a", "b") | {"options-TOTAL_FORMS": total}
    assert as_trainer.post(reverse("bank:add"), sent).status_code in {302, 422}
    assert as_trainer.post(reverse("bank:add"), sent | {"more": "1"}).status_code in {200, 422}


def test_the_list_searches_without_tones_and_filters(as_trainer, category, unit):
    wanted = a_question(category, text="Nguyên tắc thi đua là gì?")
    a_question(
        a_category("Luyện tập", owner=unit),
        text="Mức thưởng là bao nhiêu?",
        difficulty="apply",
        state="draft",
    )
    index = reverse("bank:index")
    for query in [
        {"q": "nguyen tac"},
        {"category": category.pk},
        {"difficulty": "remember"},
        {"state": "in_use"},
    ]:
        page = as_trainer.get(index, query).content.decode()
        assert wanted.current.text in page
        assert "Mức thưởng" not in page
    assert as_trainer.get(index, {"q": '"'}).status_code == 200
    assert as_trainer.get(index, {"export": "xlsx"}).status_code == 200


def test_the_list_does_not_ask_once_a_row(as_trainer, category, django_assert_max_num_queries):
    a_question(category)
    as_trainer.get(reverse("bank:index"))
    with django_assert_max_num_queries(60) as first:
        as_trainer.get(reverse("bank:index"))
    a_question(category)
    a_question(category)
    with django_assert_max_num_queries(len(first)):
        as_trainer.get(reverse("bank:index"))


def test_categories_are_made_renamed_and_removed(as_trainer, unit, trainer):
    assert as_trainer.get(reverse("bank:add")).url == reverse("bank:add_category")
    as_trainer.post(reverse("bank:add_category"), {"name": "  Khen thưởng "})
    category = Category.objects.get()
    assert (category.name, category.owner) == ("Khen thưởng", unit)
    as_trainer.post(reverse("bank:add_category"), {"name": "Hồ sơ", "below": category.pk})
    below = Category.objects.get(depth=2)
    assert (below.get_parent(), below.owner) == (category, unit)
    as_trainer.post(reverse("bank:edit_category", args=[below.pk]), {"name": "Hồ sơ, thủ tục"})
    assert Category.objects.get(pk=below.pk).name == "Hồ sơ, thủ tục"
    as_trainer.post(reverse("bank:delete_category", args=[category.pk]))
    assert Category.objects.count() == 2
    as_trainer.post(reverse("bank:delete_category", args=[below.pk]))
    assert list(Category.objects.all()) == [category]


def test_a_stale_writer_is_told_by_the_action(category, trainer):
    question = a_question(category)
    written = Written(category=category, kind="single", difficulty="remember", text="Khác?")
    save_question(written=written, by=trainer, question=question, state="draft")
    with pytest.raises(ChangedMeanwhile):
        save_question(written=written, by=trainer, question=question, based_on=stamp(a_question(category)))


def test_an_author_says_how_a_multiple_choice_is_marked(as_trainer, category):
    sent = typed(category, "*Một", "*Hai", "Ba", kind="multiple", act="use", credit="partial")
    as_trainer.post(reverse("bank:add"), sent)
    question = Question.objects.get()
    assert question.current.body == {"credit": "partial"}
    address = reverse("bank:edit", args=[question.pk])
    assert 'value="partial" selected' in as_trainer.get(address).content.decode()
    as_trainer.post(address, retyped(question))
    question.refresh_from_db()
    assert question.current.body == {"credit": "partial"}
    as_trainer.post(address, retyped(question, credit=""))
    question.refresh_from_db()
    assert (question.current.number, question.current.body) == (2, {})
