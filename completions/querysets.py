"""Reading completion records."""

from django.db import models

from organisation.querysets import branch
from organisation.scope import branches_of


class CompletionRecordQuerySet(models.QuerySet):
    def by(self, learner):
        return self.filter(user=learner)

    def standing(self):
        """Those that were not revoked."""
        return self.filter(revocation__isnull=True)

    def within(self, *units):
        return self.filter(branch([unit.path for unit in units], "unit__path"))

    def visible_to(self, user):
        """Records earned in a unit this person may see."""
        return self.filter(branch(branches_of(user), "unit__path"))
