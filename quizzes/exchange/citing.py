"""The words that name a provision – `Điều 5 khoản 2 điểm đ Luật 2022` – as the document's words and a place."""

import re

from quizzes.exchange import plain

_PART = re.compile(r"\b(dieu|khoan|diem)\s+(\d+[a-z]?|[a-z]{1,2})\b")
_ORDER = ("dieu", "khoan", "diem")
_DOTTED = re.compile(r"(?<![\d/])(\d{1,3}(?:\.\d{1,2})(?:\.[a-z]{1,2})?)(?![\d/])")
_JOINTS = re.compile(r"\b(cua|thuoc|tai|theo|so)\b|[,;.()]")
_D = re.compile(r"\b(điểm)\s+đ\b", re.IGNORECASE)


def named(words: str) -> tuple[str, str]:
    """(folded words of the document, place as "5.2.dd"); an empty place where no article is named."""
    folded = plain.folded(_D.sub(r"\1 dd", words).replace("\u00a0", " "))
    parts = dict(_PART.findall(folded))
    place = ".".join(parts[name] for name in _ORDER if name in parts) if "dieu" in parts else ""
    rest = _PART.sub(" ", folded)
    if not place and (dotted := _DOTTED.search(folded)):
        place = dotted[1]
        rest = folded.replace(dotted[0], " ")
    return " ".join(_JOINTS.sub(" ", rest).split()), place
