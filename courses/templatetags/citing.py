"""What rests on a provision, for the pages of `legislation`, which knows of no course."""

from django import template
from django.db.models import Q

from courses.models import LessonPage, PageCitation
from courses.outline import page_url
from courses.restrictions import readable

register = template.Library()


@register.simple_tag(takes_context=True)
def lessons_citing(context, provision) -> list[dict]:
    """`{% lessons_citing provision as lessons %}`: published lessons that cite it or a part of it and that this
    visitor may open."""
    here = Q(provision=provision) | Q(
        provision__document=provision.document_id, provision__path__startswith=f"{provision.path}."
    )
    citing = PageCitation.objects.filter(here, in_draft=False).values("page")
    lessons = readable(LessonPage.objects.live().filter(pk__in=citing), context["request"])
    found = lessons.order_by("path").values_list("title", "url_path")
    return [{"title": title, "url": page_url(url_path)} for title, url_path in found]
