"""The body of a QTI item: its elements by one name whatever the version, and its words."""

import re
from collections.abc import Callable, Iterator
from xml.etree.ElementTree import Element  # only a type here  # nosec B405

from quizzes.exchange import plain, xml
from quizzes.exchange.pictures import Found

Fetch = Callable[[str], bytes | None]
"""What an address within an item holds; None where it is not in the package."""
_CAPITAL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
_BLOCKS = {
    "p",
    "div",
    "li",
    "ul",
    "ol",
    "blockquote",
    "pre",
    "table",
    "tr",
    "br",
    "prompt",
    "h1",
    "h2",
    "h3",
    "h4",
}
INLINE_INTERACTIONS = {"inline-choice-interaction", "text-entry-interaction"}
WHOLE_INTERACTIONS = {
    "choice-interaction",
    "hottext-interaction",
    "order-interaction",
    "match-interaction",
    "associate-interaction",
    "gap-match-interaction",
    "slider-interaction",
    "extended-text-interaction",
}


def plain_name(name: str) -> str:
    """`choiceInteraction` and `qti-choice-interaction` as `choice-interaction`."""
    return _CAPITAL.sub("-", name).lower().removeprefix("qti-")


def renamed(element: Element) -> Element:
    for part in element.iter():
        part.tag = plain_name(part.tag)
        for key in [key for key in part.attrib if plain_name(key) != key]:
            part.attrib[plain_name(key)] = part.attrib.pop(key)
    return element


class Told:
    """The words of a body with a marker where each inline interaction stands."""

    def __init__(self) -> None:
        self.inline: list[Element] = []
        self.images: list[tuple[str, str]] = []
        """(address, alternative text)."""
        self.has_media = False

    def pictures(self, fetch: Fetch) -> Iterator[Found]:
        return (
            Found(fetch(address), alt, address[:60] if address.startswith("data:") else address)
            for address, alt in self.images
        )

    def of(self, element: Element) -> str:
        lines = plain.lines("".join(self._inside(element))).split("\n")
        return "\n".join(line for line in lines if line)

    def _parts(self, element: Element) -> Iterator[str]:
        if element.tag == "img":
            self.images.append((element.get("src", ""), element.get("alt", "")))
            return
        if element.tag == "object" and element.get("type", "").startswith("image/"):
            self.images.append((element.get("data", ""), xml.words(element)))
            return
        if element.tag in {"object", "audio", "video"}:
            self.has_media = True
            yield xml.words(element)
            return
        if element.tag in INLINE_INTERACTIONS or element.tag == "gap":
            self.inline.append(element)
            yield f"[[{len(self.inline)}]]"
            return
        if element.tag in WHOLE_INTERACTIONS - {"hottext-interaction", "gap-match-interaction"}:
            for prompt in element.findall("prompt"):
                yield from self._parts(prompt)
            return
        if element.tag in {"gap-text", "rubric-block", "feedback-block", "modal-feedback", "catalog-info"}:
            return
        edge = "\n" if element.tag in _BLOCKS else ""
        yield edge
        yield from self._inside(element)
        yield edge

    def _inside(self, element: Element) -> Iterator[str]:
        yield " ".join((element.text or "").split("\n"))
        for child in element:
            yield from self._parts(child)
            yield " ".join((child.tail or "").split("\n"))
