"""Windows of each year and months after a day."""

from datetime import date

import pytest

from enrolments.windows import months_after, open_window


@pytest.mark.parametrize(
    ("day", "window"),
    [
        (date(2026, 2, 28), None),
        (date(2026, 3, 1), (date(2026, 3, 1), date(2026, 5, 31))),
        (date(2026, 5, 31), (date(2026, 3, 1), date(2026, 5, 31))),
        (date(2026, 6, 1), None),
        (date(2028, 4, 4), (date(2028, 3, 1), date(2028, 5, 31))),
        (date(2025, 4, 4), None),
    ],
)
def test_a_window_comes_each_year_from_the_first_on(day, window):
    assert open_window(date(2026, 3, 1), date(2026, 5, 31), day) == window


@pytest.mark.parametrize(
    ("day", "window"),
    [
        (date(2026, 12, 1), (date(2026, 12, 1), date(2027, 1, 31))),
        (date(2027, 1, 31), (date(2026, 12, 1), date(2027, 1, 31))),
        (date(2027, 2, 1), None),
        (date(2028, 1, 2), (date(2027, 12, 1), date(2028, 1, 31))),
        (date(2026, 1, 15), None),
    ],
)
def test_a_window_may_lie_over_new_year(day, window):
    assert open_window(date(2026, 12, 1), date(2027, 1, 31), day) == window


def test_29_february_is_the_28th_in_other_years():
    assert open_window(date(2028, 2, 29), date(2028, 3, 5), date(2029, 2, 28)) == (
        date(2029, 2, 28),
        date(2029, 3, 5),
    )


@pytest.mark.parametrize(
    ("day", "months", "then"),
    [
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
        (date(2026, 11, 24), 24, date(2028, 11, 24)),
        (date(2026, 12, 31), 2, date(2027, 2, 28)),
        (date(2026, 3, 31), -1, date(2026, 2, 28)),
    ],
)
def test_months_after_a_day(day, months, then):
    assert months_after(day, months) == then
