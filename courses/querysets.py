"""Reading the catalogue."""

from wagtail.models import PageManager
from wagtail.query import PageQuerySet

import vietnamese


class CoursePageQuerySet(PageQuerySet):
    def matching(self, words: str):
        """Courses whose title, summary or audience holds these words; tones do not matter."""
        found = self
        for word in vietnamese.fold(words).split():
            found = found.filter(search_text__contains=word)
        return found


CoursePageManager = PageManager.from_queryset(CoursePageQuerySet)
