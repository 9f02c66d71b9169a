from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vietnamese import format_date, format_datetime, parse_date


def test_a_date_is_day_month_year():
    assert format_date(date(2026, 11, 23)) == "23/11/2026"
    assert format_date(datetime(2026, 2, 3, 4, 5)) == "03/02/2026"
    assert format_date(date(804, 1, 2)) == "02/01/0804"


def test_a_time_comes_before_its_date():
    assert format_datetime(datetime(2026, 11, 23, 9, 41, 59)) == "09:41, 23/11/2026"


@given(st.dates())
def test_a_written_date_reads_back(day):
    assert parse_date(format_date(day)) == day


@pytest.mark.parametrize("text", ["3/2/2026", "03-02-2026", " 3.2.2026 "])
def test_people_write_dates_in_several_ways(text):
    assert parse_date(text) == date(2026, 2, 3)


@pytest.mark.parametrize(
    "text", ["", "2026-02-03", "3/2/26", "30/02/2026", "11/23/2026", "3/2-2026", "٣/2/2026", "1/1/0000"]
)
def test_what_is_no_date_is_refused(text):
    with pytest.raises(ValueError):
        parse_date(text)
