"""Reading documents and provisions."""

from django.db import models
from django.db.models import Q

import vietnamese


class DocumentQuerySet(models.QuerySet):
    def in_force(self, day):
        return self.filter(in_force_from__lte=day).filter(
            Q(in_force_to__isnull=True) | Q(in_force_to__gte=day)
        )

    def matching(self, words: str):
        found = self
        for word in vietnamese.fold(words).split():
            found = found.filter(search_text__contains=word)
        return found


class ProvisionQuerySet(models.QuerySet):
    def needing_review(self):
        """Provisions that a later document may have changed, or has superseded."""
        return self.filter(Q(needs_review=True) | Q(superseded_by__isnull=False))
