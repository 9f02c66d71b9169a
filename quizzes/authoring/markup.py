"""An explanation as plain text with a few signs, for whoever has no script to write rich text with.

Paragraphs stand apart by an empty line, items begin with a hyphen, **words** are bold, [words](address) are a link.
"""

import re
from html import escape
from html.parser import HTMLParser

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
    reader = _Reader()
    reader.feed(html)
    reader.close()
    return re.sub(r"\n{3,}", "\n\n", "".join(reader.parts)).strip()


class _Reader(HTMLParser):
    def __init__(self):
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self.address = ""

    def handle_starttag(self, tag, attrs):
        if tag == "a":
            self.address = dict(attrs).get("href") or ""
            self.parts.append("[")
        elif tag in {"b", "strong"}:
            self.parts.append("**")
        elif tag in {"p", "ul", "ol"}:
            self.parts.append("\n\n")
        elif tag == "li":
            self.parts.append("\n- ")
        elif tag == "br":
            self.parts.append("\n")

    def handle_endtag(self, tag):
        if tag == "a":
            self.parts.append(f"]({self.address})")
        elif tag in {"b", "strong"}:
            self.parts.append("**")
        elif tag in {"p", "ul", "ol"}:
            self.parts.append("\n\n")

    def handle_data(self, data):
        self.parts.append(re.sub(r"\s+", " ", data))
