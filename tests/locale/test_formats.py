"""Dates, times and numbers as they are written and as they are read."""

import datetime

import pytest
from django import forms
from django.utils import formats, timezone, translation

MOMENT = datetime.datetime(2026, 11, 23, 9, 41)


@pytest.fixture(autouse=True, params=["vi", "en"])
def language(request):
    with translation.override(request.param):
        yield request.param


def test_the_day_comes_first():
    assert formats.date_format(MOMENT, "DATE_FORMAT") == "23/11/2026"
    assert formats.date_format(MOMENT, "SHORT_DATE_FORMAT") == "23/11/2026"
    assert formats.date_format(MOMENT, "DATETIME_FORMAT") == "23/11/2026 09:41"
    assert formats.time_format(MOMENT.time()) == "09:41"


def test_numbers_have_dots_for_thousands_and_a_comma(language):
    written = {"vi": "1.234.567,5", "en": "1,234,567.5"}
    assert formats.localize(1234567.5) == written[language]


@pytest.mark.parametrize("written", ["3/11/2026", "03/11/2026", "03-11-2026", "3.11.2026", "2026-11-03"])
def test_a_date_is_never_read_the_american_way(written):
    assert forms.DateField().clean(written) == datetime.date(2026, 11, 3)


def test_a_day_that_does_not_exist_is_refused():
    with pytest.raises(forms.ValidationError):
        forms.DateField().clean("11/23/2026")


@pytest.mark.parametrize("written", ["23/11/2026 09:41", "2026-11-23T09:41", "09:41 23/11/2026"])
def test_a_moment_is_read_in_our_time_zone(written):
    assert forms.DateTimeField().clean(written) == timezone.make_aware(MOMENT)


@pytest.mark.parametrize("written", ["09:41", "9h41", "09:41:00"])
def test_a_time_is_read(written):
    assert forms.TimeField().clean(written) == MOMENT.time()


def test_a_field_of_the_browser_gets_the_only_date_it_understands():
    widget = forms.DateInput(attrs={"type": "date"})
    assert 'value="2026-11-23"' in widget.render("due_on", MOMENT.date())
