"""The periods that the decision about a class credits, as lines of its people's ledgers of the year.

A class that counts as an activity of a course credits nothing by itself: the course does.
"""

from collections.abc import Iterable

from django.db import transaction
from django.utils import timezone

import clock
from accounts.models import User
from audit.actions import log_many
from classes.models import ClassCredit, Registration, TrainingClass
from classes.shares import is_enough
from classes.sheets import share_of
from completions.models import OutsideTraining

BATCH = 500
TAKEN_BACK = "Lớp học không còn ghi nhận"
"""The answer that is kept: an official word, in the language of the records."""


@transaction.atomic
def settle_credits(
    *,
    training_class: TrainingClass,
    by: User,
    registrations: Iterable[int] | None = None,
    request=None,
) -> int:
    """Let ledgers say what the class credits now: to whoever attended enough, and to nobody else. Call it with the class held.

    How many lines were written or changed; the same again changes none. Whoever has the same training of the same day in
    his ledger already, by another way, is not credited twice. In a number of statements that does not grow with the class.
    """
    people = Registration.objects.filter(training_class=training_class)
    if registrations is not None:
        people = people.filter(pk__in=registrations)
    known = {
        one.registration_id: one.training
        for one in ClassCredit.objects.filter(registration__in=people).select_related("training")
    }
    if training_class.periods is None and not known:
        return 0
    earned = _earned(training_class, people)
    fresh = _new_lines(training_class, [one for one in earned if one.pk not in known])
    moment, changed = clock.now(), []
    credited = {one.pk for one in earned}
    for registration, line in known.items():
        wanted = _said_of(training_class) if registration in credited else {"is_approved": False}
        if any(getattr(line, name) != value for name, value in wanted.items()):
            for name, value in wanted.items():
                setattr(line, name, value)
            line.answer = "" if line.is_approved else TAKEN_BACK
            line.decided_at = moment
            changed.append(line)
    fields = ["title", "organiser", "periods", "evidence", "is_approved", "answer", "decided_at"]
    OutsideTraining.objects.bulk_update(changed, fields, batch_size=BATCH)
    for verb, lines in (
        ("class.credited", [*fresh, *(one for one in changed if one.is_approved)]),
        ("class.credit_ended", [one for one in changed if not one.is_approved]),
    ):
        log_many(
            actor=by,
            verb=verb,
            targets=lines,
            unit_id=training_class.unit_id,
            request=request,
            training_class=training_class.pk,
        )
    return len(fresh) + len(changed)


def _earned(training_class: TrainingClass, people) -> list[Registration]:
    """Those who attended enough of a class that credits periods."""
    if training_class.periods is None:
        return []
    sessions, share = training_class.sessions.count(), share_of(training_class)
    return [one for one in people.with_marks() if is_enough(one.attended, sessions, share)]


def _said_of(training_class: TrainingClass) -> dict:
    return {
        "title": training_class.title,
        "organiser": training_class.unit.name,
        "periods": training_class.periods,
        "evidence": training_class.decision,
        "is_approved": True,
    }


def _new_lines(training_class: TrainingClass, registrations: list[Registration]) -> list[OutsideTraining]:
    """Decided by whoever made the class, not by whoever noted the last presence: that may be the learner."""
    moment = clock.now()
    day = min(training_class.sessions.last().day, timezone.localdate(moment))
    has_it = set(
        (OutsideTraining.objects.approved() | OutsideTraining.objects.waiting())
        .filter(
            title=training_class.title,
            finished_on=day,
            user__in=[one.user_id for one in registrations],
        )
        .values_list("user", flat=True)
    )
    entitled = [one for one in registrations if one.user_id not in has_it]
    lines = OutsideTraining.objects.bulk_create(
        (
            OutsideTraining(
                user_id=one.user_id,
                finished_on=day,
                made_at=moment,
                decided_at=moment,
                decided_by_id=training_class.made_by_id,
                is_held_here=True,
                **_said_of(training_class),
            )
            for one in entitled
        ),
        batch_size=BATCH,
    )
    ClassCredit.objects.bulk_create(
        (ClassCredit(registration=one, training=line) for one, line in zip(entitled, lines, strict=True)),
        batch_size=BATCH,
    )
    return lines
