"""What is asked of every request before a view sees it."""

import time

from allauth.account.internal import flows
from allauth.account.internal.flows.login import get_authentication_records
from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import JsonResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import translation
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from accounts import second_factor


class LanguageOfThePerson:
    """Vietnamese, unless this person chose otherwise. The browser's Accept-Language is ignored."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        user = request.user
        language = user.language if user.is_authenticated else settings.LANGUAGE_CODE
        with translation.override(language):
            request.LANGUAGE_CODE = language
            response = self.get_response(request)
            if hasattr(response, "render") and not getattr(response, "is_rendered", True):
                response = response.render()
        response.headers.setdefault("Content-Language", language)
        return response


class SessionAge:
    """A session ends twelve hours after sign-in, and with a second factor also after half an hour of silence.

    What the browser sends by itself (Wagtail's pings, the quiz page's question whether it is still signed in, a page that
    waits for a file) breaks no silence.
    """

    SENT_BY_ITSELF = {"whoami", "wagtailadmin_editing_sessions:ping", "reports:large_export"}

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_view(self, request, view, args, kwargs):
        if not request.user.is_authenticated:
            return None
        session, now = request.session, time.time()
        if now - session.setdefault("since", now) > settings.SESSION_LONGEST:
            return self.ended(request)
        if second_factor.was_shown(request):
            silent = now - session.setdefault("seen", now)
            if silent > settings.SESSION_SILENCE_WITH_SECOND_FACTOR:
                return self.ended(request)
            if silent > 60 and request.resolver_match.view_name not in self.SENT_BY_ITSELF:
                session["seen"] = now
        return None

    def ended(self, request):
        flows.logout.logout(request, show_message=False)
        return turn_away(
            request,
            to=f"{reverse('account_login')}?{urlencode({'next': request.get_full_path()})}",
            status=401,
            error="signed_out",
            message=_("Your session has ended. Please sign in again."),
        )


class FirstThingsFirst:
    """A password after a one-use code, and a second factor for whoever sees others' data, come before anything else.

    The editor is for those who edit.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_view(self, request, view, args, kwargs):
        if password_is_missing(request):
            return turn_away(
                request,
                to=reverse("account_set_password"),
                status=403,
                error="password_missing",
                message=_("Please choose a password first."),
            )
        if second_factor.is_missing(request):
            return turn_away(
                request,
                to=f"{reverse('second_factor')}?{urlencode({'next': request.get_full_path()})}",
                status=403,
                error="second_factor_missing",
                message=_("Your role needs a second step at sign-in first."),
            )
        if is_at_the_editors_door(request) and not request.user.has_perm("wagtailadmin.access_admin"):
            raise PermissionDenied  # Wagtail would send them to the sign-in, which sends them back
        return None


def is_at_the_editors_door(request) -> bool:
    return (
        request.path.startswith("/quan-tri/")
        and request.user.is_authenticated
        and request.resolver_match.view_name not in {"editor_sign_in", "editor_sign_out"}
    )


BEFORE_A_PASSWORD = {
    "account_set_password",
    "account_logout",
    "theme",
    "language",
    "whoami",
    "alive",
    "ready",
}


def password_is_missing(request) -> bool:
    """Whether this person came in by a one-use code and has not chosen a password yet."""
    user = request.user
    if not user.is_authenticated or user.has_usable_password():
        return False
    if request.resolver_match.view_name in BEFORE_A_PASSWORD:
        return False
    return any(record["method"] == "sign_in_code" for record in get_authentication_records(request, user))


def turn_away(request, *, to: str, status: int, error: str, message: str):
    """Send a page elsewhere; tell a script, in JSON, why it got nothing."""
    if wants_json(request):
        return JsonResponse({"error": error, "message": message, "url": to}, status=status)
    if request.headers.get("HX-Request") == "true":
        response = JsonResponse({"error": error, "message": message, "url": to}, status=status)
        response["HX-Redirect"] = to
        return response
    return redirect(to)


def wants_json(request) -> bool:
    """Whether a script asked: it gets JSON with a status, never a redirect to a page."""
    return (
        request.headers.get("Accept", "").startswith("application/json")
        or request.content_type == "application/json"
        or request.headers.get("X-Requested-With") == "XMLHttpRequest"
    )
