"""From the sittings of a quiz to its analysis: gathered by a fixed number of queries, kept for the pages that show it."""

import datetime
import json
from collections import defaultdict
from dataclasses import asdict
from functools import lru_cache
from operator import itemgetter

from django.db import transaction
from django.db.models import FloatField, Func, TextField
from django.db.models.functions import Cast

import clock
from quizzes.analysis.psychometrics import AskedQuestion, QuestionFigures, Response, analyse
from quizzes.models import (
    Answer,
    Attempt,
    KeyRevision,
    QuestionAnalysis,
    QuestionVersion,
    QuizAnalysis,
    QuizPage,
    Result,
    VoidedQuestion,
)

CHUNK = 500


@transaction.atomic
def analyse_quiz(*, quiz: QuizPage) -> QuizAnalysis:
    """Compute and keep the analysis of a quiz in place of the one before."""
    sittings = responses_to(quiz)
    asked = asked_questions({response.question for sitting in sittings for response in sitting})
    figures = analyse(sittings, asked)
    analysis, _ = QuizAnalysis.objects.update_or_create(
        quiz=quiz,
        defaults={
            "computed_at": clock.now(),
            "sittings": figures.n,
            "mean": figures.mean,
            "deviation": figures.deviation,
            "alpha": figures.alpha,
            "standard_error": figures.standard_error,
        },
    )
    analysis.questions.all().delete()
    questions = dict(QuestionVersion.objects.filter(pk__in=asked).values_list("pk", "question"))
    QuestionAnalysis.objects.bulk_create(
        [
            QuestionAnalysis(
                analysis=analysis,
                place=place,
                question_id=questions[found.question],
                version_id=found.question,
                sittings=found.n,
                facility=found.facility,
                discrimination=found.discrimination,
                suspicions=list(found.suspicions),
                figures=_further(found, asked[found.question]),
            )
            for place, found in enumerate(figures.questions)
        ],
        batch_size=CHUNK,
    )
    return analysis


def first_sittings(quiz: QuizPage):
    """The attempts that count for an analysis: finished, and the first of their round, so that none taught another."""
    return Attempt.objects.closed().filter(quiz=quiz, number=1, enrolment__isnull=False)


def responses_to(quiz: QuizPage) -> list[list[Response]]:
    """Every counted sitting as its responses; four queries. What waits for a marker, or is void, is left out."""
    counted = first_sittings(quiz)
    marks: dict[int, list[dict]] = dict(  # of several markings the last one counts
        Result.objects.filter(attempt__in=counted).order_by("number").values_list("attempt", "marks")
    )
    given: dict[int, list] = defaultdict(list)
    answers = Answer.objects.filter(
        attempt__in=counted
    )  # each sitting's are few: sorted here, not in the database
    rows = answers.values_list("attempt", "slot", Cast("chosen", TextField()), Seconds("saved_at"))
    for attempt, *answer in rows.iterator(CHUNK * 20):
        given[attempt].append(answer)
    voided = set(VoidedQuestion.objects.filter(quiz=quiz).values_list("question", flat=True))
    sittings = []
    for attempt, paper, started_at in counted.values_list("pk", "paper", "started_at").iterator(CHUNK):
        if attempt in marks:
            sittings.append(_responses(paper, marks[attempt], given.pop(attempt, ()), started_at, voided))
    return sittings


class Seconds(Func):
    """A moment as seconds since 1970: two hundred thousand of them are read in a third of the time of datetimes."""

    template = "EXTRACT(EPOCH FROM %(expressions)s)::float8"
    output_field = FloatField()

    def as_sqlite(self, compiler, connection, **extra):
        return self.as_sql(
            compiler, connection, template="(julianday(%(expressions)s) - 2440587.5) * 86400.0", **extra
        )


@lru_cache(maxsize=10_000)
def _options(chosen: str) -> tuple:
    """The options of an answer as it is kept; few are different. Nothing where something else was given."""
    options = json.loads(chosen)
    return tuple(options) if isinstance(options, list) else ()


def _responses(paper, marks, answers, started_at: datetime.datetime, voided: set[int]) -> list[Response]:
    chosen, seconds, before = {}, {}, started_at.timestamp()
    for slot, options, saved_at in sorted(answers, key=itemgetter(2)):
        chosen[slot] = _options(options)
        seconds[slot] = round(saved_at - before, 3)  # from the answer before to this one
        before = saved_at
    found = []
    for mark in marks:
        slot = mark["slot"]
        entry = paper[slot - 1]
        points = float(entry["points"])
        if mark["score"] is None or entry["question"] in voided or not points:
            continue
        share = _share(mark["score"], points)
        found.append(Response(entry["version"], share, points, chosen.get(slot, ()), seconds.get(slot)))
    return found


def _share(score: str, points: float) -> float:
    """Points earned, kept as an exact fraction ("2/3"), of the points of the question."""
    above, _, below = score.partition("/")
    return int(above) / int(below or 1) / points


def asked_questions(versions) -> dict[int, AskedQuestion]:
    """Options, right options and length of these versions; two queries."""
    keys = dict(KeyRevision.objects.newest().filter(version__in=versions).values_list("version", "right"))
    return {
        pk: AskedQuestion(
            options=tuple(option["id"] for option in options),
            right=frozenset(keys[pk]) if isinstance(keys.get(pk), list) else frozenset(),
            words=len(" ".join([text, *(option["text"] for option in options)]).split()),
        )
        for pk, text, options in QuestionVersion.objects.filter(pk__in=versions).values_list(
            "pk", "text", "options"
        )
    }


def _further(found: QuestionFigures, asked: AskedQuestion) -> dict:
    return {
        "deviation": found.deviation,
        "upper_lower": found.upper_lower,
        "median_seconds": found.median_seconds,
        "tenth_seconds": found.tenth_seconds,
        "reading_seconds": asked.reading_seconds,
        "options": [asdict(option) for option in found.options],
    }
