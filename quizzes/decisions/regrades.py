"""Marking one question of a quiz again, batch by batch: each is written whole or not at all, and never twice.

Whoever is killed in between leaves the piece of work with the attempt it has reached; the next one goes on from there.
An attempt that is being handed in is waited for, and whoever hands in later is marked by the new key at once.
"""

import datetime

from django.db import transaction

import clock
from audit.actions import log
from completions.actions import complete_activity
from quizzes.decisions import regrading
from quizzes.decisions.regrading import KEY, Change, attempts_asked
from quizzes.marking import per_cent, share
from quizzes.models import (
    Attempt,
    KeyRevision,
    Question,
    QuizPage,
    Regrade,
    RegradedResult,
    Result,
    VoidedQuestion,
)

BATCH = 100
"""So many attempts are held at once: whoever sits one of them waits so long with saving."""
AT_ONCE = 200
"""So many results are marked again while one waits; more by the worker."""
STALLED = datetime.timedelta(minutes=3)
"""A piece of work that said nothing for so long was killed: the tick goes on with it."""


def regrade(*, quiz: QuizPage, question: Question, rule: str, reason: str, by, request=None) -> int:
    """Mark a question again in every closed attempt of a quiz, now; returns how many results became others."""
    begun = begin_regrade(quiz=quiz, question=question, rule=rule, reason=reason, by=by, request=request)
    return carry_on(pk=begun.pk).changed


@transaction.atomic
def begin_regrade(*, quiz: QuizPage, question: Question, rule: str, reason: str, by, request=None) -> Regrade:
    """Ask for a question to be marked again; a void counts from this moment on. Twice at once is once.

    The void is committed before any attempt is looked at: one that is handed in meanwhile is either seen, closed, or
    marked by it. Where another rule or an older key is at work on the question, this one takes its place.
    """
    QuizPage.objects.select_for_update(no_key=True, of=("self",)).get(pk=quiz.pk)
    moment = clock.now()
    key = KeyRevision.objects.filter(version__question=question).order_by("-pk").first()
    if rule != KEY:
        VoidedQuestion.objects.get_or_create(
            quiz=quiz,
            question=question,
            defaults={"rule": rule, "reason": reason, "made_by": by, "made_at": moment},
        )
    at_work = Regrade.objects.select_for_update(of=("self",)).filter(
        quiz=quiz, question=question, finished_at=None
    )
    standing = at_work.first()
    if standing and (standing.rule, standing.key, standing.reason) == (rule, key, reason):
        return standing
    if standing:
        Regrade.objects.filter(pk=standing.pk).update(finished_at=moment, is_replaced=True)
    begun = Regrade.objects.create(
        quiz=quiz,
        question=question,
        rule=rule,
        key=key,
        reason=reason,
        made_by=by,
        made_at=moment,
        stage_at=moment,
        total=attempts_asked(quiz, question).closed().count(),
    )
    log(
        actor=by,
        verb="question.regrade_begun",
        target=quiz,
        request=request,
        question=question.code,
        rule=rule,
        reason=reason,
        results=begun.total,
    )
    return begun


def carry_on(*, pk: int) -> Regrade:
    """Go on with a piece of work until it is finished; any number of processes may try at once."""
    while _next_batch(pk):
        pass
    return Regrade.objects.get(pk=pk)


@transaction.atomic
def _next_batch(pk: int) -> bool:
    """Mark some more attempts again; whether there may be others left.

    Open attempts are held too: one that is being handed in has read the old key, and is waited for.
    """
    work = (
        Regrade.objects.select_for_update(of=("self",))
        .select_related("quiz", "question", "made_by")
        .get(pk=pk)
    )
    if not work.is_at_work:
        return False
    held = list(
        attempts_asked(work.quiz, work.question)
        .filter(pk__gt=work.cursor)
        .select_for_update(of=("self",))
        .select_related("enrolment")[:BATCH]
    )
    closed = [attempt for attempt in held if attempt.state != Attempt.State.OPEN]
    changes = list(regrading.changes_to(closed, work.question, work.rule, work.reason))
    _keep(work, changes)
    for change in changes:
        if change.gains_a_pass:
            complete_activity(
                enrolment=change.attempt.enrolment,
                activity_id=work.quiz_id,
                score=per_cent(change.score, change.maximum),
                evidence={"attempt": str(change.attempt.uuid)},
            )
    _note(work, held, closed, changes)
    return work.is_at_work


def _keep(work: Regrade, changes: list[Change]) -> None:
    """The new results, each with the piece of work that made it: the database takes one an attempt."""
    Result.objects.bulk_create([change.new for change in changes])
    RegradedResult.objects.bulk_create(
        RegradedResult(regrade=work, attempt=change.attempt, former=change.former, result=change.new)
        for change in changes
    )


def _note(work: Regrade, held: list[Attempt], closed: list[Attempt], changes: list[Change]) -> None:
    """How far the work is, in the transaction of the batch; a batch that is not full is the last one."""
    work.stage_at = clock.now()
    work.cursor = held[-1].pk if held else work.cursor
    work.done += len(closed)
    work.total = max(work.total, work.done)
    work.changed += len(changes)
    work.higher += sum(share(change.new) > share(change.former) for change in changes)
    work.lower += sum(share(change.new) < share(change.former) for change in changes)
    work.passes_gained += sum(change.gains_a_pass for change in changes)
    work.passes_kept += sum(change.keeps_a_pass for change in changes)
    if len(held) < BATCH:
        work.finished_at = work.stage_at
    work.save(
        update_fields=[
            "stage_at",
            "finished_at",
            "cursor",
            "total",
            "done",
            "changed",
            "higher",
            "lower",
            "passes_gained",
            "passes_kept",
        ]
    )
    if work.finished_at and work.changed:
        log(
            actor=work.made_by,
            verb="question.regraded" if work.rule == KEY else "question.voided",
            target=work.quiz,
            question=work.question.code,
            rule=work.rule,
            reason=work.reason,
            results=work.changed,
            passes=work.passes_gained,
        )


def tend_regrades() -> int:
    """For the minute's tick: go on with pieces of work whose process was killed. How many there were."""
    stalled = Regrade.objects.filter(finished_at=None, stage_at__lt=clock.now() - STALLED)
    left = list(stalled.values_list("pk", flat=True))
    for pk in left:
        carry_on(pk=pk)
    return len(left)
