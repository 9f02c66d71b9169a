"""Lists of people: one line an enrolment, in the order of given names, page after page at the same cost.

A page begins after the line that ended the one before (a key, not a count), so that page 400 costs what page 1 does.
"""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from django.contrib.auth import get_user_model
from django.db.models import F, Q, QuerySet
from django.urls import reverse

import vietnamese
from enrolments.models import Enrolment
from reports.forms import NUMBER_OF_STATE, Place
from reports.inquiry import Inquiry
from reports.rollup import Tally, conditions
from reports.tree import Node
from reports.words import due_words, state_words

PAGE = 25
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
        for word in vietnamese.fold(self.words).split():
            found = found.filter(user__search_text__contains=word)
        return found

    def tally(self) -> Tally:
        """How many lines each state has."""
        return self.inquiry.tally(self.matching()) if self.words else self.inquiry.rollup().total

    def lines(self) -> QuerySet[Enrolment]:
        """Every line in the state asked for, in order."""
        found = self.matching()
        if self.state:
            found = found.filter(conditions(self.inquiry.day)[NUMBER_OF_STATE[self.state]])
        return found.select_related("user").annotate(course_title=F("course__title")).order_by(*ORDER)

    def page(self) -> Page:
        lines = self.lines()
        if self.truoc:
            rows = list(lines.filter(before(self.truoc)).reverse()[: PAGE + 1])
            if len(rows) > PAGE:
                rows = rows[:PAGE][::-1]
                return Page(rows, before=place(rows[0]), after=place(rows[-1]))
        elif self.sau:
            lines = lines.filter(after(self.sau))
        elif self.letter:
            lines = lines.filter(user__sort_key__gte=vietnamese.sort_key(self.letter))
        rows = list(lines[: PAGE + 1])
        is_first = bool(self.truoc) or not (self.sau or self.letter)
        return Page(
            rows[:PAGE],
            before=None if is_first or not rows else place(rows[0]),
            after=place(rows[PAGE - 1]) if len(rows) > PAGE else None,
        )


def place(enrolment: Enrolment) -> Place:
    return Place(enrolment.user_id, enrolment.pk)


def _key_of(user_id: int):
    return get_user_model().objects.filter(pk=user_id).values("sort_key")


def after(place: Place) -> Q:
    """The lines behind this one."""
    key = _key_of(place.user_id)
    return Q(user__sort_key__gte=key) & (
        Q(user__sort_key__gt=key)
        | Q(user_id__gt=place.user_id)
        | Q(user_id=place.user_id, pk__gt=place.enrolment_id)
    )


def before(place: Place) -> Q:
    """The lines ahead of this one."""
    key = _key_of(place.user_id)
    return Q(user__sort_key__lte=key) & (
        Q(user__sort_key__lt=key)
        | Q(user_id__lt=place.user_id)
        | Q(user_id=place.user_id, pk__lt=place.enrolment_id)
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
            unit=where(inquiry, inquiry.tree.by_id[enrolment.unit_id]),
            course=enrolment.course_title,
            state=state_words(enrolment),
            due=due,
            tone=tone,
        )


def where(inquiry: Inquiry, node: Node) -> str:
    """A unit with the units above it that tell it from others of its name: `Phòng Kinh tế, Xã Mường Lát`."""
    top = len(inquiry.unit.path)
    above = [unit for unit in inquiry.tree.above(node) if len(unit.path) > top]
    return ", ".join(map(str, [node, *reversed(above)]))
