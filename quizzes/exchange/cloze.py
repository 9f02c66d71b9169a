"""Moodle's embedded answers: `{1:MULTICHOICE:=đúng~sai}` within a text, after `question/type/multianswer`."""

import re

from quizzes.exchange import plain
from quizzes.exchange.item import WHOLE, Accepted, Gap, Item, Number

_EMBEDDED = re.compile(r"\{([0-9]*):([A-Z_]+):((?:\\.|[^{}\\])*)\}", re.DOTALL)
_CHOICE = re.compile(r"MULTICHOICE.*|MC.*|MULTIRESPONSE.*|MR.*")
_TEXT = re.compile(r"SHORTANSWER.*|SA.*|MW.*")
_NUMBER = {"NUMERICAL", "NM"}
_ESCAPED = re.compile(r"\\([}#~/\"\\=%{&])")
_UNSAFE = re.compile(r"([}#~/\"\\=%{])")
_MARKER = re.compile(r"\[\[([0-9]{1,2})\]\]")
_SIGN = re.compile(r"^(=|%(-?[0-9.]+)%)?(.*)$", re.DOTALL)


def read(text: str) -> tuple[str, tuple[Gap, ...] | None]:
    """The text with markers [[1]], [[2]] … and the gaps; None for the gaps where one cannot be read."""
    gaps: list[Gap | None] = []

    def take(found: re.Match) -> str:
        gaps.append(_gap(found[2], found[3]))
        return f"[[{len(gaps)}]]"

    told = _EMBEDDED.sub(take, text)
    read_ones = tuple(gap for gap in gaps if gap is not None)
    if not gaps or len(read_ones) < len(gaps) or "{" in told:
        return text, None
    return told, read_ones


def has_feedback(text: str) -> bool:
    """Whether an embedded answer carries a comment: `=đúng#vì vậy`."""
    return any(re.search(r"(?<!\\)#", found[3]) for found in _EMBEDDED.finditer(text))


def _gap(name: str, told: str) -> Gap | None:
    answers = [_answer(part) for part in re.split(r"(?<!\\)~", told) if part.strip()]
    if any(answer is None for answer in answers) or not answers:
        return None
    known = [answer for answer in answers if answer is not None]
    right = [(text, share) for text, share in known if share > 0]
    if _CHOICE.fullmatch(name):
        places = tuple(n for n, (_, share) in enumerate(known) if share == WHOLE)
        return Gap("choice", options=tuple(text for text, _ in known), right=places) if places else None
    if _TEXT.fullmatch(name) and right:
        return Gap("text", accepted=tuple(Accepted(text, share) for text, share in right))
    if name in _NUMBER and right:
        value, _, tolerance = right[0][0].partition(":")
        try:
            return Gap("number", number=Number(plain.of_program(value), plain.of_program(tolerance or "0")))
        except ValueError:
            return None
    return None


def _answer(part: str):
    found = _SIGN.match(part.strip())
    assert found is not None
    text = re.split(r"(?<!\\)#", found[3])[0]
    try:
        share = WHOLE if found[1] == "=" else plain.share(found[2]) if found[2] else plain.share("0")
    except ValueError:
        return None
    return plain.one_line(_ESCAPED.sub(r"\1", text)), share


def choice(group: list[str], right: str) -> Gap:
    options = tuple(dict.fromkeys(group))
    return Gap("choice", options=options, right=(options.index(right),))


def written(item: Item) -> str:
    """The text of a question with blanks, its gaps embedded."""
    return _MARKER.sub(lambda marker: _written(item.gaps[int(marker[1]) - 1]), item.text)


def _written(gap: Gap) -> str:
    match gap.takes:
        case "choice":
            told = [f"{'=' if n in gap.right else ''}{_safe(option)}" for n, option in enumerate(gap.options)]
            return f"{{1:MULTICHOICE:{'~'.join(told)}}}"
        case "number" if gap.number:
            off = (
                gap.number.tolerance * abs(gap.number.value) if gap.number.relative else gap.number.tolerance
            )
            return f"{{1:NUMERICAL:={plain.written(gap.number.value)}:{plain.written(off)}}}"
    told = [
        f"{'=' if one.share == WHOLE else f'%{plain.percent(one.share)}%'}{_safe(one.text)}"
        for one in gap.accepted
    ]
    return f"{{1:SHORTANSWER:{'~'.join(told)}}}"


def _safe(text: str) -> str:
    return _UNSAFE.sub(r"\\\1", text)
