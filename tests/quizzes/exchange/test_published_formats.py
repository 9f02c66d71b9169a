"""Files as other programs write them: our own questions in the structure of Moodle 4's export, of the items that 1EdTech
publishes with QTI 2.1 and 3.0 and their standard response processing, and of what GIFT's documentation describes.
"""

import base64
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest

from quizzes.exchange import formats
from quizzes.exchange.item import TRUE_FALSE, Accepted, Gap, Item, Number, Shown
from quizzes.exchange.pictures import digest_of
from tests.quizzes.exchange import files
from tests.quizzes.exchange.items import a_picture

FIXTURES = Path(__file__).parent / "fixtures"


def read(*path):
    name, reading = formats.parse(FIXTURES.joinpath(*path).read_bytes())
    return name, reading, [(found.place, found.code) for found in reading.findings]


HALF = Fraction(1, 2)
FILES, GAPS = (
    ("Mặc định cho Nghiệp vụ thi đua", "Hồ sơ/thủ tục"),
    ("Mặc định cho Nghiệp vụ thi đua", "Điền chỗ trống"),
)
ONE = {"category": FILES, "points": Decimal(1)}
LEVELS = {
    "options": ("Xã", "Tỉnh", "Thôn"),
    "prompts": ("Giấy khen", "Bằng khen", "Cờ thi đua của tỉnh"),
    "right": (0, 1, 1),
}


def test_a_moodle_4_export():
    name, reading, found = read("moodle4.xml")
    [(digest, picture)] = reading.pictures.items()
    assert (name, picture[:4], digest) == ("Moodle XML", b"\x89PNG", digest_of(picture))
    assert reading.items == [
        Item(
            "single",
            "Hồ sơ khen thưởng cấp tỉnh gửi về đâu?",
            ("Cơ quan thường trực Hội đồng", "Văn phòng đăng ký đất đai", "Trạm y tế"),
            (0,),
            code="HS-01",
            difficulty="understand",
            tags=("hồ sơ",),
            explanation="Theo quy chế của tỉnh.",
            picture=Shown(digest, "Một phong bì có dán tem"),
            **ONE,
        ),
        Item(
            "multiple",
            "Hồ sơ gồm những gì?",
            ("Tờ trình", "Báo cáo thành tích", "Ảnh phong cảnh", "Thực đơn"),
            (0, 1),
            category=FILES,
            points=Decimal(2),
        ),
        Item("true_false", "Hồ sơ có thể nộp trực tuyến.", TRUE_FALSE, (0,), **ONE),
        Item(
            "short",
            "Viết tên gọi tắt của chiến sĩ thi đua cấp cơ sở.",
            accepted=(Accepted("CSTĐCS"), Accepted("CSTĐ*", HALF)),
            **ONE,
        ),
        Item(
            "numeric",
            "Thẩm định trong bao nhiêu ngày làm việc?",
            number=Number(Decimal(20), Decimal("0.5"), unit="ngày"),
            **ONE,
        ),
        Item("matching", "Ghép hình thức với cấp trao.", **LEVELS, **ONE),
        Item(
            "blanks",
            "Luật có [[1]] chương; thi đua là [[2]], khen thưởng phải [[3]].",
            gaps=(
                Gap("number", number=Number(Decimal(8))),
                Gap("choice", options=("bắt buộc", "tự nguyện"), right=(1,)),
                Gap("text", accepted=(Accepted("kịp thời"), Accepted("nhanh", HALF))),
            ),
            category=GAPS,
            points=Decimal(3),
        ),
        Item("essay", "Trình bày một sáng kiến.\nNêu việc.\nNêu kết quả.", category=GAPS, points=Decimal(1)),
        Item(
            "single", "Câu này đã ẩn trong Moodle?", ("Phải", "Chưa"), (0,), category=GAPS, points=Decimal(1)
        ),
    ]
    assert found == [
        (2, "feedback_left_out"),
        (5, "feedback_left_out"),
        (5, "capitals_not_kept"),
        (9, "feedback_left_out"),
        (10, "marking_notes_left_out"),
        (11, "hints_left_out"),
        (11, "was_hidden"),
        (12, "description_left_out"),
        (13, "kind_unknown"),
        (0, "general_comments_left_out"),
    ]


