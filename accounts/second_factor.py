"""Who needs a second factor, and whether the request may go on without."""

from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings

OPEN_TO_ALL = {
    "second_factor",
    "account_logout",
    "theme",
    "mfa_activate_totp",
    "account_reauthenticate",
    "mfa_reauthenticate",
}
"""Names of the URLs that a person meets on the way to a second factor."""

_deciders = []


def asks_for_second_factor(decider):
    """Register a function user → bool: whether this person's role sees data of others. Apps above call it."""
    _deciders.append(decider)
    return decider


def is_needed(user) -> bool:
    return user.is_superuser or any(decider(user) for decider in _deciders)


def is_missing(request) -> bool:
    """Whether this request must wait until its person has a second factor."""
    if not settings.SECOND_FACTOR_REQUIRED or not request.user.is_authenticated:
        return False
    match = request.resolver_match
    if match is not None and match.url_name in OPEN_TO_ALL:
        return False
    return is_needed(request.user) and not is_mfa_enabled(request.user)
