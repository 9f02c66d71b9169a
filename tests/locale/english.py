"""Finds English in a page. A linter, not a proof: it knows the messages of the site and of its packages, and common words.

What is looked at: text, the attributes people read or hear, and the strings in JSON that scripts draw from.
"""

import json
import re
from html.parser import HTMLParser

import polib

READ_ATTRIBUTES = {
    "title",
    "alt",
    "placeholder",
    "aria-label",
    "aria-description",
    "aria-roledescription",
    "label",
}
DRAWN_BY_SCRIPTS = re.compile(r"^data-.*(label|text|title|message|placeholder|content|heading|hint)")
UNSEEN = {"script", "style", "template", "noscript"}
STOP_WORDS = re.compile(
    r"\b(?:the|this|that|these|those|your|you|and|with|for|are|is|not|of|to|from|when|which|has|have|was|will|can)\b",
    re.IGNORECASE,
)
PLACEHOLDER = re.compile(r"%\(\w+\)[sdr]|%[sd]|\{\w*\}")
SPACE = re.compile(r"\s+")


class Reader(HTMLParser):
    """Gathers what a page says."""

    def __init__(self):
        super().__init__(convert_charrefs=True)
        self.texts: list[str] = []
        self.inside: list[str] = []
        self.is_json = False
        self.foreign = 0

    def handle_starttag(self, tag, attributes):
        known = dict(attributes)
        if tag in UNSEEN:
            self.inside.append(tag)
            self.is_json = tag == "script" and "json" in (known.get("type") or "")
        for name, value in attributes:
            if not value:
                continue
            if name in READ_ATTRIBUTES or (
                tag == "input" and name == "value" and known.get("type") in ("submit", "button")
            ):
                self.texts.append(value)
            elif value[0] in "[{" and name.startswith("data-"):
                self.texts += strings_in_json(value)
            elif DRAWN_BY_SCRIPTS.match(name):
                self.texts.append(value)

    def handle_endtag(self, tag):
        if self.inside and self.inside[-1] == tag:
            self.inside.pop()
            self.is_json = False

    def handle_data(self, data):
        if self.is_json:
            self.texts += strings_in_json(data)
        elif not self.inside or set(self.inside) <= {"template", "noscript"}:
            self.texts.append(data)


def strings_in_json(text: str) -> list[str]:
    """Every string in a piece of JSON, at any depth; HTML in it is read as HTML."""
    try:
        parts = [json.loads(text)]
    except ValueError:
        return []
    found = []
    while parts:
        part = parts.pop()
        if isinstance(part, dict):
            parts += part.values()
        elif isinstance(part, list):
            parts += part
        elif isinstance(part, str) and "<" in part:
            found += texts_of(part)
        elif isinstance(part, str):
            found.append(part)
    return found


def texts_of(html: str) -> list[str]:
    reader = Reader()
    reader.feed(html)
    reader.close()
    return [text for text in (SPACE.sub(" ", text).strip() for text in reader.texts) if text]


class English:
    """The messages that have another text in Vietnamese, as they would look if they were left in English."""

    def __init__(self, pairs):
        self.exact, patterns = set(), []
        for message, translation in pairs:
            message = SPACE.sub(" ", message).strip()
            if not message or message == SPACE.sub(" ", translation).strip() or not message[0].isascii():
                continue
            message = message.replace("%%", "%")
            if not PLACEHOLDER.search(message):
                if " " in message or message[0].isupper():
                    self.exact |= self.as_texts(message)
            elif len(re.findall(r"[A-Za-z]{2,}", PLACEHOLDER.sub(" ", message))) >= 2 and "<" not in message:
                patterns.append(".{1,80}?".join(re.escape(part) for part in PLACEHOLDER.split(message)))
        self.pattern = re.compile("|".join(patterns) or r"(?!)")

    @staticmethod
    def as_texts(message):
        return {text for text in texts_of(message) if " " in text or text[0].isupper()}

    def left_in(self, html: str, known=frozenset()) -> list[str]:
        """The texts of a page that are English; `known` are words that are the same in Vietnamese."""
        return sorted({text for text in texts_of(html) if text not in known and self.is_english(text)})

    def is_english(self, text: str) -> bool:
        if text in self.exact or self.pattern.fullmatch(text):
            return True
        return text.isascii() and len(STOP_WORDS.findall(text)) >= 2


def pairs_of(catalogues):
    for catalogue in catalogues:
        for entry in catalogue:
            translation = entry.msgstr or entry.msgstr_plural.get(0, "")
            yield entry.msgid, translation
            if entry.msgid_plural:
                yield entry.msgid_plural, translation


def of_the_site(script) -> English:
    """From our catalogues and those of the packages; `script` is script/messages as a dictionary."""
    catalogues = [polib.pofile(str(script["path_of"](domain))) for domain in script["DOMAINS"]]
    for domain in script["DOMAINS"]:
        catalogues += [script["catalogue_of"](package, "vi", domain) for package in script["packages"]()]
    return English(pairs_of(catalogues))
