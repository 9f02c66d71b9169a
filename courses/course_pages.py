"""What a course page shows everybody: it does not depend on who looks."""

from django.core.cache import cache
from django.utils.translation import gettext as _

from courses.models import CoursePage
from courses.outline import Outline, outline_of, page_url
from courses.reading import periods_in
from courses.rules import rule_of


def course_context(course: CoursePage, request) -> dict:
    is_preview = getattr(request, "is_preview", False)
    outline = outline_of(course) if course.pk else Outline()
    return {
        "course": course,
        "outline": outline,
        "outcomes": outcomes_of(course, is_kept=not is_preview),
        "rule": rule_of(course, outline) if outline.modules else "",
        "measured_periods": periods_in(outline.minutes),
        "crumbs": [(_("Courses"), catalogue_url(course.url_path))],
    }


def outcomes_of(course: CoursePage, *, is_kept: bool) -> list[str]:
    """The sentences of what one will be able to do; kept in the process until the course is published again."""
    key = f"outcomes:{course.pk}:{course.outline_version}"
    outcomes = cache.get(key) if is_kept else None
    if outcomes is None:
        outcomes = [outcome.text for outcome in course.outcomes.all()]
        if is_kept:
            cache.set(key, outcomes, timeout=3600)
    return outcomes


def catalogue_url(url_path: str) -> str:
    """The address of the catalogue that a page stands in."""
    return page_url("/".join(url_path.split("/")[:3]) + "/")
