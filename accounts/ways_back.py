"""Where a person is sent after signing in: only to a page of this site."""

import unicodedata

from django.utils.http import url_has_allowed_host_and_scheme


def is_way_back(url: str) -> bool:
    """Whether this is a path on this site: no host, no scheme, no backslash, nothing invisible."""
    if not url or len(url) > 2000 or not url.startswith("/") or "\\" in url:
        return False
    if any(unicodedata.category(letter)[0] in "CZ" for letter in url):
        return False
    return url_has_allowed_host_and_scheme(url, allowed_hosts=None)
