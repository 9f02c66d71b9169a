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


def holding(word: str, field: str) -> Q:
    """Rows whose folded text holds a word; a number stands alone or before the year of a document's number."""
    if not word.isdigit():
        return Q(**{f"{field}__contains": word})
    return (
        Q(**{f"{field}__contains": f" {word} "})
        | Q(**{f"{field}__endswith": f" {word}"})
        | Q(**{f"{field}__startswith": f"{word}/"})
    )


class ProvisionQuerySet(models.QuerySet):
    def matching(self, words: str):
        """Provisions that hold these words, or whose document does; tones do not matter, numbers are whole."""
        found = self
        for word in vietnamese.fold(words).split():
            found = found.filter(holding(word, "search_text") | holding(word, "document__search_text"))
        return found

    def in_place(self):
        """In the order of their document: Article 5 before Article 10."""
        return self.order_by("document", "position")

    def needing_review(self):
        """Provisions that a later document may have changed, or has superseded."""
        return self.filter(Q(needs_review=True) | Q(superseded_by__isnull=False))
