from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vietnamese import format_number, format_percent, parse_number

finite_decimals = st.decimals(
    allow_nan=False, allow_infinity=False, min_value=-(10**18), max_value=10**18, places=6
)


@pytest.mark.parametrize(
    ("value", "decimals", "written"),
    [
        (1234.5, None, "1.234,5"),
        (0, None, "0"),
        (-0.0, None, "0"),
        (3.0, None, "3"),
        (999, None, "999"),
        (-1234567, None, "-1.234.567"),
        (0.1, None, "0,1"),
        (1e21, None, "1.000.000.000.000.000.000.000"),
        (1e-7, None, "0,0000001"),
        (Decimal("7.50"), None, "7,5"),
        (Decimal("1E+3"), None, "1.000"),
        (7.5, 2, "7,50"),
        (2.345, 2, "2,35"),
        (0.5, 0, "1"),
        (-2.5, 0, "-3"),
        (-0.04, 1, "0,0"),
        (999999.995, 2, "1.000.000,00"),
        (12345678901234567890123456789012345, 1, "12.345.678.901.234.567.890.123.456.789.012.345,0"),
    ],
)
def test_a_number_is_written_with_points_and_a_comma(value, decimals, written):
    assert format_number(value, decimals) == written


@pytest.mark.parametrize(
    ("share", "written"),
    [(0.875, "87,5%"), (0.5, "50%"), (1, "100%"), (0, "0%"), (0.12345, "12,3%"), (12.5, "1.250%")],
)
def test_a_share_is_written_as_a_percentage(share, written):
    assert format_percent(share) == written


@pytest.mark.parametrize("value", [float("nan"), float("inf"), Decimal("-Infinity")])
def test_what_is_not_finite_is_no_number(value):
    with pytest.raises(ValueError, match="finite"):
        format_number(value)
    with pytest.raises(ValueError, match="finite"):
        format_percent(value)


@given(finite_decimals)
def test_what_is_written_reads_back_exactly(number):
    assert parse_number(format_number(number)) == number


@given(st.integers())
def test_whole_numbers_read_back_exactly(number):
    assert parse_number(format_number(number)) == number


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_floats_read_back_exactly(number):
    assert float(parse_number(format_number(number))) == number


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("1.234,5", "1234.5"),
        ("1234,5", "1234.5"),
        (" 8 ", "8"),
        ("−3", "-3"),
        ("0,25", "0.25"),
        ("1.234", "1234"),
    ],
)
def test_people_may_leave_out_the_points(text, number):
    assert parse_number(text) == Decimal(number)


@pytest.mark.parametrize(
    "text", ["", "1.5", "1,234.5", "12.34.567", "1.2345", ",5", "5,", "1e5", "NaN", "٣", "1 234", "--1", "+1"]
)
def test_what_could_be_misread_is_refused(text):
    with pytest.raises(ValueError, match="not a number"):
        parse_number(text)
