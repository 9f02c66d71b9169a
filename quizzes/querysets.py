"""Reading the bank and attempts."""

from django.db import models
from django.db.models import Q

import vietnamese


class QuestionQuerySet(models.QuerySet):
    def in_use(self):
        return self.filter(state="in_use")

    def drawable(self):
        """Those that may stand in a paper today: in use, and resting on no provision that needs review."""
        doubtful = Q(citations__provision__needs_review=True) | Q(
            citations__provision__superseded_by__isnull=False
        )
        return self.in_use().exclude(pk__in=self.model.objects.filter(doubtful).values("pk"))

    def within(self, *categories):
        """Those of these categories and of all below them."""
        condition = Q(pk__in=[])
        for category in categories:
            condition |= Q(category__path__startswith=category.path)
        return self.filter(condition)

    def matching(self, words: str):
        found = self
        for word in vietnamese.fold(words).split():
            found = found.filter(search_text__contains=word)
        return found


class AttemptQuerySet(models.QuerySet):
    def open(self):
        return self.filter(state="open")

    def closed(self):
        return self.exclude(state="open")

    def by(self, learner):
        return self.filter(user=learner)
