"""Drawing many questions quickly: the frame of a question is rendered once a language and shape, with marks where
the questions differ; each question then only fills in its marks. Fifty questions cost what two cost otherwise.
What stands inside the frame is drawn by the kind of the question.
"""

import re
from functools import lru_cache
from html import escape

from django.conf import settings
from django.template.defaultfilters import floatformat
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from quizzes.sheets import AttemptPage

MARKS = (
    "number",
    "before",
    "after",
    "total",
    "points",
    "heading",
    "takes",
    "hint",
    "answer",
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
        parts = shape(language, question.slot == 1, question.slot == total)
        values = {
            "number": question.number,
            "before": str(question.slot - 1),
            "after": str(question.slot + 1),
            "total": str(total),
            "points": escape(floatformat(question.points, "-2")),
            "heading": escape(question.heading),
            "takes": question.how.takes,
            "hint": escape(question.hint),
            "answer": question.how.answer_html(question),
            "address": page.address.replace("/0/", f"/{question.slot}/"),
            "base": str(question.revision),
            "packet": str(question.packet),
            "flagged": " checked" if question.is_flagged else "",
            "token": escaped,
        }
        pieces += [values[part] if place % 2 else part for place, part in enumerate(parts)]
    return SafeString("".join(pieces))


def _render(language: str, is_first: bool, is_last: bool) -> tuple[str, ...]:
    """The template in this language: what stands fast, and between that the names of the marks."""
    marks = {name: f"⟦{name}⟧" for name in MARKS}
    html = render_to_string("quizzes/question.html", marks | {"is_first": is_first, "is_last": is_last})
    return tuple(_MARK.split(html))


_shape = lru_cache(maxsize=64)(_render)
