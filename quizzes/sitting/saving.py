"""Saving one answer in one statement.

The statement finds the attempt (this person's, open, in time by the database's clock), holds it against submission
(PostgreSQL: FOR SHARE; SQLite writes one at a time), checks that what was given has the shape that the question takes
and that every id in it stands in the question, and writes only over the revision that the page knew. It commits by itself: an answer that is returned is on the disk.
Only when nothing was written, a second statement finds out why.
"""

import datetime
import json
import uuid
from dataclasses import dataclass

from django.db import connection
from django.db.models import FilteredRelation, Q
from django.utils.crypto import salted_hmac

import clock
from quizzes.models import Attempt
from quizzes.querysets import moment_asked
from quizzes.sitting.deadlines import GRACE, is_over
from quizzes.sitting.refusals import AnswerIsFixed, AttemptIsClosed, NoSuchQuestion, NotAnOption, StaleAnswer

DIGITS_OF_A_DEVICE = 12
HIGHEST_SLOT = 32_767
HIGHEST_REVISION = 2_147_483_647


@dataclass(frozen=True)
class Typed:
    """What somebody gave for one question, on top of which revision (0: none yet), in which packet.

    `chosen` is a tuple of ids (options; or items in order, None for an empty place) or a dictionary: pairs, gaps, or
    {"text": …, "unit": …}.
    """

    chosen: tuple | dict
    is_flagged: bool
    base: int
    packet: uuid.UUID
    session: str = ""
    """Of which sign-in it comes; only a digest of it is kept, another one in each attempt."""

    def device(self, attempt: uuid.UUID) -> str:
        """What stands for one signed-in browser within one attempt: windows share it, other devices have others."""
        if not self.session:
            return ""
        return salted_hmac(f"quizzes.device:{attempt}", self.session).hexdigest()[:DIGITS_OF_A_DEVICE]

    @property
    def shape(self) -> str:
        if isinstance(self.chosen, dict):
            return "text" if "text" in self.chosen else "map"
        return "list"

    @property
    def pieces(self) -> list[str]:
        """The ids of what has been given something: prompts or gaps."""
        return list(self.chosen) if self.shape == "map" else []

    @property
    def ids(self) -> list[str]:
        """The options that are named."""
        if self.shape == "list":
            return [id for id in self.chosen if id is not None]
        return list(self.chosen.values()) if self.shape == "map" else []

    def fits(self, question: dict) -> bool:
        """The same question the statements below ask of an entry of a paper."""
        takes = question.get("takes", "options")
        if self.shape != SHAPES[takes]:
            return False
        if takes == "options" and question["kind"] != "multiple" and len(self.ids) > 1:
            return False
        if takes in ("options", "order", "pairs") and not set(self.ids) <= set(question["options"]):
            return False
        return set(self.pieces) <= set(question.get("prompts" if takes == "pairs" else "gaps", ()))


SHAPES = {"options": "list", "order": "list", "pairs": "map", "gaps": "map", "text": "text"}


@dataclass(frozen=True)
class Saved:
    """What the database holds for one question."""

    revision: int
    chosen: tuple | dict
    is_flagged: bool
    packet: uuid.UUID
    saved_at: datetime.datetime


