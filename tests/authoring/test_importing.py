"""Importing questions: a preview writes nothing, a confirmation writes all or nothing, twice is once."""

import datetime
import io

import pytest
import xlsxwriter
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

import clock
from audit.models import Entry
from quizzes.authoring.writing import CannotBeWritten
from quizzes.exchange.checking import check, provisions_named
from quizzes.exchange.exporting import drawn_up, items_in
from quizzes.exchange.formats import WRITERS
from quizzes.exchange.importing import confirm_import
from quizzes.exchange.preparing import mend_row, prepare_import
from quizzes.models import (
    Category,
    KeyRevision,
    Question,
    QuestionCitation,
    QuestionImport,
    QuestionVersion,
    QuizPage,
    QuizQuestion,
)
from tests.factories import a_category, a_course
from tests.factories.law import a_document, a_provision
from tests.quizzes.exchange import files

WHY = "Điều 5 quy định."
TOPICS = ["Ai quyết định tặng cờ?", "Khi nào trình hồ sơ?", "Hội đồng họp mấy lần?", "Cấp nào lưu sổ vàng?"]


@pytest.fixture
def category(unit):
    return a_category("Luật", owner=unit)


def prepared(category, trainer, content):
    return prepare_import(content=content, file_name="cau-hoi.xlsx", category=category, by=trainer)


def complete(**fields):
    return files.row(**({"explanation": WHY, "difficulty": "hiểu"} | fields))


def confirmed(prepared, trainer, put_into_use=True):
    return confirm_import(prepared=prepared, by=trainer, put_into_use=put_into_use).outcome


def found(prepared, trainer):
    return {row.place: [finding.code for finding in row.findings] for row in check(prepared, trainer)}


def test_a_preview_writes_nothing_and_a_confirmation_writes_all(category, trainer):
    content = files.workbook(
        *(complete(text=text) for text in TOPICS[:3]), complete(text=TOPICS[3], explanation=None)
    )
    ready = prepared(category, trainer, content)
    assert (Question.objects.count(), len(ready.rows)) == (0, 4)
    outcome = confirmed(ready, trainer)
    questions = list(Question.objects.order_by("pk"))
    assert {name: outcome[name] for name in ("made", "changed", "unchanged", "in_use")} == {
        "made": 4,
        "changed": 0,
        "unchanged": 0,
        "in_use": 3,
    }
    assert [question.state for question in questions] == ["in_use"] * 3 + ["draft"]
    assert [question.code for question in questions] == [f"CH-{question.pk:05d}" for question in questions]
    version = questions[0].current
    key = KeyRevision.objects.get(version=version)
    assert [option["text"] for option in version.options] == ["một", "hai", "ba", "bốn"]
    assert key.right == [version.options[1]["id"]]
    assert (key.explanation, questions[0].difficulty) == (f"<p>{WHY}</p>", "understand")
    verbs = list(Entry.objects.order_by("pk").values_list("verb", flat=True))
    assert verbs == ["questions.uploaded", "questions.imported"]


def test_confirming_twice_is_once(category, trainer):
    ready = prepared(category, trainer, files.workbook(complete()))
    first = confirmed(ready, trainer)
    assert confirmed(ready, trainer) == first
    assert (Question.objects.count(), Entry.objects.filter(verb="questions.imported").count()) == (1, 1)


def test_one_wrong_row_keeps_everything_out(category, trainer):
    ready = prepared(
        category, trainer, files.workbook(complete(text=TOPICS[0]), complete(text=TOPICS[1], answer="F"))
    )
    with pytest.raises(CannotBeWritten):
        confirmed(ready, trainer)
    assert Question.objects.count() == 0
    ready = mend_row(prepared=ready, place=3, cells=ready.rows[1]["cells"] | {"answer": "A"})
    assert confirmed(ready, trainer)["made"] == 2


def test_a_row_left_out_is_not_imported(category, trainer):
    ready = prepared(
        category, trainer, files.workbook(complete(text=TOPICS[0]), complete(text=TOPICS[1], answer="F"))
    )
    ready = mend_row(prepared=ready, place=3, cells=ready.rows[1]["cells"], left_out=True)
    assert confirmed(ready, trainer)["made"] == 1


