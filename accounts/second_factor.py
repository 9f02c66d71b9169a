"""Who needs a second factor, and whether this session has shown one."""

import time

from allauth.account.internal.flows.login import (
    _AUTHENTICATION_METHODS_USER_SESSION_KEY as PERSON_IN_SESSION,
)
from allauth.account.internal.flows.login import (
    AUTHENTICATION_METHODS_SESSION_KEY as METHODS_IN_SESSION,
)
from allauth.account.internal.flows.login import get_authentication_records
from allauth.mfa.models import Authenticator
from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings

from accounts.roles import sees_data_of_others

ON_THE_WAY = {
    "second_factor",
    "mfa_index",
    "mfa_activate_totp",
    "mfa_reauthenticate",
    "mfa_view_recovery_codes",
    "account_reauthenticate",
    "account_set_password",
    "account_login",
    "account_logout",
    "theme",
    "language",
    "whoami",
    "alive",
    "ready",
}
"""Names of the URLs that stay open to someone whose role still lacks a second factor: none shows others' data."""


def is_needed(user) -> bool:
    """Whether this person's roles, as they are now, see data of others."""
    return sees_data_of_others(user)


def is_set_up(user) -> bool:
    return is_mfa_enabled(user, [Authenticator.Type.TOTP])


def was_shown(request) -> bool:
    """Whether the person of this session has proved the second factor in this session."""
    records = get_authentication_records(request, request.user)
    return any(record["method"] == "mfa" for record in records)


def mark_as_shown(session, user) -> None:
    """Note in a session that this person has proved the second factor just now."""
    records = session.get(METHODS_IN_SESSION, []) if session.get(PERSON_IN_SESSION) == str(user.pk) else []
    session[METHODS_IN_SESSION] = [*records, {"method": "mfa", "at": time.time(), "type": "totp"}]
    session[PERSON_IN_SESSION] = str(user.pk)


def is_missing(request) -> bool:
    """Whether this request must wait until its person has set up, or shown, a second factor."""
    if not settings.SECOND_FACTOR_REQUIRED or not request.user.is_authenticated:
        return False
    match = request.resolver_match
    if match is not None and match.view_name in ON_THE_WAY:
        return False
    return is_needed(request.user) and not (was_shown(request) and is_set_up(request.user))