QTI = {
    "choice": Item(
        "single",
        "Xem tấm biển ở cửa phòng một cửa.\nTấm biển nói gì?",
        ("Lấy số trước khi nộp hồ sơ.", "Không nhận hồ sơ.", "Cả hai ý trên."),
        (0,),
        fixed=(2,),
        code="choice",
    ),
    "choice_multiple": Item(
        "multiple",
        "Hồ sơ khen thưởng gồm những gì?",
        ("Tờ trình", "Báo cáo", "Ảnh phong cảnh", "Thực đơn"),
        (0, 1),
        credit="partial",
        code="choiceMultiple",
    ),
    "order": Item(
        "ordering", "Xếp các bước theo thứ tự.", ("Bình xét", "Thẩm định", "Ký quyết định"), code="order"
    ),
    "match": Item(
        "matching",
        "Ghép hình thức với cấp trao.",
        **(LEVELS | {"prompts": ("Giấy khen", "Bằng khen", "Cờ thi đua")}),
        code="match",
    ),
    "inline_choice": Item(
        "blanks",
        "Chọn từ còn thiếu.\nThi đua trên nguyên tắc [[1]], tự giác.\nKhen thưởng phải kịp thời.",
        gaps=(Gap("choice", options=("bắt buộc", "tự nguyện", "luân phiên"), right=(1,)),),
        code="inlineChoice",
    ),
    "text_entry": Item(
        "blanks",
        "Điền từ còn thiếu.\nKhen thưởng phải\nchính xác, công khai và [[1]];\nđúng người, đúng việc.",
        gaps=(Gap("text", accepted=(Accepted("kịp thời"), Accepted("nhanh", HALF))),),
        code="textEntry",
    ),
    "extended_text": Item(
        "essay",
        "Đọc lá thư của một đơn vị bạn.\nKính gửi quý cơ quan,\nXin cho biết kinh nghiệm bình xét.\nViết thư trả lời.",
        code="extendedText",
    ),
}
NAMED = {"choice": [(1, "picture_missing")], "extended_text": [(1, "marking_notes_left_out")]}


@pytest.mark.parametrize("version", ["qti21", "qti30"])
@pytest.mark.parametrize("item", QTI)
def test_an_item_of_the_standards_kinds(version, item):
    name, reading, found = read(version, f"{item}.xml")
    assert (name, reading.items, found) == ("QTI", [QTI[item]], NAMED.get(item, []))


@pytest.mark.parametrize("version", ["qti21", "qti30"])
def test_a_package_of_all_of_them_brings_the_picture_too(version):
    items = {name: (FIXTURES / version / f"{name}.xml").read_text() for name in QTI}
    picture = a_picture("red")
    _, reading = formats.parse(files.package(**items, extra={"images/bien.png": picture}))
    shown = Shown(digest_of(picture), "Tấm biển đỏ có chữ trắng")
    assert reading.items == [replace(QTI["choice"], picture=shown), *list(QTI.values())[1:]]
    assert reading.pictures == {shown.digest: picture}
    assert [(found.place, found.code) for found in reading.findings] == [(7, "marking_notes_left_out")]


def test_gift_as_its_documentation_describes_it():
    name, reading, found = read("gift.txt")
    about = {"category": ("Luật Thi đua, khen thưởng", "Phần 1/2")}
    levels = LEVELS | {"prompts": ("Giấy khen", "Bằng khen", "Cờ thi đua")}
    numbers = [Number(Decimal(2022)), Number(Decimal("1.6"), Decimal("0.1")), Number(Decimal(2003))]
    assert name == "GIFT"
    expected = [
        Item(
            "single",
            "Ai quyết định tặng Giấy khen ở cấp xã?",
            ("Trưởng thôn", "Chủ tịch Ủy ban nhân dân cấp xã", "Chủ tịch Hội phụ nữ"),
            (1,),
        ),
        Item(
            "single",
            "Thi đua trên nguyên tắc _____, tự giác.",
            ("bắt buộc", "tự nguyện", "luân phiên"),
            (1,),
        ),
        Item("true_false", "Danh hiệu thi đua xét khi có đăng ký.", TRUE_FALSE, (0,)),
        Item("true_false", "Khen thưởng không cần công khai.", TRUE_FALSE, (1,)),
        Item(
            "short",
            "Khen thưởng phải chính xác và _____.",
            accepted=(Accepted("kịp thời"), Accepted("nhanh", HALF)),
        ),
        Item("matching", "Ghép hình thức với cấp trao.", **levels),
        Item("numeric", "Luật hiện hành ban hành năm nào?", number=numbers[0]),
        Item("numeric", "Tỷ lệ trong khoảng nào?", number=numbers[1]),
        Item("numeric", "Luật đầu tiên ban hành năm nào?", number=numbers[2]),
        Item("multiple", "Hồ sơ gồm những gì?", ("Tờ trình", "Báo cáo", "Thực đơn"), (0, 1)),
        Item("essay", "Viết về một tấm gương."),
        Item(
            "single",
            "Ký hiệu {x} = a:b nghĩa là gì?",
            ("Tập hợp #1", "Dấu ~"),
            (0,),
            explanation="Xem tài liệu.",
        ),
    ]
    assert reading.items == [
        replace(item, code=f"Q{number}", **about) for number, item in enumerate(expected, start=1)
    ]
    assert found == [
        (2, "feedback_left_out"),
        (5, "feedback_left_out"),
        (10, "other_numbers_left_out"),
        (14, "description_left_out"),
    ]


def test_answers_in_gift_are_html_where_their_question_is_and_pictures_are_named():
    image = base64.b64encode(b"x").decode()
    told = f'[html]<p>Chọn&nbsp;<b>một</b>.</p><img src\\="data\\:{image}"> {{=<p>một</p> ~<p>hai</p>}}'
    _, reading = formats.parse(told.encode())
    assert [(item.text, item.options) for item in reading.items] == [("Chọn một.", ("một", "hai"))]
    assert [found.code for found in reading.findings] == ["pictures_left_out"]
