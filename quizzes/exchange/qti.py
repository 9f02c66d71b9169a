"""QTI 2.1, 2.2 and 3.0 items and packages of 1EdTech, in.

Both spellings become one: `choiceInteraction` and `qti-choice-interaction` are read as `choice-interaction`. What
an item needs that the bank has not (drawing, programs, templates, adaptive items) is named and that item left out.
"""

import posixpath
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from xml.etree.ElementTree import Element  # only a type here  # nosec B405

from quizzes.exchange import packages, plain, tags, xml
from quizzes.exchange.item import (
    MOST_ITEMS,
    TRUE_FALSE,
    WHOLE,
    Accepted,
    Gap,
    Item,
    Number,
    Reading,
    UnreadableFile,
)

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
_UNSUPPORTED = {
    "custom-interaction",
    "portable-custom-interaction",
    "drawing-interaction",
    "media-interaction",
    "upload-interaction",
    "graphic-gap-match-interaction",
    "graphic-order-interaction",
    "graphic-associate-interaction",
    "hotspot-interaction",
    "select-point-interaction",
    "position-object-interaction",
    "end-attempt-interaction",
    "template-declaration",
    "template-processing",
    "custom-operator",
}
_INLINE = {"inline-choice-interaction", "text-entry-interaction"}
_WHOLE = {
    "choice-interaction",
    "hottext-interaction",
    "order-interaction",
    "match-interaction",
    "associate-interaction",
    "gap-match-interaction",
    "slider-interaction",
    "extended-text-interaction",
}
_NUMBERS = {"float", "integer"}
_GENERATED = re.compile(r"question-[0-9]+")
_LONGEST_CODE = 40


def plain_name(name: str) -> str:
    """`choiceInteraction` and `qti-choice-interaction` as `choice-interaction`."""
    return _CAPITAL.sub("-", name).lower().removeprefix("qti-")


def _renamed(element: Element) -> Element:
    for part in element.iter():
        part.tag = plain_name(part.tag)
        for key in [key for key in part.attrib if plain_name(key) != key]:
            part.attrib[plain_name(key)] = part.attrib.pop(key)
    return element


def parse(content: bytes) -> Reading:
    """The one question of an item's file. Raises UnreadableFile."""
    reading = Reading()
    _read_item(reading, 1, _renamed(xml.read(content)), {}, "")
    return reading


def parse_package(content: bytes) -> Reading:
    """The items of a package in the order of its manifest. Raises UnreadableFile."""
    archive = packages.opened(content)
    name = min((n for n in archive.namelist() if n.endswith("imsmanifest.xml")), key=len)
    manifest = _renamed(xml.read(packages.member(archive, name) or b""))
    reading = Reading()
    resources = [
        resource
        for resource in xml.elements(manifest, "resource")
        if resource.get("type", "").startswith(("imsqti_item", "imsqti_assessmentitem"))
    ]
    if not resources:
        raise UnreadableFile("no_qti_items")
    if len(resources) > MOST_ITEMS:
        raise UnreadableFile("too_many_questions", most=MOST_ITEMS)
    for place, resource in enumerate(resources, start=1):
        path = _path(posixpath.dirname(name), resource.get("href", ""))
        part = packages.member(archive, path)
        if part is None:
            reading.find("file_missing", place, "", text=path[:60])
            continue
        try:
            root = _renamed(xml.read(part))
        except UnreadableFile:
            reading.find("item_damaged", place, "", text=path[:60])
            continue
        _read_item(reading, place, root, _metadata(resource), _stimulus(archive, path, root))
    return reading


def _path(folder: str, href: str) -> str:
    return posixpath.normpath(posixpath.join(folder, href))


def _metadata(resource: Element) -> dict:
    """What our own packages say of a question beside it: code, category, tags."""
    lom = next(xml.elements(resource, "lom"), None)
    if lom is None:
        return {}
    told = tags.unmarked(xml.words(keyword) for keyword in lom.iterfind("general/keyword"))
    told["category"] = tuple(xml.words(taxon) for taxon in xml.elements(lom, "taxon"))
    return told | {"code": xml.words(lom.find("general/identifier/entry"))}


