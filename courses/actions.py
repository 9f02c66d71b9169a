"""Freezing what people are held to, and keeping outlines and citations true to what is published."""

import json

from django.db import transaction
from django.db.models import F
from wagtail.models import Revision

import clock
from courses.citations import provisions_cited_in
from courses.models import CourseEdition, CoursePage, LessonPage, PageCitation
from courses.outline import concrete_activities, read_outline


@transaction.atomic
def freeze_edition(*, course: CoursePage, asks_again: bool = False) -> CourseEdition:
    """Keep what the course asks for now as an edition; the same again, in whatever order, returns the newest one.

    `asks_again`: the substance changed, so that a new edition is made in any case.
    """
    course = CoursePage.objects.select_for_update(of=("self",)).get(pk=course.pk)
    newest = course.editions.first()
    required = [activity.id for activity in read_outline(course).required]
    frozen = {
        "title": course.title,
        "required": required + withdrawn_for_the_moment(course, newest, required),
        "requires_checks": course.requires_checks,
        "credited_periods": course.credited_periods,
        "approving_decision": course.approving_decision,
    }
    if newest is not None and not asks_again and _is_the_same(newest, frozen):
        return newest
    return CourseEdition.objects.create(
        course=course,
        number=newest.number + 1 if newest else 1,
        asks_again=asks_again and newest is not None,
        made_at=clock.now(),
        **frozen,
    )


def withdrawn_for_the_moment(
    course: CoursePage, newest: CourseEdition | None, required: list[int]
) -> list[int]:
    """What the newest edition requires, beside lessons, and is not published just now.

    A quiz that is being corrected is still asked for, or everybody would finish without it meanwhile. To drop it for
    good, publish it as not required first.
    """
    missing = set(newest.required) - set(required) if newest else set()
    if not missing:
        return []
    return sorted(
        page.pk
        for model in concrete_activities()
        if model is not LessonPage
        for page in model.objects.descendant_of(course).filter(pk__in=missing, live=False, is_required=True)
    )


def _is_the_same(edition: CourseEdition, frozen: dict) -> bool:
    return set(edition.required) == set(frozen["required"]) and all(
        getattr(edition, name) == value for name, value in frozen.items() if name != "required"
    )


def current_edition(course: CoursePage) -> CourseEdition:
    """The edition a person who begins today is held to."""
    return course.editions.first() or freeze_edition(course=course)


def renew_outline(course: CoursePage) -> None:
    """Something in the course was published, moved or withdrawn: every process reads its outline anew."""
    CoursePage.objects.filter(pk=course.pk).update(outline_version=F("outline_version") + 1)


@transaction.atomic
def content_changed(*, path: str, revision: Revision | None = None) -> None:
    """Something at this place of the tree was published, withdrawn, moved or deleted: renew the course around it.

    A course that nobody was ever held to has no edition yet and gets none. The wish to ask again holds for one
    publication of the course: page and revision go back to "a correction", so that the next one asks anew.
    """
    course = CoursePage.objects.around(path).first()
    if course is None:
        return
    renew_outline(course)
    asks_again = course.path == path and course.on_change == CoursePage.OnChange.ASK_AGAIN
    if asks_again:
        CoursePage.objects.filter(pk=course.pk).update(on_change=CoursePage.OnChange.CORRECTION)
        if revision is not None:
            revision.content["on_change"] = CoursePage.OnChange.CORRECTION
            revision.save(update_fields=["content"])
    if course.editions.exists():
        freeze_edition(course=course, asks_again=asks_again)


@transaction.atomic
def renew_citations(*, lesson_id: int) -> None:
    """A lesson or a revision of it was saved: keep which provisions it rests on, and which only its draft does."""
    lesson = LessonPage.objects.select_related("latest_revision").get(pk=lesson_id)
    cited = {
        False: provisions_cited_in(lesson.body.raw_data) if lesson.live else set(),
        True: provisions_cited_in(draft_of(lesson)),
    }
    cited[True] -= cited[False]
    known = {False: set(), True: set()}
    for provision, in_draft in PageCitation.objects.filter(page=lesson).values_list("provision", "in_draft"):
        known[in_draft].add(provision)
    for in_draft in known:
        gone = known[in_draft] - cited[in_draft]
        if gone:
            PageCitation.objects.filter(page=lesson, in_draft=in_draft, provision__in=gone).delete()
    PageCitation.objects.bulk_create(
        [
            PageCitation(page_id=lesson_id, provision_id=provision, in_draft=in_draft)
            for in_draft in known
            for provision in sorted(cited[in_draft] - known[in_draft])
        ],
        ignore_conflicts=True,
    )


def draft_of(lesson: LessonPage) -> list[dict]:
    """The body, as raw JSON, of what is not published yet; empty where nothing waits."""
    if lesson.live and not lesson.has_unpublished_changes:
        return []
    if lesson.latest_revision is None:
        return list(lesson.body.raw_data)
    return json.loads(lesson.latest_revision.content.get("body") or "[]")
