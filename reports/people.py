"""Lists of people: one line an enrolment, in the order of given names, page after page at the same cost.

A page begins after the line that ended the one before (a key, not a count), so that page 400 costs what page 1 does.
"""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from django.contrib.auth import get_user_model
from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.urls import reverse

import vietnamese
from enrolments.models import Enrolment
from reports.forms import NUMBER_OF_STATE, Place
from reports.inquiry import Inquiry
from reports.rollup import Tally, conditions
from reports.tree import Node
from reports.words import due_words, state_words

PAGE = 25
FEW = 2000
"""So many lines are sorted faster than people are walked through to find those who have one."""
ORDER = ("user__sort_key", "user_id", "pk")
LETTERS = "abcdđeghiklmnopqrstuvxy"


class Page(NamedTuple):
    """Some lines; the places to go on from, where there are more."""

    rows: list[Enrolment]
    before: Place | None
    after: Place | None


class People:
    """The people an inquiry asks for: those who match the words, those in the state, those on the page."""

    def __init__(self, inquiry: Inquiry):
        asked = inquiry.form.cleaned_data
        self.inquiry = inquiry
        self.words, self.state, self.letter = asked["q"], asked["trang_thai"], asked["chu"]
        self.sau, self.truoc = asked["sau"], asked["truoc"]

    def matching(self) -> QuerySet[Enrolment]:
        """Every line but for the state."""
        found = self.inquiry.enrolments()
        if self.words:
            people = get_user_model().objects.matching(self.words)
            found = found.filter(user__in=people.values("pk"))
        return found

    def tally(self) -> Tally:
        """How many lines each state has."""
        return self.inquiry.tally(self.matching()) if self.words else self.inquiry.rollup().total

    def in_state(self) -> QuerySet[Enrolment]:
        """Every line in the state asked for."""
        if not self.state:
            return self.matching()
        return self.matching().filter(conditions(self.inquiry.day)[NUMBER_OF_STATE[self.state]])

    def lines(self) -> QuerySet[Enrolment]:
        """Every line in the state asked for, in order, with what a line shows."""
        return (
            self.in_state().select_related("user").annotate(course_title=F("course__title")).order_by(*ORDER)
        )

    def page(self, number: int) -> Page:
        """The page asked for, of a list of so many lines."""
        if self.truoc:
            rows = self.some(number, before(self.truoc, "user__"), before(self.truoc), backwards=True)
            if len(rows) > PAGE:
                rows = rows[:PAGE][::-1]
                return Page(rows, before=place(rows[0]), after=place(rows[-1]))
            rows = self.some(number, Q(), Q())
        elif self.sau:
            rows = self.some(number, after(self.sau, "user__"), after(self.sau))
        elif self.letter:
            key = vietnamese.sort_key(self.letter)
            rows = self.some(number, Q(user__sort_key__gte=key), Q(sort_key__gte=key))
        else:
            rows = self.some(number, Q(), Q())
        is_first = bool(self.truoc) or not (self.sau or self.letter)
        return Page(
            rows[:PAGE],
            before=None if is_first or not rows else place(rows[0]),
            after=place(rows[PAGE - 1]) if len(rows) > PAGE else None,
        )

    def some(self, number: int, lines: Q, people: Q, *, backwards: bool = False) -> list[Enrolment]:
        """One line more than a page holds, of those `lines` allows. Of many, the people come first: they are
        walked in the order of their names until there are enough who have a line, and nothing is sorted."""
        found = self.lines().filter(lines)
        if number > FEW:
            walked = get_user_model().objects.filter(
                people, Exists(self.in_state().order_by().filter(user=OuterRef("pk")))
            )
            order = ("-sort_key", "-pk") if backwards else ("sort_key", "pk")
            found = found.filter(user__in=walked.order_by(*order).values("pk")[: PAGE + 2])
        return list((found.reverse() if backwards else found)[: PAGE + 1])


def place(enrolment: Enrolment) -> Place:
    return Place(enrolment.user_id, enrolment.pk)


def after(place: Place, of_lines: str = "") -> Q:
    """The lines behind this one; or the people from its person on."""
    return _beyond(place, of_lines, "gt", "gte")


def before(place: Place, of_lines: str = "") -> Q:
    """The lines ahead of this one; or the people down to its person."""
    return _beyond(place, of_lines, "lt", "lte")


def _beyond(place: Place, of_lines: str, strictly: str, loosely: str) -> Q:
    key = get_user_model().objects.filter(pk=place.user_id).values("sort_key")
    from_here = Q(**{f"{of_lines}sort_key__{loosely}": key})
    another_name = Q(**{f"{of_lines}sort_key__{strictly}": key})
    if not of_lines:
        return from_here & (another_name | Q(**{f"pk__{loosely}": place.user_id}))
    return from_here & (
        another_name
        | Q(**{f"user_id__{strictly}": place.user_id})
        | Q(**{"user_id": place.user_id, f"pk__{strictly}": place.enrolment_id})
    )


class Line(NamedTuple):
    """An enrolment as lists of people show it."""

    enrolment: Enrolment
    name: str
    code: str
    url: str
    unit: str
    course: str
    state: str
    due: str
    tone: str


def lines(inquiry: Inquiry, enrolments: Iterable[Enrolment]) -> Iterator[Line]:
    """Lines of a list; a line asks the database for nothing."""
    for enrolment in enrolments:
        due, tone = due_words(enrolment, inquiry.day)
        yield Line(
            enrolment=enrolment,
            name=enrolment.user.full_name,
            code=enrolment.user.staff_code or "",
            url=reverse("reports:person", args=[enrolment.user_id]),
            unit=where(inquiry, inquiry.tree.by_id[getattr(enrolment, inquiry.unit_field)]),
            course=enrolment.course_title,
            state=state_words(enrolment.closed_as, enrolment.started_at is not None),
            due=due,
            tone=tone,
        )


def where(inquiry: Inquiry, node: Node) -> str:
    """A unit with the units above it that tell it from others of its name: `Phòng Kinh tế, Xã Mường Lát`."""
    top = len(inquiry.unit.path)
    above = [unit for unit in inquiry.tree.above(node) if len(unit.path) > top]
    return ", ".join(map(str, [node, *reversed(above)]))
