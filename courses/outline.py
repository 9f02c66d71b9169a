"""The table of contents of a course as learners see it: live modules and activities, in order.

It does not depend on the learner and is kept in the process until the course's `outline_version` changes.
"""

from dataclasses import dataclass, field
from functools import cached_property

from django.core.cache import cache
from wagtail.models import Page

from courses.models import Activity, CoursePage, ModulePage


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

    modules: tuple[OutlineModule, ...] = field(default_factory=tuple)

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
    def minutes(self) -> int:
        return sum(activity.minutes for activity in self.activities)

    @property
    def lesson_count(self) -> int:
        return sum(activity.kind == "lesson" for activity in self.activities)

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
    key = f"outline:{course.pk}:{course.outline_version}"
    outline = cache.get(key)
    if outline is None:
        outline = read_outline(course)
        cache.set(key, outline, timeout=3600)
    return outline


def read_outline(course: CoursePage) -> Outline:
    """Read the outline from the page tree: one query for modules, one a kind of activity."""
    below = Page.objects.descendant_of(course).live()
    modules = {
        module.path: module
        for module in ModulePage.objects.filter(pk__in=below.values("pk")).order_by("path")
    }
    found: list[tuple[str, OutlineActivity]] = []
    for model in concrete_activities():
        for page in model.objects.live().descendant_of(course).defer_streamfields():
            parent = modules.get(page.path[: -page.steplen])
            if parent is None and page.depth != course.depth + 1:
                continue  # below a module that is not published
            found.append(
                (
                    page.path,
                    OutlineActivity(
                        id=page.pk,
                        title=page.title,
                        kind=page.activity_kind,
                        minutes=page.minutes,
                        is_required=page.is_required,
                        prerequisite_id=page.prerequisite_id,
                        module_id=parent.pk if parent else course.pk,
                        url=page_url(page.url_path),
                    ),
                )
            )
    found.sort(key=lambda item: item[0])
    groups: list[OutlineModule] = []
    placed: dict[str, list[OutlineActivity]] = {}
    for path, activity in found:
        placed.setdefault(path[: -Page.steplen], []).append(activity)
    for path in sorted({*modules, *(f"{p}" for p in placed)}):
        module = modules.get(path)
        groups.append(
            OutlineModule(
                id=module.pk if module else course.pk,
                title=module.title if module else "",
                summary=module.summary if module else "",
                activities=tuple(placed.get(path, ())),
            )
        )
    # What stands directly below the course (usually the final quiz) comes in tree order with the modules.
    return Outline(modules=tuple(group for group in groups if group.activities))


def page_url(url_path: str) -> str:
    """The path on this site of a page whose tree address is /<site root>/…"""
    return "/" + url_path.split("/", 2)[2]


def concrete_activities() -> list[type[Activity]]:
    """Every kind of activity the project knows; apps above register theirs by subclassing."""
    return list(Activity.__subclasses__())
