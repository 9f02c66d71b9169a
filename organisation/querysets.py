"""Reading the tree, memberships and administrations. A branch is a path prefix."""

from django.db import models
from django.db.models import Q
from treebeard.mp_tree import MP_NodeManager, MP_NodeQuerySet

import clock
import vietnamese


def branch(paths, field: str = "path") -> Q:
    """Rows whose `field` (a tree path) lies in one of these branches. No paths: nothing."""
    condition = Q(pk__in=[])
    for path in paths:
        condition |= Q(**{f"{field}__startswith": path})
    return condition


class UnitQuerySet(MP_NodeQuerySet):
    def present(self):
        """Units that exist today."""
        return self.filter(valid_to__isnull=True)

    def within(self, *units):
        """These units and all below them."""
        return self.filter(branch([unit.path for unit in units]))

    def administered_by(self, user):
        """The branches this person may see as administrator or observer; a superuser sees the whole province."""
        from organisation.scope import branches_of

        return self.filter(branch(branches_of(user)))

    def matching(self, words: str):
        """Units whose name, former name or code holds these words; tones do not matter."""
        found = self
        for word in vietnamese.fold(words).split():
            found = found.filter(search_text__contains=word)
        return found

    def by_name(self):
        return self.order_by("sort_key", "pk")


class UnitManager(MP_NodeManager.from_queryset(UnitQuerySet)):
    def get_queryset(self):
        return UnitQuerySet(self.model, using=self._db).order_by("path")


class MembershipQuerySet(models.QuerySet):
    def present(self):
        return self.filter(valid_to__isnull=True)

    def primary(self):
        return self.filter(is_primary=True)

    def within(self, *units):
        return self.filter(branch([unit.path for unit in units], "unit__path"))


class AdministrationQuerySet(models.QuerySet):
    def standing(self, day=None):
        """Those whose last day has not passed (by `day`, where the caller has asked the clock already): nobody sees
        anything by the others, even before they are cleared away."""
        return self.filter(Q(ends_on__isnull=True) | Q(ends_on__gte=day or clock.day_asked()))

    def acting(self):
        """Those that may change things, not only look."""
        return self.filter(role="administrator")


class CorrectionRequestQuerySet(models.QuerySet):
    def open(self):
        """Those nobody has answered yet."""
        return self.filter(answered_at__isnull=True)


class ReorganisationQuerySet(models.QuerySet):
    def due(self, day):
        """Those that are planned and whose day has come."""
        return self.filter(state="planned", effective_on__lte=day)


class StaffImportQuerySet(models.QuerySet):
    def by(self, user):
        """The lists this person uploaded: nobody else sees them."""
        return self.filter(made_by=user)

    def standing(self, moment):
        """Those whose rows are still kept."""
        return self.filter(expires_at__gt=moment).exclude(stage="discarded")

    def at_work(self):
        """Those that a job reads or writes, or should."""
        return self.filter(stage__in=["waiting", "reading", "checking", "confirmed"])