def _stimulus(archive: zipfile.ZipFile, path: str, root: Element) -> str:
    """The text that several items share, as part of each."""
    for reference in xml.elements(root, "assessment-stimulus-ref"):
        part = packages.member(archive, _path(posixpath.dirname(path), reference.get("href", "")))
        if part is not None:
            body = next(xml.elements(_renamed(xml.read(part)), "stimulus-body"), None)
            return _Told().of(body) if body is not None else ""
    return ""


@dataclass
class _Response:
    """A response declaration: what is right, and what entries are worth."""

    is_single: bool
    base: str
    right: list[str]
    worth: dict[str, Fraction]

    @classmethod
    def of(cls, declaration: Element) -> "_Response":
        right = [xml.words(value) for value in declaration.iterfind("correct-response/value")]
        worth = {}
        for entry in xml.elements(declaration, "map-entry"):
            try:
                worth[plain.one_line(entry.get("map-key", ""))] = Fraction(
                    plain.pointed(entry.get("mapped-value", "0"))
                )
            except ValueError:
                continue
        is_single = declaration.get("cardinality", "single") in {"single", "ordered"}
        return cls(is_single, declaration.get("base-type", "identifier"), right, worth)

    @property
    def counted(self) -> list[str]:
        """What is right, or else all that is worth something."""
        return self.right or [key for key, worth in self.worth.items() if worth > 0]


class _Told:
    """The words of a body with a marker where each inline interaction stands."""

    def __init__(self) -> None:
        self.inline: list[Element] = []
        self.has_pictures = False

    def of(self, element: Element) -> str:
        lines = plain.lines("".join(self._inside(element))).split("\n")
        return "\n".join(line for line in lines if line)

    def _parts(self, element: Element) -> Iterator[str]:
        if element.tag in {"img", "object", "audio", "video", "picture"}:
            self.has_pictures = True
            yield element.get("alt", "")
            return
        if element.tag in _INLINE or element.tag == "gap":
            self.inline.append(element)
            yield f"[[{len(self.inline)}]]"
            return
        if element.tag in _WHOLE - {"hottext-interaction", "gap-match-interaction"}:
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


def _read_item(reading: Reading, place: int, root: Element, metadata: dict, stimulus: str) -> None:
    if root.tag != "assessment-item":
        reading.find("no_qti_item", place, "", text=root.tag[:40])
        return
    body = root.find("item-body")
    unsupported = next(xml.elements(root, *_UNSUPPORTED), None)
    if unsupported is not None or root.get("adaptive") == "true" or body is None:
        text = unsupported.tag if unsupported is not None else "adaptive" if body is not None else "item-body"
        reading.find("qti_unsupported", place, "kind", text=text)
        return
    told = _Told()
    text = told.of(body)
    if told.has_pictures:
        reading.warn("pictures_left_out", place, "text")
    about = _about(root, metadata) | {"text": plain.lines(f"{stimulus}\n{text}"), "place": place}
    item = _Reader(reading, root, body, about).item(told.inline)
    if item is not None:
        reading.items.append(item)


def _about(root: Element, metadata: dict) -> dict:
    code = plain.one_line(root.get("identifier", ""))
    about = {"code": "" if _GENERATED.fullmatch(code) or len(code) > _LONGEST_CODE else code} | metadata
    if not about["code"] and not _GENERATED.fullmatch(code) and len(code) <= _LONGEST_CODE:
        about["code"] = code
    feedback = [_Told().of(part) for part in root.findall("modal-feedback")]
    about["explanation"] = "\n\n".join(dict.fromkeys(words for words in feedback if words))
    for outcome in root.findall("outcome-declaration"):
        if outcome.get("identifier") == "MAXSCORE":
            try:
                about["points"] = plain.pointed(xml.words(outcome.find("default-value/value")))
            except ValueError:
                continue
    return about


