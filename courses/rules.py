"""The rule of completion of a course as one sentence, from what it requires."""

from django.core.cache import cache
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from courses.models import CoursePage
from courses.outline import Outline, concrete_activities


def rule_of(course: CoursePage, outline: Outline) -> str:
    """For example "Finish 11 lessons and reach at least 70 % in “Final quiz”."; empty without required activities."""
    key = f"rule:{course.pk}:{course.outline_version}:{get_language()}"
    rule = cache.get(key)
    if rule is None:
        rule = rule_in_words(outline)
        cache.set(key, rule, timeout=3600)
    return rule


def rule_in_words(outline: Outline) -> str:
    lessons = sum(activity.kind == "lesson" for activity in outline.required)
    others = [activity.id for activity in outline.required if activity.kind != "lesson"]
    parts = [ngettext("finish %(count)d lesson", "finish %(count)d lessons", lessons) % {"count": lessons}]
    parts = parts if lessons else []
    if others:
        pages = {
            page.pk: page
            for model in concrete_activities()
            for page in model.objects.filter(pk__in=others).defer_streamfields()
        }
        parts += [pages[pk].rule_in_words() for pk in others if pk in pages]
    if not parts:
        return ""
    *first, last = parts
    sentence = _("%(first)s and %(last)s") % {"first": ", ".join(first), "last": last} if first else last
    return f"{sentence[0].upper()}{sentence[1:]}."
