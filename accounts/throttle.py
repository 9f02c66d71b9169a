"""Slowing down whoever guesses: a few failures are free, then each try has to wait longer, and none is locked out.

A person is counted under whichever of their names was typed, so that every door (password, one-use code, password
asked again, second step) draws on the same patience. A browser in which the person has signed in before has a
patience of its own: guesses made elsewhere do not keep them out. An address is slowed only after so many failures
that a whole office behind it would not make them.
"""

import dataclasses
import datetime
import hashlib
import secrets

from django.conf import settings
from django.core import signing
from django.db import transaction

import clock
import vietnamese
from accounts.models import Slowdown, User

DEVICE_SALT = "accounts.device"
DEVICE_AGE = datetime.timedelta(days=180)


@dataclasses.dataclass(frozen=True)
class Patience:
    """`free` failures cost nothing; then the wait doubles from `first` to `longest`. One is forgotten every `forgets_in`."""

    free: int
    first: datetime.timedelta
    longest: datetime.timedelta
    forgets_in: datetime.timedelta

    def wait_after(self, failures: int) -> datetime.timedelta:
        if failures < self.free:
            return datetime.timedelta()
        return min(self.longest, self.first * 2 ** min(failures - self.free, 20))

    def remembered(self, failures: int, since: datetime.timedelta) -> int:
        return max(0, failures - int(since / self.forgets_in))

    @property
    def most(self) -> int:
        """The number of failures from which the wait grows no more."""
        failures = self.free
        while self.wait_after(failures) < self.longest:
            failures += 1
        return failures


FOR_A_NAME = Patience(
    free=5,
    first=datetime.timedelta(seconds=15),
    longest=datetime.timedelta(minutes=15),
    forgets_in=datetime.timedelta(hours=1),
)
FOR_AN_ADDRESS = Patience(
    free=200,
    first=datetime.timedelta(seconds=1),
    longest=datetime.timedelta(minutes=1),
    forgets_in=datetime.timedelta(seconds=3),
)


@transaction.atomic
def begin_try(key: str, patience: Patience) -> bool:
    """Count a try under this key as failed, unless it comes too early (then it is not made). `forgive` takes it back.

    Counting before the password is looked at keeps a hundred guesses at once from all being the first.
    """
    moment = clock.now()
    row, created = Slowdown.objects.get_or_create(
        key=_digest(key), defaults={"failures": 0, "failed_at": moment, "wait_until": moment}
    )
    if created:
        Slowdown.objects.filter(failed_at__lt=moment - datetime.timedelta(days=2)).delete()
    row = Slowdown.objects.select_for_update().get(pk=row.pk)
    if row.wait_until > moment:
        return False
    failures = patience.remembered(row.failures, moment - row.failed_at) + 1
    row.failures = min(failures, patience.most)
    row.failed_at, row.wait_until = moment, moment + patience.wait_after(failures)
    row.save()
    return True


def forgive(key: str) -> None:
    """The try was right: nothing is held against this key."""
    Slowdown.objects.filter(key=_digest(key)).delete()


def has_to_wait(key: str) -> bool:
    return Slowdown.objects.filter(key=_digest(key), wait_until__gt=clock.now()).exists()


def address_key(request) -> str:
    return f"address:{request.META.get('REMOTE_ADDR', '')}"


def name_key(request, name: str, user: User | None) -> str:
    """The key under which a try by this name is counted: the person's known device, else the person, else the name."""
    if user is None:
        return f"name:{vietnamese.fold(name)[:254]}"
    device = known_device(request, user)
    return f"device:{device}" if device else f"person:{user.pk}"


def known_device(request, user: User) -> str:
    """The name of this browser if this person has signed in with it before, or nothing."""
    try:
        told = signing.loads(
            request.COOKIES.get(settings.DEVICE_COOKIE_NAME, ""), salt=DEVICE_SALT, max_age=DEVICE_AGE
        )
    except signing.BadSignature:
        return ""
    return told["device"] if told["person"] == user.pk else ""


def remember_device(request, response, user: User) -> None:
    """Let this browser keep a patience of its own for this person."""
    device = known_device(request, user) or secrets.token_urlsafe(16)
    response.set_cookie(
        settings.DEVICE_COOKIE_NAME,
        signing.dumps({"person": user.pk, "device": device}, salt=DEVICE_SALT),
        max_age=DEVICE_AGE,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def _digest(key: str) -> str:
    return hashlib.sha256(key.encode()).hexdigest()
