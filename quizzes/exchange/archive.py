"""Taking over what another system holds: its questions into the bank, its sittings as records to be read."""

import hashlib
from dataclasses import asdict, dataclass, field

from django.db import transaction

import clock
from accounts.models import User
from audit.actions import log
from quizzes.exchange.checking import check
from quizzes.exchange.django_quiz import Dump
from quizzes.exchange.importing import confirm_import
from quizzes.exchange.preparing import KEPT_FOR, rows_of
from quizzes.models import ArchivedSitting, Category, QuestionImport

BATCH = 500


@dataclass
class TakenOver:
    """What became of a dump; `left_out` are (code, why)."""

    outcome: dict
    left_out: list[tuple[str, str]] = field(default_factory=list)
    new_sittings: int = 0
    known_sittings: int = 0
    without_person: list[str] = field(default_factory=list)


@transaction.atomic
def take_over(
    *, dump: Dump, content: bytes, file_name: str, source: str, category: Category, by
) -> TakenOver:
    """Put the questions of a dump into a category and keep its sittings. The same again changes nothing."""
    questions = _questions(dump, content, file_name, category, by)
    taken = TakenOver(*questions)
    known = set(ArchivedSitting.objects.filter(source=source).values_list("number", flat=True))
    people = User.objects.in_bulk({sitting.username for sitting in dump.sittings}, field_name="username")
    fresh = [sitting for sitting in dump.sittings if sitting.number not in known]
    now = clock.now()
    ArchivedSitting.objects.bulk_create(
        (
            ArchivedSitting(
                source=source,
                number=sitting.number,
                user=people.get(sitting.username),
                username=sitting.username[:150],
                quiz_title=sitting.quiz[:300],
                started_at=sitting.started_at,
                ended_at=sitting.ended_at,
                score=sitting.score,
                possible=sitting.possible,
                pass_mark=sitting.pass_mark,
                is_complete=sitting.is_complete,
                has_passed=sitting.is_complete and sitting.has_passed,
                answers=[asdict(answer) for answer in sitting.answers],
                imported_at=now,
                imported_by=by,
            )
            for sitting in fresh
        ),
        batch_size=BATCH,
    )
    taken.new_sittings, taken.known_sittings = len(fresh), len(dump.sittings) - len(fresh)
    taken.without_person = sorted({s.username for s in dump.sittings if s.username not in people})
    log(
        actor=by,
        verb="sittings.archived",
        target=category,
        unit_id=category.owner_id,
        source=source,
        file=file_name,
        made=len(fresh),
        known=taken.known_sittings,
    )
    return taken


def _questions(dump: Dump, content: bytes, file_name: str, category: Category, by) -> tuple[dict, list]:
    """(outcome, what was left out): the questions through the same door as any file."""
    now = clock.now()
    prepared = QuestionImport.objects.create(
        user=by,
        category=category,
        file_name=file_name[-200:],
        format="django-quiz",
        digest=hashlib.sha256(content).hexdigest(),
        rows=rows_of(dump.reading),
        made_at=now,
        expires_at=now + KEPT_FOR,
    )
    wrong = {row.place: " ".join(row.errors) for row in check(prepared, by) if row.errors}
    left_out = []
    for row in prepared.rows:
        if row["place"] in wrong:
            row["left_out"] = True
            left_out.append((row["cells"].get("code", ""), wrong[row["place"]]))
    prepared.save(update_fields=["rows"])
    if len(left_out) == len(prepared.rows):
        return {"made": 0, "changed": 0, "unchanged": 0, "in_use": 0, "codes": []}, left_out
    return confirm_import(prepared=prepared, by=by, put_into_use=False).outcome, left_out
