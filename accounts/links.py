"""Activation links: how they are drawn, where they lead, and what is kept of them."""

import secrets

from django.conf import settings
from django.urls import reverse
from django.utils.crypto import salted_hmac

BYTES = 32


def random_token() -> str:
    """Two hundred and fifty-six random bits, as letters that an address may hold."""
    return secrets.token_urlsafe(BYTES)


def digest_of(token: str) -> str:
    """What is kept of a link. The site's key enters it, as into the digest of a code."""
    return salted_hmac("accounts.activation_link", token, algorithm="sha256").hexdigest()


def address_of(token: str) -> str:
    """What the mail asks its reader to open."""
    return settings.BASE_URL + reverse("open_activation_link", args=[token])
