"""The classes of a year in four numbers: on the classes' page and in the official report."""

import datetime

import pytest
from django.urls import reverse

import clock
from classes.actions import cancel_class, note_attendance
from classes.models import TrainingClass
from classes.yearly import YearOfClasses, year_of_classes
from reports.inquiry import Inquiry
from reports.official.figures import figures_of
from tests.factories import a_person
from tests.factories.classes import DAY, a_class, a_registration

pytestmark = pytest.mark.django_db
NOW = datetime.datetime(2026, 11, 23, 2, 41, tzinfo=datetime.UTC)


def held_ago(unit, days, *, seated=2, present=1, cancelled=False, **fields):
    """A class so many days ago, with some registered and some of them noted as present."""
    with clock.frozen_at(NOW - (days + 7) * DAY):
        made = a_class(unit=unit, seats=9, **fields)
        people = [a_registration(made, a_person(unit=unit)) for _ in range(seated)]
        if cancelled:
            cancel_class(training_class=made, by=made.made_by, reason="Mưa lũ")
            return made
    session = made.sessions.get()
    with clock.frozen_at(session.starts_at):
        present = {one.pk: True for one in people[:present]}
        note_attendance(session=session, present=present, by=made.made_by, way="list")
    return made


@pytest.fixture
def year(scene):
    held_ago(scene.ward, 3)
    held_ago(scene.ward, 40, seated=3, present=3)
    held_ago(scene.other, 5, seated=4, present=2)
    held_ago(scene.ward, 360, seated=5)
    held_ago(scene.ward, 4, cancelled=True)
    with clock.frozen_at(NOW):
        a_registration(a_class(unit=scene.ward), a_person(unit=scene.ward))
        yield scene


def test_counts_what_was_held_this_year_and_not_called_off(year):
    of_ward = TrainingClass.objects.filter(unit=year.ward)
    assert year_of_classes(of_ward, NOW) == YearOfClasses(2026, classes=2, sessions=2, people=5, attended=4)
    assert year_of_classes(TrainingClass.objects.all(), NOW).classes == 3
    assert year_of_classes(TrainingClass.objects.none(), NOW) == YearOfClasses(2026)


def test_the_page_tells_the_numbers_of_the_own_branch(year, signed_in):
    page = signed_in(year.chief).get(reverse("classes:organised"))
    assert "Năm 2026: đã tổ chức 2 lớp" in page.content.decode()
    assert "5 lượt người trong danh sách, 4 lượt người dự đủ" in page.content.decode()
    assert "đã tổ chức 3 lớp" in signed_in(year.head).get(reverse("classes:organised")).content.decode()


def test_the_official_report_has_the_same_numbers_as_the_page(year, rf):
    def of(user, **query):
        request = rf.get("/", query)
        request.user = user
        return figures_of(Inquiry.of(request))["lop"]

    assert of(year.chief) == {"nam": "2026", "so_lop": "2", "so_buoi": "2", "luot_nguoi": "5", "du": "4"}
    assert of(year.head)["so_lop"] == "3"
