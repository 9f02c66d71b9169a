"""An explanation as plain text with a few signs, for whoever has no script to write rich text with.

Paragraphs stand apart by an empty line, items begin with a hyphen, **words** are bold, [words](address) are a link.
"""

import re
from html import escape

from quizzes.authoring.html_pieces import pieces

_BOLD = re.compile(r"\*\*(.+?)\*\*")
_LINK = re.compile(r"\[([^\]]+)\]\(([^)\s]+)\)")


def from_plain(text: str) -> str:
    """Plain text with signs as HTML; whoever keeps it cleans it."""
    blocks = re.split(r"\n\s*\n", text.replace("\r\n", "\n").strip())
    return "".join(_block(block) for block in blocks if block.strip())


def _block(block: str) -> str:
    lines = [line.strip() for line in block.split("\n") if line.strip()]
    if all(line.startswith("- ") for line in lines):
        return f"<ul>{''.join(f'<li>{_signs(line[2:])}</li>' for line in lines)}</ul>"
    return f"<p>{_signs(' '.join(lines))}</p>"


def _signs(text: str) -> str:
    return _LINK.sub(r'<a href="\2">\1</a>', _BOLD.sub(r"<b>\1</b>", escape(text)))


def to_plain(html: str) -> str:
    """HTML of an explanation as plain text with signs."""
    parts: list[str] = []
    address = ""
    for what, told, attributes in pieces(html):
        if what == "text":
            parts.append(re.sub(r"\s+", " ", told))
        elif told == "a":
            parts.append("[" if what == "start" else f"]({address})")
            address = attributes.get("href", address)
        elif told in {"b", "strong"}:
            parts.append("**")
        elif told in {"p", "ul", "ol"}:
            parts.append("\n\n")
        elif told in {"li", "br"} and what == "start":
            parts.append("\n- " if told == "li" else "\n")
    return re.sub(r"\n{3,}", "\n\n", "".join(parts)).strip()