_POSTGRESQL = """
WITH sitting AS (
    SELECT id, paper -> (%(slot)s - 1) AS question
      FROM quizzes_attempt
     WHERE uuid = %(attempt)s AND user_id = %(user)s AND state = 'open'
       AND (deadline_at IS NULL
            OR COALESCE(%(moment)s, statement_timestamp()) <= deadline_at + %(grace)s)
       FOR SHARE
)
INSERT INTO quizzes_answer AS answer (attempt_id, slot, chosen, is_flagged, is_fixed, revision, packet, saved_at, device)
SELECT id, %(slot)s, %(chosen)s, %(is_flagged)s, FALSE, 1, %(packet)s, COALESCE(%(moment)s, statement_timestamp()), %(device)s
  FROM sitting
 WHERE CASE COALESCE(question ->> 'takes', 'options')
       WHEN 'options' THEN %(shape)s = 'list' AND question -> 'options' @> %(ids)s
            AND (question ->> 'kind' = 'multiple' OR jsonb_array_length(%(ids)s) <= 1)
       WHEN 'order' THEN %(shape)s = 'list' AND question -> 'options' @> %(ids)s
       WHEN 'pairs' THEN %(shape)s = 'map' AND question -> 'options' @> %(ids)s
            AND question -> 'prompts' @> %(pieces)s
       WHEN 'gaps' THEN %(shape)s = 'map' AND question -> 'gaps' @> %(pieces)s
       ELSE %(shape)s = 'text' END
   AND (%(base)s = 0 OR EXISTS (SELECT FROM quizzes_answer
                                 WHERE attempt_id = sitting.id AND slot = %(slot)s))
    ON CONFLICT (attempt_id, slot) DO UPDATE
   SET chosen = EXCLUDED.chosen, is_flagged = EXCLUDED.is_flagged, revision = answer.revision + 1,
       packet = EXCLUDED.packet, saved_at = EXCLUDED.saved_at, device = EXCLUDED.device
 WHERE answer.revision = %(base)s AND NOT answer.is_fixed
RETURNING revision, saved_at
"""
for _name, _type in {
    "moment": "timestamptz",
    "chosen": "jsonb",
    "ids": "jsonb",
    "pieces": "jsonb",
    "shape": "text",
}.items():
    _POSTGRESQL = _POSTGRESQL.replace(f"%({_name})s", f"%({_name})s::{_type}")

_SQLITE = """
INSERT INTO quizzes_answer (attempt_id, slot, chosen, is_flagged, is_fixed, revision, packet, saved_at, device)
SELECT id, %(slot)s, %(chosen)s, %(is_flagged)s, FALSE, 1, %(packet)s, %(moment)s, %(device)s
  FROM quizzes_attempt
 WHERE uuid = %(attempt)s AND user_id = %(user)s AND state = 'open'
   AND (deadline_at IS NULL OR deadline_at >= %(latest)s)
   AND json_type(paper, %(question)s) IS NOT NULL
   AND %(shape)s = CASE COALESCE(json_extract(paper, %(question)s || '.takes'), 'options')
       WHEN 'options' THEN 'list' WHEN 'order' THEN 'list' WHEN 'pairs' THEN 'map' WHEN 'gaps' THEN 'map'
       ELSE 'text' END
   AND (COALESCE(json_extract(paper, %(question)s || '.takes'), 'options') <> 'options'
        OR json_extract(paper, %(question)s || '.kind') = 'multiple' OR json_array_length(%(ids)s) <= 1)
   AND (json_extract(paper, %(question)s || '.takes') = 'gaps'
        OR NOT EXISTS (SELECT 1 FROM json_each(%(ids)s) AS choice
                        WHERE choice.value NOT IN (SELECT value
                                                     FROM json_each(paper, %(question)s || '.options'))))
   AND NOT EXISTS (SELECT 1 FROM json_each(%(pieces)s) AS piece
                    WHERE piece.value NOT IN (SELECT value FROM json_each(paper, %(question)s || '.prompts')
                                              UNION ALL
                                              SELECT value FROM json_each(paper, %(question)s || '.gaps')))
   AND (%(base)s = 0 OR EXISTS (SELECT 1 FROM quizzes_answer AS known
                                 WHERE known.attempt_id = quizzes_attempt.id AND known.slot = %(slot)s))
    ON CONFLICT (attempt_id, slot) DO UPDATE
   SET chosen = excluded.chosen, is_flagged = excluded.is_flagged, revision = quizzes_answer.revision + 1,
       packet = excluded.packet, saved_at = excluded.saved_at, device = excluded.device
 WHERE quizzes_answer.revision = %(base)s AND NOT quizzes_answer.is_fixed
RETURNING revision, saved_at
"""


