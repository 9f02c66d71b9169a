"""What is done to accounts."""

import datetime

from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, clear_totp_secret
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.db import transaction

import audit.actions
import clock
from accounts import second_factor
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


@transaction.atomic
def issue_codes(*, people: list[User], issued_by: User, request=None) -> list[tuple[User, str]]:
    """Hand out a one-use code to each of many people, in a few statements; earlier unused ones end. The plain codes are
    returned once and kept nowhere."""
    ids = [person.pk for person in people]
    list(
        User.objects.select_for_update(no_key=True)
        .filter(pk__in=ids)
        .order_by("pk")
        .values_list("pk", flat=True)
    )
    moment = clock.now()
    SignInCode.objects.filter(user__in=ids, used_at=None, expires_at__gt=moment).update(expires_at=moment)
    issued = [(person, random_code()) for person in people]
    SignInCode.objects.bulk_create(
        SignInCode(
            user=person,
            digest=digest_of(code),
            issued_by=issued_by,
            issued_at=moment,
            expires_at=moment + CODE_LIFETIME,
        )
        for person, code in issued
    )
    audit.actions.log_many(
        actor=issued_by,
        verb="sign_in_code.issued",
        targets=people,
        request=request,
        valid_until=(moment + CODE_LIFETIME).isoformat(),
    )
    return issued


@transaction.atomic
def redeem_code(*, name: str, code: str, request=None) -> User | None:
    """Use up a code, once, and void the old password: its person must choose a new one. None: nobody's, used or late.

    Whoever calls it counts the try first (`throttle`), as for a password.
    """
    moment = clock.now()
    found = SignInCode.objects.filter(
        user__in=User.objects.known_as(name).active(),
        digest=digest_of(code),
        used_at=None,
        expires_at__gt=moment,
    )
    issued = found.select_related("user").first()
    if issued is None or not found.filter(pk=issued.pk).update(used_at=moment):
        return None
    issued.user.set_unusable_password()
    issued.user.save(update_fields=["password"])
    audit.actions.log(actor=issued.user, verb="sign_in_code.used", target=issued.user, request=request)
    return issued.user


@transaction.atomic
def set_password(*, user: User, password: str, request=None) -> None:
    """Give a person the password they chose. Their other sessions end with the old one."""
    user.set_password(password)
    user.save(update_fields=["password"])
    current = request.session.session_key if request is not None else None
    end_sessions(user=user, by=user, but=current, request=request)
    audit.actions.log(actor=user, verb="password.changed", target=user, request=request)


@transaction.atomic
def end_sessions(*, user: User, by: User, only=None, but: str | None = None, request=None) -> int:
    """Sign a person out everywhere, at one place (`only`: a UserSession's id) or everywhere but here (`but`: a key)."""
    sessions = UserSession.objects.filter(user=user).exclude(session_key=but)
    if only is not None:
        sessions = sessions.filter(pk=only)
    ended = 0
    for session in sessions:
        session.end()
        ended += 1
    if ended:
        audit.actions.log(actor=by, verb="sessions.ended", target=user, request=request, sessions=ended)
    return ended


@transaction.atomic
def end_all_sessions(*, people: list[int]) -> None:
    """Sign many people out everywhere at once, in a few statements a thousand. Whoever calls it notes why."""
    for start in range(0, len(people), 500):
        sessions = UserSession.objects.filter(user__in=people[start : start + 500])
        Session.objects.filter(session_key__in=sessions.values("session_key")).delete()
        sessions.delete()


@transaction.atomic
def set_up_second_factor(*, user: User, secret: str, request) -> None:
    """Take the app with this secret as a person's second factor, shown in this session; other sessions end. The first one stays."""
    User.objects.select_for_update(no_key=True).get(pk=user.pk)
    if second_factor.is_set_up(user):
        return
    TOTP.activate(user, secret)
    RecoveryCodes.activate(user)
    clear_totp_secret(request)
    second_factor.mark_as_shown(request.session, user)
    end_sessions(user=user, by=user, but=request.session.session_key, request=request)
    audit.actions.log(actor=user, verb="second_factor.added", target=user, request=request)


@transaction.atomic
def renew_recovery_codes(*, user: User, request=None) -> None:
    """Ten new recovery codes; the old ones open nothing any more."""
    User.objects.select_for_update(no_key=True).get(pk=user.pk)
    Authenticator.objects.filter(user=user, type=Authenticator.Type.RECOVERY_CODES).delete()
    RecoveryCodes.activate(user)
    audit.actions.log(actor=user, verb="recovery_codes.renewed", target=user, request=request)


@transaction.atomic
def remove_second_factor(*, user: User, by: User, request=None) -> bool:
    """Take the second factor off an account (a lost phone, or the person's own wish); its sessions elsewhere end."""
    removed, _ = Authenticator.objects.filter(user=user).delete()
    if removed:
        current = request.session.session_key if request is not None and by == user else None
        end_sessions(user=user, by=by, but=current, request=request)
        audit.actions.log(actor=by, verb="second_factor.removed", target=user, request=request)
    return bool(removed)
