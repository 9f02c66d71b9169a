"""The units of a report as lines of its table and its spreadsheet."""

from collections.abc import Callable
from typing import NamedTuple

from django.urls import reverse
from django.utils.translation import gettext as _

from reports.forms import with_query
from reports.inquiry import Inquiry
from reports.rollup import Rollup, Tally
from reports.tree import Node
from reports.words import number_words, share_words


class Line(NamedTuple):
    """A branch with its numbers, in words; or, where `is_direct`, the people right at the unit of the report."""

    node: Node
    tally: Tally
    url: str
    label: str
    required: str
    done: str
    late: str
    share: str
    is_direct: bool = False

    @classmethod
    def of(cls, node: Node, tally: Tally, url: str, *, is_direct: bool = False) -> "Line":
        return cls(
            node=node,
            tally=tally,
            url=url,
            label=_("Directly at %(unit)s") % {"unit": node} if is_direct else str(node),
            required=number_words(tally.required),
            done=number_words(tally.done),
            late=number_words(tally.late),
            share=share_words(tally),
            is_direct=is_direct,
        )

    @property
    def counts(self) -> bool:
        return self.tally.required > 0

    @property
    def is_late(self) -> bool:
        """Whether a tenth or more is overdue."""
        return self.tally.late > 0 and 10 * self.tally.late >= self.tally.required


def _slowest_first(line: Line) -> tuple:
    tally = line.tally
    share = tally.done / tally.required if tally.required else 2
    return share, -tally.late, -tally.required, line.node.sort_key


ORDERS = {
    "": _slowest_first,
    "ten": lambda line: line.node.sort_key,
    "dong": lambda line: (-line.tally.required, line.node.sort_key),
}


_ANY_ID = 1234567890


def addresses(name: str, query: dict[str, str]) -> Callable[[int], str]:
    """What gives the address of a page for any id, with these parameters. Asking the resolver for each of 180 units
    took as long as a third of the table."""
    before, after = with_query(reverse(name, args=[_ANY_ID]), query).split(str(_ANY_ID))
    return lambda pk: f"{before}{pk}{after}"


def lines(inquiry: Inquiry, rollup: Rollup) -> list[Line]:
    """One line a branch, in the order asked for, the unit's own people first. Ended units only if they count."""
    query = inquiry.filters.below.query
    page_of = addresses("reports:unit", query)
    found = [
        Line.of(node, tally, page_of(node.pk))
        for node, tally in rollup.branches
        if tally.required or node.valid_to is None
    ]
    found.sort(key=ORDERS[inquiry.form.cleaned_data["xep"]])
    if rollup.directly.required and inquiry.unit:
        own = with_query(reverse("reports:people", args=[inquiry.unit.pk]), query, {"rieng": "1"})
        found.insert(0, Line.of(inquiry.unit, rollup.directly, own, is_direct=True))
    return found
