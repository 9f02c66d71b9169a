"""QTI 3.0 out: a package of one item a question, with what QTI has no place for in the manifest's metadata."""

import io
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from xml.etree.ElementTree import Element, SubElement, tostring  # only builds and writes  # nosec B405

from quizzes.exchange import tags
from quizzes.exchange.item import Item, Shown, Written, losses_of
from quizzes.exchange.pictures import NO_PICTURES, name_of, to_write
from quizzes.exchange.qti_item import item_element

NAME, EXTENSION = "QTI 3.0", "zip"
KINDS = frozenset(
    {"single", "multiple", "true_false", "matching", "ordering", "numeric", "short", "blanks", "essay"}
)
CARRIED = frozenset(
    {"code", "category", "difficulty", "citations", "explanation", "points", "tags", "fixed", "pictures"}
)

_MANIFEST = "http://www.imsglobal.org/xsd/qti/qtiv3p0/imscp_v1p1"
_LOM = "http://ltsc.ieee.org/xsd/LOM"
_A_DAY = datetime(2026, 1, 1).timetuple()[:6]  # the same questions make the same bytes


def write(items: list[Item], pictures: Mapping[str, bytes] = NO_PICTURES) -> Written:
    """The questions as a package; what it cannot carry is named in `losses`."""
    file = io.BytesIO()
    manifest = Element("manifest", xmlns=_MANIFEST, identifier="questions")
    about = SubElement(manifest, "metadata")
    SubElement(about, "schema").text = "QTI Package"
    SubElement(about, "schemaversion").text = "3.0.0"
    SubElement(manifest, "organizations")
    resources = SubElement(manifest, "resources")
    losses, files, number = [*losses_of(items, CARRIED, KINDS)], {}, 0
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for place, item in enumerate(items, start=1):
            if item.kind not in KINDS:
                continue
            number += 1
            name = f"items/question-{number:04}.xml"
            root = item_element(item, number)
            shown = _show(root, to_write(item, pictures, losses, place))
            _store(archive, name, _bytes(root))
            _resource(resources, item, number, name, shown)
            files |= shown
        for path, content in files.items():
            _store(archive, path, content)
            picture = SubElement(resources, "resource", identifier=_id(path), type="webcontent", href=path)
            SubElement(picture, "file", href=path)
        _store(archive, "imsmanifest.xml", _bytes(manifest))
    return Written(file.getvalue(), losses)


def _show(root: Element, pictures: Iterator[tuple[int | None, Shown, bytes]]) -> dict[str, bytes]:
    """Put the pictures of a question below its text and its options; their files by path."""
    files = {}
    body = root.find("qti-item-body")
    for option, shown, content in pictures:
        name = name_of(content)
        files[f"pictures/{name}"] = content
        image = Element("img", src=f"../pictures/{name}", alt=shown.alt)
        if option is not None:
            list(root.iter("qti-simple-choice"))[option].append(image)
        elif body is not None:
            lines = len(body.findall("p"))
            box = Element("p")
            box.append(image)
            body.insert(lines, box)
    return files


def _id(path: str) -> str:
    return f"picture-{path.rpartition('/')[2].partition('.')[0]}"


def _bytes(root: Element) -> bytes:
    return tostring(root, encoding="utf-8", xml_declaration=True)


def _store(archive: zipfile.ZipFile, name: str, content: bytes) -> None:
    entry = zipfile.ZipInfo(name, _A_DAY)
    entry.compress_type = zipfile.ZIP_DEFLATED
    archive.writestr(entry, content)


def _resource(resources: Element, item: Item, number: int, name: str, pictures: Iterable[str]) -> None:
    resource = SubElement(
        resources, "resource", identifier=f"resource-{number:04}", type="imsqti_item_xmlv3p0", href=name
    )
    lom = SubElement(SubElement(resource, "metadata"), "lom", xmlns=_LOM)
    general = SubElement(lom, "general")
    if item.code:
        identifier = SubElement(general, "identifier")
        SubElement(identifier, "catalog").text = "code"
        SubElement(identifier, "entry").text = item.code
    for tag in tags.marked(item):
        SubElement(SubElement(general, "keyword"), "string", language="vi").text = tag
    if item.category:
        path = SubElement(SubElement(lom, "classification"), "taxonPath")
        for category in item.category:
            SubElement(
                SubElement(SubElement(path, "taxon"), "entry"), "string", language="vi"
            ).text = category
    SubElement(resource, "file", href=name)
    for path in pictures:
        SubElement(resource, "dependency", identifierref=_id(path))
