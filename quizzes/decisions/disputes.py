"""Disputing a question after its result, and answering."""

from django.db import transaction
from django.db.models import F

import clock
from audit.actions import log
from quizzes.models import Attempt, Dispute, KeyRevision, QuizPage
from quizzes.sitting.sheets import sheet_of

LONGEST = 2000


def dispute_question(*, attempt: Attempt, slot: int, text: str) -> Dispute:
    """Keep what a learner holds against a question; the first word stands."""
    dispute, _ = Dispute.objects.get_or_create(
        attempt=attempt, slot=slot, defaults={"text": text, "made_at": clock.now()}
    )
    return dispute


@transaction.atomic
def answer_dispute(*, dispute: Dispute, answer: str, by, request=None) -> bool:
    """Answer a dispute; False where somebody was quicker."""
    waiting = Dispute.objects.filter(pk=dispute.pk, answered_at=None)
    if not waiting.update(answer=answer, answered_by=by, answered_at=clock.now()):
        return False
    log(actor=by, verb="dispute.answered", target=dispute.attempt, request=request, slot=dispute.slot)
    return True


def disputes_of(quiz: QuizPage, most: int = 50) -> list[tuple]:
    """The disputes of a quiz, what waits first: (dispute, question as it was asked, key in words)."""
    disputes = Dispute.objects.filter(attempt__quiz=quiz).select_related("attempt__user", "answered_by")
    found = []
    for dispute in disputes.order_by(F("answered_at").desc(nulls_first=True), "made_at")[:most]:
        attempt = dispute.attempt
        entry = attempt.paper[dispute.slot - 1]
        [asked] = sheet_of([entry], [])
        given = attempt.answers.filter(slot=dispute.slot).values_list("chosen", flat=True).first()
        key = KeyRevision.objects.filter(version=entry["version"]).order_by("-number").first()
        has_key = key and entry["kind"] in {"single", "multiple", "true_false", "ordering"}
        found.append(
            (dispute, asked, asked.words_of(given or ()), asked.words_of(key.right) if has_key else [])
        )
    return found
