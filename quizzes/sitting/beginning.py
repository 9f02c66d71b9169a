"""What is noted when an attempt begins: what it asks, that its activity was opened, and perhaps the course with it."""

from django.db import connection

from completions.models import ActivityProgress
from enrolments.models import Enrolment
from prepared import planned_once
from quizzes.models import AskedQuestion, Attempt

_AT_ONCE = """
WITH opened AS (
    INSERT INTO completions_activityprogress (enrolment_id, activity_id, opened_at, position, checks)
    SELECT %(enrolment)s, %(quiz)s, %(at)s, 0, '{}' WHERE %(is_first)s
    ON CONFLICT DO NOTHING
), begun AS (
    UPDATE enrolments_enrolment SET started_at = %(at)s WHERE id = %(enrolment)s AND started_at IS NULL
)
INSERT INTO quizzes_askedquestion (question_id, attempt_id)
SELECT asked, %(attempt)s FROM unnest(%(questions)s::bigint[]) AS asked
"""


def note_begun(attempt: Attempt, enrolment: Enrolment) -> None:
    """Write it in the transaction of the attempt; on PostgreSQL by one statement, for everybody starts at once."""
    asked = AskedQuestion.of(attempt)
    if connection.vendor == "postgresql":
        with planned_once() as cursor:
            cursor.execute(
                _AT_ONCE,
                {
                    "enrolment": enrolment.pk,
                    "quiz": attempt.quiz_id,
                    "attempt": attempt.pk,
                    "at": attempt.started_at,
                    "is_first": attempt.number == 1,
                    "questions": [one.question_id for one in asked],
                },
            )
        return
    AskedQuestion.objects.bulk_create(asked)
    if attempt.number == 1:
        opened = ActivityProgress(
            enrolment=enrolment, activity_id=attempt.quiz_id, opened_at=attempt.started_at
        )
        ActivityProgress.objects.bulk_create([opened], ignore_conflicts=True)
    if enrolment.started_at is None:
        Enrolment.objects.filter(pk=enrolment.pk, started_at=None).update(started_at=attempt.started_at)
