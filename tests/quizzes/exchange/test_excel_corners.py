"""What Excel makes of a list of questions: each corner is read as people see it, or named in its place."""

import datetime
import io

import openpyxl
import pytest
import xlsxwriter

from quizzes.exchange import excel
from quizzes.exchange.sentences import sentence
from tests.quizzes.exchange.items import a_picture

HEADINGS = ["Mã", "Nội dung", "A", "B", "Đáp án", "Chủ đề"]


def parsed(fill):
    """What a workbook says that `fill(workbook, sheet)` has filled below the headings."""
    file = io.BytesIO()
    with xlsxwriter.Workbook(file) as workbook:
        sheet = workbook.add_worksheet("Câu hỏi")
        sheet.write_row(0, 0, HEADINGS)
        fill(workbook, sheet)
    return excel.parse(file.getvalue())


def told(reading):
    return [(finding.code, finding.place) for finding in reading.findings]


def test_a_question_merged_over_its_options_is_named():
    def fill(_, sheet):
        sheet.merge_range(1, 1, 1, 2, "Câu một?")
        sheet.write_row(1, 3, ["hai", "B"])

    reading = parsed(fill)
    assert told(reading) == [("cells_merged", 2), ("option_skipped", 2), ("answer_is_no_option", 2)]
    assert reading.findings[0].words == {"cells": "B2:C2"}


def test_a_topic_merged_over_several_rows_is_the_topic_of_each():
    def fill(_, sheet):
        for number in (1, 2, 3):
            sheet.write_row(number, 0, [f"M{number}", f"Câu {number}?", "một", "hai", "A"])
        sheet.merge_range(1, 5, 2, 5, "Khen thưởng")

    reading = parsed(fill)
    assert [item.category for item in reading.items] == [("Khen thưởng",), ("Khen thưởng",), ()]
    assert told(reading) == []


def test_hidden_rows_and_columns_are_read_and_hidden_sheets_are_not():
    def fill(workbook, sheet):
        sheet.write_row(1, 0, ["H1", "Câu một?", "một", "hai", "B"])
        sheet.write_row(2, 0, ["H2", "Câu hai?", "một", "hai", "A"])
        sheet.set_row(2, None, None, {"hidden": True})
        sheet.set_column(3, 3, None, None, {"hidden": True})
        hidden = workbook.add_worksheet("Ẩn")
        hidden.write_row(0, 0, HEADINGS)
        hidden.write_row(1, 0, ["H3", "Câu ba?", "một", "hai", "A"])
        hidden.hide()

    reading = parsed(fill)
    assert [(item.code, item.options, item.right) for item in reading.items] == [
        ("H1", ("một", "hai"), (1,)),
        ("H2", ("một", "hai"), (0,)),
    ]
    assert told(reading) == [("columns_hidden", 0), ("row_hidden", 3)]
    assert reading.findings[0].words == {"sheet": "Câu hỏi", "columns": "D"}


def test_rows_that_a_filter_hides_are_read_and_named_and_hidden_columns_without_questions_are_not():
    def fill(_, sheet):
        for number in (1, 2, 3):
            sheet.write_row(number, 0, [f"L{number}", f"Câu {number}?", "một", "hai", "A"])
        sheet.autofilter(0, 0, 3, 4)
        sheet.filter_column(0, "x == L1")
        for number in (2, 3):
            sheet.set_row(number, options={"hidden": True})
        sheet.set_column(8, 9, None, None, {"hidden": True})

    reading = parsed(fill)
    assert [item.code for item in reading.items] == ["L1", "L2", "L3"]
    assert told(reading) == [("row_hidden", 3), ("row_hidden", 4)]


def test_a_second_sheet_of_questions_is_read_and_notes_are_not():
    def fill(workbook, sheet):
        sheet.write_row(1, 0, ["S1", "Câu một?", "một", "hai", "A"])
        second = workbook.add_worksheet("Thêm")
        second.write_row(0, 0, HEADINGS)
        second.write_row(1, 0, ["S2", "Câu hai?", "một", "hai", "B"])
        workbook.add_worksheet("Ghi chú").write(0, 0, "Không phải câu hỏi")

    reading = parsed(fill)
    assert [(item.code, item.right) for item in reading.items] == [("S1", (0,)), ("S2", (1,))]
    assert ([item.place for item in reading.items], reading.names) == ([2, 4], {4: "Thêm, 2"})
    assert told(reading) == []


def test_a_formula_counts_as_its_last_result():
    def fill(_, sheet):
        sheet.write(1, 0, "F1")
        sheet.write_formula(1, 1, '="Câu "&"một?"', None, "Câu một?")
        sheet.write_formula(1, 2, "=1+1", None, 2)
        sheet.write_row(1, 3, ["ba", "A"])

    (first,) = parsed(fill).items
    assert (first.text, first.options) == ("Câu một?", ("2", "ba"))


def test_a_formula_that_nobody_worked_out_is_named_with_its_cell():
    book = openpyxl.Workbook()
    book.active.append(HEADINGS)
    book.active.append(["F1", "Câu một?", '="một"&""', "hai", "A"])
    book.active.append(["F2", "Câu hai?", "một", "hai", "A"])
    file = io.BytesIO()
    book.save(file)
    reading = excel.parse(file.getvalue())
    assert told(reading)[:1] == [("formula_uncounted", 2)]
    assert sentence(reading.findings[0]).startswith("Ô C2 là công thức chưa có kết quả")
    assert [item.code for item in reading.items] == ["F1", "F2"]


@pytest.mark.parametrize("error", ["#N/A", "#REF!", "#DIV/0!"])
def test_an_error_is_named_in_words_with_its_cell(error):
    def fill(_, sheet):
        sheet.write_row(6, 0, ["E1", "Câu một?"])
        sheet.write_formula(6, 2, "=NA()", None, error)
        sheet.write_row(6, 3, ["hai", "A"])

    reading = parsed(fill)
    assert [sentence(finding) for finding in reading.findings] == [f"Ô C7 có lỗi {error}."]


def test_pictures_of_a_workbook_are_named():
    def fill(_, sheet):
        sheet.write_row(1, 0, ["P1", "Đây là gì?", "một", "hai", "A"])
        sheet.insert_image(1, 6, "cờ.png", {"image_data": io.BytesIO(a_picture("red"))})

    assert told(parsed(fill)) == [("pictures_in_workbook", 0)]


def test_columns_are_named_as_excel_names_them():
    assert [excel.letters(column) for column in (0, 25, 26, 99)] == ["A", "Z", "AA", "CV"]


def test_what_became_a_date_is_named_and_not_guessed():
    def fill(workbook, sheet):
        day = workbook.add_format({"num_format": "dd/mm/yyyy"})
        sheet.write_row(1, 0, ["D1", "Luật có hiệu lực từ ngày nào?"])
        sheet.write_datetime(1, 2, datetime.datetime(2024, 1, 1), day)
        sheet.write_row(1, 3, ["ngày khác", "A"])

    reading = parsed(fill)
    assert reading.items[0].options == ("01/01/2024", "ngày khác")
    assert told(reading) == [("became_date", 2)]


@pytest.mark.parametrize("answer", ["B", " b ", "b.", 2, "2"])
def test_numbers_and_blanks_around_what_was_typed_change_nothing(answer):
    def fill(_, sheet):
        sheet.write_row(1, 0, [7.0, "  Bao nhiêu ngày?  ", 15, "16\u00a0", answer])

    (item,) = parsed(fill).items
    assert (item.code, item.text, item.options, item.right) == (
        "7",
        "Bao nhiêu ngày?",
        ("15", "16"),
        (1,),
    )
