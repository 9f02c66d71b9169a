"""Courses as lists need them: a dozen columns of sixty, in plain rows."""

from collections.abc import Iterable
from dataclasses import dataclass, fields
from decimal import Decimal


@dataclass(frozen=True)
class CourseRow:
    """A course in a list; its fields are those of `CoursePage`."""

    pk: int
    title: str
    summary: str
    path: str
    url_path: str
    live: bool
    is_closed: bool
    requires_checks: bool
    credited_periods: Decimal | None
    outline_version: int


COLUMNS = tuple(field.name for field in fields(CourseRow))


def rows_of(courses) -> list[CourseRow]:
    """The rows of a queryset of courses."""
    return [CourseRow(*values) for values in courses.values_list(*COLUMNS)]


def columns_of(relation: str) -> Iterable[str]:
    """The same columns, asked for across a relation to a course."""
    return (f"{relation}__{name}" for name in COLUMNS)
