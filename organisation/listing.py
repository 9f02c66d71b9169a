"""The list of people as an administrator asks for it: search, unit, state, letter, page."""

from dataclasses import dataclass
from functools import cached_property
from urllib.parse import urlencode

from django.db.models import Prefetch
from django.shortcuts import get_object_or_404

from organisation import scope
from organisation.forms import PeopleFilter
from organisation.models import Membership, Unit
from organisation.paging import LETTERS, page_of
from organisation.querysets import branch

NARROWING = ("q", "don_vi", "trang_thai", "dien")


@dataclass
class PeopleListing:
    """One page of the people a reader may see. `asked` is what `PeopleFilter.read` gives."""

    reader: object
    asked: dict

    @cached_property
    def unit(self) -> Unit | None:
        """The branch the list is narrowed to; another's is not found."""
        if not self.asked["don_vi"]:
            return None
        return get_object_or_404(scope.visible_units(self.reader), pk=self.asked["don_vi"])

    @cached_property
    def tops(self) -> list[Unit]:
        return list(scope.top_units(self.reader).order_by("path"))

    @cached_property
    def place(self) -> Unit | None:
        """The branch the list is about: the chosen one, or the only one there is."""
        return self.unit or (self.tops[0] if len(self.tops) == 1 else None)

    @cached_property
    def choices(self) -> list[Unit]:
        """The units to narrow the list to: those right below the top, and the chosen one."""
        tops = [top.path for top in self.tops]
        if len(tops) == 1:
            top = self.tops[0]
            found = Unit.objects.filter(branch(tops), depth=top.depth + 1).present().by_name()
        else:
            found = Unit.objects.filter(path__in=tops).by_name()
        units = list(found)
        return units if self.unit is None or self.unit in units else [self.unit, *units]

    @property
    def is_of_departed(self) -> bool:
        """Whether the list is of those who left: they stand at the place they had last."""
        return self.asked["trang_thai"] == "nghi"

    def people(self):
        """Everyone the list is about, without the page."""
        places = Membership.objects.present()
        found = scope.visible_people(self.reader)
        if self.is_of_departed:
            places, found = Membership.objects.primary(), scope.departed_people(self.reader)
        if self.unit is not None:
            found = found.filter(pk__in=places.within(self.unit).order_by().values("user"))
        if self.asked["dien"]:
            found = found.filter(pk__in=places.filter(category=self.asked["dien"]).order_by().values("user"))
        return PeopleFilter.narrow(found.matching(self.asked["q"]), self.asked["trang_thai"])

    @cached_property
    def total(self) -> int:
        return self.people().count()

    @cached_property
    def page(self):
        places = Membership.objects.present().order_by("-is_primary", "pk")
        if self.is_of_departed:
            places = Membership.objects.primary().order_by("-valid_to", "-pk")
        places = places.select_related("unit", "post")
        return page_of(
            self.people().prefetch_related(Prefetch("memberships", places, to_attr="places")),
            after=self.asked["sau"] or None,
            before=self.asked["truoc"] or None,
            letter=self.asked["chu"],
        )

    def query(self, **place) -> str:
        """The address of this list at another place."""
        kept = {name: self.asked[name] for name in NARROWING if self.asked[name]}
        return "?" + urlencode(kept | place)

    @property
    def is_narrowed(self) -> bool:
        return any(self.asked[name] for name in NARROWING)

    @property
    def first_url(self) -> str:
        return self.query() if self.page.before or self.asked["sau"] else ""

    @property
    def before_url(self) -> str:
        return self.query(truoc=self.page.before) if self.page.before else ""

    @property
    def after_url(self) -> str:
        return self.query(sau=self.page.after) if self.page.after else ""

    @property
    def letters(self) -> list[tuple[str, str, bool]]:
        return [(letter.upper(), self.query(chu=letter), letter == self.asked["chu"]) for letter in LETTERS]
