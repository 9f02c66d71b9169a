"""Prose: every sentence that states something names what it rests on."""

import re
from dataclasses import dataclass

from starter.content_check.claims import (
    ALLOWED_TAG,
    MARKER,
    PLACE,
    TAG,
    Marker,
    claims,
    markers,
    plain,
    sentences,
)
from starter.content_check.report import Report
from starter.content_check.sources import Sources


@dataclass(frozen=True)
class Passage:
    """A run of prose. `label`: names something and claims nothing. `whole`: one claim, however many stops (a table row)."""

    text: str
    label: bool = False
    whole: bool = False


def check_markers(text: str, file: str, sources: Sources, report: Report) -> list[Marker]:
    """Check that every marker is well formed and rests on a known provision and known facts; return the sound ones."""
    if text.count("{{") != len(MARKER.findall(text)) or text.count("{{") != text.count("}}"):
        report.add(file, "malformed marker", plain(text) or text)
    if re.search(r"[.?!;]\s*\{\{", text):
        report.add(file, "marker after the full stop", text)
    sound = []
    for marker in markers(text):
        report.citations += 1
        unknown = [code for code in marker.facts if code not in sources.facts]
        for code in unknown:
            report.add(file, f"fact {code or '(none)'} is not verified", text)
        if not PLACE.fullmatch(marker.place) or not sources.has(marker.place):
            report.add(file, f"unknown provision {marker.place}", text)
        elif not unknown:
            if not any(sources.related(sources.facts[c]["provision"], marker.place) for c in marker.facts):
                report.add(file, f"no fact of {','.join(marker.facts)} stands in {marker.place}", text)
            sound.append(marker)
            report.facts.update(marker.facts)
    return sound


def check_passage(
    passage: Passage, file: str, sources: Sources, report: Report, *, review_allowed: bool = False
) -> None:
    for tag in TAG.findall(passage.text):
        if not ALLOWED_TAG.fullmatch(tag):
            report.add(file, f"tag {tag} is not allowed", plain(passage.text))
    for marker in check_markers(passage.text, file, sources, report):
        for code in marker.facts:
            if sources.under_review(code) and not review_allowed:
                report.add(file, f"fact {code} is under review", passage.text)
    if passage.label:
        return
    for sentence in [passage.text] if passage.whole else sentences(passage.text):
        report.sentences += 1
        made = claims(sentence)
        report.claims += bool(made)
        if made and not MARKER.search(sentence):
            report.add(file, f"no marker for {', '.join(made)}", sentence)