def save_answer(*, user_id: int, attempt: uuid.UUID, slot: int, typed: Typed) -> Saved:
    """Keep what somebody chose; the same packet again changes nothing.

    Raises NoSuchQuestion, AttemptIsClosed, AnswerIsFixed, NotAnOption, or StaleAnswer with what was saved since.
    """
    if not 1 <= slot <= HIGHEST_SLOT:
        raise NoSuchQuestion
    write = _write_postgresql if connection.vendor == "postgresql" else _write_sqlite
    written = write(user_id, attempt, slot, typed)
    if written is None:
        return _explain(user_id, attempt, slot, typed)
    revision, saved_at = written
    return Saved(revision, typed.chosen, typed.is_flagged, typed.packet, saved_at)


def _said(typed: Typed) -> dict[str, str]:
    return {
        "chosen": json.dumps(typed.chosen),
        "shape": typed.shape,
        "ids": json.dumps(typed.ids),
        "pieces": json.dumps(typed.pieces),
    }


def _write_postgresql(user_id, attempt, slot, typed) -> tuple[int, datetime.datetime] | None:
    with connection.cursor() as cursor:
        cursor.execute(
            _POSTGRESQL,
            {
                "attempt": attempt,
                "user": user_id,
                "slot": slot,
                **_said(typed),
                "is_flagged": typed.is_flagged,
                "base": typed.base,
                "packet": typed.packet,
                "device": typed.device(attempt),
                "moment": clock.frozen(),
                "grace": GRACE,
            },
        )
        return cursor.fetchone()


def _write_sqlite(user_id, attempt, slot, typed) -> tuple[int, datetime.datetime] | None:
    moment = clock.now()  # SQLite's clock is this process's
    adapted = connection.ops.adapt_datetimefield_value
    with connection.cursor() as cursor:
        cursor.execute(
            _SQLITE,
            {
                "attempt": attempt.hex,
                "user": user_id,
                "slot": slot,
                "question": f"$[{slot - 1}]",
                **_said(typed),
                "is_flagged": typed.is_flagged,
                "base": typed.base,
                "packet": typed.packet.hex,
                "device": typed.device(attempt),
                "moment": adapted(moment),
                "latest": adapted(moment - GRACE),
            },
        )
        rows = cursor.fetchall()  # to the end: SQLite commits when the statement has finished
    return (rows[0][0], moment) if rows else None


def _explain(user_id, attempt, slot, typed) -> Saved:
    """Why nothing was written; a packet that had been written before is answered with what stands."""
    found = (
        Attempt.objects.filter(uuid=attempt, user_id=user_id)
        .annotate(given=FilteredRelation("answers", condition=Q(answers__slot=slot)), asked_at=moment_asked())
        .values(
            "state",
            "deadline_at",
            "paper",
            "asked_at",
            "given__revision",
            "given__chosen",
            "given__is_flagged",
            "given__packet",
            "given__is_fixed",
            "given__saved_at",
        )
        .first()
    )
    if found is None or slot > len(found["paper"]):
        raise NoSuchQuestion
    current = None
    if found["given__revision"] is not None:
        current = Saved(
            found["given__revision"],
            as_typed(found["given__chosen"]),
            found["given__is_flagged"],
            found["given__packet"],
            found["given__saved_at"],
        )
    if current is not None and current.packet == typed.packet:
        return current
    if found["state"] != Attempt.State.OPEN or is_over(found["deadline_at"], found["asked_at"]):
        raise AttemptIsClosed
    if found["given__is_fixed"]:
        raise AnswerIsFixed(current)
    if not typed.fits(found["paper"][slot - 1]):
        raise NotAnOption
    raise StaleAnswer(current)


def as_typed(chosen: list | dict) -> tuple | dict:
    """What is kept in the form in which it was typed."""
    return tuple(chosen) if isinstance(chosen, list) else chosen
