"""Codes are read as people type them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from completions.codes import ALPHABET, grouped, is_code, normalised, random_code

CODE = "7Q2MZ8K4TDXW1VJ5RBHN0CEG39"


@pytest.mark.parametrize(
    "typed",
    [
        CODE,
        CODE.lower(),
        grouped(CODE),
        f"  {grouped(CODE).lower()} ",
        grouped(CODE).replace("-", " – "),
        CODE.replace("0", "O").replace("1", "l"),
        CODE.replace("0", "o").replace("1", "I"),
        "\u00a0".join(CODE),
    ],
)
def test_a_code_is_read_however_it_was_typed(typed):
    assert normalised(typed) == CODE


def test_a_code_is_printed_in_groups_that_can_be_read_out():
    assert grouped(CODE) == "7Q2MZ-8K4TD-XW1VJ-5RBHN-0CEG39"


def test_codes_are_long_and_never_the_same():
    codes = {random_code() for _ in range(1000)}
    assert len(codes) == 1000
    assert all(is_code(code) for code in codes)
    assert len(ALPHABET) ** 26 > 2**128


@pytest.mark.parametrize("text", ["", CODE[:-1], CODE + "0", CODE[:-1] + "U", CODE[:-1] + "!"])
def test_what_is_no_code_is_known_at_once(text):
    assert not is_code(text)


@given(st.text(max_size=60))
def test_reading_a_code_twice_is_reading_it_once(text):
    assert normalised(normalised(text)) == normalised(text)
