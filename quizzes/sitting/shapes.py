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

from quizzes.marking import MARKED_BY_PEOPLE, rounded
from quizzes.pictures import picture_html
from quizzes.sitting.sheets import AttemptPage, SheetQuestion

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
    "note",
    "case",
)
_MARK = re.compile(r"⟦(\w+)⟧")


def drawn(page: AttemptPage, token: str) -> SafeString:
    """Every question of an open attempt, each as a form with this CSRF token."""
    shape = _render if settings.DEBUG else _shape
    total, language, escaped = len(page.questions), get_language(), escape(token)
    pieces = []
    told = page.feedback.fixed if page.feedback else {}
    for question in page.standing_questions:
        if question.slot in told:
            pieces.append(_fixed(page, question, total, token))
            continue
        tells_at_once = page.attempt.tells_at_once and question.kind not in MARKED_BY_PEOPLE
        rules = page.attempt.is_forward_only, tells_at_once, bool(page.alone)
        parts = shape(language, question.slot == 1, question.slot == total, *rules)
        values = {
            "number": question.number,
            "before": str(question.slot - 1),
            "after": str(question.slot + 1),
            "total": str(total),
            "points": escape(floatformat(question.points, "-2")),
            "heading": escape(question.asks),
            "takes": question.how.takes,
            "hint": escape(question.hint),
            "answer": picture_html(question.picture) + question.how.answer_html(question),
            "address": address_of(page, question),
            "base": str(question.revision),
            "packet": str(question.packet),
            "flagged": " checked" if question.is_flagged else "",
            "token": escaped,
            "note": _note(page, question),
            "case": _case(question, page.opens_each_case),
        }
        pieces += [values[part] if place % 2 else part for place, part in enumerate(parts)]
    return SafeString("".join(pieces))


def address_of(page: AttemptPage, question: SheetQuestion) -> str:
    """Where the answer to a question is saved."""
    return page.address.replace("/0/", f"/{question.slot}/")


def _fixed(page: AttemptPage, question: SheetQuestion, total: int, token: str) -> str:
    """A question that was checked: what was answered, what is right and why."""
    context = {
        "page": page,
        "question": page.feedback.fixed[question.slot],
        "before": question.slot - 1,
        "after": question.slot + 1,
        "total": total,
        "token": token,
    }
    return render_to_string("quizzes/fixed_question.html", context)


def _case(question: SheetQuestion, is_alone: bool) -> str:
    """The text of the case study above its part; nothing above any other question."""
    if not question.case:
        return ""
    return render_to_string("quizzes/case.html", {"question": question, "is_alone": is_alone})


def _note(page: AttemptPage, question: SheetQuestion) -> str:
    """What is said of a question that was tried in vain; nothing of any other."""
    wrong = page.feedback.wrong[question.slot] if page.feedback else 0
    if not wrong:
        return ""
    left = rounded(100 * page.feedback.share_left(question.slot))
    return render_to_string(
        "quizzes/tried_in_vain.html", {"wrong": wrong, "left": left, "address": address_of(page, question)}
    )


def _render(
    language: str, is_first: bool, is_last: bool, is_forward: bool, tells_at_once: bool, is_alone: bool
) -> tuple[str, ...]:
    """The template in this language: what stands fast, and between that the names of the marks."""
    marks = {name: f"⟦{name}⟧" for name in MARKS}
    html = render_to_string(
        "quizzes/question.html",
        marks
        | {
            "is_first": is_first,
            "is_last": is_last,
            "is_forward": is_forward,
            "tells_at_once": tells_at_once,
            "is_alone": is_alone,
        },
    )
    return tuple(_MARK.split(html))


_shape = lru_cache(maxsize=128)(_render)
