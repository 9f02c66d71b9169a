"""What a report says of a branch is what counting its people one by one says, for random provinces, people and filters."""

import datetime
from dataclasses import dataclass
from zoneinfo import ZoneInfo

import pytest
from django.http import QueryDict
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import clock
from accounts.models import User
from courses.models import CourseEdition
from enrolments.models import Assignment, Enrolment, TrainingPlan
from organisation.models import Administration
from reports.forms import NUMBER_OF_STATE, PeopleForm
from reports.inquiry import Inquiry
from reports.people import People
from tests.factories import a_course, a_person
from tests.organisation.trees import Province, province, rolled_back, shapes
from tests.reports.scenes import DAY, NOW, TODAY

pytestmark = pytest.mark.django_db
random_provinces = settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
HANOI = ZoneInfo("Asia/Ho_Chi_Minh")

learnings = st.lists(
    st.fixed_dictionaries(
        {
            "person": st.integers(0, 99),
            "place": st.integers(-1, 99),
            "course": st.integers(0, 1),
            "state": st.sampled_from(["waiting", "learning", "done", "withdrawn", "expired"]),
            "due": st.none() | st.sampled_from([-400, -1, 0, 1, 7, 8, 90]),
            "closed": st.sampled_from([0, 1, 60, 326, 327, 700]),
            "mandatory": st.booleans(),
            "planned": st.booleans(),
        }
    ),
    max_size=25,
)
questions = st.fixed_dictionaries(
    {
        "khoa": st.sampled_from(["", "0", "1"]),
        "ky": st.sampled_from(["", "nam", "plan"]),
        "dien": st.sampled_from(["", "bat-buoc"]),
        "loai": st.sampled_from(["", "ward"]),
    }
)


@dataclass
class Learned:
    """One enrolment as this test knows it."""

    unit: int | None
    course: int
    state: str
    due: int | None
    closed_at: datetime.datetime | None
    is_mandatory: bool
    is_planned: bool

    def counts(self, question: dict) -> bool:
        if self.state in ("withdrawn", "expired"):
            return False
        if question["khoa"] and int(question["khoa"]) != self.course:
            return False
        if question["dien"] and not self.is_mandatory:
            return False
        if question["ky"] == "nam" and self.closed_at and self.closed_at.astimezone(HANOI).year < TODAY.year:
            return False
        return not (question["ky"] == "plan" and not self.is_planned)

    def is_in(self, number: str) -> bool:
        is_open = self.state in ("waiting", "learning")
        return {
            "required": True,
            "done": self.state == "done",
            "learning": self.state == "learning",
            "waiting": self.state == "waiting",
            "late": is_open and self.due is not None and self.due < 0,
            "soon": is_open and self.due is not None and 0 <= self.due <= 7,
            "chosen": not self.is_mandatory,
        }[number]


@pytest.fixture
def courses():
    return [a_course("Khóa một", lessons=0), a_course("Khóa hai", lessons=0)]


def a_world(courses, shape, learned):
    """The province in the database and, beside it, what this test knows of it."""
    made = province(shape)
    for place, unit in enumerate(made.units):
        if place % 3 == 1:
            type(unit).objects.filter(pk=unit.pk).update(kind="ward")
            unit.kind = "ward"
    author = a_person("Người giao", password=None)
    plan = TrainingPlan.objects.create(year=2026, title="Kế hoạch", unit=made.units[0])
    rows, known, open_ones, rounds = [], [], set(), {}
    for item in learned:
        if not made.people:
            break
        person = made.people[item["person"] % len(made.people)]
        unit = None if item["place"] < 0 else made.units[item["place"] % len(made.units)]
        course = courses[item["course"]]
        is_open = item["state"] in ("waiting", "learning")
        if is_open and (person.pk, course.pk) in open_ones:
            continue
        if is_open:
            open_ones.add((person.pk, course.pk))
        rounds[person.pk, course.pk] = rounds.get((person.pk, course.pk), 0) + 1
        closed_at = None if is_open else NOW - item["closed"] * DAY
        due_on = None if item["due"] is None else TODAY + item["due"] * DAY
        assignment = Assignment.objects.create(
            course=course,
            plan=plan if item["planned"] else None,
            due_on=due_on or TODAY,
            made_by=author,
            made_for=made.units[0],
            made_at=NOW,
        )
        rows.append(
            Enrolment(
                user=person,
                course=course,
                edition=CourseEdition.objects.get(course=course),
                round=rounds[person.pk, course.pk],
                unit=unit,
                assignment=assignment,
                is_mandatory=item["mandatory"],
                due_on=due_on,
                enrolled_at=NOW - 800 * DAY,
                started_at=None if item["state"] == "waiting" else NOW - 800 * DAY,
                closed_at=closed_at,
                closed_as="" if is_open else {"done": "completed"}.get(item["state"], item["state"]),
            )
        )
        known.append(
            Learned(
                unit.pk if unit else None,
                item["course"],
                item["state"],
                item["due"],
                closed_at,
                item["mandatory"],
                item["planned"],
            )
        )
    Enrolment.objects.bulk_create(rows)
    return made, known, plan


