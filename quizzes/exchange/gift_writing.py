"""GIFT, Moodle's text format, out; its signs are escaped, and what it cannot escape is named."""

import re
from collections.abc import Mapping
from fractions import Fraction

from quizzes.exchange import plain
from quizzes.exchange.item import WHOLE, Finding, Item, Number, Severity, Written, join_path, losses_of
from quizzes.exchange.tags import marked

NAME, EXTENSION = "GIFT", "gift.txt"
KINDS = frozenset({"single", "multiple", "true_false", "matching", "numeric", "short", "essay"})
CARRIED = frozenset({"code", "category", "difficulty", "citations", "explanation", "tags"})
_NEEDS_ESCAPE = re.compile(r"([~=#{}:\\])")
_BACKSLASHED = r"\\\1"
_TAG_ESCAPE = re.compile(r"([\[\]\\])")


def write(items: list[Item], pictures: Mapping[str, bytes] | None = None) -> Written:
    """The questions as GIFT; what it cannot carry is named in `losses`."""
    pieces, category = [], ()
    for item in items:
        if item.kind not in KINDS or _has_arrow(item):
            continue
        if item.category != category:
            category = item.category
            pieces.append(f"$CATEGORY: {join_path(category) or 'top'}\n\n")
        pieces.append(_written(item))
    losses = [*losses_of(items, CARRIED, KINDS)]
    losses += [
        Finding("arrow_not_carried", place, "text", Severity.WARNING)
        for place, item in enumerate(items, start=1)
        if _has_arrow(item)
    ]
    return Written("".join(pieces).encode(), losses)


def _safe(text: str) -> str:
    """The text with its signs escaped, and marked as plain where it begins like a sign of the format."""
    plainly = "[plain]" if text[:1] in {"[", "/", "$", "%"} else ""
    return plainly + _NEEDS_ESCAPE.sub(_BACKSLASHED, text).replace("\n", "\\n")


def _has_arrow(item: Item) -> bool:
    """Whether a text holds `->`, which parts prompt and target and cannot be escaped."""
    told = item.prompts if item.kind == "matching" else [one.text for one in item.accepted]
    return item.kind in {"matching", "short"} and any("->" in text for text in told)


def _weighed(share: Fraction) -> str:
    return "" if share == WHOLE else f"%{plain.percent(share)}%"


def _written(item: Item) -> str:
    named = [("id", item.code)] if item.code else []
    named += [("tag", tag) for tag in marked(item)]
    tags = [f"[{name}:{_TAG_ESCAPE.sub(_BACKSLASHED, tag)}]" for name, tag in named]
    note = f"// {' '.join(tags)}\n" if tags else ""
    general = f" ####{_safe(item.explanation)}" if item.explanation else ""
    return f"{note}{_safe(item.text)} {{{_answer(item)}{general}}}\n\n"


def _answer(item: Item) -> str:
    match item.kind:
        case "essay":
            return ""
        case "true_false":
            return "TRUE" if item.right == (0,) else "FALSE"
        case "numeric":
            number = item.number or Number(plain.of_program("0"))
            tolerance = number.tolerance * abs(number.value) if number.relative else number.tolerance
            return f"#{plain.written(number.value)}:{plain.written(tolerance)}"
        case "short":
            return " ".join(f"={_weighed(one.share)}{_safe(one.text)}" for one in item.accepted)
        case "matching":
            pairs = [
                f"={_safe(p)} -> {_safe(item.options[t])}"
                for p, t in zip(item.prompts, item.right, strict=True)
            ]
            spare = [f"= -> {_safe(option)}" for n, option in enumerate(item.options) if n not in item.right]
            return " ".join(pairs + spare)
        case "single":
            return " ".join(
                f"{'=' if n in item.right else '~'}{_safe(o)}" for n, o in enumerate(item.options)
            )
    good = Fraction(1, max(len(item.right), 1))
    bad = Fraction(-1, max(len(item.options) - len(item.right), 1))
    return " ".join(
        f"~%{plain.percent(good if n in item.right else bad)}%{_safe(o)}" for n, o in enumerate(item.options)
    )
