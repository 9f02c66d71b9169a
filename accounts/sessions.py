"""Where a person is signed in."""

import dataclasses
import datetime

from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.utils import timezone
from django.utils.translation import gettext as _

BROWSERS = [
    ("CocCoc", "coc_coc_browser"),
    ("Edge", "Edg/"),
    ("Opera", "OPR/"),
    ("Samsung Internet", "SamsungBrowser"),
    ("Firefox", "Firefox/"),
    ("Chrome", "Chrome/"),
    ("Safari", "Safari/"),
]
SYSTEMS = [
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("macOS", "Mac OS X"),
    ("Linux", "Linux"),
]


@dataclasses.dataclass(frozen=True)
class SignedIn:
    """One place: what the browser says it is, its address, since when."""

    id: int
    device: str
    address: str
    since: datetime.datetime
    is_here: bool


def sessions_of(request) -> list[SignedIn]:
    """The living sessions of whoever asks, this one first. Reads only."""
    kept = UserSession.objects.filter(
        user=request.user,
        session_key__in=Session.objects.filter(expire_date__gt=timezone.now()).values("session_key"),
    )
    here = request.session.session_key
    rows = [
        SignedIn(row.pk, device_of(row.user_agent), row.ip, row.created_at, row.session_key == here)
        for row in kept.order_by("-created_at")
    ]
    return sorted(rows, key=lambda row: not row.is_here)


def forget_ended_sessions() -> int:
    """Delete the sessions that have ended, visitors' with what they practised; returns how many. For the timed job."""
    deleted, _by_table = Session.objects.filter(expire_date__lt=timezone.now()).delete()
    return deleted


def device_of(user_agent: str) -> str:
    """Such as `Chrome, Windows` from what a browser sends; honest ones only, it proves nothing."""
    browser = next((name for name, sign in BROWSERS if sign in user_agent), "")
    system = next((name for name, sign in SYSTEMS if sign in user_agent), "")
    return ", ".join(word for word in (browser, system) if word) or _("Unknown device")
