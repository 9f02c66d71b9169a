"""Writing progress, completion records and certificates, in the transaction of the act that earns them."""

import datetime
from decimal import Decimal

from django.db import transaction
from django.db.models import F, Subquery
from django.utils import timezone

import clock
import vietnamese
from accounts.models import User
from audit.actions import log
from completions import ledger, refusals
from completions.codes import random_code
from completions.models import ActivityProgress, Certificate, CompletionRecord, Revocation
from completions.progress import questions_asked
from courses.models import Activity, LessonPage
from courses.outline import Outline
from enrolments.actions import ask_again, close_enrolment
from enrolments.models import Enrolment
from organisation.models import Membership, Unit


@transaction.atomic
def open_activity(*, enrolment: Enrolment, activity_id: int) -> ActivityProgress:
    """Note that the person has begun an activity, and with it the course."""
    moment = clock.now()
    progress, _ = ActivityProgress.objects.get_or_create(
        enrolment=enrolment, activity_id=activity_id, defaults={"opened_at": moment}
    )
    if enrolment.started_at is None:
        Enrolment.objects.filter(pk=enrolment.pk, started_at=None).update(started_at=moment)
    return progress


@transaction.atomic(savepoint=False)
def complete_activity(
    *,
    enrolment: Enrolment,
    activity_id: int,
    score: Decimal | None = None,
    evidence: dict | None = None,
    is_locked: bool = False,
) -> CompletionRecord | None:
    """Note that an activity is done; with the last required one comes the record. Twice is as good as once.

    `score` is the per cent of a quiz, `evidence` what proves it (for example {"attempt": uuid}). `is_locked`: the
    caller read the enrolment, with its edition and its person, for update. Returns the completion record where the
    course is complete.
    """
    if not is_locked:
        enrolment = (
            Enrolment.objects.select_for_update(of=("self",))
            .select_related("edition", "user")
            .get(pk=enrolment.pk)
        )
    moment = clock.now()
    done = _done_with(enrolment, activity_id, moment)
    if not enrolment.is_open:
        return CompletionRecord.objects.filter(enrolment=enrolment).first()
    if not set(enrolment.edition.required) <= set(done):
        if enrolment.started_at is None:
            Enrolment.objects.filter(pk=enrolment.pk, started_at=None).update(started_at=moment)
        return None
    return record_completion(
        enrolment=enrolment,
        at=moment,
        score=score,
        evidence={"done": {str(key): value.isoformat() for key, value in done.items()}} | (evidence or {}),
    )


def _done_with(enrolment: Enrolment, activity_id: int, moment: datetime.datetime) -> dict:
    """What is done in an enrolment, by activity, with this activity, which is done now unless it was before.

    Whoever calls holds the enrolment: nobody else writes what is done meanwhile.
    """
    touched = ActivityProgress.objects.filter(enrolment=enrolment, done_at__isnull=False)
    done = dict(touched.values_list("activity_id", "done_at"))
    if activity_id not in done:
        done[activity_id] = moment
        here = ActivityProgress(
            enrolment=enrolment, activity_id=activity_id, opened_at=moment, done_at=moment
        )
        ActivityProgress.objects.bulk_create(
            [here],
            update_conflicts=True,
            unique_fields=["enrolment", "activity"],
            update_fields=["done_at"],
        )
    return done


@transaction.atomic
def finish_lesson(*, enrolment: Enrolment, activity: Activity, outline: Outline) -> CompletionRecord | None:
    """Note that a person has read a lesson to its end, where its rules are met; raises a CannotFinish where not.

    For what is done already it only looks whether the course is complete by now.
    """
    progress = {row.activity_id: row for row in enrolment.progress.all()}
    here = progress.get(activity.pk)
    if here is None or here.done_at is None:
        if not isinstance(activity, LessonPage):
            raise refusals.OnlyByItself
        waits_for = outline.by_id.get(activity.prerequisite_id)
        if waits_for and (waits_for.id not in progress or progress[waits_for.id].done_at is None):
            raise refusals.PrerequisiteMissing(waits_for)
        if enrolment.edition.requires_checks:
            answered = here.checks if here else {}
            for question in questions_asked(activity):
                if str(question) not in answered:
                    raise refusals.QuestionUnanswered(question)
    return complete_activity(enrolment=enrolment, activity_id=activity.pk)


