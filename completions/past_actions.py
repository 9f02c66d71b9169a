"""Lists of past training: kept, shown, written whole or not at all. Callers keep the scope by `past_training.check`."""

import datetime
import hashlib
from decimal import Decimal

from django.db import IntegrityError, transaction

import clock
from audit.actions import log, log_many
from completions.models import OutsideTraining, TrainingImport
from completions.past_training import NEW, WRONG, Row, check, read_rows

KEPT = datetime.timedelta(days=2)
"""How long the rows of a list wait for their owner."""

Stage = TrainingImport.Stage


class NotAgreed(Exception):
    """The list cannot be written; `reason` is wrong, nothing, late or changed."""

    def __init__(self, reason: str):
        self.reason = reason
        super().__init__(reason)


@transaction.atomic
def upload_past_training(*, content: bytes, file_name: str, source: str, by, request=None) -> TrainingImport:
    """Read a list and keep what it would do. Raises UnreadableList; nothing is written yet."""
    rows = check(read_rows(content), by)
    made = TrainingImport.objects.create(
        made_by=by,
        made_at=clock.now(),
        file_name=file_name[:200],
        digest=hashlib.sha256(content).hexdigest(),
        source=source,
        rows=[row.as_json() for row in rows],
    )
    log(actor=by, verb="training_list.uploaded", target=made, request=request, rows=len(rows))
    return made


def rows_of(training_import: TrainingImport) -> list[Row]:
    return [Row(**row) for row in training_import.rows]


def confirm_past_training(*, training_import: TrainingImport, by, request=None) -> int:
    """Write every new row, or none; how many. Confirmed again, it writes nothing. Raises NotAgreed."""
    try:
        with transaction.atomic():
            return _write(training_import, by, request)
    except IntegrityError as error:
        raise NotAgreed("changed") from error


def _write(training_import: TrainingImport, by, request) -> int:
    found = TrainingImport.objects.select_for_update().get(pk=training_import.pk)
    if found.stage == Stage.DONE:
        return 0
    if found.stage == Stage.DROPPED or not found.rows:
        raise NotAgreed("late")
    before = rows_of(found)
    if any(row.group == WRONG for row in before):
        raise NotAgreed("wrong")
    rows = check(rows_of(found), by)
    if [row.as_json() for row in rows] != found.rows:
        raise NotAgreed("changed")
    new = [row for row in rows if row.group == NEW]
    if not new:
        raise NotAgreed("nothing")
    moment = clock.now()
    written = OutsideTraining.objects.bulk_create(
        (
            OutsideTraining(
                user_id=row.person,
                title=row.title,
                organiser=row.organiser,
                finished_on=row.day,
                periods=Decimal(row.periods),
                evidence=row.evidence,
                made_at=moment,
                decided_at=moment,
                decided_by=by,
                is_approved=True,
                imported=found,
            )
            for row in new
        ),
        batch_size=500,
    )
    found.stage, found.written, found.confirmed_at, found.rows = Stage.DONE, len(written), moment, []
    found.save()
    log_many(actor=by, verb="training.imported", targets=written, request=request, list=found.pk)
    log(
        actor=by,
        verb="training_list.confirmed",
        target=found,
        request=request,
        rows=len(written),
        source=found.source,
        digest=found.digest,
    )
    return len(written)


@transaction.atomic
def check_again(*, training_import: TrainingImport, by) -> None:
    """Look anew at rows none of which was wrong: what is known of the people changed since."""
    rows = check(rows_of(training_import), by)
    TrainingImport.objects.filter(pk=training_import.pk, stage=Stage.READY).update(
        rows=[row.as_json() for row in rows]
    )


@transaction.atomic
def drop_past_training(*, training_import: TrainingImport, by, request=None) -> bool:
    dropped = TrainingImport.objects.filter(pk=training_import.pk, stage=Stage.READY).update(
        stage=Stage.DROPPED, rows=[]
    )
    if dropped:
        log(actor=by, verb="training_list.discarded", target=training_import, request=request)
    return bool(dropped)


def forget_old_lists() -> int:
    """Drop the rows of lists that nobody confirmed in two days."""
    old = TrainingImport.objects.filter(stage=Stage.READY, made_at__lt=clock.now() - KEPT)
    return old.update(stage=Stage.DROPPED, rows=[])
