"""HTML of strangers as a row of pieces, in one pass whose time grows with its length alone.

The standard library's parser looks at the same signs again and again (an unclosed `<a ` repeated costs the square of
its length) and stops with an AssertionError at others; a file of 10 MB could hold a process for minutes.
"""

import re
from collections.abc import Iterator
from html import unescape

#: A tag; no `<` stands in one, so that what begins like a tag and is none is left at the next of them.
_TAG = re.compile(r"""<(/?)([a-zA-Z][a-zA-Z0-9:-]*)((?:[^<>"']|"[^"<]*"|'[^'<]*')*)>""")
_ATTRIBUTE = re.compile(r"""([^\s=<>"'/]+)\s*=\s*("[^"]*"|'[^']*'|[^\s"'<>]+)""")
_UNSEEN = {"script", "style"}
_SEEN_AGAIN = re.compile("</(?:script|style)", re.IGNORECASE)

Piece = tuple[str, str, dict[str, str]]


def pieces(html: str) -> Iterator[Piece]:
    """("start", tag, attributes), ("end", tag, {}) and ("text", words, {}) in their order.

    Tags are in small letters; comments, declarations, scripts and styles are left out.
    """
    place = 0
    while (begin := html.find("<", place)) >= 0:
        if begin > place:
            yield "text", unescape(html[place:begin]), {}
        if html.startswith("<!--", begin):
            place = _after("-->", html, begin + 4)
        elif html.startswith(("<!", "<?"), begin):
            place = _after(">", html, begin + 2)
        elif found := _TAG.match(html, begin):
            tag = found[2].lower()
            if found[1]:
                yield "end", tag, {}
            else:
                yield "start", tag, _attributes(found[3])
            place = found.end()
            if tag in _UNSEEN and not found[1]:
                again = _SEEN_AGAIN.search(html, place)
                place = again.start() if again else len(html)
        else:
            yield "text", "<", {}
            place = begin + 1
    if place < len(html):
        yield "text", unescape(html[place:]), {}


def _after(sign: str, html: str, place: int) -> int:
    """Where the text goes on after the next such sign; at its end where there is none, as browsers have it."""
    found = html.find(sign, place)
    return found + len(sign) if found >= 0 else len(html)


def _attributes(written: str) -> dict[str, str]:
    return {name.lower(): unescape(value.strip("\"'")) for name, value in _ATTRIBUTE.findall(written)}