@transaction.atomic
def keep_place(*, enrolment: Enrolment, activity_id: int, position: int) -> None:
    """Remember how far down a lesson a person has read, in hundredths."""
    progress = open_activity(enrolment=enrolment, activity_id=activity_id)
    ActivityProgress.objects.filter(pk=progress.pk).update(position=position)


def record_completion(
    *, enrolment: Enrolment, at: datetime.datetime, score: Decimal | None, evidence: dict
) -> CompletionRecord:
    """Write the record, close the enrolment and issue the certificate. Call it with the enrolment locked."""
    above = _units_above(enrolment.user)
    unit = above[-1] if above else None
    record = CompletionRecord(
        enrolment=enrolment,
        user=enrolment.user,
        course_id=enrolment.course_id,
        edition=enrolment.edition,
        completed_at=at,
        score=score,
        unit=unit,
        unit_ancestors=[one.pk for one in above],
        post=(unit.post if unit else "") or "",
        evidence=evidence,
    )
    ledger.stamp(record)
    record.save(force_insert=True)
    close_enrolment(enrolment=enrolment, closed_as=Enrolment.ClosedAs.COMPLETED, at=at, unit=unit)
    issue_certificate(record=record, unit=unit)
    return record


def _units_above(user: User) -> list[Unit]:
    """The unit a person belongs to today with all above it, from the top; each with the person's `post` (or None)."""
    own = Membership.objects.present().primary().filter(user=user)
    units = Unit.objects.annotate(
        place=Subquery(own.values("unit__path")[:1]), post=Subquery(own.values("post__name")[:1])
    )
    return list(units.filter(place__startswith=F("path")))


def issue_certificate(*, record: CompletionRecord, unit: Unit | None) -> Certificate:
    """Keep what the certificate says, as it is true now."""
    return Certificate.objects.create(
        record=record,
        code=random_code(),
        number=f"{record.pk:06d}/{timezone.localdate(record.completed_at):%Y}/GCN",
        full_name=record.user.full_name,
        unit_name=unit.name if unit else "",
        course_title=record.edition.title,
        credited_periods=record.edition.credited_periods,
        approving_decision=record.edition.approving_decision,
        issued_at=record.completed_at,
    )


@transaction.atomic
def revoke_record(*, record: CompletionRecord, by: User, reason: str, request=None) -> Revocation:
    """Take back a record that was a mistake. The record and its certificate stay, marked; the round counts as finished
    no longer, and who still owes the course is asked again. Twice is as good as once.

    Raises ValueError where no reason is given.
    """
    reason = vietnamese.nfc(reason).strip()
    if not reason:
        raise ValueError("a revocation needs a reason")
    CompletionRecord.objects.select_for_update(of=("self",)).get(pk=record.pk)
    standing = Revocation.objects.filter(record=record).first()
    if standing is not None:
        return standing
    revocation = Revocation(record=record, reason=reason, revoked_by=by, revoked_at=clock.now())
    ledger.stamp_revocation(revocation)
    revocation.save(force_insert=True)
    ask_again(enrolment=record.enrolment)
    log(
        actor=by,
        verb="record.revoked",
        target=record,
        unit_id=record.unit_id,
        request=request,
        reason=reason,
        certificate=record.certificate.number if hasattr(record, "certificate") else "",
    )
    return revocation


@transaction.atomic
def forget_name(*, user: User) -> int:
    """Take a person's name off their certificates, as part of pseudonymising them; the ledger stays sound."""
    return Certificate.objects.filter(record__user=user).update(full_name="")
