"""The bank of a course, and the final that draws from it."""

import datetime
import re
from collections import Counter

from starter.content_check.claims import markers, plain
from starter.content_check.lessons import practice_code
from starter.content_check.prose import Passage, check_passage
from starter.content_check.report import Report, has_exactly
from starter.content_check.sources import Sources
from starter.question_pieces import PIECES, faults_of, texts_of

QUESTION = {
    *("code", "kind", "difficulty", "category", "text", "explanation"),
    *("cites", "facts", "state"),
}
DIFFICULTIES = {"remember": 2, "understand": 2, "apply": 1}
IN_USE_IN_EACH_CATEGORY = 6
STATES = {"in_use", "needs_review"}
PRACTICE, ESSAYS = "Luyện tập", "Tự luận"
ASKED_IN_LESSONS = {"single", "multiple", "true_false"}


def check_bank(
    questions: list[dict], course: dict, lessons: set[str], file: str, sources: Sources, report: Report
) -> None:
    questions = [question for question in questions if is_whole(question, file, report)]
    categories = [module["title"] for module in course["modules"]]
    for code, times in Counter(question["code"] for question in questions).items():
        if times > 1:
            report.add(file, "the same code twice", code)
    for text, times in Counter(question["text"] for question in questions).items():
        if times > 1:
            report.add(file, "the same question twice", text)
    for question in questions:
        check_question(question, {*categories, PRACTICE, ESSAYS}, file, sources, report)

    practice = {q["code"] for q in questions if q["category"] == PRACTICE}
    for code in practice ^ {practice_code(course.get("number", 1), lesson) for lesson in lessons}:
        report.add(file, "no practice question for a lesson, or one without a lesson", code)
    for category in categories if has_open_final(course) else ():
        in_use = Counter(
            q["difficulty"] for q in questions if q["category"] == category and q["state"] == "in_use"
        )
        if in_use.total() < IN_USE_IN_EACH_CATEGORY:
            report.add(file, f"fewer than {IN_USE_IN_EACH_CATEGORY} questions in use", category)
        for difficulty, least in DIFFICULTIES.items():
            if in_use[difficulty] < least:
                report.add(file, f"fewer than {least} questions in use to {difficulty}", category)


def is_whole(question: dict, file: str, report: Report) -> bool:
    """Whether it has the keys of a question and of its kind, and no others."""
    kind = question.get("kind")
    if kind not in PIECES:
        report.add(f"{file} {question.get('code')}", "unknown kind", str(kind))
        return False
    needed, allowed = PIECES[kind]
    return has_exactly(question, QUESTION | needed, file, report, optional={"use_until", *allowed})


def has_open_final(course: dict) -> bool:
    """Whether papers are drawn for a course now; a final that is closed says why."""
    return "final" in course and not course["final"].get("closed_because")


def drawable_by(draw: dict, questions: list[dict]) -> list[dict]:
    """The questions in use that a draw of a course file may take."""
    return [
        question
        for question in questions
        if question["category"] == draw["category"]
        and question["state"] == "in_use"
        and question["difficulty"] == draw.get("difficulty", question["difficulty"])
    ]


def check_practice(questions: list[dict], course: dict, file: str, report: Report) -> None:
    """Every draw of an open practice can be filled, and none takes what the final may ask: visitors see the answers."""
    asked = [
        question["code"]
        for draw in course.get("final", {}).get("draws", ())
        for question in drawable_by(draw, questions)
    ]
    for draw in course.get("practice", {}).get("draws", ()):
        where = f"{draw['category']} {draw.get('difficulty', '')}".strip()
        drawable = [question["code"] for question in drawable_by(draw, questions)]
        if len(drawable) < draw["count"]:
            report.add(file, f"the practice draws {draw['count']} of {len(drawable)} questions", where)
        if set(drawable) & set(asked):
            report.add(file, "the practice shows what the final asks", where)


def check_final(questions: list[dict], course: dict, file: str, report: Report) -> None:
    """Every draw of an open final can be filled, and none draws an essay or what a lesson has explained."""
    for draw in course.get("final", {}).get("draws", ()):
        where = f"{draw['category']} {draw.get('difficulty', '')}".strip()
        if draw["category"] not in {module["title"] for module in course["modules"]}:
            report.add(file, "the final draws from an unknown category", where)
        drawable = drawable_by(draw, questions)
        if has_open_final(course) and len(drawable) < draw["count"]:
            report.add(file, f"the final draws {draw['count']} of {len(drawable)} questions", where)


def check_question(question: dict, categories: set[str], file: str, sources: Sources, report: Report) -> None:
    code = question["code"]
    where = f"{file} {code}"
    report.questions[question["kind"]] += 1
    for key, allowed in (
        ("difficulty", set(DIFFICULTIES)),
        ("category", categories),
        ("state", STATES),
    ):
        if question[key] not in allowed:
            report.add(where, f"unknown {key}", question[key])
    if not re.fullmatch(r"Q\d+\.\d{2}|T(\d+-)?\d+\.\d+", code) or (code[0] == "T") != (
        question["category"] == PRACTICE
    ):
        report.add(where, "the code does not fit the category", question["category"])
    if question["category"] == PRACTICE and question["kind"] not in ASKED_IN_LESSONS:
        report.add(where, "a lesson cannot ask a question of this kind", question["kind"])
    if (question["kind"] == "essay") != (question["category"] == ESSAYS):
        report.add(where, "essays, and only they, stand in a category of their own", question["category"])
    for rule, text in faults_of(question):
        report.add(where, rule, text)

    explanation = question["explanation"]
    made = markers(explanation)
    if not made:
        report.add(where, "explanation without a marker", explanation)
    if not 1 <= len(re.findall(r"[.!?](?=\s|$)", plain(explanation))) <= 3:
        report.add(where, "explanation is not 1 to 3 sentences", explanation)
    in_use = question["state"] == "in_use"
    check_passage(Passage(explanation), where, sources, report, review_allowed=not in_use)
    for passage in texts_of(question):
        if "{{" in passage:
            report.add(where, "marker in the question or its pieces", passage)

    ends = [last for place in question["cites"] if (last := sources.ends_on(place))]
    if ends and question.get("use_until", datetime.date.max) > min(ends):
        report.add(
            where, f"rests on a text that ends on {min(ends)}, but has no such use_until", question["text"]
        )

    if not question["cites"] or not question["facts"]:
        report.add(where, "rests on nothing", question["text"])
    for marker in made:
        if marker.place not in question["cites"] or not set(marker.facts) <= set(question["facts"]):
            report.add(
                where,
                "explanation cites what the question does not",
                f"{marker.place}|{','.join(marker.facts)}",
            )
    for place in question["cites"]:
        if not sources.has(place):
            report.add(where, f"unknown provision {place}", question["text"])
        elif in_use and sources.provisions.get(place, {}).get("needs_review"):
            report.add(where, f"in use, but provision {place} is under review", question["text"])
    for fact in question["facts"]:
        if fact not in sources.facts:
            report.add(where, f"fact {fact} is not verified", question["text"])
            continue
        report.facts.add(fact)
        if in_use and sources.under_review(fact):
            report.add(where, f"in use, but fact {fact} is under review", question["text"])
