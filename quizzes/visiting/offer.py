"""What is offered to visitors: which quizzes, and which of their questions. What a person must mark is not."""

from dataclasses import replace
from typing import NamedTuple

import clock
from quizzes.marking import MARKED_BY_PEOPLE
from quizzes.models import QuizPage, VoidedQuestion
from quizzes.sitting.drawing import DrawImpossible
from quizzes.sitting.papers import BlueprintLine, Candidate, blueprint_of, draw_paper

MOST_QUESTIONS = 50
"""A visitor's paper lies in a session, so it has an end."""


class Offered(NamedTuple):
    """A paper for a visitor; `is_shortened`: something was left out because a person would have to mark it."""

    paper: list[dict]
    is_shortened: bool


def is_offered_now(quiz: QuizPage) -> bool:
    """Whether visitors may practise with a published quiz at this moment."""
    if not quiz.welcomes_visitors or quiz.closed_because:
        return False
    if not quiz.opens_at and not quiz.closes_at:
        return True
    now = clock.now()
    return not (quiz.opens_at and now < quiz.opens_at) and not (quiz.closes_at and now >= quiz.closes_at)


def paper_for_visitors(quiz: QuizPage, seed: str, seen: dict[int, int] | None = None) -> Offered:
    """A paper of what marks itself, unseen questions first. Raises DrawImpossible where nothing of that is there."""
    voided = set(VoidedQuestion.objects.filter(quiz=quiz.pk).values_list("question", flat=True))
    lines = blueprint_of(quiz)
    offered = [without_essays(line, voided) for line in lines]
    paper = draw_paper(
        offered,
        seed,
        seen=seen,
        shuffles_options=quiz.shuffles_options,
        shuffles_questions=quiz.shuffles_questions,
    )[:MOST_QUESTIONS]
    if not paper:
        raise DrawImpossible(1)
    return Offered(paper, is_shortened=any(has_essays(line) for line in lines))


def without_essays(line: BlueprintLine, voided: set[int]) -> BlueprintLine:
    """The same line without essays and voided questions, and no more questions than it then has."""
    kept = {
        question: replace(candidate, parts=_marking_themselves(candidate.parts))
        for question, candidate in line.candidates.items()
        if question not in voided and marks_itself(candidate)
    }
    return replace(line, candidates=kept, count=min(line.count, len(kept)))


def marks_itself(candidate: Candidate) -> bool:
    """Whether something of a question is marked without a person: of a case study one part is enough."""
    if candidate.parts:
        return bool(_marking_themselves(candidate.parts))
    return candidate.kind not in MARKED_BY_PEOPLE


def has_essays(line: BlueprintLine) -> bool:
    return any(
        one.kind in MARKED_BY_PEOPLE
        for candidate in line.candidates.values()
        for one in [candidate, *(part for _, part in candidate.parts)]
    )


def _marking_themselves(parts: tuple[tuple[int, Candidate], ...]) -> tuple[tuple[int, Candidate], ...]:
    return tuple(part for part in parts if part[1].kind not in MARKED_BY_PEOPLE)
