"""Reading the catalogue."""

from django.db.models import CharField, Exists, OuterRef, Q, Subquery, Value
from django.db.models.functions import Cast, Concat, Substr
from wagtail.models import PageManager
from wagtail.query import PageQuerySet

import vietnamese


def course_columns(course_model) -> dict:
    """`course_key`, the id and outline version of the course an activity stands in, within the activity's own query."""
    place = Substr(OuterRef("path"), 1, course_model.DEPTH * course_model.steplen)
    key = Concat(Cast("pk", CharField()), Value(":"), Cast("outline_version", CharField()))
    return {"course_key": Subquery(course_model.objects.filter(path=place).values(key=key))}


class CoursePageQuerySet(PageQuerySet):
    def around(self, path: str):
        """The course that stands at this place of the page tree or above it (at most one)."""
        step = self.model.steplen
        return self.filter(path__in=[path[:end] for end in range(step, len(path) + 1, step)])

    def matching(self, words: str):
        """Courses that hold each of these words in title, summary, audience or in a published lesson's title or goal.

        Tones do not matter."""
        from courses.models import LessonPage

        found = self
        for word in vietnamese.fold(words).split():
            lessons = LessonPage.objects.live().filter(
                path__startswith=OuterRef("path"), search_text__contains=word
            )
            found = found.filter(Q(search_text__contains=word) | Exists(lessons))
        return found


class LessonPageQuerySet(PageQuerySet):
    def matching(self, words: str):
        """Lessons whose title or goal holds these words; tones do not matter."""
        found = self
        for word in vietnamese.fold(words).split():
            found = found.filter(search_text__contains=word)
        return found


CoursePageManager = PageManager.from_queryset(CoursePageQuerySet)
LessonPageManager = PageManager.from_queryset(LessonPageQuerySet)
