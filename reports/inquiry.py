"""One question put to the records: whose branch, of which unit, at what time, with which filters.

Screen, chart and spreadsheet ask the same inquiry, so they show the same numbers.
"""

import datetime
from dataclasses import dataclass
from functools import cached_property

from django.db.models import QuerySet
from django.utils import timezone

import clock
from enrolments.models import Enrolment
from reports.forms import FilterForm, Filters
from reports.rollup import Rollup, Tally, roll_up, tallies_by_unit, total
from reports.tree import Node, Tree


@dataclass(frozen=True)
class Inquiry:
    """`unit` is one that the person may see; without it the question is of all their branches together."""

    tree: Tree
    unit: Node | None
    moment: datetime.datetime
    filters: Filters
    form: FilterForm

    @classmethod
    def of(cls, request, unit_id: int | None = None, form_class: type[FilterForm] = FilterForm) -> "Inquiry":
        """What this request asks. Units, courses and plans that the person cannot choose are not found."""
        tree = Tree.seen_by(request.user)
        unit = tree.get(unit_id) if unit_id else tree.tops[0] if len(tree.tops) == 1 else None
        form = form_class(request.GET, tree=tree)
        return cls(tree=tree, unit=unit, moment=clock.now(), filters=form.filters(), form=form)

    @property
    def day(self) -> datetime.date:
        return timezone.localdate(self.moment)

    @cached_property
    def branches(self) -> list[Node]:
        """The branches right below the unit, of the kind asked for; none if only the unit's own people are asked for."""
        if self.filters.rieng:
            return []
        below = self.tree.children(self.unit) if self.unit else self.tree.tops
        return [node for node in below if self.filters.loai in ("", node.kind)]

    @cached_property
    def units(self) -> list[Node]:
        """Every unit whose enrolments count."""
        own = [self.unit] if self.unit and self.counts_directly else []
        return own + [node for top in self.branches for node in self.tree.below(top)]

    @property
    def counts_directly(self) -> bool:
        """Whether the people right at the unit count: a kind asks for units below it."""
        return not self.filters.loai

    @property
    def theme(self) -> str:
        """What is asked about, where that is one course or one plan; otherwise the unit."""
        chosen = [self.form.fields[name] for name in ("khoa", "ky") if getattr(self.filters, name)]
        titles = dict(chosen[0].choices) if chosen else {}
        return str(titles.get(self.filters.khoa or self.filters.ky, self.unit))

    @property
    def is_of_everything(self) -> bool:
        return (
            self.unit is not None and self.unit.is_root and not self.filters.loai and not self.filters.rieng
        )

    def narrowed(self) -> QuerySet[Enrolment]:
        """Enrolments that count, by the filters, wherever they count."""
        return self.filters.narrow(Enrolment.objects.counted(), self.moment)

    def enrolments(self) -> QuerySet[Enrolment]:
        """Enrolments that count, by the filters, at the units asked for."""
        return self.narrowed().filter(unit__in=[node.pk for node in self.units])

    def rollup(self) -> Rollup:
        # The whole tree needs no list of its units: what counts elsewhere is left out when adding up.
        enrolments = self.narrowed() if self.is_of_everything else self.enrolments()
        own = tallies_by_unit(enrolments, self.day)
        return roll_up(self.tree, own, self.branches, self.unit if self.counts_directly else None)

    def tally(self, enrolments: QuerySet[Enrolment]) -> Tally:
        """The numbers of some of its enrolments."""
        own = tallies_by_unit(enrolments, self.day)
        return total(own.values())
