"""What a column is: its heading, where its value comes from, and how it reads."""

import datetime
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from functools import cache

from django.db.models import F
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

import vietnamese
from reports.words import number_words, score_words, state_words

Words = Callable[[object], str]


@dataclass(frozen=True)
class Column:
    """`value`: a path of fields, an expression, or what makes one of the question; `words`: what turns it into text, given
    the question first.

    `sorts_by`: what stands for it in an order; empty: itself. `groups`: whether lines may be gathered by it.
    """

    key: str
    label: str | Promise
    value: object
    kind: str = "text"
    width: int = 14
    words: Callable[[object], Words] | None = None
    sorts_by: str = ""
    groups: bool = False

    def expression(self, question):
        """What the database is asked for."""
        if isinstance(self.value, str):
            return F(self.value)
        return self.value(question) if callable(self.value) else self.value

    @property
    def is_number(self) -> bool:
        return self.kind in ("number", "percent")


def on_screen(column: Column, value) -> str:
    """A value as a page shows it."""
    match value:
        case None | "":
            return ""
        case datetime.datetime():
            return f"{timezone.localtime(value):%H:%M %d/%m/%Y}"
        case datetime.date():
            return vietnamese.format_date(value)
        case bool():
            return _("yes") if value else _("no")
        case int() if column.kind == "number":
            return number_words(value)
        case int() | float() | Decimal() if column.kind == "percent":
            return score_words(Decimal(str(value)) * 100)
        case int() | float() | Decimal():
            return vietnamese.format_number(round(Decimal(str(value)), 1))
    return str(value)


def choice(choices) -> Callable[[object], Words]:
    """Words of a field of choices."""

    def of(_question) -> Words:
        labels = {value: str(label) for value, label in choices}
        return lambda value: labels.get(value, value or "")

    return of


def yes_or_no(yes, no) -> Callable[[object], Words]:
    return lambda _question: lambda value: str(yes if value else no) if value is not None else ""


def place_of_unit(question) -> Words:
    """A unit with the units above it that tell it from others of its name."""
    return cache(lambda pk: question.place(pk) if pk is not None else "")


def state(_question) -> Words:
    """`completed`, `begun` or nothing, in words."""
    return cache(lambda value: state_words("" if value == "begun" else value, value == "begun"))


NAME = gettext_lazy("Full name")
