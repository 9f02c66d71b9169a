"""What people report, and the answers. Callers keep the scope."""

from django.db import transaction

import audit.actions
import clock
from accounts.models import User
from organisation.models import CorrectionRequest


@transaction.atomic
def report_mistake(*, user: User, text: str, request=None) -> CorrectionRequest:
    """Ask the administrators to put something right; the same words while nobody has answered are one request."""
    User.objects.select_for_update(no_key=True).get(pk=user.pk)
    waiting = CorrectionRequest.objects.open().filter(user=user, text=text).first()
    if waiting is not None:
        return waiting
    made = CorrectionRequest.objects.create(user=user, text=text, made_at=clock.now())
    audit.actions.log(actor=user, verb="correction.asked", target=made, request=request)
    return made


@transaction.atomic
def answer_request(*, correction: CorrectionRequest, answer: str, by: User, request=None) -> bool:
    """Answer once; False where somebody was quicker."""
    answered = (
        CorrectionRequest.objects.open()
        .filter(pk=correction.pk)
        .update(answered_at=clock.now(), answered_by=by, answer=answer)
    )
    if answered:
        audit.actions.log(actor=by, verb="correction.answered", target=correction, request=request)
    return bool(answered)
