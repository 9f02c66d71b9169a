"""What every response of the site carries."""

from csp.constants import NONE, SELF, UNSAFE_INLINE
from django.utils.cache import add_never_cache_headers

EDITOR_POLICY = {
    "default-src": [SELF],
    "script-src": [SELF, UNSAFE_INLINE],
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
"""Wagtail's editor still writes some inline style and script; only its own pages may."""


class EditorPolicy:
    """Give the editor at /quan-tri/ its own content security policy; every other page has the strict one."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        if request.path.startswith("/quan-tri/"):
            response._csp_config = EDITOR_POLICY
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