def reader_of(made: Province, tops) -> User:
    reader = a_person("Người xem", password=None)
    Administration.objects.bulk_create(
        Administration(user=reader, unit=unit, role="observer")
        for unit in {unit.pk: unit for unit in tops}.values()
    )
    return reader


def inquiry(reader, unit, courses, plan, question, **more) -> Inquiry:
    get = QueryDict(mutable=True)
    get.update(
        {
            "khoa": str(courses[int(question["khoa"])].pk) if question["khoa"] else "",
            "ky": str(plan.pk) if question["ky"] == "plan" else question["ky"],
            "dien": question["dien"],
            "loai": question["loai"],
        }
        | more
    )
    request = type("Request", (), {"user": reader, "GET": get})
    with clock.frozen_at(NOW):
        return Inquiry.of(request, unit and unit.pk, PeopleForm)


@random_provinces
@given(shape=shapes(), learned=learnings, question=questions, place=st.integers(0, 99))
def test_a_branch_is_the_sum_of_its_people(courses, shape, learned, question, place):
    with rolled_back():
        made, known, plan = a_world(courses, shape, learned)
        unit = made.units[place % len(made.units)]
        reader = reader_of(made, [made.units[0], unit])
        rollup = inquiry(reader, unit, courses, plan, question).rollup()
        counted = [item for item in known if item.counts(question)]
        children = [pk for pk, above in made.parents.items() if above == unit.pk]
        kind = {one.pk: one.kind for one in made.units}
        if question["loai"]:
            children = [pk for pk in children if kind[pk] == question["loai"]]
        assert {node.pk for node, _ in rollup.branches} == set(children)
        for number in ("required", "done", "learning", "waiting", "late", "soon", "chosen"):
            right = [item for item in counted if item.is_in(number)]
            for node, tally in rollup.branches:
                expected = sum(made.is_within(item.unit, node.pk) for item in right)
                assert getattr(tally, number) == expected, (number, str(node))
            directly = 0 if question["loai"] else sum(item.unit == unit.pk for item in right)
            assert getattr(rollup.directly, number) == directly
            below = sum(made.is_within_any(item.unit, children) for item in right)
            assert getattr(rollup.total, number) == below + directly


@random_provinces
@given(shape=shapes(), learned=learnings, question=questions, place=st.integers(0, 99))
def test_every_number_is_the_length_of_its_list(courses, shape, learned, question, place):
    with rolled_back():
        made, known, plan = a_world(courses, shape, learned)
        unit = made.units[place % len(made.units)]
        reader = reader_of(made, [made.units[0], unit])
        total = inquiry(reader, unit, courses, plan, question).rollup().total
        for state, number in NUMBER_OF_STATE.items():
            listing = People(inquiry(reader, unit, courses, plan, question, trang_thai=state))
            assert listing.lines().count() == getattr(total, number)
            assert listing.tally() == total


@random_provinces
@given(shape=shapes(), learned=learnings, more=learnings, question=questions, place=st.integers(0, 99))
def test_what_happens_elsewhere_changes_no_number(courses, shape, learned, more, question, place):
    with rolled_back():
        made, known, plan = a_world(courses, shape, learned)
        unit = made.units[place % len(made.units)]
        reader = reader_of(made, [unit])
        before = inquiry(reader, None, courses, plan, question | {"ky": ""}).rollup()
        elsewhere = [one for one in made.units if not made.is_within(one.pk, unit.pk)]
        for number, item in enumerate(more):
            if elsewhere:
                Enrolment.objects.create(
                    user=a_person(f"Người khác {number}", password=None),
                    course=courses[item["course"]],
                    edition=CourseEdition.objects.get(course=courses[item["course"]]),
                    unit=elsewhere[item["place"] % len(elsewhere)],
                    due_on=TODAY - DAY,
                    enrolled_at=NOW - DAY,
                )
        assert inquiry(reader, None, courses, plan, question | {"ky": ""}).rollup() == before
