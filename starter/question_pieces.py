"""What a question of the starter content consists of, by its kind, and what is wrong with it. Standard library only.

The keys are those that `from_starter` of `quizzes.kinds` reads.
"""

import re
from collections import Counter
from collections.abc import Iterator
from fractions import Fraction

PIECES = {
    "single": ({"choices"}, set()),
    "multiple": ({"choices"}, {"credit"}),
    "true_false": ({"choices"}, set()),
    "matching": ({"pairs"}, {"other_options"}),
    "ordering": ({"items"}, {"credit"}),
    "numeric": ({"value"}, {"tolerance", "relative", "units", "unit", "unit_share"}),
    "short": ({"accepted"}, {"tones"}),
    "blanks": ({"gaps"}, set()),
    "essay": ({"rubric"}, {"words_at_most", "takes_file", "guidance"}),
}
"""Kind → the keys it must have beside those of every question, and those it may have."""

CATCH_ALL = re.compile(
    r"(tất cả|cả) (các )?(đáp án|phương án|ý|[a-e]\b)|không (đáp án|phương án) nào|đều (đúng|sai)",
    re.IGNORECASE,
)
LEAST_ITEMS = 3

Fault = tuple[str, str]
"""A rule that is broken, and where."""


def texts_of(question: dict) -> Iterator[str]:
    """Everything a learner or a marker reads of a question, but its explanation."""
    yield question["text"]
    yield from (choice["text"] for choice in question.get("choices", ()))
    for pair in question.get("pairs", ()):
        yield from (pair["prompt"], pair["option"])
    yield from question.get("other_options", ())
    yield from question.get("items", ())
    for form in [*question.get("accepted", ()), *question.get("units", ())]:
        yield form["text"] if isinstance(form, dict) else form
    for gap in question.get("gaps", ()):
        yield from (choice["text"] for choice in gap.get("choices", ()))
    for criterion in question.get("rubric", ()):
        yield criterion["text"]
        yield from (level["text"] for level in criterion["levels"])
    if "guidance" in question:
        yield question["guidance"]


def faults_of(question: dict) -> Iterator[Fault]:
    """What its kind forbids."""
    match question["kind"]:
        case "single" | "multiple" | "true_false":
            yield from _faults_of_choices(question)
        case "matching":
            yield from _repeated("prompt", [pair["prompt"] for pair in question["pairs"]])
            yield from _too_few(question["pairs"], "pairs")
        case "ordering":
            yield from _repeated("item", question["items"])
            yield from _too_few(question["items"], "items")
        case "short":
            yield from _repeated("accepted answer", [str(form) for form in question["accepted"]])
            yield from _too_few(question["accepted"], "accepted answers", least=1)
        case "blanks":
            marks = [int(number) for number in re.findall(r"\[\[(\d+)\]\]", question["text"])]
            if marks != list(range(1, len(question["gaps"]) + 1)):
                yield "the marks in the text are not those of the gaps", question["text"]
        case "essay":
            yield from _faults_of_rubric(question["rubric"])


def _faults_of_choices(question: dict) -> Iterator[Fault]:
    choices = [choice["text"] for choice in question["choices"]]
    right = sum(choice.get("right", False) for choice in question["choices"])
    match question["kind"]:
        case "single" if right != 1:
            yield f"{right} right choices, not 1", question["text"]
        case "true_false" if right != 1 or choices != ["Đúng", "Sai"]:
            yield "not Đúng and Sai with one right", question["text"]
        case "multiple" if right < 1 or right == len(choices):
            yield "needs a right and a wrong choice", question["text"]
    if question["kind"] != "true_false":
        yield from _too_few(choices, "choices")
    yield from _repeated("choice", choices)
    for choice in choices:
        if CATCH_ALL.search(choice):
            yield "catch-all choice", choice


def _faults_of_rubric(rubric: list[dict]) -> Iterator[Fault]:
    """Every criterion needs a level that earns nothing and one that earns something; together they give 10 points."""
    most = Fraction(0)
    for criterion in rubric:
        points = [Fraction(str(level["points"])) for level in criterion["levels"]]
        if points != sorted(set(points)) or min(points) != 0 or len(points) < 2:
            yield "levels do not rise from 0", criterion["text"]
        most += max(points)
    if most != 10:
        yield f"the rubric gives {most} points, not 10", rubric[0]["text"]


def _too_few(pieces: list, what: str, *, least: int = LEAST_ITEMS) -> Iterator[Fault]:
    if len(pieces) < least:
        yield f"fewer than {least} {what}", str(len(pieces))


def _repeated(what: str, texts: list[str]) -> Iterator[Fault]:
    for text, times in Counter(texts).items():
        if times > 1:
            yield f"the same {what} twice", text
