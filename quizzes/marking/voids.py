"""Questions that were voided for all who sit a quiz. Pure: the paper as it then counts."""

from collections.abc import Iterable, Mapping, Sequence

FULL, DROPPED = "full", "dropped"
"""Everybody gets all its points, or it is left out of what can be earned."""


def counted(paper: Sequence[Mapping], voids: Mapping[int, str]) -> list[Mapping]:
    """A paper with what was voided (question → FULL or DROPPED): a dropped question is worth nothing."""
    return [
        _entry(entry, voids[entry["question"]]) if entry["question"] in voids else entry for entry in paper
    ]


def as_marked(paper: Sequence[Mapping], marks: Iterable[Mapping]) -> list[Mapping]:
    """The same by what the marks of a result say was voided (mark["void"])."""
    voids = {paper[mark["slot"] - 1]["question"]: mark["void"] for mark in marks if mark.get("void")}
    return counted(paper, voids)


def _entry(entry: Mapping, void: str) -> dict:
    return {**entry, "void": void, "points": "0" if void == DROPPED else entry["points"]}
