"""The citation markers of the content files: {{luat-2022:5.2.c|L033}} becomes a link to the provision."""

import re

from django.utils.html import escape

from legislation.models import place_in_words

MARKER = re.compile(r"\s*\{\{(?P<document>[a-z0-9-]+)(?::(?P<path>[0-9a-z.]+))?\|[^}]*\}\}")
MAIN_DOCUMENT = "luat-2022"
_KEPT_TAGS = re.compile(r"&lt;(/?(?:strong|em))&gt;")
_RICH_TAGS = {"strong": "b", "em": "i"}


def linked(text: str, short_titles: dict[str, str]) -> str:
    """A passage as rich text: markers as links, <strong> and <em> kept, all else escaped."""

    def link(match: re.Match) -> str:
        document, path = match["document"], match["path"]
        label = place_in_words(path) if path else short_titles[document]
        if path and document != MAIN_DOCUMENT:
            label = f"{label}, {short_titles[document]}"
        address = f"/van-ban/{document}/{path}/" if path else f"/van-ban/{document}/"
        return f' <a href="{address}">{escape(label)}</a>'

    parts, end = [], 0
    for match in MARKER.finditer(text):
        parts += [_escaped(text[end : match.start()]), link(match)]
        end = match.end()
    return "".join([*parts, _escaped(text[end:])])


def paragraphs(texts: list[str], short_titles: dict[str, str]) -> str:
    """Paragraphs as rich text; those that begin with a hyphen become one list."""
    pieces, items = [], []
    for text in [*texts, ""]:
        if text.startswith("- "):
            items.append(f"<li>{linked(text[2:], short_titles)}</li>")
            continue
        if items:
            pieces.append(f"<ul>{''.join(items)}</ul>")
            items = []
        if text:
            pieces.append(f"<p>{linked(text, short_titles)}</p>")
    return "".join(pieces)


def plain(text: str) -> str:
    """A passage without its markers and tags."""
    return re.sub(r"</?(?:strong|em)>", "", MARKER.sub("", text))


def _escaped(text: str) -> str:
    return _KEPT_TAGS.sub(lambda match: _rich(match[1]), escape(text))


def _rich(tag: str) -> str:
    closing, name = tag.startswith("/"), tag.lstrip("/")
    return f"<{'/' if closing else ''}{_RICH_TAGS[name]}>"
