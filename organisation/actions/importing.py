"""Lists of staff: read them, show what they would change, and write that whole or not at all. Callers keep the scope."""

import datetime
import hashlib
from collections import Counter

from django.db import transaction
from django.utils import translation

import audit.actions
import clock
from accounts.models import User
from organisation.actions.writing_staff import write_outcomes
from organisation.models import Group, Membership, StaffImport, StaffImportRow, Unit
from organisation.scope import branches_of
from organisation.staff.difference import Known, Outcome, digest_of, outcomes
from organisation.staff.file import UnreadableList, read_staff_list
from organisation.staff.rows import Wanted, refuse_repetitions, understood
from organisation.staff.units import UnitsByName

KEPT = datetime.timedelta(days=2)
"""How long the rows of people stay for their owner to look at."""
STALLED = datetime.timedelta(minutes=3)
"""A job that said nothing for so long was killed: it begins again."""
STEP = 1000

Stage = StaffImport.Stage


class NotAgreed(Exception):
    """The list cannot be confirmed as it stands; `reason` is wrong, nothing, late or departures."""

    def __init__(self, reason: str):
        self.reason = reason
        super().__init__(reason)


@transaction.atomic
def upload_staff_list(
    *, content: bytes, file_name: str, unit: Unit, is_complete: bool, by: User, request=None
) -> StaffImport:
    """Keep an uploaded list for its reading. The same file again, while the first waits for its owner, is the same list."""
    User.objects.select_for_update(no_key=True).get(pk=by.pk)
    moment, digest = clock.now(), hashlib.sha256(content).hexdigest()
    same = StaffImport.objects.by(by).standing(moment).exclude(stage__in=[Stage.DONE, Stage.UNREADABLE])
    same = same.filter(digest=digest, unit=unit, is_complete=is_complete).first()
    if same is not None and same.stage != Stage.READY:
        return same
    if same is not None:
        # What is known may have changed since: read it again.
        discard_staff_list(staff_import=same, by=by)
    made = StaffImport.objects.create(
        made_by=by,
        made_at=moment,
        stage_at=moment,
        expires_at=moment + KEPT,
        unit=unit,
        is_complete=is_complete,
        file_name=file_name[:200],
        upload=content,
        digest=digest,
    )
    audit.actions.log(
        actor=by, verb="staff_list.uploaded", target=made, unit_id=unit.pk, request=request, digest=digest
    )
    return made


def read_upload(*, pk: int) -> None:
    """Read an uploaded list and note what it would change. Nothing of people or units is written. Twice is as good as once."""
    staff_import = StaffImport.objects.select_related("made_by", "unit").filter(pk=pk).first()
    if staff_import is None or staff_import.upload is None:
        return
    with translation.override(staff_import.made_by.language):
        _enter(staff_import, Stage.READING)
        try:
            found = read_staff_list(bytes(staff_import.upload))
        except UnreadableList as refusal:
            _enter(staff_import, Stage.UNREADABLE, problem=refusal.code, upload=None)
            return
        _enter(staff_import, Stage.CHECKING, total=len(found.lines), done=0)
        units = UnitsByName(branches_of(staff_import.made_by, acting=True))
        rows = []
        for wanted in understood(found.lines, units):
            rows.append(wanted)
            if len(rows) % STEP == 0:
                _enter(staff_import, Stage.CHECKING, done=len(rows))
        refuse_repetitions(rows)
        planned = _compare(staff_import, rows, units)
        notes = {"unread": found.unread, "secrets": found.secrets, "passed_over": found.passed_over[:50]}
        _keep(staff_import, planned, notes=notes)


def _compare(staff_import: StaffImport, rows: list[Wanted], units: UnitsByName) -> list[Outcome]:
    known = Known(staff_import.made_by, units)
    return outcomes(known, rows, staff_import.unit if staff_import.is_complete else None)


@transaction.atomic
def _keep(staff_import: StaffImport, planned: list[Outcome], **fields) -> None:
    """Put the rows in the place of those that stood before; the list is ready to be looked at."""
    staff_import.rows.all().delete()
    StaffImportRow.objects.bulk_create(
        (
            StaffImportRow(
                staff_import=staff_import,
                number=one.number,
                group=one.group,
                person_id=one.person.pk if one.person else None,
                wanted=one.wanted.as_json() if one.wanted else {},
                changes=one.changes,
                errors=one.errors,
                notes=one.notes,
            )
            for one in planned
        ),
        batch_size=STEP,
    )
    _enter(
        staff_import,
        Stage.READY,
        upload=None,
        done=staff_import.total,
        counts=dict(Counter(str(one.group) for one in planned)),
        staff_before=Membership.objects.present()
        .primary()
        .within(staff_import.unit)
        .exclude(user__staff_code=None)
        .count(),
        plan_digest=digest_of(planned),
        **fields,
    )