def test_the_same_code_makes_a_new_version_and_the_same_words_none(category, trainer):
    first = files.workbook(complete(code="LTD-1", text=TOPICS[0]), complete(code="LTD-2", text=TOPICS[1]))
    confirmed(prepared(category, trainer, first), trainer)
    before = QuestionVersion.objects.get(question__code="LTD-1")
    again = files.workbook(
        complete(code="LTD-1", text=TOPICS[0] + " Chọn một."), complete(code="LTD-2", text=TOPICS[1]), lead=1
    )
    outcome = confirmed(prepared(category, trainer, again), trainer)
    assert (outcome["made"], outcome["changed"], outcome["unchanged"]) == (0, 1, 1)
    question = Question.objects.get(code="LTD-1")
    assert (question.current.number, question.versions.count(), Question.objects.count()) == (2, 2, 2)
    assert [option["id"] for option in question.current.options] == [
        option["id"] for option in before.options
    ]
    assert Question.objects.get(code="LTD-2").current.number == 1


def test_another_answer_for_the_same_words_revises_the_key_only(category, trainer):
    confirmed(prepared(category, trainer, files.workbook(complete(code="LTD-1"))), trainer)
    confirmed(prepared(category, trainer, files.workbook(complete(code="LTD-1", answer="C"))), trainer)
    question = Question.objects.get()
    keys = list(KeyRevision.objects.order_by("number"))
    assert (question.versions.count(), [key.number for key in keys]) == (1, [1, 2])
    assert keys[1].right == [question.current.options[2]["id"]]
    assert "cau-hoi.xlsx" in keys[1].reason


def test_a_question_in_use_must_stay_complete(category, trainer):
    confirmed(prepared(category, trainer, files.workbook(complete(code="LTD-1"))), trainer)
    ready = prepared(
        category, trainer, files.workbook(complete(code="LTD-1", options=("một", "một"), answer="A"))
    )
    assert found(ready, trainer) == {2: ["unsound_in_use"]}


def test_the_code_of_another_units_question_is_taken(category, trainer, foreign_unit, foreign_trainer):
    other = a_category("Y tế", owner=foreign_unit)
    confirmed(prepared(other, foreign_trainer, files.workbook(complete(code="LTD-1"))), foreign_trainer)
    content = files.workbook(complete(code="LTD-1", text=TOPICS[0]), complete(code="LTD-2", text=TOPICS[1]))
    assert found(prepared(category, trainer, content), trainer) == {2: ["code_taken"], 3: []}


def test_what_is_alike_is_named_within_the_file_and_in_the_bank(category, trainer):
    long = "Cơ quan nào có thẩm quyền quyết định tặng Giấy khen cho tập thể và cá nhân ở cấp xã?"
    confirmed(prepared(category, trainer, files.workbook(complete(code="LTD-1", text=long))), trainer)
    content = files.workbook(
        complete(text=long.replace("Giấy khen", "giay khen") + "?"),
        complete(text=TOPICS[1], options=("x", "y")),
        complete(text=TOPICS[1].upper(), options=("x", "y")),
        complete(text=TOPICS[2], options=("p", "q")),
    )
    assert found(prepared(category, trainer, content), trainer) == {
        2: ["like_a_question"],
        3: [],
        4: ["like_a_row"],
        5: [],
    }


def test_citations_are_found_by_their_words_and_unknown_ones_are_named(category, trainer):
    law = a_document("Luật 2022", number="06/2022/QH15")
    decree = a_document("NĐ 152/2025", number="152/2025/NĐ-CP", kind="decree")
    wanted = {
        "Điều 5 khoản 2 điểm đ Luật 2022": a_provision(law, "5.2.dd").pk,
        "Khoản 1 Điều 6, 06/2022/QH15": a_provision(law, "6.1").pk,
        "Điều 6 Nghị định 152/2025/NĐ-CP": a_provision(decree, "6").pk,
    }
    assert provisions_named({*wanted, "Điều 99 Luật 2022", "Luật 2022", "Điều 6"}) == wanted
    content = files.workbook(complete(citations="; ".join([*wanted, "Điều 99 Luật 2022"])))
    ready = prepared(category, trainer, content)
    assert found(ready, trainer) == {2: ["no_provision"]}
    confirmed(ready, trainer)
    assert set(QuestionCitation.objects.values_list("provision", flat=True)) == set(wanted.values())


