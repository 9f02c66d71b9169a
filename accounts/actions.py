"""What is done to accounts."""

import datetime

from django.db import transaction

import audit.actions
import clock
from accounts.codes import digest_of, random_code
from accounts.models import SignInCode, User

CODE_LIFETIME = datetime.timedelta(hours=72)


@transaction.atomic
def issue_code(*, user: User, issued_by: User, request=None) -> str:
    """Hand out a one-use sign-in code; earlier unused ones end. The plain code is returned once and kept nowhere."""
    User.objects.select_for_update(no_key=True).get(pk=user.pk)
    moment = clock.now()
    user.sign_in_codes.filter(used_at=None, expires_at__gt=moment).update(expires_at=moment)
    code = random_code()
    issued = SignInCode.objects.create(
        user=user,
        digest=digest_of(code),
        issued_by=issued_by,
        issued_at=moment,
        expires_at=moment + CODE_LIFETIME,
    )
    audit.actions.log(
        actor=issued_by,
        verb="sign_in_code.issued",
        target=user,
        request=request,
        valid_until=issued.expires_at.isoformat(),
    )
    return code
