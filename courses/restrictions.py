"""Who may read a page: Wagtail's own view restrictions (signed in, members of a group), asked in one query."""

from collections.abc import Iterable
from functools import cache

from django.db.models import CharField, Exists, ExpressionWrapper, F, OuterRef, Q, QuerySet
from django.db.models.functions import Coalesce
from wagtail.models import Page, PageViewRestriction
from wagtail.query import PageQuerySet

from prepared import PreparedObjects

SERVED_FIELDS = ("path", "depth", "title", "slug", "url_path", "live", "last_published_at", "live_revision")
"""The columns of every page that serving it needs."""


def anywhere() -> Exists:
    """Whether any page of the site is restricted at all, as a column of another query."""
    return Exists(PageViewRestriction.objects.all())


class Restricted:
    """A page type that asks for its restrictions in one query, or in none, where Wagtail's own way takes three."""

    site_is_restricted = True
    served_fields: tuple[str, ...] = ()
    """The columns that showing a page of this type needs, of sixty; none named: all of them."""

    @classmethod
    def as_served(cls) -> PageQuerySet:
        """The live pages of this type with what serving them needs to know."""
        return _as_served(cls).all()

    @classmethod
    def served(cls, pk: int):
        """The live page of this type with this id, as it is served; None where there is none."""
        return next(iter(_served(cls)(page=pk)), None)

    @classmethod
    def served_columns(cls) -> Iterable[str]:
        """Of the type's own columns those that serving it needs; none: all columns of page and type."""
        return cls.served_fields

    @classmethod
    def served_annotations(cls) -> dict:
        """What serving a page of this type needs beside its columns, as annotations."""
        return {"site_is_restricted": anywhere()}

    def get_view_restrictions(self) -> QuerySet[PageViewRestriction]:
        """Those of the page and of all pages above it; an alias has those of its source."""
        if not self.site_is_restricted:
            return PageViewRestriction.objects.none()
        above = [self.path[:end] for end in range(self.steplen, len(self.path) + 1, self.steplen)]
        sources = Page.objects.filter(path__in=above).values(
            source=Coalesce("alias_of__alias_of", "alias_of", "pk")
        )
        return PageViewRestriction.objects.filter(page__in=sources)


@cache
def _as_served(kind: type[Restricted]) -> PageQuerySet:
    """Built once a process, for it is asked for with every page: putting it together takes as long as the answer."""
    pages = kind.objects.live().annotate(**kind.served_annotations())
    columns = kind.served_columns()
    return pages.only(*SERVED_FIELDS, *columns) if columns else pages


@cache
def _served(kind: type[Restricted]) -> PreparedObjects:
    return PreparedObjects(lambda page: _as_served(kind).filter(pk=page), "page")


def may_read(request, page: Page) -> bool:
    """Whether this visitor passes every restriction of a page."""
    return all(restriction.accept_request(request) for restriction in page.get_view_restrictions())


def readable(pages: PageQuerySet, request) -> PageQuerySet:
    """The pages without those that refuse this visitor, all in the pages' own query."""
    return pages.exclude(Exists(refusing(request)))


def refusing(request) -> QuerySet[PageViewRestriction]:
    """The restrictions that keep this visitor from a page (`OuterRef("path")`), set on it or above it."""
    user, kind = request.user, PageViewRestriction
    passed = request.session.get(kind.passed_view_restrictions_session_key, [])
    refuses = Q(restriction_type=kind.PASSWORD) & ~Q(pk__in=passed)
    if not user.is_authenticated:
        refuses |= Q(restriction_type__in=[kind.LOGIN, kind.GROUPS])
    elif not user.is_superuser:
        own = kind.objects.filter(groups__user=user).values("pk")
        refuses |= Q(restriction_type=kind.GROUPS) & ~Q(pk__in=own)
    place = ExpressionWrapper(OuterRef("path"), output_field=CharField())
    above = Q(place__startswith=F("page__path")) | Q(place__startswith=F("page__aliases__path"))
    return kind.objects.annotate(place=place).filter(above, refuses)
