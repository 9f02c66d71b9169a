"""What a lesson page shows everybody who reads it."""

from django.utils.translation import gettext as _

import clock
from courses.body import Segment, render_segments, segments_of
from courses.citations import law_cited_by
from courses.course_pages import catalogue_url
from courses.models import LessonPage
from courses.outline import Outline, outline_around


def lesson_context(lesson: LessonPage, request) -> dict:
    """The lesson in its course, its rendered body, and how the law it cites stands today."""
    outline = outline_around(lesson)
    law = law_cited_by(lesson.pk)
    is_preview = getattr(request, "is_preview", False)
    segments = render_segments(lesson, clock.today()) if is_preview else segments_of(lesson, law)
    before, after = outline.neighbours(lesson.pk)
    return {
        "outline": outline,
        "lesson_number": outline.lesson_number(lesson.pk),
        "before": before,
        "after": after,
        "law": law,
        "segments": with_questions(segments),
        "crumbs": crumbs_of(lesson, outline),
    }


def crumbs_of(lesson: LessonPage, outline: Outline) -> list[tuple[str, str]]:
    course = outline.course
    if course is None:
        return []
    crumbs = [(_("Courses"), catalogue_url(lesson.url_path)), (course.title, course.url)]
    activity = outline.by_id.get(lesson.pk)
    module = next((m for m in outline.modules if activity and m.id == activity.module_id), None)
    if module is not None and module.title:
        crumbs.append((module.title, f"{course.url}#hoc-phan-{module.id}"))
    return crumbs


def with_questions(segments: list[Segment]) -> list[dict]:
    """The segments for the template: `html`, or the bank question as the `value` its block's template expects.

    Only the id of the question is known here; the template's tag reads the rest, for all questions at once.
    """
    model = LessonPage._meta.get_field("body").stream_block.child_blocks["check"].target_model
    return [
        {"question": model(pk=segment.question_id)} if segment.question_id else {"html": segment.html}
        for segment in segments
    ]
