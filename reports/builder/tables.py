"""A question put to the builder, and the table that answers it: on a page, in Excel, as CSV."""

import datetime
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from django.core.exceptions import PermissionDenied
from django.db.models import F, Q, QuerySet
from django.http import Http404
from django.utils import timezone
from django.utils.translation import gettext as _

import clock
from enrolments.models import Enrolment
from organisation.querysets import branch
from reports.builder.columns import Column, on_screen
from reports.builder.forms import BuilderForm
from reports.builder.subjects import Subject
from reports.forms import NUMBER_OF_STATE
from reports.rollup import Tally, conditions, tallies_by_unit, total
from reports.tree import Node, Tree

PAGE = 50
CHUNK = 2000


@dataclass(frozen=True)
class Question:
    """What is asked, of which units, and when. Everything in it came out of lists: nothing of an address enters a query."""

    tree: Tree
    form: BuilderForm
    moment: datetime.datetime

    @classmethod
    def of(cls, user, query) -> "Question":
        """What an address asks (a QueryDict). Whoever sees no unit may not ask; what cannot be chosen is not found."""
        tree = Tree.seen_by(user)
        if not tree.nodes:
            raise PermissionDenied
        form = BuilderForm(query, tree=tree)
        if not form.is_valid():
            raise Http404("something that this person cannot choose")
        return cls(tree, form, clock.now())

    @property
    def asked(self) -> dict:
        return self.form.cleaned_data

    @property
    def subject(self) -> Subject:
        return self.form.subject

    @property
    def day(self) -> datetime.date:
        return timezone.localdate(self.moment)

    @property
    def tops(self) -> list[Node]:
        chosen = self.asked["don_vi"]
        return [self.tree.get(chosen)] if chosen else self.tree.tops

    def branch(self, field: str) -> Q:
        """Rows that lie in the branches asked for; `field` is a tree path."""
        return branch([top.path for top in self.tops], field)

    def place(self, pk: int) -> str:
        return self.form.place(pk) if pk in self.tree.by_id else ""

    def state(self) -> Q:
        """Enrolments in the state asked for."""
        return conditions(self.day)[NUMBER_OF_STATE[self.asked["trang_thai"]]]

    def of_course(self, enrolments: QuerySet) -> QuerySet:
        """Of these enrolments those of the course, plan and duty asked for."""
        if self.asked["khoa"]:
            enrolments = enrolments.filter(course=int(self.asked["khoa"]))
        if self.asked["ky"]:
            enrolments = enrolments.filter(assignment__plan=int(self.asked["ky"]))
        return enrolments.mandatory() if self.asked["dien"] else enrolments

    def within(self, rows: QuerySet, field: str) -> QuerySet:
        """Rows whose moment lies in the span asked for; with a span, rows without a moment are left out."""
        first, last = self.span
        if first:
            rows = rows.filter(**{f"{field}__gte": midnight(first)})
        if last:
            rows = rows.filter(**{f"{field}__lt": midnight(last + datetime.timedelta(days=1))})
        return rows

    @cached_property
    def span(self) -> tuple[datetime.date | None, datetime.date | None]:
        match self.asked["khi"]:
            case "nam":
                return self.day.replace(month=1, day=1), self.day
            case "thang":
                return self.day.replace(day=1), self.day
            case "tuan":
                return self.day - datetime.timedelta(days=6), self.day
        return self.asked["tu"], self.asked["den"]


def midnight(day: datetime.date) -> datetime.datetime:
    """The beginning of a day in Vietnam."""
    return timezone.make_aware(datetime.datetime.combine(day, datetime.time()))


