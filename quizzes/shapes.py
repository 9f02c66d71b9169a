"""Drawing many questions quickly: the template of a question is rendered once a language and shape, with marks where
the questions differ; each question then only fills in its marks. Fifty questions cost what two cost otherwise.
"""

import re
from functools import lru_cache
from html import escape

from django.conf import settings
from django.template.defaultfilters import floatformat
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from quizzes.sheets import AttemptPage, SheetQuestion

MARKS = (
    "number",
    "before",
    "after",
    "total",
    "points",
    "text",
    "address",
    "base",
    "packet",
    "flagged",
    "token",
)
_MARK = re.compile(r"⟦(\w+)⟧")


def drawn(page: AttemptPage, token: str) -> SafeString:
    """Every question of an open attempt, each as a form with this CSRF token."""
    shape = _render if settings.DEBUG else _shape
    total, language, escaped = len(page.questions), get_language(), escape(token)
    pieces = []
    for question in page.questions:
        parts = shape(language, question.is_multiple, question.slot == 1, question.slot == total)
        values = {
            "number": question.number,
            "before": str(question.slot - 1),
            "after": str(question.slot + 1),
            "total": str(total),
            "points": escape(floatformat(question.points, "-2")),
            "text": escape(question.text),
            "address": page.address.replace("/0/", f"/{question.slot}/"),
            "base": str(question.revision),
            "packet": str(question.packet),
            "flagged": " checked" if question.is_flagged else "",
            "token": escaped,
            "choices": choices(question),
        }
        pieces += [values[part] if place % 2 else part for place, part in enumerate(parts)]
    return SafeString("".join(pieces))


def choices(question: SheetQuestion) -> str:
    """The options of a question, as `components/choice.html` draws them."""
    kind = "checkbox" if question.is_multiple else "radio"
    return "".join(
        f'<label class="opt"><input type="{kind}" name="chosen" value="{escape(option.id)}"'
        f"{' checked' if option.is_chosen else ''}>"
        f'<span class="opt-text">{escape(option.text)}</span></label>'
        for option in question.options
    )


def _render(language: str, is_multiple: bool, is_first: bool, is_last: bool) -> tuple[str, ...]:
    """The template in this language: what stands fast, and between that the names of the marks."""
    marks = {name: f"⟦{name}⟧" for name in MARKS}
    context = marks | {"is_multiple": is_multiple, "is_first": is_first, "is_last": is_last}
    html = render_to_string("quizzes/question.html", context | {"choices": "⟦choices⟧"})
    return tuple(_MARK.split(html))


_shape = lru_cache(maxsize=64)(_render)
