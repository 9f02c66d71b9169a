"""From the rules of a quiz and the bank to a paper.

A paper is a list with one entry a question, frozen in the attempt:
[{"question": id, "version": id, "kind": "single", "takes": "options", "options": [ids in order], "points": "1.00"}]
A part of a case study has "case": the version of the text above it; a case stands as its parts in their order.
A kind may add what it needs in order: see `Kind.frozen`. Old papers without "takes" mean "options".
"""

import datetime
import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from functools import partial

from django.db import connection

import clock
from prepared import planned_once
from quizzes.kinds import KINDS
from quizzes.models import Question, QuizPage
from quizzes.sitting.drawing import Line, by_lot, draw, lot, missing_questions


@dataclass(frozen=True)
class Candidate:
    """A question that may stand in a paper, with the ids of its current options and its body in JSON.

    A case study has parts, (question id, Candidate) in their order; its points are split among them.
    """

    version: int
    kind: str
    options: str
    body: str = "{}"
    parts: tuple[tuple[int, "Candidate"], ...] = ()


@dataclass(frozen=True)
class Section:
    """A part of the paper: where it stands and the per cent of its points that passing needs. No name: no section."""

    name: str = ""
    place: int = -1
    minimum: int | None = None


@dataclass
class BlueprintLine:
    """`count` questions of so many points each, out of the candidates (question id → Candidate)."""

    count: int
    points: str
    section: Section = Section()
    candidates: dict[int, Candidate] = field(default_factory=dict)


_OPTION_IDS = {
    "postgresql": "jsonb_path_query_array(version.options, '$[*].id')",
    "sqlite": "(SELECT json_group_array(json_extract(value, '$.id')) FROM json_each(version.options))",
}

_BLUEPRINT = """
WITH line AS (
    SELECT 1 AS part, fixed.sort_order, fixed.id, 1 AS count, fixed.points, fixed.section,
           question.id AS question_id, question.kind, question.state, question.case_id, question.use_until,
           question.current_id
      FROM quizzes_quizquestion fixed
      JOIN quizzes_question question ON question.id = fixed.question_id
     WHERE fixed.quiz_id = %(quiz)s
    UNION ALL
    SELECT 2, draw.sort_order, draw.id, draw.count, draw.points, draw.section,
           question.id, question.kind, question.state, question.case_id, question.use_until,
           question.current_id
      FROM quizzes_quizdraw draw
      JOIN quizzes_category category ON category.id = draw.category_id
      JOIN quizzes_category inside ON substr(inside.path, 1, length(category.path)) = category.path
      LEFT JOIN quizzes_question question ON question.category_id = inside.id
       AND question.state = 'in_use' AND (draw.difficulty = '' OR draw.difficulty = question.difficulty)
     WHERE draw.quiz_id = %(quiz)s
), entry AS (
    SELECT * FROM line
    UNION ALL
    SELECT 3, inner_one.case_order, inner_one.case_id, 1, 0, '',
           inner_one.id, inner_one.kind, inner_one.state, NULL, inner_one.use_until, inner_one.current_id
      FROM quizzes_question inner_one
     WHERE inner_one.case_id IN (SELECT question_id FROM line WHERE kind = 'case')
)
SELECT entry.part, entry.id, entry.count, entry.points, section.name, section.sort_order, section.minimum,
       entry.question_id, entry.current_id, entry.kind,
       (SELECT {option_ids} FROM quizzes_questionversion version WHERE version.id = entry.current_id),
       (SELECT version.body FROM quizzes_questionversion version WHERE version.id = entry.current_id),
       entry.state = 'in_use' AND entry.case_id IS NULL
       AND (entry.use_until IS NULL OR entry.use_until >= %(today)s) AND 0 = (
           SELECT count(*)
             FROM quizzes_questioncitation citation
             JOIN legislation_provision provision ON provision.id = citation.provision_id
            WHERE citation.question_id = entry.question_id
              AND (provision.needs_review OR provision.superseded_by_id IS NOT NULL)
       )
  FROM entry
  LEFT JOIN quizzes_quizsection section ON section.quiz_id = %(quiz)s AND section.name = entry.section
 ORDER BY entry.part, entry.sort_order, entry.id, entry.question_id
"""
_PART_OF_A_CASE = 3
"""Rows of `entry` that say which questions belong to a case study: their `id` is that of the case."""
# What belongs to a candidate is asked by subqueries that only an index can answer: joined, the database would rather
# read the whole bank, and a start would take longer with every question that is written.


def blueprint_of(quiz: QuizPage, today: datetime.date | None = None) -> list[BlueprintLine]:
    """The lines of a published quiz with all that could fill them, fixed questions first; one statement.

    `today`: the day in Vietnam, where the caller knows it; else the database is asked.
    """
    lines: dict[tuple[int, int], BlueprintLine] = {}
    parts: dict[int, list] = defaultdict(list)
    today = today or clock.today()
    with planned_once() as cursor:
        cursor.execute(
            _BLUEPRINT.format(option_ids=_OPTION_IDS[connection.vendor]),
            {"quiz": quiz.pk, "today": today.isoformat()},
        )
        for row in cursor:
            part, line_id, count, points, name, place, minimum, question, *current, usable = row
            if part == _PART_OF_A_CASE:
                if usable:
                    parts[line_id].append((question, Candidate(*current)))
                continue
            section = Section(name, place or 0, minimum) if name else Section()
            line = lines.setdefault((part, line_id), BlueprintLine(count, _points(points), section))
            if usable:
                line.candidates[question] = Candidate(*current)
    for line in lines.values():
        line.candidates = with_parts(line.candidates, parts)
    return list(lines.values())