class Table:
    """The answer: a heading, so many lines, and any stretch of them."""

    def __init__(self, question: Question):
        self.question = question
        known = {one.key: one for one in question.subject.columns}
        chosen = question.asked["cot"] or question.subject.first
        self.group = known.get(question.asked["nhom"]) if question.asked["nhom"] else None
        if self.group:
            self.columns: list[Column] = [self.group, *question.subject.numbers]
        else:
            self.columns = [one for key, one in known.items() if key in chosen]
        self._known = known

    @cached_property
    def number(self) -> int:
        """How many lines there are."""
        if self.question.subject.rows is None:
            return len(self._units)
        rows = self.question.subject.rows(self.question).order_by()
        keys = self.question.subject.keys
        if self.group:
            return (
                rows.annotate(c_group=self.group.expression(self.question))
                .values("c_group")
                .distinct()
                .count()
            )
        return rows.values(*keys).distinct().count() if keys else rows.count()

    def lines(self, first: int = 0, last: int | None = None) -> Iterator[list]:
        """The lines from one place to another, each a value a column, words in words."""
        words = [one.words(self.question) if one.words else None for one in self.columns]
        rows = self._units[first:last] if self.question.subject.rows is None else self._rows()[first:last]
        stream = rows.iterator(chunk_size=CHUNK) if isinstance(rows, QuerySet) and last is None else rows
        for row in stream:
            yield [say(value) if say else value for say, value in zip(words, row, strict=True)]

    def page(self, number: int) -> list[list[tuple[str, bool]]]:
        """The lines of a page, as they are shown; of each value whether it is a number."""
        first = (number - 1) * PAGE
        return [
            [
                (on_screen(column, value), column.is_number)
                for column, value in zip(self.columns, line, strict=True)
            ]
            for line in self.lines(first, first + PAGE)
        ]

    @property
    def pages(self) -> int:
        return max(1, -(-self.number // PAGE))

    def _rows(self) -> QuerySet:
        subject = self.question.subject
        rows = subject.rows(self.question).order_by()
        if self.group:
            rows = rows.annotate(c_group=self.group.expression(self.question)).values("c_group")
            numbers = {f"c_{one.key}": one.expression(self.question) for one in self.columns[1:]}
            rows = rows.annotate(**numbers)
            first = f"-c_{self.columns[1].key}"
            return rows.order_by(first, "c_group").values_list("c_group", *numbers)
        if subject.keys:
            rows = rows.values(*subject.keys)
        wanted = [*self.columns, *([self._ordering] if self._ordering else [])]
        rows = rows.annotate(**{f"c_{one.key}": one.expression(self.question) for one in wanted})
        return rows.order_by(*self._order()).values_list(*(f"c_{one.key}" for one in self.columns))

    @property
    def _ordering(self) -> Column | None:
        """The column asked for as order."""
        asked = self.question.asked["xep"]
        return self._known[asked.removeprefix("-")] if asked else None

    def _order(self) -> list:
        """That column, then the subject's own order."""
        usual = list(self.question.subject.order)
        if self._ordering is None:
            return usual
        value = F(self._ordering.sorts_by or f"c_{self._ordering.key}")
        falls = self.question.asked["xep"].startswith("-")
        return [value.desc(nulls_last=True) if falls else value.asc(nulls_last=True), *usual]

    @cached_property
    def _units(self) -> list[list]:
        """Each unit below the tops with the sum of its branch. Ended ones only if they count."""
        question = self.question
        found = question.of_course(Enrolment.objects.counted())
        own = tallies_by_unit(
            question.within(found.filter(question.branch("unit__path")), "closed_at"), question.day
        )
        lines = []
        for top in question.tops:
            for node in question.tree.below(top):
                tally = total(own[one.pk] for one in question.tree.below(node) if one.pk in own)
                if tally.required or node.valid_to is None:
                    lines.append(unit_line(question, node, tally))
        return [[line[one.key] for one in self.columns] for line in self._sorted(lines)]

    def _sorted(self, lines: list[dict]) -> list[dict]:
        """In the order of the column asked for, those without a value last; otherwise as they stand in the tree."""
        asked = self.question.asked["xep"]
        key = "sort" if asked.removeprefix("-") == "don_vi" else asked.removeprefix("-")
        if not key:
            return lines
        known = [line for line in lines if line[key] is not None]
        rest = [line for line in lines if line[key] is None]
        return sorted(known, key=lambda line: line[key], reverse=asked.startswith("-")) + rest


def unit_line(question: Question, node: Node, tally: Tally) -> dict:
    """The values of a unit's columns. Few people have no share: their numbers stand beside it."""
    return {
        "don_vi": question.place(node.pk),
        "loai": node.kind,
        "sort": node.sort_key,
        "ty_le": None if tally.is_small else tally.done / tally.required,
        "waiting": tally.waiting,
        **{name: getattr(tally, name) for name in ("required", "done", "learning", "soon", "late")},
    }


def chosen_words(question: Question) -> list[tuple[str, str]]:
    """The filters that leave something out, in words."""
    found = []
    for name in question.form.filters:
        value, field = question.asked[name], question.form.fields[name]
        if value in ("", None):
            continue
        choices = {str(key): str(label).strip() for key, label in getattr(field, "choices", [])}
        shown = choices.get(str(value)) or (
            f"{value:%d/%m/%Y}" if isinstance(value, datetime.date) else str(value)
        )
        found.append((str(field.label), shown))
    if question.asked["nhom"]:
        found.append(
            (_("Gather by"), str(dict(question.form.fields["nhom"].choices)[question.asked["nhom"]]))
        )
    return found
