"""One-use sign-in codes: how they are drawn, read from what somebody typed, and kept."""

import secrets
from urllib.parse import urlencode

import segno
from django.conf import settings
from django.urls import reverse
from django.utils.crypto import salted_hmac

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Crockford's base 32: no I, L, O, U."""

LENGTH = 10
_LOOK_ALIKES = str.maketrans("OIL", "011")


def random_code() -> str:
    """Fifty random bits in ten characters."""
    return "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))


def normalised(typed: str) -> str:
    """A code as somebody typed it: spaces and hyphens dropped, look-alikes read as what they stand for."""
    return "".join(typed.split()).replace("-", "").upper().translate(_LOOK_ALIKES)[:LENGTH]


def digest_of(typed: str) -> str:
    """What is kept of a code. The site's key enters it, so that a stolen table cannot be tried out elsewhere."""
    return salted_hmac("accounts.sign_in_code", normalised(typed), algorithm="sha256").hexdigest()


def grouped(code: str) -> str:
    """A code as it is printed: ABCDE-FGHJK."""
    return f"{code[:5]}-{code[5:]}"


def sign_in_address(username: str = "") -> str:
    """Where a code is typed, with the name filled in; the code itself never stands in an address."""
    address = settings.BASE_URL + reverse("sign_in_code")
    return f"{address}?{urlencode({'ten': username})}" if username else address


def picture_of(address: str) -> str:
    """A QR picture as an SVG of its own lines."""
    return segno.make(address, error="m", micro=False).svg_inline(
        scale=3, border=2, dark="#000", light="#fff"
    )
