"""Which part of a workbook holds which sheet, as its list of sheets and the relationships beside it say."""

import posixpath
import zipfile
from xml.parsers import expat  # every part passed `extent.measure`, which refuses document types  # nosec B406

_WORKBOOK = "xl/workbook.xml"
_RELATIONSHIPS = "xl/_rels/workbook.xml.rels"


def parts_of_sheets(archive: zipfile.ZipFile) -> dict[str, str]:
    """The names of sheets and of their parts. A workbook that lists them otherwise has none: nothing depends on it."""
    targets = {
        found.get("Id", ""): posixpath.normpath(posixpath.join("/xl", found.get("Target", ""))).lstrip("/")
        for found in _attributes(archive, _RELATIONSHIPS, "Relationship")
    }
    return {
        found.get("name", ""): targets.get(found.get("r:id", found.get("id", "")), "")
        for found in _attributes(archive, _WORKBOOK, "sheet")
    }


def _attributes(archive: zipfile.ZipFile, part: str, element: str) -> list[dict[str, str]]:
    """The attributes of every element of this name."""
    found: list[dict[str, str]] = []

    def start(name: str, attributes: dict[str, str]) -> None:
        if name.rpartition(":")[2] == element:
            found.append(attributes)

    if part in archive.namelist():
        parser = expat.ParserCreate("utf-8")
        parser.StartElementHandler = start
        parser.Parse(archive.read(part), True)
    return found
