"""Reading saved views and files that are made in the background."""

from django.db import models
from django.db.models import Exists, OuterRef, Q

from organisation.models import Administration


class SavedViewQuerySet(models.QuerySet):
    def by(self, user):
        return self.filter(owner=user)

    def found_by(self, user):
        """One's own, and those shared with a branch in which, or below, one has a role that the sharing names."""
        here = Administration.objects.standing().filter(
            user=user, unit__path__startswith=OuterRef("shared_with__path")
        )
        acting = here.filter(role=Administration.Role.ADMINISTRATOR)
        return self.filter(Q(owner=user) | Exists(acting) | Q(audience="everybody") & Exists(here))

    def scheduled(self):
        return self.exclude(schedule="")


class LargeExportQuerySet(models.QuerySet):
    def by(self, user):
        """The files this person asked for: nobody else sees them."""
        return self.filter(asked_by=user)

    def standing(self, moment):
        """Those that are still kept."""
        return self.filter(expires_at__gt=moment)

    def at_work(self):
        """Those that the worker writes, or should."""
        return self.filter(stage__in=["waiting", "writing"])
