"""Importing 2,000 questions from Excel: reading the file, checking every row against the bank, writing all of it."""

import time

from django.db import transaction

from accounts.models import User
from quizzes.exchange.checking import check
from quizzes.exchange.excel import workbook
from quizzes.exchange.importing import confirm_import
from quizzes.exchange.preparing import prepare_import
from quizzes.models import Category

NAME, ROWS, MOST_SECONDS = "import_questions_2000", 2000, 10

_WHO = [
    "cấp xã",
    "cấp tỉnh",
    "cấp bộ",
    "Thủ tướng Chính phủ",
    "Chủ tịch nước",
    "Hội đồng",
    "tập thể",
    "cá nhân",
]
_WHAT = ["Giấy khen", "Bằng khen", "Cờ thi đua", "Huân chương", "danh hiệu", "sáng kiến", "hồ sơ", "tờ trình"]


def row(number: int) -> dict[str, str]:
    """A row like those trainers write, unlike every other one."""
    who, what = _WHO[number % 8], _WHAT[number // 8 % 8]
    return {
        "code": f"NHAP-{number:04}",
        "text": f"Trường hợp {number * 7919 % 10007}: thẩm quyền {who} về {what} năm {1990 + number % 37} ra sao?",
        "A": f"Do {who} quyết định, số {number}",
        "B": f"Trình cấp trên trong {number % 30 + 1} ngày",
        "C": f"Gửi {what} cho đơn vị {number * 31 % 997}",
        "D": "Không thuộc thẩm quyền",
        "answer": "ABCD"[number % 4],
        "difficulty": "hiểu",
        "explanation": f"Theo quy định về {what}.",
    }


def measure() -> tuple:
    """A line for the report; what was imported is rolled back."""
    content = workbook([row(number) for number in range(ROWS)])
    by = User.objects.filter(is_superuser=True).first() or User.objects.create_superuser("bench-import")
    category = Category.objects.order_by("path").first()
    with transaction.atomic():
        began = time.perf_counter()
        prepared = prepare_import(content=content, file_name="bench.xlsx", category=category, by=by)
        check(prepared, by)  # the preview, and once more inside the confirmation
        outcome = confirm_import(prepared=prepared, by=by, put_into_use=True).outcome
        seconds = time.perf_counter() - began
        transaction.set_rollback(True)
    if outcome["made"] != ROWS or outcome["in_use"] != ROWS:
        raise RuntimeError(f"imported {outcome['made']} of {ROWS}")
    return NAME, round(seconds, 2), "s", None, None, seconds < MOST_SECONDS