def blueprint_of_draft(quiz: QuizPage) -> list[BlueprintLine]:
    """The same from a page in memory, such as a draft that is not published yet; one query a draw."""
    sections = {
        section.name: Section(section.name, place, section.minimum)
        for place, section in enumerate(quiz.sections.all())
    }
    fixed = list(quiz.fixed_questions.all())
    usable = _candidates(Question.objects.filter(pk__in=[place.question_id for place in fixed]))
    lines = [
        BlueprintLine(
            1,
            _points(place.points),
            sections.get(place.section, Section()),
            {key: usable[key] for key in [place.question_id] if key in usable},
        )
        for place in fixed
    ]
    for line in quiz.draws.all():
        questions = Question.objects.within(line.category)
        if line.difficulty:
            questions = questions.filter(difficulty=line.difficulty)
        lines.append(
            BlueprintLine(
                line.count,
                _points(line.points),
                sections.get(line.section, Section()),
                _candidates(questions),
            )
        )
    return lines


def _candidates(questions) -> dict[int, Candidate]:
    """Of these questions those that may be drawn; one query, and one more where case studies are among them."""
    found = {question.pk: _candidate(question) for question in questions.drawable().select_related("current")}
    cases = [pk for pk, candidate in found.items() if candidate.kind == Question.Kind.CASE]
    parts: dict[int, list] = defaultdict(list)
    if cases:
        asked = Question.objects.askable().filter(case__in=cases).select_related("current")
        for part in asked.order_by("case_order", "pk"):
            parts[part.case_id].append((part.pk, _candidate(part)))
    return with_parts(found, parts)


def _candidate(question: Question) -> Candidate:
    options = json.dumps([option["id"] for option in question.current.options])
    return Candidate(question.current_id, question.kind, options, json.dumps(question.current.body))


def with_parts(candidates: Mapping[int, Candidate], parts: Mapping[int, Sequence]) -> dict[int, Candidate]:
    """The same, case studies with their parts by the id of the case; one without parts that may be asked is none."""
    return {
        pk: replace(candidate, parts=tuple(parts[pk])) if candidate.kind == Question.Kind.CASE else candidate
        for pk, candidate in candidates.items()
        if candidate.kind != Question.Kind.CASE or parts.get(pk)
    }


def _points(points) -> str:
    return f"{Decimal(str(points)):.2f}"


def draw_paper(
    blueprint: Sequence[BlueprintLine],
    seed: str,
    *,
    seen: Mapping[int, int] | None = None,
    shuffles_options: bool = True,
    shuffles_questions: bool = False,
) -> list[dict]:
    """A paper; raises DrawImpossible where the bank has too few questions.

    Sections stand in their order; shuffled questions stay in their section.
    """
    seen = {**(seen or {}), **seen_cases(blueprint, seen or {})}
    drawn = draw([Line(line.count, line.candidates.keys()) for line in blueprint], seed, seen)
    places = [
        (line, question) for line, questions in zip(blueprint, drawn, strict=True) for question in questions
    ]
    if shuffles_questions:
        places.sort(key=lambda place: lot(seed, f"place|{place[1]}"))
    places.sort(key=lambda place: place[0].section.place)
    paper = []
    for line, question in places:
        entries = entries_of(question, line.candidates[question], line.points, seed, shuffles_options)
        if line.section.name:
            entries = [entry | {"section": line.section.name} for entry in entries]
        paper += entries
    return paper


def seen_cases(blueprint: Sequence[BlueprintLine], seen: Mapping[int, int]) -> dict[int, int]:
    """How often each case study was seen: as often as the part that was seen most."""
    return {
        case: max(seen.get(part, 0) for part, _ in candidate.parts)
        for line in blueprint
        for case, candidate in line.candidates.items()
        if candidate.parts
    }


def entries_of(
    question: int, candidate: Candidate, points: str, seed: str, shuffles_options: bool
) -> list[dict]:
    """A question in a paper; a case study as its parts, each with the version of the text above it."""
    if candidate.kind != Question.Kind.CASE:
        return [entry_of(question, candidate, points, seed, shuffles_options)]
    shares = shares_of(points, len(candidate.parts))
    return [
        entry_of(part, inner, share, seed, shuffles_options) | {"case": candidate.version}
        for (part, inner), share in zip(candidate.parts, shares, strict=True)
    ]


def shares_of(points: str, parts: int) -> list[str]:
    """Points in equal shares of whole hundredths; what is left over goes to the first ones, so that the sum is kept."""
    each, left = divmod(int(Decimal(points) * 100), parts)
    return [_points(Decimal(each + (place < left)) / 100) for place in range(parts)]


def entry_of(question: int, candidate: Candidate, points: str, seed: str, shuffles_options: bool) -> dict:
    """A question in a paper, its pieces in the order in which this attempt shows them."""
    lot = partial(by_lot, seed=seed, version=candidate.version)
    kind = KINDS[candidate.kind]
    frozen = kind.frozen(
        json.loads(candidate.options), json.loads(candidate.body), lot if shuffles_options else list, lot
    )
    return {
        "question": question,
        "version": candidate.version,
        "kind": kind.name,
        "takes": kind.takes,
        **frozen,
        "points": points,
    }


def minimums_of(blueprint: Sequence[BlueprintLine]) -> list[list]:
    """The sections that have a minimum of their own, in their order: [[name, per cent], …]."""
    sections = {line.section for line in blueprint if line.section.minimum}
    return [[section.name, section.minimum] for section in sorted(sections, key=lambda one: one.place)]


def missing_from(quiz: QuizPage) -> int:
    """How many questions the bank lacks for one paper of a quiz in memory; to be asked before publishing."""
    return missing_questions([Line(line.count, line.candidates.keys()) for line in blueprint_of_draft(quiz)])
