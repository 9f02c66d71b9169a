"""One question put to the records: whose branch, of which unit, at what time, with which filters.

Screen, chart and spreadsheet ask the same inquiry, so they show the same numbers.
"""

import datetime
from dataclasses import dataclass
from functools import cached_property

from django.db.models import BigIntegerField, Case, F, OuterRef, Q, QuerySet, Subquery, When
from django.utils import timezone

import clock
from enrolments.models import Enrolment
from organisation.models import Membership, Reorganisation
from reports.forms import FilterForm, Filters
from reports.rollup import Rollup, Tally, roll_up, tallies_by, tallies_by_unit, total
from reports.tree import Node, Tree


@dataclass(frozen=True)
class Inquiry:
    """`unit` is one that the person may see; without it the question is of all their branches together."""

    tree: Tree
    unit: Node | None
    moment: datetime.datetime
    filters: Filters
    form: FilterForm
    structure_of: datetime.date | None = None
    """The day whose units count; today's where it is None."""

    @classmethod
    def of(cls, request, unit_id: int | None = None, form_class: type[FilterForm] = FilterForm) -> "Inquiry":
        """What this request asks."""
        return cls.by(request.user, request.GET, unit_id, form_class)

    @classmethod
    def by(cls, user, query, unit_id: int | None, form_class: type[FilterForm]) -> "Inquiry":
        """What a person asks (`query`: a QueryDict). Units, courses and plans that they cannot choose are not found."""
        tree = Tree.seen_by(user)
        form = form_class(query, tree=tree)
        filters, day = form.filters(), None
        if filters.co_cau:
            day = Reorganisation.objects.get(pk=filters.co_cau).effective_on - datetime.timedelta(days=1)
            tree = tree.as_of(day)
        unit = tree.get(unit_id) if unit_id else tree.tops[0] if len(tree.tops) == 1 else None
        return cls(tree=tree, unit=unit, moment=clock.now(), filters=filters, form=form, structure_of=day)

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
        found = self.filters.narrow(Enrolment.objects.counted(), self.moment)
        return found.annotate(unit_then=unit_on(self.structure_of)) if self.structure_of else found

    @property
    def unit_field(self) -> str:
        """The field of an enrolment that says at which unit it counts."""
        return "unit_then" if self.structure_of else "unit_id"

    def enrolments(self) -> QuerySet[Enrolment]:
        """Enrolments that count, by the filters, at the units asked for."""
        return self.narrowed().filter(**{f"{self.unit_field}__in": [node.pk for node in self.units]})

    def rollup(self) -> Rollup:
        # The whole tree needs no list of its units: what counts elsewhere is left out when adding up.
        enrolments = self.narrowed() if self.is_of_everything else self.enrolments()
        own = tallies_by(self.unit_field, enrolments, self.day)
        return roll_up(self.tree, own, self.branches, self.unit if self.counts_directly else None)

    def tally(self, enrolments: QuerySet[Enrolment]) -> Tally:
        """The numbers of some of its enrolments."""
        own = tallies_by_unit(enrolments, self.day)
        return total(own.values())


def unit_on(day: datetime.date) -> Case:
    """Where an enrolment counts by the units of another day: at its own unit if that one was there, otherwise where its
    person worked on the day. Nowhere (None) if they had not come yet."""
    stood = (Q(unit__valid_from=None) | Q(unit__valid_from__lte=day)) & (
        Q(unit__valid_to=None) | Q(unit__valid_to__gt=day)
    )
    place = (
        Membership.objects.primary()
        .filter(Q(valid_to=None) | Q(valid_to__gt=day), user=OuterRef("user"), valid_from__lte=day)
        .order_by("-valid_from", "-pk")
        .values("unit")[:1]
    )
    return Case(When(stood, then=F("unit_id")), default=Subquery(place), output_field=BigIntegerField())
