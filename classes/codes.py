"""Codes that a phone reads in the room: one for a session that changes all the time, one for each person on the sheet.

A code names what it stands for and carries a digest with the site's key: nobody makes one up, and no table of codes is
kept. The code of the screen is good for a minute: one that was photographed and sent on is stale when it is opened
elsewhere. That is a hurdle, not a proof; the list that the trainer keeps has the last word.
"""

import datetime
import hmac
import re
from dataclasses import dataclass

import segno
from django.conf import settings
from django.urls import reverse
from django.utils.crypto import salted_hmac

SHOWN_FOR = 20
"""Seconds after which the screen shows another code."""

GOOD_FOR = datetime.timedelta(seconds=60)
"""How old a code of the screen may be when it is opened."""

TIME_TO_SIGN_IN = datetime.timedelta(minutes=15)
"""How long somebody who opened a good code has to sign in and to say that he is there."""

DIGITS = 20
_SCREEN = re.compile(r"b(?P<session>\d{1,18})-(?P<second>\d{1,12})-(?P<digest>[0-9a-f]{20})")
_SHEET = re.compile(r"p(?P<registration>\d{1,18})-(?P<session>\d{1,18})-(?P<digest>[0-9a-f]{20})")


@dataclass(frozen=True)
class ScreenCode:
    session: int
    made_at: datetime.datetime

    def is_fresh(self, moment: datetime.datetime) -> bool:
        return datetime.timedelta(0) <= moment - self.made_at + datetime.timedelta(seconds=5) <= GOOD_FOR


@dataclass(frozen=True)
class SheetCode:
    registration: int
    session: int


def screen_code(session: int, moment: datetime.datetime) -> str:
    said = f"b{session}-{int(moment.timestamp())}"
    return f"{said}-{_digest(said)}"


def sheet_code(registration: int, session: int) -> str:
    said = f"p{registration}-{session}"
    return f"{said}-{_digest(said)}"


def read(code: str) -> ScreenCode | SheetCode | None:
    """What a code stands for; None where it is none of ours."""
    found = _SCREEN.fullmatch(code) or _SHEET.fullmatch(code)
    if found is None or not hmac.compare_digest(_digest(code.rpartition("-")[0]), found["digest"]):
        return None
    if "second" in found.groupdict():
        made_at = datetime.datetime.fromtimestamp(int(found["second"]), datetime.UTC)
        return ScreenCode(int(found["session"]), made_at)
    return SheetCode(int(found["registration"]), int(found["session"]))


def address_of(code: str) -> str:
    """What the picture holds. It never follows the Host header."""
    return f"{settings.BASE_URL}{reverse('classes:check_in', args=[code])}"


def picture_of(code: str) -> str:
    """The code as a QR picture: an SVG of our own lines, as large as the style sheet says."""
    made = segno.make(address_of(code), error="m", micro=False)
    return made.svg_inline(border=2, dark="#000", light="#fff", omitsize=True)


def _digest(said: str) -> str:
    return salted_hmac("classes.codes", said, algorithm="sha256").hexdigest()[:DIGITS]
