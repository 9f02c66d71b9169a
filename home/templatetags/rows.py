"""Lists of rows and cards, quickly: a component whose words were asked for before is not written anew."""

from functools import lru_cache

from django import template
from django.template.loader import get_template
from django.utils.safestring import SafeString
from django.utils.translation import get_language

register = template.Library()

ROW = ("title", "url", "meta", "tag", "tone", "number", "state")
CARD = ("title", "url", "text", "meta", "tag", "tone", "done", "total", "level")


@register.simple_tag
def task_rows(rows) -> SafeString:
    """`{% task_rows rows %}`: `components/task_row.html` of each, a dictionary with that component's arguments."""
    return _written("components/task_row.html", ROW, rows)


@register.simple_tag
def cards(items, level="3") -> SafeString:
    """`{% cards items level="2" %}`: `components/course_card.html` of each, likewise."""
    return _written("components/course_card.html", CARD, [item | {"level": level} for item in items])


def _written(name: str, arguments: tuple[str, ...], items) -> SafeString:
    language = get_language()
    return SafeString(
        "".join(
            _component(name, language, tuple((key, item[key]) for key in arguments if key in item))
            for item in items
        )
    )


@lru_cache(maxsize=4096)
def _component(name: str, language: str, arguments: tuple) -> str:
    """A component depends on its arguments and on the language alone."""
    return get_template(name).render(dict(arguments))
