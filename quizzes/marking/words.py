"""Marking short answers: accepted forms, with `*` for any run of signs, and tones where the question says so."""

import re
import unicodedata
from collections.abc import Mapping
from fractions import Fraction

import vietnamese

_TONES = "\u0300\u0301\u0303\u0309\u0323"
_AT_THE_ENDS = " .,;:!?\"'“”‘’()"


def short(content: Mapping, right: Mapping, given: Mapping) -> Fraction:
    """The highest share of the accepted forms that the answer equals, 0 where it equals none.

    `right`: {"accepted": [{"text", "share"}], "tones": whether tones and marks count}; `given`: {"text"}.
    """
    answer = _normal(given["text"], bool(right.get("tones")))
    shares = [
        Fraction(form.get("share") or 1)
        for form in right["accepted"]
        if matches(_normal(form["text"], bool(right.get("tones"))), answer)
    ]
    return min(Fraction(1), max(shares, default=Fraction(0)))


def matches(form: str, answer: str) -> bool:
    """Whether the answer has this form, in which `*` stands for any run of signs, an empty one too; in linear time."""
    if not answer:
        return False
    first, *middle = form.split("*")
    if not middle:
        return form == answer
    last = middle.pop()
    if len(answer) < len(first) + len(last) or not answer.startswith(first) or not answer.endswith(last):
        return False
    place, end = len(first), len(answer) - len(last)
    for part in middle:
        found = answer.find(part, place, end)
        if found < 0:
            return False
        place = found + len(part)
    return True


def _normal(text: str, tones: bool) -> str:
    """One spelling for what counts as the same answer."""
    folded = _with_tones_last(text) if tones else vietnamese.fold(text)
    return vietnamese.nfc(folded.strip(_AT_THE_ENDS))


def _with_tones_last(text: str) -> str:
    """Lower case, the tone of each syllable after it: Hoá and Hóa are one, hòa is another."""
    decomposed = unicodedata.normalize("NFD", vietnamese.nfc(text).lower())

    def moved(match) -> str:
        word = match.group()
        letters = "".join(sign for sign in word if sign not in _TONES)
        return letters + "".join(sign for sign in word if sign in _TONES)

    return re.sub(r"[^\W_](?:[^\W_]|[\u0300-\u036f])*", moved, decomposed)