class _Reader:
    """One item being read: its interactions by their kind."""

    def __init__(self, reading: Reading, root: Element, body: Element, about: dict) -> None:
        self.reading, self.root, self.body, self.about = reading, root, body, about
        self.place = about["place"]
        self.responses = {
            declaration.get("identifier", ""): _Response.of(declaration)
            for declaration in root.findall("response-declaration")
        }

    def item(self, inline: list[Element]) -> Item | None:
        whole = list(xml.elements(self.body, *_WHOLE))
        if len(whole) > 1 or (whole and inline and whole[0].tag != "gap-match-interaction"):
            self.reading.find("several_interactions", self.place, "kind")
            return None
        if not whole and not inline:
            self.reading.warn("description_left_out", self.place)
            return None
        if whole:
            return self.whole(whole[0], inline)
        alone = inline[0].get("response-identifier", "")
        if len(inline) == 1 and self.about["text"].endswith("\n[[1]]") and not alone.startswith("GAP"):
            return self.entry(inline[0])
        gaps = [self.gap(element) for element in inline]
        if any(gap is None for gap in gaps):
            self.reading.find("no_answer", self.place, "answer")
            return None
        return Item("blanks", gaps=tuple(gap for gap in gaps if gap), **self.about)

    def response(self, interaction: Element) -> _Response:
        found = self.responses.get(interaction.get("response-identifier", ""))
        return found or _Response(True, "identifier", [], {})

    def whole(self, interaction: Element, inline: list[Element]) -> Item | None:
        response = self.response(interaction)
        match interaction.tag:
            case "choice-interaction":
                return self.choice(interaction, response, list(interaction.findall("simple-choice")))
            case "hottext-interaction":
                return self.choice(interaction, response, list(xml.elements(interaction, "hottext")))
            case "order-interaction":
                return self.order(interaction, response)
            case "match-interaction":
                sets = interaction.findall("simple-match-set")
                prompts, targets = (list(part) for part in sets) if len(sets) == 2 else ([], [])
                return self.pairs(response, prompts, targets)
            case "associate-interaction":
                choices = interaction.findall("simple-associable-choice")
                firsts = {pair.split()[0] for pair in response.right if pair.strip()}
                prompts = [choice for choice in choices if choice.get("identifier") in firsts]
                targets = [choice for choice in choices if choice.get("identifier") not in firsts]
                return self.pairs(response, prompts, targets)
            case "gap-match-interaction":
                return self.gap_match(interaction, response, inline)
            case "slider-interaction":
                return self.numeric(response, interaction.get("response-identifier", ""))
        return Item("essay", **self.about)

    def words(self, element: Element) -> str:
        told = _Told()
        text = plain.one_line(told.of(element))
        if told.has_pictures:
            self.reading.warn("pictures_left_out", self.place, "options")
        return text

    def choice(self, interaction: Element, response: _Response, choices: list[Element]) -> Item:
        options = tuple(self.words(choice) for choice in choices)
        counted = set(response.counted)
        right = tuple(n for n, choice in enumerate(choices) if choice.get("identifier") in counted)
        if not right:
            self.reading.find("no_answer", self.place, "answer")
        kind = "single" if response.is_single else "multiple"
        folded = [plain.folded(option) for option in options]
        if kind == "single" and folded in (["dung", "sai"], ["true", "false"]):
            kind, options = "true_false", TRUE_FALSE
        fixed = tuple(n for n, choice in enumerate(choices) if choice.get("fixed") == "true")
        if len(fixed) == len(options) or kind == "true_false":
            fixed = ()  # nothing is shuffled at all
        return Item(kind, options=options, right=right, fixed=fixed, **self.about)

    def order(self, interaction: Element, response: _Response) -> Item:
        words = {
            choice.get("identifier"): self.words(choice) for choice in interaction.findall("simple-choice")
        }
        if sorted(response.right) != sorted(key or "" for key in words):
            self.reading.find("no_order", self.place, "answer", text="")
        ordered = [words[key] for key in response.right if key in words]
        return Item("ordering", options=tuple(ordered or words.values()), **self.about)

    def pairs(self, response: _Response, prompts: list[Element], targets: list[Element]) -> Item:
        places = {target.get("identifier"): n for n, target in enumerate(targets)}
        wanted = {}
        for pair in response.counted:
            first, _, second = pair.partition(" ")
            for prompt, target in ((first, second), (second, first)):
                if target in places and prompt not in places:
                    wanted.setdefault(prompt, places[target])
        asked = [prompt for prompt in prompts if prompt.get("identifier") in wanted]
        if not asked or len(asked) < len(prompts):
            self.reading.find("no_answer", self.place, "answer")
        return Item(
            "matching",
            options=tuple(self.words(target) for target in targets),
            prompts=tuple(self.words(prompt) for prompt in asked),
            right=tuple(wanted[prompt.get("identifier", "")] for prompt in asked),
            **self.about,
        )

    def gap_match(self, interaction: Element, response: _Response, inline: list[Element]) -> Item | None:
        texts = interaction.findall("gap-text")
        options = tuple(self.words(text) for text in texts)
        places = {text.get("identifier"): n for n, text in enumerate(texts)}
        filled = {gap: text for text, _, gap in (pair.partition(" ") for pair in response.counted)}
        gaps = []
        for gap in inline:
            right = places.get(filled.get(gap.get("identifier", "")))
            if right is None:
                self.reading.find("no_answer", self.place, "answer")
                return None
            gaps.append(Gap("choice", options=options, right=(right,)))
        return Item("blanks", gaps=tuple(gaps), **self.about)

    def gap(self, interaction: Element) -> Gap | None:
        response = self.response(interaction)
        if interaction.tag == "inline-choice-interaction":
            choices = interaction.findall("inline-choice")
            counted = set(response.counted)
            right = tuple(n for n, choice in enumerate(choices) if choice.get("identifier") in counted)
            options = tuple(self.words(choice) for choice in choices)
            return Gap("choice", options=options, right=right) if right else None
        if response.base in _NUMBERS:
            number = self.number(response, interaction.get("response-identifier", ""))
            return Gap("number", number=number) if number else None
        accepted = _accepted(response)
        return Gap("text", accepted=accepted) if accepted else None

    def entry(self, interaction: Element) -> Item | None:
        self.about["text"] = self.about["text"].removesuffix("\n[[1]]")
        response = self.response(interaction)
        if response.base in _NUMBERS:
            return self.numeric(response, interaction.get("response-identifier", ""))
        accepted = _accepted(response)
        if not accepted:
            self.reading.find("no_answer", self.place, "answer")
        return Item("short", accepted=accepted, **self.about)

    def numeric(self, response: _Response, identifier: str) -> Item | None:
        number = self.number(response, identifier)
        if number is None:
            self.reading.find("no_answer", self.place, "answer")
        return Item("numeric", number=number, **self.about)

    def number(self, response: _Response, identifier: str) -> Number | None:
        try:
            value = plain.pointed(response.counted[0])
        except (IndexError, ValueError):
            return None
        for equal in xml.elements(self.root, "equal"):
            if any(part.get("identifier") == identifier for part in xml.elements(equal, "variable")):
                mode = equal.get("tolerance-mode", "exact")
                told = (equal.get("tolerance") or "0").split() or ["0"]
                try:
                    tolerance = plain.pointed(told[0]) if mode != "exact" else Decimal(0)
                except ValueError:
                    tolerance = Decimal(0)
                is_relative = mode == "relative"
                return Number(value, tolerance / 100 if is_relative else tolerance, is_relative)
        return Number(value)


def _accepted(response: _Response) -> tuple[Accepted, ...]:
    """The forms that count: the right ones wholly, other entries by their share of the greatest."""
    most = max(response.worth.values(), default=Fraction(0))
    if most <= 0:
        return tuple(Accepted(text) for text in response.right)
    shares = {text: _near(worth / most) for text, worth in response.worth.items() if worth > 0}
    return tuple(
        Accepted(text, share) for text, share in (dict.fromkeys(response.right, WHOLE) | shares).items()
    )


def _near(share: Fraction) -> Fraction:
    return plain.share(plain.percent(share, 7))
