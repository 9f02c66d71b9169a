"""The table of contents of a course as learners see it: live modules and activities, in order.

It does not depend on the learner and is kept in the process until the course's `outline_version` changes.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from itertools import groupby

from django.core.cache import cache
from wagtail.models import Page

from courses.listing import CourseRow
from courses.models import Activity, CoursePage, ModulePage
from organisation.querysets import branch


@dataclass(frozen=True)
class OutlineCourse:
    """The course itself, as its activities show it. `url` is a path on this site."""

    id: int
    title: str
    url: str
    is_closed: bool
    requires_checks: bool


@dataclass(frozen=True)
class OutlineActivity:
    """A lesson, quiz … as a line of the outline. `url` is a path on this site."""

    id: int
    title: str
    kind: str
    minutes: int
    is_required: bool
    prerequisite_id: int | None
    module_id: int
    url: str
    welcomes_visitors: bool = False


@dataclass(frozen=True)
class OutlineModule:
    """A module with its activities; activities directly below the course stand in a module without a title."""

    id: int
    title: str
    summary: str
    activities: tuple[OutlineActivity, ...]


@dataclass(frozen=True)
class Outline:
    """The whole course. Minutes are measured minutes."""

    course: OutlineCourse | None = None
    modules: tuple[OutlineModule, ...] = ()

    @cached_property
    def activities(self) -> tuple[OutlineActivity, ...]:
        return tuple(activity for module in self.modules for activity in module.activities)

    @cached_property
    def by_id(self) -> dict[int, OutlineActivity]:
        return {activity.id: activity for activity in self.activities}

    @property
    def required(self) -> list[OutlineActivity]:
        return [activity for activity in self.activities if activity.is_required]

    @property
    def open_practice(self) -> OutlineActivity | None:
        """The first thing that can be done without signing in."""
        return next((activity for activity in self.activities if activity.welcomes_visitors), None)

    @property
    def minutes(self) -> int:
        return sum(activity.minutes for activity in self.activities)

    @cached_property
    def lessons(self) -> tuple[OutlineActivity, ...]:
        return tuple(activity for activity in self.activities if activity.kind == "lesson")

    @property
    def lesson_count(self) -> int:
        return len(self.lessons)

    def lesson_number(self, activity_id: int) -> int | None:
        """The place of a lesson among the lessons, from 1."""
        ids = [lesson.id for lesson in self.lessons]
        return ids.index(activity_id) + 1 if activity_id in ids else None

    def neighbours(self, activity_id: int) -> tuple[OutlineActivity | None, OutlineActivity | None]:
        """What stands before and after an activity."""
        ids = [activity.id for activity in self.activities]
        if activity_id not in ids:
            return None, None
        place = ids.index(activity_id)
        before = self.activities[place - 1] if place else None
        after = self.activities[place + 1] if place + 1 < len(ids) else None
        return before, after


def outline_of(course: CoursePage) -> Outline:
    """The outline of a live course: no query once this process has read this version of it."""
    return outlines_of([course])[course.pk]


def outline_around(page: Page) -> Outline:
    """The outline of the course a page stands in; no query where the page brought the course's version with it."""
    if getattr(page, "course_key", None) is not None:
        outline = cache.get(f"outline:{page.course_key}")
        if outline is not None:
            return outline
    course = CoursePage.objects.around(page.path or "").first()
    return outline_of(course) if course else Outline()


def outlines_of(courses: Iterable[CoursePage | CourseRow]) -> dict[int, Outline]:
    """The outlines of several courses by id; those not yet read by this process cost a fixed number of queries."""
    keys = {course.pk: _key(course.pk, course.outline_version) for course in courses}
    kept = cache.get_many(keys.values())
    missing = [course for course in courses if keys[course.pk] not in kept]
    read = read_outlines(missing) if missing else {}
    if read:
        cache.set_many({keys[pk]: outline for pk, outline in read.items()}, timeout=3600)
    return {pk: kept[key] if key in kept else read[pk] for pk, key in keys.items()}


def _key(course_pk: int, version: int) -> str:
    return f"outline:{course_pk}:{version}"


def read_outline(course: CoursePage) -> Outline:
    """Read the outline of one course from the page tree."""
    return read_outlines([course])[course.pk]


def read_outlines(courses: list[CoursePage | CourseRow]) -> dict[int, Outline]:
    """Read outlines from the page tree: one query for all modules, one a kind of activity."""
    below = branch([course.path for course in courses])
    modules = {module.path: module for module in ModulePage.objects.live().filter(below)}
    found = [
        (page.path, page)
        for model in concrete_activities()
        for page in model.objects.live().filter(below).defer_streamfields()
    ]
    found.sort(key=lambda item: item[0])
    return {
        course.pk: Outline(
            course=OutlineCourse(
                id=course.pk,
                title=course.title,
                url=page_url(course.url_path),
                is_closed=course.is_closed,
                requires_checks=course.requires_checks,
            ),
            modules=tuple(
                _module(course, modules.get(parent), [page for _, page in pages])
                for parent, pages in groupby(found, key=lambda item: item[0][: -Page.steplen])
                if parent.startswith(course.path) and (parent in modules or parent == course.path)
            ),
        )
        for course in courses
    }


def _module(
    course: CoursePage | CourseRow, module: ModulePage | None, pages: list[Activity]
) -> OutlineModule:
    holder = module or course
    return OutlineModule(
        id=holder.pk,
        title=module.title if module else "",
        summary=module.summary if module else "",
        activities=tuple(
            OutlineActivity(
                id=page.pk,
                title=page.title,
                kind=page.activity_kind,
                minutes=page.minutes,
                is_required=page.is_required,
                prerequisite_id=page.prerequisite_id,
                module_id=holder.pk,
                url=page_url(page.url_path),
                welcomes_visitors=page.welcomes_visitors,
            )
            for page in pages
        ),
    )


def page_url(url_path: str) -> str:
    """The path on this site of a page whose tree address is /<site root>/…"""
    return "/" + url_path.split("/", 2)[2]


def concrete_activities() -> list[type[Activity]]:
    """Every kind of activity the project knows; apps above register theirs by subclassing."""
    return list(Activity.__subclasses__())
