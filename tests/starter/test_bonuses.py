"""The sums in the lesson on bonuses and in the bank: coefficient × base salary, rounded up to ten thousand đồng."""

import math
import re
from decimal import Decimal

import pytest

from starter.content_check.claims import plain
from starter.reading import read_toml

BASE_SALARIES = 2_340_000, 2_530_000
"""Until 30/06/2026 and from 01/07/2026, đồng a month (decrees 73/2024 and 161/2026)."""


def number(vietnamese: str) -> Decimal:
    """2.530.000 and 0,3 as they are written in Vietnamese."""
    return Decimal(vietnamese.replace(".", "").replace(",", "."))


def bonus(coefficient: Decimal, base: int) -> int:
    """Đồng, rounded up to tens of thousands (decree 152/2025, article 49, clause 2)."""
    return math.ceil(coefficient * base / 10_000) * 10_000


def rows_of_bonuses() -> list[list[str]]:
    blocks = read_toml("tham-quyen-quy", "lessons", "4.3.toml")["blocks"]
    (table,) = [block for block in blocks if block["kind"] == "table"]
    return [[plain(cell) for cell in row] for row in table["rows"]]


def test_a_bonus_is_rounded_up_and_a_round_one_stays():
    assert [bonus(Decimal("0.3"), base) for base in BASE_SALARIES] == [710_000, 760_000]
    assert bonus(Decimal("1.0"), 2_530_000) == 2_530_000


def test_every_row_of_the_table_is_its_coefficient_times_both_base_salaries():
    rows = rows_of_bonuses()
    assert len(rows) == 17
    for name, coefficient, *sums in rows:
        expected = [bonus(number(coefficient), base) for base in BASE_SALARIES]
        assert [number(amount) for amount in sums] == expected, name


def test_every_ceiling_and_its_fifth_is_right():
    table = next(
        b for b in read_toml("tham-quyen-quy", "lessons", "4.1.toml")["blocks"] if b["kind"] == "table"
    )
    rows = [[number(re.match(r"[\d.,]+", plain(cell)).group()) for cell in row] for row in table["rows"]]
    assert len(rows) == 3
    for spending, percent, ceiling, part in rows:
        assert (ceiling, part) == (spending * 1000 * percent / 100, ceiling / 5)


@pytest.mark.parametrize(
    ("file", "sums"),
    [
        ("lessons/1.2.toml", 1),
        ("lessons/4.1.toml", 2),
        ("lessons/4.2.toml", 3),
        ("lessons/4.3.toml", 4),
        ("lessons/5.1.toml", 1),
        ("questions.toml", 7),
    ],
)
def test_every_product_and_total_written_out_in_prose_is_right(file, sums):
    prose = plain(" ".join(_strings(read_toml("tham-quyen-quy", file))))
    found = re.findall(r"((?:[\d.,]+%? (?:tỷ |triệu )?[×+] )+[\d.,]+%?) = ([\d.,]+\d)", prose)
    for left, right in found:
        assert _value(left) == number(right), f"{left} = {right}"
    assert len(found) == sums


def _value(sum_in_words: str) -> Decimal:
    """1,5 × 2.530.000, 6 × 2 + 4, and 38,5 tỷ × 1,5% in millions, as the sums of this course are told."""
    total = Decimal(0)
    for term in sum_in_words.split(" + "):
        product = Decimal(1)
        for factor in term.split(" × "):
            figure, _, unit = factor.partition(" ")
            share = Decimal("0.01") if figure.endswith("%") else 1
            product *= number(figure.rstrip("%,.")) * share * (1000 if unit == "tỷ" else 1)
        total += product
    return total


def _strings(value) -> list[str]:
    if isinstance(value, str):
        return [value]
    inside = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return [text for part in inside for text in _strings(part)]
