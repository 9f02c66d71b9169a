"""What every response of the site carries."""

import ipaddress
from contextlib import suppress

from csp.constants import NONCE, NONE, SELF, UNSAFE_INLINE
from django.conf import settings
from django.utils.cache import add_never_cache_headers

EDITOR_POLICY = {
    "default-src": [SELF],
    "script-src": [SELF, NONCE],
    "style-src": [SELF, UNSAFE_INLINE],
    "img-src": [SELF, "data:", "blob:"],
    "font-src": [SELF],
    "connect-src": [SELF],
    "frame-src": [SELF],
    "object-src": [NONE],
    "base-uri": [NONE],
    "frame-ancestors": [SELF],
    "form-action": [SELF],
}
"""Wagtail's editor writes style attributes and style elements; its scripts are files or carry the nonce."""


class ContentPolicy:
    """The strict policy of the settings, but for two folders.

    The editor has a policy of its own and frames its previews. The pages of the account may stand in a frame of ours:
    whose session ends in the middle of a quiz signs in again on the spot.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        if request.path.startswith("/quan-tri/"):
            response._csp_config = EDITOR_POLICY
            response["X-Frame-Options"] = "SAMEORIGIN"
            if "Content-Security-Policy" in response:  # a page in preview, made by a request of its own
                policy = response["Content-Security-Policy"]
                response["Content-Security-Policy"] = policy.replace(
                    "frame-ancestors 'none'", "frame-ancestors 'self'"
                )
        elif request.path.startswith("/tai-khoan/"):
            response._csp_replace = {"frame-ancestors": [SELF]}
            response["X-Frame-Options"] = "SAMEORIGIN"
        return response


class AddressBehindProxy:
    """Behind our own proxy the sender's address is the last one it names; elsewhere the header is anybody's claim."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if settings.BEHIND_PROXY:
            told = request.headers.get("X-Forwarded-For", "").rpartition(",")[2].strip()
            with suppress(ValueError):
                request.META["REMOTE_ADDR"] = str(ipaddress.ip_address(told))
        return self.get_response(request)


class BrowserPolicy:
    """What the browser may not do with our pages, besides the content security policy."""

    HEADERS = {
        "Permissions-Policy": (
            "accelerometer=(), camera=(), display-capture=(), geolocation=(), gyroscope=(), magnetometer=(), "
            "microphone=(), midi=(), payment=(), usb=(), browsing-topics=()"
        ),
        "Cross-Origin-Resource-Policy": "same-origin",
    }

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        for name, value in self.HEADERS.items():
            response.headers.setdefault(name, value)
        return response


class PrivateResponses:
    """What a signed-in person is shown is never kept by a cache, a proxy or the browser's back button."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        if request.user.is_authenticated:
            add_never_cache_headers(response)
            response["Cache-Control"] = "private, no-store"
        return response
