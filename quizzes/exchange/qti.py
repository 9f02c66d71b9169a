"""QTI 2.1, 2.2 and 3.0 items and packages of 1EdTech, in.

Both spellings become one: `choiceInteraction` and `qti-choice-interaction` are read as `choice-interaction`. What
an item needs that the bank has not (drawing, programs, templates, adaptive items) is named and that item left out.
"""

import posixpath
import re
from urllib.parse import unquote
from xml.etree.ElementTree import Element  # only a type here  # nosec B405

from quizzes.exchange import packages, plain, tags, xml
from quizzes.exchange.item import MOST_ITEMS, Reading, UnreadableFile
from quizzes.exchange.pictures import from_address, shown
from quizzes.exchange.qti_body import Fetch, Told, renamed
from quizzes.exchange.qti_interactions import Interactions

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
_GENERATED = re.compile(r"question-[0-9]+")
_LONGEST_CODE = 40


def parse(content: bytes) -> Reading:
    """The one question of an item's file. Raises UnreadableFile."""
    reading = Reading()
    _read_item(reading, 1, renamed(xml.read(content)), from_address)
    return reading


def parse_package(content: bytes) -> Reading:
    """The items of a package in the order of its manifest. Raises UnreadableFile."""
    archive = packages.opened(content)
    name = min((n for n in archive.namelist() if n.endswith("imsmanifest.xml")), key=len)
    manifest = renamed(xml.read(packages.member(archive, name) or b""))
    reading, files, stimuli = Reading(), packages.Files(archive), {}
    resources = [
        resource
        for resource in xml.elements(manifest, "resource")
        if resource.get("type", "").startswith(("imsqti_item", "imsqti_assessmentitem"))
    ]
    if not resources:
        raise UnreadableFile("no_qti_items")
    if len(resources) > MOST_ITEMS:
        raise UnreadableFile("too_many_questions", most=MOST_ITEMS)
    listed = {_path(posixpath.dirname(name), one.get("href", "")): one for one in resources}
    if sum(packages.size(archive, path) for path in listed) > xml.MAX_BYTES:
        raise UnreadableFile("too_large")
    for place, (path, resource) in enumerate(listed.items(), start=1):
        part = files.at(path)
        if part is None:
            reading.find("file_missing", place, "", text=path[:60])
            continue
        try:
            root = renamed(xml.read(part))
            stimulus = _stimulus(files, stimuli, path, root)
        except UnreadableFile:
            reading.find("item_damaged", place, "", text=path[:60])
            continue
        _read_item(reading, place, root, _beside(files, path), _metadata(resource), stimulus)
    return reading


def _beside(files: packages.Files, item: str) -> Fetch:
    """What an item's addresses name: files of the package, seen from the item's folder, or a `data:` address."""

    def fetch(address: str) -> bytes | None:
        if address.startswith("data:"):
            return from_address(address)
        return files.at(_path(posixpath.dirname(item), unquote(address)))

    return fetch


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


def _stimulus(files: packages.Files, stimuli: dict[str, str], path: str, root: Element) -> str:
    """The text that several items share, as part of each."""
    for reference in xml.elements(root, "assessment-stimulus-ref"):
        shared = _path(posixpath.dirname(path), reference.get("href", ""))
        if shared not in stimuli:
            body = next(
                xml.elements(renamed(xml.read(files.at(shared) or b"<none/>")), "stimulus-body"), None
            )
            stimuli[shared] = Told().of(body) if body is not None else ""
        return stimuli[shared]
    return ""


def _read_item(
    reading: Reading,
    place: int,
    root: Element,
    fetch: Fetch,
    metadata: dict | None = None,
    stimulus: str = "",
) -> None:
    if root.tag != "assessment-item":
        reading.find("no_qti_item", place, "", text=root.tag[:40])
        return
    body = root.find("item-body")
    unsupported = next(xml.elements(root, *_UNSUPPORTED), None)
    if unsupported is not None or root.get("adaptive") == "true" or body is None:
        text = unsupported.tag if unsupported is not None else "adaptive" if body is not None else "item-body"
        reading.find("qti_unsupported", place, "kind", text=text)
        return
    told = Told()
    text = told.of(body)
    if told.has_media:
        reading.warn("media_left_out", place, "text")
    if any(True for _ in xml.elements(body, "rubric-block")):
        reading.warn("marking_notes_left_out", place)
    about = _about(root, metadata or {}) | {
        "text": plain.lines(f"{stimulus}\n{text}"),
        "picture": shown(reading, told.pictures(fetch), place),
        "place": place,
    }
    item = Interactions(reading, root, body, about, fetch).item(told.inline)
    if item is not None:
        reading.items.append(item)


def _about(root: Element, metadata: dict) -> dict:
    code = plain.one_line(root.get("identifier", ""))
    about = {"code": "" if _GENERATED.fullmatch(code) or len(code) > _LONGEST_CODE else code} | metadata
    if not about["code"] and not _GENERATED.fullmatch(code) and len(code) <= _LONGEST_CODE:
        about["code"] = code
    feedback = [Told().of(part) for part in root.findall("modal-feedback")]
    about["explanation"] = "\n\n".join(dict.fromkeys(words for words in feedback if words))
    for outcome in root.findall("outcome-declaration"):
        if outcome.get("identifier") == "MAXSCORE":
            try:
                about["points"] = plain.pointed(xml.words(outcome.find("default-value/value")))
            except ValueError:
                continue
    return about
