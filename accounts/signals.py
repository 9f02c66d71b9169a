"""What follows from signing in and from a second factor, whichever door was taken."""

import time

from allauth.account.signals import user_logged_in as signed_in
from allauth.mfa.models import Authenticator
from allauth.mfa.signals import authenticator_added, authenticator_reset
from django.contrib.auth.signals import user_logged_in as session_opened
from django.contrib.auth.signals import user_logged_out as session_closed
from django.dispatch import receiver

import audit.actions
from accounts.actions import end_sessions
from accounts.second_factor import mark_as_shown


@receiver(session_opened)
def begin_session(request, user, **kwargs):
    """Note when the session began, for `SessionAge`."""
    request.session["since"] = request.session["seen"] = time.time()


@receiver(signed_in)
def log_sign_in(request, user, **kwargs):
    audit.actions.log(actor=user, verb="sign_in.succeeded", target=user, request=request)


@receiver(session_closed)
def log_sign_out(request, user, **kwargs):
    if user is not None:
        audit.actions.log(actor=user, verb="sign_out", target=user, request=request)


@receiver(authenticator_added)
def second_factor_added(request, user, authenticator, **kwargs):
    """Setting one up proves it in this session; sessions that have not shown it end."""
    if authenticator.type != Authenticator.Type.TOTP:
        return
    mark_as_shown(request.session, user)
    end_sessions(user=user, by=user, but=request.session.session_key, request=request)
    audit.actions.log(actor=user, verb="second_factor.added", target=user, request=request)


@receiver(authenticator_reset)
def recovery_codes_renewed(request, user, **kwargs):
    audit.actions.log(actor=user, verb="recovery_codes.renewed", target=user, request=request)