def _enter(staff_import: StaffImport, stage: str, **fields) -> None:
    """Where the list is now, for whoever watches."""
    fields |= {"stage": stage, "stage_at": clock.now()}
    for name, value in fields.items():
        setattr(staff_import, name, value)
    staff_import.save(update_fields=list(fields))


@transaction.atomic
def confirm_staff_list(*, staff_import: StaffImport, departures: int | None, by: User, request=None) -> bool:
    """Agree to what was shown; it is written in the background. False where that was done before. Raises NotAgreed.

    Who lets more than one of twenty go says a second time how many (`departures`).
    """
    staff_import = StaffImport.objects.select_for_update().get(pk=staff_import.pk)
    if staff_import.stage in (Stage.CONFIRMED, Stage.DONE):
        return False
    moment = clock.now()
    if staff_import.stage != Stage.READY or staff_import.expires_at <= moment:
        raise NotAgreed("late")
    if staff_import.count(Group.WRONG):
        raise NotAgreed("wrong")
    if not staff_import.changes_anything:
        raise NotAgreed("nothing")
    if staff_import.is_mass_departure and departures != staff_import.count(Group.GONE):
        raise NotAgreed("departures")
    _enter(staff_import, Stage.CONFIRMED, confirmed_at=moment, problem="")
    audit.actions.log(
        actor=by,
        verb="staff_list.confirmed",
        target=staff_import,
        unit_id=staff_import.unit_id,
        request=request,
        **staff_import.counts,
    )
    return True


@transaction.atomic
def write_staff_list(*, pk: int) -> bool:
    """Write what was confirmed, all of it or nothing; False where it was written before, or is no longer what was shown.

    What is known is compared again under the lock. If anything differs the list goes back to its owner. Whoever has lost
    the branch, or may not sign in any more, writes nothing.
    """
    staff_import = (
        StaffImport.objects.select_for_update(of=("self",)).select_related("made_by", "unit").get(pk=pk)
    )
    if staff_import.stage != Stage.CONFIRMED:
        return False
    with translation.override(staff_import.made_by.language):
        stored = (
            staff_import.rows.exclude(group=Group.GONE).order_by("number").values_list("wanted", flat=True)
        )
        rows = [Wanted(**{**wanted, "errors": []}) for wanted in stored]
        units = UnitsByName(branches_of(staff_import.made_by, acting=True))
        planned = _compare(staff_import, rows, units)
        if digest_of(planned) != staff_import.plan_digest:
            _keep(staff_import, planned, problem="changed", confirmed_at=None)
            return False
        write_outcomes(planned, by=staff_import.made_by, staff_import=staff_import)
        _enter(staff_import, Stage.DONE, expires_at=clock.now() + KEPT)
    return True


@transaction.atomic
def discard_staff_list(*, staff_import: StaffImport, by: User, request=None) -> bool:
    """Drop a list that was not confirmed, with its rows. False where it is being written or gone already."""
    left = [Stage.CONFIRMED, Stage.DONE, Stage.DISCARDED]
    dropped = (
        StaffImport.objects.filter(pk=staff_import.pk)
        .exclude(stage__in=left)
        .update(stage=Stage.DISCARDED, stage_at=clock.now(), upload=None)
    )
    if dropped:
        StaffImportRow.objects.filter(staff_import=staff_import).delete()
        audit.actions.log(actor=by, verb="staff_list.discarded", target=staff_import, request=request)
    return bool(dropped)


def tend_staff_lists() -> int:
    """For the minute's tick: go on with lists whose job was killed, forget the rows of old ones. How many there were."""
    moment = clock.now()
    stalled = StaffImport.objects.at_work().filter(stage_at__lt=moment - STALLED)
    for pk, stage in list(stalled.values_list("pk", "stage")):
        if stage == Stage.CONFIRMED:
            write_staff_list(pk=pk)
        else:
            read_upload(pk=pk)
    old = StaffImport.objects.exclude(stage=Stage.CONFIRMED).filter(expires_at__lte=moment)
    forgotten, _ = StaffImportRow.objects.filter(staff_import__in=old.values("pk")).delete()
    old.exclude(upload=None).update(upload=None)
    return forgotten
