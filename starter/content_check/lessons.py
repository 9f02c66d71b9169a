"""Lessons: their blocks, their length, and the review that some of them await."""

import re
from collections.abc import Iterator
from pathlib import Path

from starter.content_check.claims import BEFORE_AMENDMENT, markers, plain, word_count
from starter.content_check.prose import Passage, check_passage
from starter.content_check.report import Report, has_exactly
from starter.content_check.sources import Sources

WORDS = range(300, 701)
KEY_POINTS = range(3, 6)
BLOCKS = {
    "lead": {"text"},
    "key_points": {"points"},
    "heading": {"text"},
    "text": {"paragraphs"},
    "citation": {"provision", "note"},
    "table": {"caption", "header", "rows"},
    "case": {"title", "situation", "question", "answer"},
    "review": {"text"},
    "check": {"question"},
}
LESSON = {"code", "slug", "title", "goal", "blocks"}


def passages(block: dict) -> Iterator[Passage]:
    """The prose of a block. Headings, captions and invented situations are labels: they state nothing as law."""
    match block["kind"]:
        case "lead" | "review":
            yield Passage(block["text"])
        case "heading":
            yield Passage(block["text"], label=True)
        case "key_points":
            yield from map(Passage, block["points"])
        case "text":
            yield from map(Passage, block["paragraphs"])
        case "citation":
            yield Passage(block["note"])
        case "table":
            yield Passage(block["caption"], label=True)
            yield Passage(" | ".join(block["header"]), label=True)
            for row in block["rows"]:
                yield Passage(" | ".join(row), whole=True)
        case "case":
            for part in ("title", "situation", "question"):
                yield Passage(block[part], label=True)
            yield from map(Passage, block["answer"])


def practice_code(number: int, lesson: str) -> str:
    """The code of the question at the end of a lesson: T1.2 in the first course, T2-1.2 in the second."""
    return f"T{lesson}" if number == 1 else f"T{number}-{lesson}"


def check_lesson(lesson: dict, file: str, sources: Sources, report: Report, *, number: int = 1) -> None:
    if not has_exactly(lesson, LESSON, file, report):
        return
    blocks = lesson["blocks"]
    sound = [
        has_exactly(block, BLOCKS.get(block.get("kind"), set()) | {"kind"}, file, report, optional={"review"})
        for block in blocks
    ]
    if not all(sound):
        return
    if Path(file).stem != lesson["code"]:
        report.add(file, "code is not the file's name", lesson["code"])
    if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", lesson["slug"]):
        report.add(file, "slug is not ASCII words", lesson["slug"])

    kinds = [block["kind"] for block in blocks]
    for kind in ("case", "check", "lead", "key_points"):
        if kinds.count(kind) != 1:
            report.add(file, f"{kinds.count(kind)} blocks of kind {kind}, not 1")
    if "check" not in kinds[-2:]:
        report.add(file, "the check is not last or next to last")
    if "key_points" not in kinds[:3]:
        report.add(file, "key points are not near the top")

    words = 0
    for block in blocks:
        under_review = block["kind"] == "review" or block.get("review") is True
        for passage in passages(block):
            words += word_count(passage.text)
            check_passage(passage, file, sources, report, review_allowed=under_review)
        check_review_wording(block, file, sources, report)
        match block["kind"]:
            case "key_points" if len(block["points"]) not in KEY_POINTS:
                report.add(file, "not 3 to 5 key points", str(len(block["points"])))
            case "citation" if not sources.has(block["provision"]):
                report.add(file, f"unknown provision {block['provision']}", block["note"])
            case "table" if any(len(row) != len(block["header"]) for row in block["rows"]):
                report.add(file, "a row is not as long as the header", block["caption"])
            case "check" if block["question"] != practice_code(number, lesson["code"]):
                report.add(file, "the check asks another lesson's question", block["question"])
    report.words[practice_code(number, lesson["code"]).removeprefix("T")] = words
    if words not in WORDS:
        report.add(file, "not 300 to 700 words", str(words))


def check_review_wording(block: dict, file: str, sources: Sources, report: Report) -> None:
    """A rule of the 2022 law that may have changed is always told as the law before its amendment."""
    text = " ".join(passage.text for passage in passages(block))
    rests_on_review = any(
        marker.document == "luat-2022" and code in sources.facts and sources.under_review(code)
        for marker in markers(text)
        for code in marker.facts
    )
    if rests_on_review and not BEFORE_AMENDMENT.search(plain(text)):
        report.add(file, "not worded as the law before its amendment", plain(text))
