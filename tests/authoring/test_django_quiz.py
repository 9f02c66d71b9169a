"""Taking over a django-quiz-app site: every question, every sitting, once; what cannot be carried is said."""

import io
import json

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse

from quizzes.exchange import django_quiz
from quizzes.exchange.item import Item, UnreadableFile
from quizzes.models import ArchivedSitting, Question
from tests.factories import a_category, a_person

SITTING = {
    "quiz": 1,
    "question_order": "1,2,3,4,",
    "question_list": "",
    "incorrect_questions": "2,",
    "current_score": 2,
    "complete": True,
    "start": "2024-03-05T01:00:00Z",
    "end": "2024-03-05T01:12:00Z",
}
QUIZ = {
    "title": "Kiểm tra Luật Thi đua, khen thưởng",
    "description": "",
    "url": "luat-tdkt",
    "category": 1,
    "random_order": True,
    "max_questions": None,
    "answers_at_end": True,
    "exam_paper": True,
    "single_attempt": False,
    "pass_mark": 50,
    "success_text": "Đạt.",
    "fail_text": "Chưa đạt.",
    "draft": False,
}


def question(pk, content, **fields):
    told = {
        "quiz": [1],
        "category": 1,
        "sub_category": 1,
        "figure": "",
        "content": content,
        "explanation": "Điều 5.",
    }
    return ("quiz.question", pk, told | fields)


ROWS = [
    ("auth.user", 7, {"username": "hoa", "password": "x"}),
    ("quiz.category", 1, {"category": "Luật"}),
    ("quiz.subcategory", 1, {"sub_category": "Nguyên tắc", "category": 1}),
    ("quiz.quiz", 1, QUIZ),
    question(1, "Ai tặng Huân chương?"),
    question(2, "Có mấy nguyên tắc?", figure="uploads/2024/hinh.png"),
    question(3, "Thi đua là tự nguyện.", sub_category=None),
    question(4, "Nêu ý kiến của anh/chị."),
    ("multichoice.mcquestion", 1, {"answer_order": "random"}),
    ("multichoice.mcquestion", 2, {"answer_order": "content"}),
    ("multichoice.answer", 11, {"question": 1, "content": "Chủ tịch nước", "correct": True}),
    ("multichoice.answer", 12, {"question": 1, "content": "Thủ tướng", "correct": False}),
    ("multichoice.answer", 13, {"question": 2, "content": "Hai", "correct": True}),
    ("multichoice.answer", 14, {"question": 2, "content": "Ba", "correct": False}),
    ("true_false.tf_question", 3, {"correct": True}),
    ("essay.essay_question", 4, {}),
    ("quiz.progress", 1, {"user": 7, "score": "Luật,2,4,"}),
    (
        "quiz.sitting",
        21,
        SITTING | {"user": 7, "user_answers": '{"1": "11", "2": "14", "3": "True", "4": "Tốt."}'},
    ),
    (
        "quiz.sitting",
        22,
        SITTING | {"user": ["lan"], "complete": False, "end": None, "user_answers": '{"1": "11"}'},
    ),
    ("sessions.session", "abc", {}),
]


def dumped(rows=ROWS) -> bytes:
    return json.dumps([{"model": model, "pk": pk, "fields": fields} for model, pk, fields in rows]).encode()


def test_questions_and_sittings_are_read():
    dump = django_quiz.parse(dumped())
    path = ("Luật", "Nguyên tắc")
    about = {"category": path, "explanation": "Điều 5."}
    assert dump.reading.items == [
        Item("single", "Ai tặng Huân chương?", ("Chủ tịch nước", "Thủ tướng"), (0,), code="DQ-1", **about),
        Item("single", "Có mấy nguyên tắc?", ("Hai", "Ba"), (0,), code="DQ-2", **about),
        Item(
            "true_false",
            "Thi đua là tự nguyện.",
            ("Đúng", "Sai"),
            (0,),
            code="DQ-3",
            category=("Luật",),
            explanation="Điều 5.",
        ),
        Item("essay", "Nêu ý kiến của anh/chị.", code="DQ-4", **about),
    ]
    assert [(found.place, found.code) for found in dump.reading.findings] == [(2, "pictures_left_out")]
    first, second = dump.sittings
    assert [(given.code, given.given, given.is_right) for given in first.answers] == [
        ("DQ-1", "Chủ tịch nước", True),
        ("DQ-2", "Ba", False),
        ("DQ-3", "Đúng", True),
        ("DQ-4", "Tốt.", True),
    ]
    assert (first.username, first.score, first.possible, first.has_passed) == ("hoa", 2, 4, True)
    assert (second.username, second.is_complete, [given.is_right for given in second.answers]) == (
        "lan",
        False,
        [True, False, False, False],
    )
    assert dump.quizzes == [("Kiểm tra Luật Thi đua, khen thưởng", 4, 50)]
    assert (dump.progress, dump.unknown) == (1, {"sessions.session": 1})


@pytest.mark.parametrize(
    "content", [b"", b"{", b"[1]", b"[]", b"\xff\xfe", b"[" * 100_000, b'[{"model": "x.y"}]']
)
def test_what_is_no_dump_is_refused(content):
    with pytest.raises(UnreadableFile):
        django_quiz.parse(content)


@pytest.fixture
def ran(tmp_path, unit, trainer):
    category = a_category("Nhập từ hệ thống cũ", owner=unit)
    a_person("Lê Thị Hoa", username="hoa")

    def run(content=None, **options):
        file = tmp_path / "dump.json"
        file.write_bytes(dumped() if content is None else content)
        out = io.StringIO()
        call_command(
            "import_django_quiz",
            file,
            **({"by": trainer.username, "category": category.pk} | options),
            stdout=out,
        )
        return out.getvalue()

    return run


def test_a_dump_is_taken_over_once(ran):
    said = ran()
    codes = list(Question.objects.order_by("code").values_list("code", flat=True))
    assert codes[:3] == ["DQ-1", "DQ-2", "DQ-3"]
    assert set(Question.objects.values_list("state", flat=True)) == {"draft"}
    sittings = list(ArchivedSitting.objects.order_by("number"))
    assert [(s.number, s.username, s.user.username if s.user else None, s.has_passed) for s in sittings] == [
        (21, "hoa", "hoa", True),
        (22, "lan", None, False),
    ]
    assert sittings[0].answers[1] == {
        "code": "DQ-2",
        "question": "Có mấy nguyên tắc?",
        "given": "Ba",
        "is_right": False,
    }
    assert (
        "2 archived, 0 known" in said
        and "lan" in said
        and "1 progress rows" in said
        and "sessions.session" in said
    )
    again = ran()
    assert "0 new, 0 changed" in again and "0 archived, 2 known" in again
    assert (Question.objects.count(), ArchivedSitting.objects.count()) == (len(codes), 2)


def test_only_whoever_writes_the_category_imports_into_it(ran, foreign_trainer):
    with pytest.raises(CommandError):
        ran(by=foreign_trainer.username)
    assert Question.objects.count() == 0
    ran()
    assert Question.objects.count() > 0


def test_archived_sittings_are_read_by_the_province_alone(ran, client, chief, trainer):
    ran()
    client.force_login(trainer)
    assert client.get(reverse("bank:archive")).url == reverse("wagtailadmin_home")
    client.force_login(chief)
    page = client.get(reverse("bank:archive")).content.decode()
    assert "Lê Thị Hoa" in page and "Chủ tịch nước" in page