def test_topics_become_categories_below_the_chosen_one(category, trainer, unit):
    category.add_child(instance=Category(name="Chương 1", owner=unit))
    content = files.workbook(
        complete(text=TOPICS[0], category="chương 1"),
        complete(text=TOPICS[1], category="Luật / Chương 2 / Mục 1"),
        complete(text=TOPICS[2]),
    )
    confirmed(prepared(Category.objects.get(pk=category.pk), trainer, content), trainer)
    names = [question.category.name for question in Question.objects.order_by("pk")]
    assert names == ["Chương 1", "Mục 1", "Luật"]
    assert [(c.name, c.depth, c.owner) for c in Category.objects.order_by("path")] == [
        ("Luật", 1, unit),
        ("Chương 1", 2, unit),
        ("Chương 2", 2, unit),
        ("Mục 1", 3, unit),
    ]


def test_all_of_the_above_stays_the_last_and_a_file_that_says_nothing_leaves_it(category, trainer):
    last = "Tất cả các ý trên"
    given = {"options": ("Một", "Hai", "Ba", last), "code": "TL-1"}
    row = complete(text=TOPICS[0], **given)
    ready = prepared(category, trainer, files.workbook(row))
    assert found(ready, trainer) == {2: ["all_of_them"]}
    confirmed(ready, trainer)
    question = Question.objects.get(code="TL-1")
    fixed = question.current.body["fixed"]
    assert [option["text"] for option in question.current.options if option["id"] in fixed] == [last]
    again = complete(text=TOPICS[0] + " (sửa)", **given)
    confirmed(prepared(category, trainer, files.workbook(again)), trainer)
    question.refresh_from_db()
    assert (question.current.number, question.current.body) == (2, {"fixed": fixed})


def test_rows_of_one_topic_share_the_part_that_is_made_for_them(trainer, unit):
    category = Category.objects.get(pk=a_category("Rỗng", owner=unit).pk)  # as a view fetches it: no part yet
    rows = [complete(text=text, category="Danh hiệu/Cờ") for text in TOPICS]
    confirmed(prepared(category, trainer, files.workbook(*rows)), trainer)
    made = Category.objects.filter(depth__gt=1).order_by("path")
    assert [(one.name, one.questions.count()) for one in made] == [("Danh hiệu", 0), ("Cờ", 4)]


CASE = {"kind": "tình huống", "options": (), "answer": None}


def with_cases(*rows):
    """A workbook of (case that the row belongs to, its cells)."""
    headings = [*files.HEADINGS, "Thuộc tình huống"]
    return files.workbook(*([*cells, case or None] for case, cells in rows), headings=headings)


def parts_in_order(code):
    case = Question.objects.get(code=code)
    return list(case.parts.order_by("case_order").values_list("code", flat=True))


def test_parts_of_a_case_of_the_file_stand_below_it_in_the_order_of_the_file(category, trainer):
    content = with_cases(
        ("TH-1", complete(code="P-2", text=TOPICS[0])),
        ("", complete(code="TH-1", text="Một xã nộp muộn hồ sơ.", **CASE)),
        ("TH-1", complete(code="P-1", text=TOPICS[1])),
        ("", complete(code="P-3", text=TOPICS[2])),
    )
    ready = prepared(category, trainer, content)
    assert found(ready, trainer) == {2: [], 3: [], 4: [], 5: []}
    confirmed(ready, trainer)
    assert parts_in_order("TH-1") == ["P-2", "P-1"]
    assert Question.objects.get(code="P-3").case is None
    again = with_cases(
        *(
            (case, cells[:7] + [cells[7] and "A"] + cells[8:])
            for case, cells in (
                ("", complete(code="TH-1", text="Một xã nộp muộn hồ sơ.", **CASE)),
                ("TH-1", complete(code="P-1", text=TOPICS[1])),
                ("TH-1", complete(code="P-2", text=TOPICS[0])),
            )
        )
    )
    confirmed(prepared(category, trainer, again), trainer)
    assert parts_in_order("TH-1") == ["P-1", "P-2"]


def test_parts_of_a_case_of_the_bank_stand_after_those_it_has(category, trainer):
    first = with_cases(
        ("", complete(code="TH-1", text="Một xã nộp muộn hồ sơ.", **CASE)),
        ("TH-1", complete(code="P-1", text=TOPICS[0])),
    )
    confirmed(prepared(category, trainer, first), trainer)
    more = with_cases(
        ("TH-1", complete(code="P-2", text=TOPICS[1])), ("TH-1", complete(code="P-3", text=TOPICS[2]))
    )
    ready = prepared(category, trainer, more)
    assert found(ready, trainer) == {2: [], 3: []}
    confirmed(ready, trainer)
    assert parts_in_order("TH-1") == ["P-1", "P-2", "P-3"]


