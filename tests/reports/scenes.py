"""Enrolments of every state at a moment that stands still, written straight into the table: reports only read."""

import datetime

from bs4 import BeautifulSoup

from courses.models import CourseEdition
from enrolments.models import Enrolment
from tests.factories import a_course, a_person, a_unit

NOW = datetime.datetime(2026, 11, 23, 2, 41, tzinfo=datetime.UTC)
"""09:41 on Monday 23 November 2026 in Vietnam."""
TODAY = datetime.date(2026, 11, 23)
DAY = datetime.timedelta(days=1)


def learns(person, course, unit, *, state="waiting", due=None, since=60, done=1, **fields) -> Enrolment:
    """An enrolment that began `since` days ago. `state`: waiting, learning, done, withdrawn, expired; `due`: days
    from today; `done`: how many days ago it was closed."""
    edition = course.editions.first() or CourseEdition.objects.create(
        course=course, number=1, title=course.title, required=[], requires_checks=False, made_at=NOW
    )
    began = NOW - since * DAY
    enrolment = Enrolment(
        user=person,
        course=course,
        edition=edition,
        unit=unit,
        round=Enrolment.objects.filter(user=person, course=course).count() + 1,
        due_on=None if due is None else TODAY + due * DAY,
        enrolled_at=began,
        started_at=None if state == "waiting" else began,
        **{"is_mandatory": True, **fields},
    )
    if state in {"done", "withdrawn", "expired"}:
        enrolment.closed_at = max(NOW - done * DAY, began)
        enrolment.closed_as = {"done": "completed"}.get(state, state)
    enrolment.save()
    return enrolment


class Wards:
    """A province with two wards of two offices each, and a course that people of every office learn."""

    def __init__(self, course=None):
        self.course = course or a_course("Nền tảng pháp luật", lessons=1)
        self.province = a_unit("Tỉnh Thử", kind="province")
        self.hac = a_unit("Phường Hạc", self.province, kind="ward")
        self.province.refresh_from_db()
        self.sam = a_unit("Phường Sầm", self.province, kind="ward")
        self.offices = {}
        for name, ward in [("Hạc Một", self.hac), ("Hạc Hai", self.hac), ("Sầm Một", self.sam)]:
            ward.refresh_from_db()
            self.offices[name] = a_unit(f"Phòng {name}", ward, kind="division")

    def learners(self, office: str, **states: int) -> list[Enrolment]:
        """So many people of an office in each state: waiting, learning, done, late, soon."""
        dues = {"late": {"due": -3}, "soon": {"due": 4}}
        made = []
        for state, number in states.items():
            for _ in range(number):
                person = a_person(f"Nguyễn Văn {office}", unit=self.offices[office], password=None)
                kept = state if state in ("learning", "done") else "waiting"
                made.append(
                    learns(person, self.course, self.offices[office], state=kept, **dues.get(state, {}))
                )
        return made


def soup(response) -> BeautifulSoup:
    return BeautifulSoup(response.content, "html.parser")


def words(element) -> str:
    """The text of an element on one line."""
    return " ".join(element.get_text(" ").split())
