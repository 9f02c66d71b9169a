"""Attempts of the past by the hundred thousand: a few papers, drawn, answered and marked by the product, dealt out by SQL."""

import json
import random
import time
from collections.abc import Iterator

from django.db import connection, transaction

import clock
from bench.kinds import given
from quizzes.actions import marks_of, newest_keys, rules_of
from quizzes.authoring.usage import note_papers
from quizzes.marking import mark_paper, rounded
from quizzes.models import Attempt, QuizPage
from quizzes.sitting.papers import blueprint_of, draw_paper

PATTERNS = 200
MINUTES = 30


def load_attempts(quiz: QuizPage, course: int, *, people: int, each: int) -> float:
    """Give `people` enrolled in a course `each` closed attempts at a quiz, once a database; seconds it took."""
    if Attempt.objects.filter(quiz=quiz).exists():
        return 0.0
    began = time.perf_counter()
    before = Attempt.objects.order_by("pk").values_list("pk", flat=True).last() or 0
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "SET LOCAL session_replication_role = replica"
        )  # the keys are right: they are read below
        cursor.execute(
            "CREATE TEMPORARY TABLE pattern (id int PRIMARY KEY, paper jsonb, rules jsonb, answers jsonb, marks jsonb, "
            "score numeric, maximum numeric, has_passed boolean, is_provisional boolean) ON COMMIT DROP"
        )
        cursor.executemany(
            "INSERT INTO pattern VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s)", list(patterns_of(quiz))
        )
        asked = {
            "quiz": quiz.pk,
            "course": course,
            "people": people,
            "each": each,
            "patterns": PATTERNS,
            "minutes": MINUTES,
            "pass_mark": quiz.pass_mark,
            "moment": clock.now(),
            "before": before,
        }
        for statement in (_ATTEMPTS, _ANSWERS, _RESULTS):
            cursor.execute(statement, asked)
        note_papers(after=before)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE quizzes_attempt, quizzes_answer, quizzes_result, quizzes_askedquestion")
    return time.perf_counter() - began


def patterns_of(quiz: QuizPage) -> Iterator[tuple]:
    """Papers as the product draws, marks and keeps them; good and bad people in equal parts."""
    chance, blueprint = random.Random(20), blueprint_of(quiz)
    for number in range(PATTERNS):
        paper = draw_paper(blueprint, f"{number:032x}")
        keys = newest_keys({entry["version"] for entry in paper})
        skill = chance.betavariate(3, 2)
        answers = {
            slot: given(entry, keys[entry["version"]].right, chance.random() < skill)
            for slot, entry in enumerate(paper, 1)
        }
        marking = mark_paper(paper, answers, keys)
        kept = [
            paper,
            rules_of(quiz, blueprint),
            [answers[slot] for slot in sorted(answers)],
            marks_of(marking),
        ]
        yield (
            number,
            *(json.dumps(one) for one in kept),
            rounded(marking.score, 4),
            rounded(marking.maximum, 4),
            marking.has_passed(quiz.pass_mark),
            marking.is_provisional,
        )


_ATTEMPTS = """
INSERT INTO quizzes_attempt
    (uuid, enrolment_id, user_id, quiz_id, number, state, paper, rules, position, seed, pass_mark, started_at,
     deadline_at, closed_at)
SELECT gen_random_uuid(), e.id, e.user_id, %(quiz)s, n, 'submitted', p.paper, p.rules, 0, p.id::text, %(pass_mark)s,
       at, at + make_interval(mins => 60), at + make_interval(mins => %(minutes)s)
  FROM (SELECT id, user_id FROM enrolments_enrolment WHERE course_id = %(course)s ORDER BY id LIMIT %(people)s) e
 CROSS JOIN generate_series(1, %(each)s) n
  JOIN pattern p ON p.id = abs(hashint8(e.id * 100 + n)) %% %(patterns)s
 CROSS JOIN LATERAL (SELECT %(moment)s::timestamptz - make_interval(days => 1 + (e.id %% 300)::int, hours => n) AS at) t
"""
_ANSWERS = """
INSERT INTO quizzes_answer (attempt_id, slot, chosen, is_flagged, is_fixed, revision, packet, saved_at)
SELECT a.id, answer.slot, answer.chosen, false, false, 1, gen_random_uuid(),
       a.started_at + make_interval(secs => 20 * answer.slot)
  FROM quizzes_attempt a
  JOIN pattern p ON p.id = a.seed::int
 CROSS JOIN jsonb_array_elements(p.answers) WITH ORDINALITY AS answer (chosen, slot)
 WHERE a.quiz_id = %(quiz)s AND a.id > %(before)s
"""
_RESULTS = """
INSERT INTO quizzes_result
    (attempt_id, number, score, maximum, has_passed, is_provisional, marks, reason, made_at)
SELECT a.id, 1, p.score, p.maximum, p.has_passed, p.is_provisional, p.marks, '', a.closed_at
  FROM quizzes_attempt a
  JOIN pattern p ON p.id = a.seed::int
 WHERE a.quiz_id = %(quiz)s AND a.id > %(before)s
"""
