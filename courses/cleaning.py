"""The one allow-list of rich text, used wherever words with markup are shown: lessons and explanations alike.

What is stored may come from an editor, an import or an old revision; only what passes here reaches a page.
"""

import re

import nh3
from django.utils.safestring import SafeString

TAGS = {"p", "br", "b", "strong", "i", "em", "ul", "ol", "li", "a"}
SCHEMES = {"http", "https", "mailto", "tel"}
DROPPED_WITH_THEIR_TEXT = {"script", "style", "template", "noscript", "iframe", "object", "textarea", "title"}

_PROVISION_LINK = re.compile(r'<a href="(/van-ban/[^"]+)"')


def _own_address(address: str) -> str | None:
    """A path on this site as it is; an address that only looks like one (`//host`, `/\\host`) is dropped."""
    return None if re.match(r"\s*[/\\]{2}", address) else address


_cleaner = nh3.Cleaner(
    tags=TAGS,
    clean_content_tags=DROPPED_WITH_THEIR_TEXT,
    attributes={"a": {"href"}},
    url_schemes=SCHEMES,
    url_relative=_own_address,
    link_rel=None,
)


def clean(html: str) -> SafeString:
    """The allowed part of a piece of HTML; links to provisions look like citations."""
    return SafeString(_PROVISION_LINK.sub(r'<a class="cite" href="\1"', _cleaner.clean(html)))
