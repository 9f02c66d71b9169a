import datetime

import pytest

import clock
from enrolments.actions import assign_course
from tests.factories import a_course, a_person, a_unit, an_administrator

MORNING = datetime.datetime(2026, 11, 24, 2, 0, tzinfo=datetime.UTC)
"""Tuesday, 9 o'clock in Vietnam."""


@pytest.fixture(autouse=True)
def the_morning():
    with clock.frozen_at(MORNING):
        yield


@pytest.fixture
def assign():
    """`assign(people, days=7)`: a mandatory course with so many days left, asked of these people two weeks ago."""

    def assigned(people, days=7, ago=datetime.timedelta(weeks=2), course=None):
        chief = an_administrator(a_unit(), is_active=False)
        with clock.frozen_at(clock.now() - ago):
            return assign_course(
                course=course or a_course(title="Luật Thi đua, khen thưởng"),
                people=people,
                due_on=datetime.date(2026, 11, 24) + datetime.timedelta(days=days),
                is_mandatory=True,
                made_by=chief,
                made_for=chief.memberships.get().unit,
            )

    return assigned


@pytest.fixture
def people():
    """`people(3)`: so many, with e-mail."""

    def made(number, **fields):
        unit = a_unit()
        return [
            a_person(unit=unit, email=f"canbo.{unit.pk}.{place}@thanhhoa.gov.vn", **fields)
            for place in range(number)
        ]

    return made