def test_a_case_whose_code_the_bank_gives_anew_keeps_its_parts(category, trainer):
    content = with_cases(
        ("", complete(code="CH-00777", text="Một xã nộp muộn hồ sơ.", **CASE)),
        ("CH-00777", complete(text=TOPICS[0])),
    )
    confirmed(prepared(category, trainer, content), trainer)
    case = Question.objects.get(kind="case")
    assert case.code != "CH-00777"
    assert [part.current.text for part in case.parts.all()] == [TOPICS[0]]


def test_a_part_that_no_case_can_have_is_named(category, trainer, foreign_unit, foreign_trainer):
    other = a_category("Y tế", owner=foreign_unit)
    story = complete(code="TH-9", text="Một trạm y tế nộp muộn.", **CASE)
    confirmed(prepared(other, foreign_trainer, with_cases(("", story))), foreign_trainer)
    here = with_cases(
        ("", complete(code="TH-1", text="Một xã nộp muộn hồ sơ.", **CASE)),
        ("TH-1", complete(code="P-1", text=TOPICS[0])),
        ("", complete(code="P-2", text=TOPICS[1])),
        ("", complete(code="TH-2", text="Một phòng quên họp.", **CASE)),
    )
    confirmed(prepared(category, trainer, here), trainer)
    module = a_course(lessons=1).get_children().first()
    quiz = QuizPage(title="Bài", slug="bai")
    quiz.fixed_questions = [QuizQuestion(question=Question.objects.get(code="P-2"), sort_order=1)]
    module.add_child(instance=quiz)
    content = with_cases(
        ("TH-9", complete(text=TOPICS[2])),  # another unit's case is as good as none
        ("TH-2", complete(code="P-1", text=TOPICS[0])),
        ("TH-2", complete(code="P-2", text=TOPICS[1])),
        ("TH-1", complete(code="TH-2", text="Một phòng quên họp.", **CASE)),
        ("", complete(code="TH-1", text=TOPICS[3])),
        ("TH-1", complete(code="P-4", text="Ai ký tờ trình?")),
    )
    assert found(prepared(category, trainer, content), trainer) == {
        2: ["no_such_case"],
        3: ["part_of_another_case"],
        4: ["part_asked_alone"],
        5: ["case_in_case"],
        6: ["case_has_parts"],
        7: [],
    }


def test_checking_asks_the_same_number_of_queries_for_three_rows(category, trainer):
    ready = [
        prepared(
            category,
            trainer,
            files.workbook(*(complete(text=text, code=text[:5]) for text in TOPICS[:count])),
        )
        for count in (1, 3)
    ]
    check(ready[0], trainer)  # what is asked once a request
    counts = []
    for one in ready:
        with CaptureQueriesContext(
            connection,
        ) as queries:
            check(one, trainer)
        counts.append(len(queries))
    assert counts[0] == counts[1]


@pytest.mark.parametrize("format", WRITERS)
def test_what_is_exported_can_be_imported_as_it_was(format, category, trainer):
    a_provision(a_document("Luật 2022", number="06/2022/QH15"), "5.1")
    content = files.workbook(
        complete(code="A-1", text=TOPICS[0], citations="Điều 5 khoản 1 Luật 2022"),
        complete(code="A-2", text=TOPICS[1], answer="A,C", kind="nhiều đáp án", category="Chương 1"),
        complete(code="A-3", text=TOPICS[2], kind="đúng/sai", options=(), answer="Sai"),
    )
    confirmed(prepared(category, trainer, content), trainer)
    category = Category.objects.get(pk=category.pk)
    export = drawn_up(category, format)
    assert (export.written.losses, len(export.items)) == ([], 3)
    outcome = confirmed(
        prepare_import(content=export.written.content, file_name="x", category=category, by=trainer), trainer
    )
    assert (outcome["made"], outcome["changed"], outcome["unchanged"]) == (0, 0, 3)
    assert items_in(category)[0] == export.items


def upload(client, category, content, name="cau-hoi.xlsx"):
    return client.post(
        reverse("bank:exchange"), {"category": category.pk, "file": SimpleUploadedFile(name, content)}
    )


