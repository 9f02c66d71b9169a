"""What a format writes it reads again: import(export(x)) == x on all that it says it carries."""

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quizzes.exchange import (
    excel,
    formats,
    gift,
    gift_writing,
    moodle,
    moodle_writing,
    qti,
    qti_writing,
    rows,
)
from quizzes.exchange.item import Accepted, Gap, Item, Number, Shown
from tests.quizzes.exchange import items as some

ABOUT = {
    "code": some.CODE,
    "category": some.PATH,
    "difficulty": some.DIFFICULTY,
    "citations": some.CITATIONS,
    "tags": some.TAGS,
    "explanation": some.EXPLANATION,
}
COMMON = (some.choices(), some.TRUE_OR_FALSE, some.NUMERIC, some.ESSAY)


def without_arrows(content):
    told = [*content.get("prompts", ()), *(one.text for one in content.get("accepted", ()))]
    return not any("->" in text for text in told)


GIFT_ITEMS = st.lists(
    some.items(*COMMON, some.SHORT.filter(without_arrows), some.matching().filter(without_arrows), **ABOUT),
    max_size=2,
)
XML_ITEMS = st.lists(
    some.items(
        some.pictured(*COMMON, some.SHORT, some.matching(), some.ORDERING, some.blanks()),
        **ABOUT,
        points=some.POINTS,
    ),
    max_size=2,
)


def pictures_of(items):
    """By digest, what these items show."""
    shown = [
        one for item in items for one in [item.picture, *(told for _, told in item.option_pictures)] if one
    ]
    return {one.digest: some.PICTURES[one.digest] for one in shown}


@settings(some.QUICK)
@given(GIFT_ITEMS)
def test_gift_reads_what_it_wrote(items):
    written = gift_writing.write(items)
    reading = gift.parse(written.content)
    assert (written.losses, reading.items, reading.findings) == ([], items, [])


@settings(some.QUICK)
@given(XML_ITEMS)
def test_moodle_xml_reads_what_it_wrote(items):
    written = moodle_writing.write(items, some.PICTURES)
    reading = moodle.parse(written.content)
    assert (written.losses, reading.items, reading.findings) == ([], items, [])
    assert reading.pictures == pictures_of(items)


@settings(some.QUICK)
@given(XML_ITEMS)
def test_qti_reads_what_it_wrote(items):
    written = qti_writing.write(items, some.PICTURES)
    assert written.losses == []
    if items:
        reading = qti.parse_package(written.content)
        assert (reading.items, reading.findings, reading.pictures) == (items, [], pictures_of(items))


def test_qti_carries_what_stays_in_its_place_and_others_name_it():
    item = Item("single", "Câu nào đúng?", ("Một", "Hai", "Cả hai câu trên"), (2,), fixed=(2,))
    written = qti_writing.write([item])
    assert (written.losses, qti.parse_package(written.content).items) == ([], [item])
    for write in (gift_writing.write, moodle_writing.write, excel.write):
        assert [loss.words["field"] for loss in write([item]).losses] == ["fixed"]


ANY_ITEM = some.items(
    *COMMON,
    some.SHORT,
    some.matching(),
    some.ORDERING,
    some.blanks(),
    st.just({"kind": "case"}),
    **ABOUT,
    points=some.POINTS,
    case=some.CODE,
)


@settings(some.QUICK)
@given(ANY_ITEM)
def test_a_row_says_all_that_an_item_says(item):
    read, reading = rows.item_of(rows.cells_of(item))
    assert (read, reading.findings) == (item, [])


@settings(some.QUICK, max_examples=8)
@given(st.lists(ANY_ITEM, min_size=1, max_size=4))
def test_excel_reads_what_it_wrote(items):
    reading = excel.parse(excel.write(items).content)
    assert (reading.items, reading.findings) == (items, [])


@pytest.mark.parametrize(
    "item",
    [
        Item("multiple", "?", ("a", "b", "c"), (0, 1), credit="partial"),
        Item("multiple", "?", ("a", "b", "c"), (0, 1), credit="all"),
        Item("ordering", "?", ("a", "b", "c"), credit="partial"),
        Item("short", "?", accepted=(Accepted("Sáng kiến"), Accepted("kiến", Fraction(9, 20))), tones=True),
        Item(
            "numeric",
            "?",
            number=Number(Decimal("7"), Decimal("0.05"), True, "ngày"),
            units=("ngày", "tháng"),
        ),
        Item("blanks", "[[1]]", gaps=(Gap("text", accepted=(Accepted("Ba"),), tones=True),)),
        Item("true_false", "?", ("Có", "Không"), (1,)),
    ],
)
def test_a_row_carries_what_is_rare(item):
    read, reading = rows.item_of(rows.cells_of(item))
    assert (read, reading.findings) == (item, [])


def test_what_a_format_cannot_carry_is_named():
    items = [
        Item("case", "Vụ việc"),
        Item("ordering", "Xếp", ("a", "b"), points=Decimal(2)),
        Item("short", "?", accepted=(Accepted("a"),), tones=True, case="TH-1"),
        Item("numeric", "?", number=Number(Decimal(7), unit="ngày"), points=Decimal(2)),
    ]
    lost = {
        name: [
            (loss.place, loss.words.get("kind") or loss.words["field"]) for loss in writer.write(items).losses
        ]
        for name, writer in formats.WRITERS.items()
    }
    assert lost == {
        "xlsx": [],
        "gift": [(1, "case"), (2, "ordering"), (3, "case"), (3, "tones"), (4, "points"), (4, "unit")],
        "moodle": [(1, "case"), (3, "case"), (3, "tones")],
        "qti": [(1, "case"), (3, "case"), (3, "tones"), (4, "unit")],
    }


def test_a_picture_that_is_not_to_be_had_is_named_and_the_question_written_without_it():
    item = Item("single", "Đây là gì?", ("a", "b"), (0,), picture=Shown("0" * 40, "Một con dấu"))
    for writer, parse in ((moodle_writing, moodle.parse), (qti_writing, qti.parse_package)):
        written = writer.write([item], some.PICTURES)
        assert [(loss.code, loss.place) for loss in written.losses] == [("picture_not_added", 1)]
        assert parse(written.content).items == [replace(item, picture=None)]


def test_formats_of_text_and_tables_name_pictures():
    shown = Shown(next(iter(some.PICTURES)), "Một con dấu")
    items = [
        Item("essay", "Viết.", picture=shown),
        Item("single", "?", ("a", "b"), (0,), option_pictures=((1, shown),)),
    ]
    for write in (gift_writing.write, excel.write):
        lost = [(loss.place, loss.words["field"]) for loss in write(items, some.PICTURES).losses]
        assert lost == [(1, "pictures"), (2, "pictures")]


def test_a_share_beside_moodles_grid_is_named():
    item = Item("short", "?", accepted=(Accepted("a"), Accepted("b", Fraction(9, 20))))
    assert [loss.code for loss in moodle_writing.write([item]).losses] == ["share_rounded"]


def test_an_arrow_is_named_and_its_question_left_out():
    item = Item("short", "?", accepted=(Accepted("a -> b"),))
    written = gift_writing.write([item, replace(item, accepted=(Accepted("a"),))])
    assert [(loss.code, loss.place) for loss in written.losses] == [("arrow_not_carried", 1)]
    assert [read.accepted[0].text for read in gift.parse(written.content).items] == ["a"]
