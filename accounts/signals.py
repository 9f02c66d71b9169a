"""What follows from signing in and out, whichever door was taken."""

import time

from allauth.account.signals import user_logged_in as signed_in
from django.contrib.auth.signals import user_logged_in as session_opened
from django.contrib.auth.signals import user_logged_out as session_closed
from django.dispatch import receiver

import audit.actions


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