def test_a_trainer_uploads_mends_and_imports(as_trainer, category):
    content = files.workbook(complete(text=TOPICS[0]), complete(text=TOPICS[1], answer="F"))
    shown = as_trainer.get(upload(as_trainer, category, content).url)
    text = shown.content.decode()
    assert "Đáp án “F” không ứng với phương án nào của câu này." in text
    ready = QuestionImport.objects.get()
    mend = reverse("bank:import_row", args=[ready.uuid, 3])
    as_trainer.post(mend, ready.rows[1]["cells"] | {"answer": "B", "xem": "wrong"})
    response = as_trainer.post(reverse("bank:import_confirm", args=[ready.uuid]), {"use": "1"})
    assert Question.objects.in_use().count() == 2
    assert as_trainer.get(response.url).status_code == 200


def test_what_is_true_of_the_whole_file_stands_above_its_rows_and_a_second_sheet_is_named(
    as_trainer, category
):
    file = io.BytesIO()
    with xlsxwriter.Workbook(file) as book:
        for name in ("Câu hỏi", "Thêm"):
            sheet = book.add_worksheet(name)
            sheet.write_row(0, 0, files.HEADINGS)
            sheet.write_row(1, 0, complete(text=f"{TOPICS[0]} {name}"))
            sheet.set_column(3, 4, None, None, {"hidden": name == "Thêm"})
    text = as_trainer.get(upload(as_trainer, category, file.getvalue()).url).content.decode()
    assert "Các cột bị ẩn của trang tính “Thêm” vẫn được đọc như các cột khác: D, E." in text
    assert "Thêm, 2" in text and "Câu hỏi, 2" not in text
    rows = QuestionImport.objects.get().rows
    assert [row["place"] for row in rows] == [2, 4]


def test_a_bad_file_is_refused_with_a_sentence(as_trainer, category):
    response = upload(as_trainer, category, b"%PDF-1.7", "cau-hoi.xlsx")
    assert response.status_code == 422
    assert "Đây là tệp PDF." in response.content.decode()
    assert QuestionImport.objects.count() == 0


def test_another_trainers_import_is_not_found(as_foreign_trainer, category, trainer, client):
    ready = prepared(category, trainer, files.workbook(complete()))
    addresses = [
        ("get", reverse("bank:import", args=[ready.uuid])),
        ("post", reverse("bank:import_confirm", args=[ready.uuid])),
        ("post", reverse("bank:import_row", args=[ready.uuid, 2])),
    ]
    assert [getattr(as_foreign_trainer, method)(url).status_code for method, url in addresses] == [404] * 3
    client.force_login(trainer)
    assert [getattr(client, method)(url).status_code for method, url in addresses] == [200, 302, 302]


def test_an_import_of_last_week_is_gone(as_trainer, category, trainer):
    ready = prepared(category, trainer, files.workbook(complete()))
    assert as_trainer.get(reverse("bank:import", args=[ready.uuid])).status_code == 200
    QuestionImport.objects.update(expires_at=clock.now() - datetime.timedelta(seconds=1))
    assert as_trainer.get(reverse("bank:import", args=[ready.uuid])).status_code == 404
    prepared(category, trainer, files.workbook(complete(text=TOPICS[0])))
    assert QuestionImport.objects.count() == 1


def test_a_category_of_another_unit_is_no_place_to_import_into_or_export_from(
    as_trainer, category, foreign_unit
):
    other = a_category("Y tế", owner=foreign_unit)
    assert upload(as_trainer, other, files.workbook(complete())).status_code == 422
    assert upload(as_trainer, category, files.workbook(complete())).status_code == 302
    export = reverse("bank:export")
    assert as_trainer.get(export, {"category": other.pk, "format": "gift"}).status_code == 302
    assert as_trainer.get(export, {"category": category.pk, "format": "gift"}).status_code == 200


def test_an_export_is_a_file_and_a_note(as_trainer, category, trainer):
    confirmed(prepared(category, trainer, files.workbook(complete(code="A-1"))), trainer)
    response = as_trainer.post(reverse("bank:export"), {"category": category.pk, "format": "gift"})
    assert "[id:A-1]" in response.content.decode()
    assert response["Content-Disposition"] == f'attachment; filename="cau-hoi-{category.pk}.gift.txt"'
    entry = Entry.objects.get(verb="questions.exported")
    assert (entry.actor, entry.detail["format"], entry.detail["count"]) == (trainer, "gift", 1)


def test_the_template_can_be_imported_as_it_is(as_trainer, category, trainer):
    content = as_trainer.get(reverse("bank:exchange_template")).content
    ready = prepared(category, trainer, content)
    assert {row.place: row.errors for row in check(ready, trainer)} == {2: [], 3: [], 4: []}
