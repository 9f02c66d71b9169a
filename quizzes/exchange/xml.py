"""XML of strangers, read without document types (and with them all entities), and within a size and a depth."""

from collections.abc import Iterator
from dataclasses import dataclass
from xml.etree.ElementTree import Element, TreeBuilder  # only builds and writes; expat below parses  # nosec B405
from xml.parsers import expat  # document types, and with them all entities, are refused below  # nosec B406

from quizzes.authoring.html_pieces import pieces
from quizzes.exchange import plain
from quizzes.exchange.item import UnreadableFile

MAX_BYTES = 10 * 1024 * 1024
MAX_DEPTH = 60
MAX_ELEMENTS = 400_000


def read(content: bytes) -> Element:
    """The root of a document. Names and attributes come without their namespaces. Raises UnreadableFile."""
    if len(content) > MAX_BYTES:
        raise UnreadableFile("too_large")
    return _Reader().read(content)


class _Reader:
    def __init__(self) -> None:
        self.tree = TreeBuilder()
        self.depth = self.elements = 0
        self.parser = expat.ParserCreate(namespace_separator="}")
        self.parser.buffer_text = True
        self.parser.StartDoctypeDeclHandler = self._document_type
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.CharacterDataHandler = self.tree.data

    def read(self, content: bytes) -> Element:
        try:
            self.parser.Parse(content, True)
        except (expat.ExpatError, LookupError, ValueError):
            raise UnreadableFile("damaged_xml", line=self.parser.ErrorLineNumber) from None
        return self.tree.close()

    def _document_type(self, *declaration: object) -> None:
        raise UnreadableFile("unsafe_xml")

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        self.depth += 1
        self.elements += 1
        if self.depth > MAX_DEPTH or self.elements > MAX_ELEMENTS:
            raise UnreadableFile("too_large")
        self.tree.start(_local(name), {_local(key): value for key, value in attributes.items()})

    def _end(self, name: str) -> None:
        self.depth -= 1
        self.tree.end(_local(name))


def _local(name: str) -> str:
    return name.rpartition("}")[2]


def words(element: Element | None) -> str:
    """All text within an element, on one line."""
    return plain.one_line("".join(element.itertext())) if element is not None else ""


def elements(parent: Element, *names: str) -> Iterator[Element]:
    """Everything below, at any depth, that has one of these names, in document order."""
    return (element for element in parent.iter() if element.tag in names)


_BLOCKS = {"p", "div", "br", "li", "ul", "ol", "tr", "table", "h1", "h2", "h3", "h4", "h5", "h6", "pre"}
_MEDIA = {"video", "audio", "object", "iframe", "svg", "math"}


@dataclass(frozen=True)
class Unmarked:
    """What a piece of HTML says: its words with lines kept apart, (address, alternative text) of its images."""

    text: str
    images: list[tuple[str, str]]
    has_media: bool
    """Whether it held films, sounds, formulas or drawings."""


def unmarked(html: str) -> Unmarked:
    parts: list[str] = []
    images: list[tuple[str, str]] = []
    has_media = False
    for what, told, attributes in pieces(html):
        if what == "text":
            parts.append(" ".join(told.split("\n")))
        elif told in _BLOCKS:
            parts.append("\n")
        elif told == "img" and what == "start":
            images.append((attributes.get("src", ""), attributes.get("alt", "")))
        else:
            has_media |= told in _MEDIA
    text = plain.lines("".join(parts))
    return Unmarked("\n".join(line for line in text.split("\n") if line), images, has_media)
