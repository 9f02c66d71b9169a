"""How allauth behaves here."""

import base64
import hashlib
import io
import time

import segno
from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.flows.login import get_authentication_records
from allauth.core import context
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.core.ratelimit import respond_429
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.totp.internal.auth import generate_totp_secret
from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings
from django.contrib.auth import authenticate
from django.contrib.auth.hashers import make_password
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

import audit.actions
from accounts import actions, second_factor, throttle
from accounts.models import User
from accounts.ways_back import is_way_back

FRESH = 300
"""Seconds after a password or code during which nothing asks for it again."""


class AccountAdapter(DefaultAccountAdapter):
    """Accounts are made by administrators: nobody signs up. Passwords are tried with patience (`throttle`)."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "username_password_mismatch": _(
            "That name and password were not accepted. Check both and try again. After five failures each further "
            "try has to wait, from 15 seconds to 15 minutes; whoever has forgotten the password gets a one-use "
            "code from the person in charge of training in their unit."
        ),
        "incorrect_password": _("The password is not right."),
        "enter_current_password": _("The present password is not right."),
        "rate_limited": _("Too many tries. Please wait a few minutes."),
        "too_many_login_attempts": _("Too many tries. Please wait a few minutes."),
    }

    def is_open_for_signup(self, request):
        return False

    def is_safe_url(self, url):
        return is_way_back(url)

    def authenticate(self, request, **credentials):
        """The person, or None: for an unknown name, a wrong password and one tried too early alike, in like time."""
        name, password = credentials.get("username", ""), credentials.get("password", "")
        person = User.objects.known_as(name).first()
        key = begin_try(request, name, person)
        if key is None:
            make_password(password)
            user = None
        else:
            user = authenticate(request, username=name, password=password)
        if user is None:
            fail_try(request, person)
        else:
            throttle.forgive(key)
        return user

    def is_reauthentication_required(self, *, app, **kwargs):
        """Not within five minutes of a password, a code or a second step."""
        request = context.request
        records = get_authentication_records(request, request.user)
        return not records or time.time() - records[-1]["at"] > FRESH

    def post_login(self, request, user, **kwargs):
        response = super().post_login(request, user, **kwargs)
        throttle.remember_device(request, response, user)
        return response

    def set_password(self, user, password):
        actions.set_password(user=user, password=password, request=context.request)

    def get_password_change_redirect_url(self, request):
        return reverse("account")

    def respond_user_inactive(self, request, user):
        return redirect("account_login")


def begin_try(request, name: str, person: User | None) -> str | None:
    """The key under which this try is counted, or None if it comes too early. Too many from an address: a 429 page."""
    key = throttle.name_key(request, name, person)
    if not key.startswith("device:") and throttle.has_to_wait(throttle.address_key(request)):
        raise ImmediateHttpResponse(respond_429(request))
    return key if throttle.begin_try(key, throttle.FOR_A_NAME) else None


def fail_try(request, person: User | None) -> None:
    """Hold a failure against the address and log it; of an unknown name nothing is kept, it may be a password."""
    throttle.begin_try(throttle.address_key(request), throttle.FOR_AN_ADDRESS)
    audit.actions.log(actor=None, verb="sign_in.failed", target=person, request=request)


class SecondFactorAdapter(DefaultMFAAdapter):
    """Secrets are kept encrypted; a role that needs the second factor cannot drop it."""

    error_messages = DefaultMFAAdapter.error_messages | {
        "incorrect_code": _("That code was not accepted. Enter the six digits the app shows now."),
        "cannot_delete_authenticator": _(
            "Your role sees data of other people, so the second step cannot be switched off."
        ),
        "cannot_generate_recovery_codes": _("Set up the app first: recovery codes belong to it."),
    }

    def get_totp_label(self, user):
        return user.username

    def build_totp_svg(self, url):
        out = io.BytesIO()
        segno.make(url, error="m").save(out, kind="svg", xmldecl=False, scale=5, dark="#000", light="#fff")
        return out.getvalue().decode()

    def encrypt(self, text):
        return _cipher().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text):
        try:
            return _cipher().decrypt(encrypted_text.encode()).decode()
        except InvalidToken:
            return generate_totp_secret()  # made under a key that is gone: matches no code

    def can_delete_authenticator(self, authenticator):
        return not (settings.SECOND_FACTOR_REQUIRED and second_factor.is_needed(authenticator.user))


def _cipher() -> MultiFernet:
    """Encrypts under the site's key; what was encrypted under an earlier one (SECRET_KEY_FALLBACKS) still opens."""
    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    return MultiFernet(
        Fernet(base64.urlsafe_b64encode(hashlib.sha256(f"accounts.second_factor:{key}".encode()).digest()))
        for key in keys
    )
