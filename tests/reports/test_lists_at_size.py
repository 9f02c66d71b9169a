"""What the administrators' lists of people ask the database: ten statements at most, however many people there are."""

import datetime

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

import clock
from reports.people import Place
from tests.factories import a_person, an_administrator, signed_in
from tests.reports.scenes import Wards, learns, soup

pytestmark = pytest.mark.django_db

STAFF = {"postgresql": 10, "sqlite": 10}
REPORT = {"postgresql": 10, "sqlite": 9}
"""On PostgreSQL the page of a report asks what time it is. Nobody's rights are judged by a clock asked beforehand."""


@pytest.fixture
def admin(client, wards):
    return signed_in(client, an_administrator(wards.province))


@pytest.fixture
def wards():
    return Wards()


def lists(wards, first) -> dict[str, tuple[str, dict]]:
    """The staff list and the list of who is late in a course; from the beginning, and behind somebody."""
    person, enrolment = first
    late = {"khoa": wards.course.pk, "trang_thai": "qua-han"}
    people = reverse("reports:people", args=[wards.province.pk])
    return {
        "staff": (reverse("organisation:people"), {}),
        "staff, further": (reverse("organisation:people"), {"sau": person.pk}),
        "late": (people, late),
        "late, further": (people, late | {"sau": str(Place(person.pk, enrolment.pk))}),
    }


def test_a_list_asks_ten_things_whether_it_has_one_row_or_three(admin, wards, vendor):
    def late(name):
        person = a_person(name, unit=wards.offices["Hạc Một"], password=None)
        return person, learns(person, wards.course, wards.offices["Hạc Một"], due=-900)

    def asked() -> dict[str, tuple[int, int]]:
        found = {}
        for name, (address, query) in lists(wards, first).items():
            cache.clear()
            with CaptureQueriesContext(connection) as queries:
                page = soup(admin.get(address, query))
            found[name] = (len(page.select("table tbody tr")), len(queries))
        return found

    first = late("Lê Văn An")
    late("Lê Văn Ân")
    admin.get(reverse("organisation:people"))  # what a process writes once is written
    staff, report = STAFF[vendor], REPORT[vendor]
    administrator = 1
    assert asked() == {
        "staff": (2 + administrator, staff),
        "staff, further": (1 + administrator, staff),
        "late": (2, report),
        "late, further": (1, report),
    }
    late("Lê Văn Bình")
    late("Lê Văn Cường")
    assert asked() == {
        "staff": (4 + administrator, staff),
        "staff, further": (3 + administrator, staff),
        "late": (4, report),
        "late, further": (3, report),
    }


def test_the_day_that_a_statement_asks_for_is_today(wards):
    """A right that ends today stands, one that ended yesterday does not: with no clock asked beforehand."""
    today = clock.today()
    chief = an_administrator(wards.province)
    right = chief.administrations.get()
    for days, stands in [(-1, False), (0, True), (1, True)]:
        right.ends_on = today + datetime.timedelta(days)
        right.save()
        with CaptureQueriesContext(connection) as queries:
            found = type(right).objects.standing().filter(pk=right.pk).exists()
        assert (found, len(queries)) == (stands, 1)
