"""What is done to accounts."""

import datetime

from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, clear_totp_secret
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.db import transaction
from django.db.models import Count, QuerySet

import audit.actions
import clock
from accounts import second_factor
from accounts.codes import digest_of, random_code
from accounts.links import digest_of as link_digest
from accounts.links import random_token
from accounts.models import ActivationLink, SignInCode, User

CODE_LIFETIME = datetime.timedelta(hours=72)
"""So long a one-use code, and a link that was mailed, open."""

LINKS_A_DAY = 3
"""So many activation links are mailed to one person within a day, whoever asks for them."""

BATCH = 500


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
def ask_for_links(*, people: QuerySet, asked_by: User, request=None) -> int:
    """Have an activation link mailed to each of these people who has an address and never signed in; how many are.

    Left out is who waits for one already, and who was sent so many within a day (`LINKS_A_DAY`).
    """
    moment = clock.now()
    people = list(people.filter(last_login=None, is_active=True).exclude(email="").order_by("pk"))
    asked = []
    for start in range(0, len(people), BATCH):
        asked += _without_link(people[start : start + BATCH], moment)
    ActivationLink.objects.bulk_create(
        (
            ActivationLink(user=person, address=person.email, asked_by=asked_by, asked_at=moment)
            for person in asked
        ),
        batch_size=BATCH,
    )
    audit.actions.log_many(actor=asked_by, verb="activation_link.asked", targets=asked, request=request)
    return len(asked)


def _without_link(people: list[User], moment: datetime.datetime) -> list[User]:
    """Those of these people who may be sent a link; nobody else asks for them meanwhile."""
    ids = [person.pk for person in people]
    list(User.objects.select_for_update(no_key=True).filter(pk__in=ids).order_by("pk").values_list("pk"))
    links = ActivationLink.objects.filter(user__in=ids)
    passed_over = set(links.waiting().values_list("user", flat=True))
    today = links.filter(asked_at__gt=moment - datetime.timedelta(days=1)).order_by().values("user")
    sent = today.annotate(links=Count("pk")).filter(links__gte=LINKS_A_DAY)
    passed_over.update(sent.values_list("user", flat=True))
    return [person for person in people if person.pk not in passed_over]


@transaction.atomic
def claim_link(*, link: ActivationLink) -> str | None:
    """Take a waiting link to mail it, once: its token is drawn here, returned and kept nowhere. Earlier links end.

    None: another mailer has it, or its person needs none any more. Whoever mails it commits this first.
    """
    moment = clock.now()
    waiting = ActivationLink.objects.waiting().filter(pk=link.pk)
    needed = User.objects.active().filter(pk=link.user_id, last_login=None, email=link.address)
    if not needed.exists():
        waiting.update(ended_at=moment, outcome=ActivationLink.Outcome.NEEDLESS)
        return None
    token = random_token()
    claimed = waiting.update(
        begun_at=moment,
        digest=link_digest(token),
        expires_at=moment + CODE_LIFETIME,
        outcome=ActivationLink.Outcome.BEGUN,
    )
    if not claimed:
        return None
    earlier = ActivationLink.objects.filter(user=link.user_id, used_at=None, ended_at=None)
    earlier.exclude(pk=link.pk).update(ended_at=moment)
    return token


@transaction.atomic
def open_account(*, link: ActivationLink, password: str, request=None) -> User | None:
    """Use up a link, once, and give its person the password they chose. None: it opens nothing (any more).

    A printed code that the person holds as well ends with it.
    """
    moment = clock.now()
    person = User.objects.select_for_update(no_key=True).get(pk=link.user_id)
    if not _use_up(link, moment):
        return None
    person.sign_in_codes.filter(used_at=None, expires_at__gt=moment).update(expires_at=moment)
    person.set_password(password)
    person.save(update_fields=["password"])
    audit.actions.log(actor=person, verb="activation_link.used", target=person, request=request)
    return person


def _use_up(link: ActivationLink, moment: datetime.datetime) -> bool:
    """Of any number that use a link, whatever they read before, the first one does."""
    opening = ActivationLink.objects.opening(moment).filter(pk=link.pk)
    return bool(
        ActivationLink.objects.filter(pk__in=opening.values("pk"), used_at=None).update(used_at=moment)
    )


@transaction.atomic
def disown_link(*, link: ActivationLink, request=None) -> None:
    """Whoever got the mail is not the person it names: it opens nothing any more."""
    open_yet = ActivationLink.objects.filter(pk=link.pk, used_at=None, ended_at=None)
    if open_yet.update(ended_at=clock.now()):
        audit.actions.log(actor=None, verb="activation_link.disowned", target=link.user, request=request)


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
