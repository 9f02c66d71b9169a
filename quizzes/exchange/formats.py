"""Which format a file is, by what it holds and never by its name, and the table of all of them."""

from quizzes.exchange import (
    aiken,
    excel,
    gift,
    gift_writing,
    moodle,
    moodle_writing,
    packages,
    qti,
    qti_writing,
    word,
    xml,
)
from quizzes.exchange.item import Reading, UnreadableFile
from quizzes.exchange.qti_body import plain_name
from spreadsheets.container import MAX_BYTES

#: What can be written, in the order people want it: `write(items, pictures by digest)`.
WRITERS = {"xlsx": excel, "gift": gift_writing, "moodle": moodle_writing, "qti": qti_writing}

MOST_LINES = 200_000
_WEB_PAGE = (b"<!doctype html", b"<html")
_OLE_FILE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_OLE_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_PARSERS = {"workbook": excel.parse, "document": word.parse, "qti": qti.parse_package}


def parse(content: bytes) -> tuple[str, Reading]:
    """(the name of the format, what the file says). Raises UnreadableFile for what is no list of questions."""
    if not content:
        raise UnreadableFile("empty")
    if len(content) > MAX_BYTES:
        raise UnreadableFile("too_large")
    if content.startswith(_OLE_FILE):
        raise UnreadableFile("encrypted" if _OLE_ENCRYPTED in content else "old_office")
    if content.startswith(b"%PDF"):
        raise UnreadableFile("pdf")
    if content.startswith(b"PK"):
        return _parse_archive(content)
    begin = content[:4096].removeprefix(b"\xef\xbb\xbf").lstrip()
    if begin.lower().startswith(_WEB_PAGE):
        raise UnreadableFile("web_page")
    if begin[:1] == b"<":
        return _parse_xml(content)
    return _parse_text(content)


def _parse_archive(content: bytes) -> tuple[str, Reading]:
    kind = packages.kind_of(packages.opened(content))
    if kind not in _PARSERS:
        raise UnreadableFile("unknown_archive")
    return {"workbook": "Excel", "document": "Word", "qti": "QTI"}[kind], _PARSERS[kind](content)


def _parse_xml(content: bytes) -> tuple[str, Reading]:
    root = xml.read(content).tag
    if root == "quiz":
        return moodle.NAME, moodle.parse(content)
    if root == "questestinterop":
        raise UnreadableFile("qti_1")
    if plain_name(root) == "assessment-item":
        return "QTI", qti.parse(content)
    raise UnreadableFile("unknown_xml", root=root[:40])


def _parse_text(content: bytes) -> tuple[str, Reading]:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise UnreadableFile("not_utf8") from None
    if "\0" in text:
        raise UnreadableFile("unknown")
    if text.count("\n") > MOST_LINES:
        raise UnreadableFile("too_large")
    if gift.reads(text):
        return gift.NAME, gift.parse(content)
    reading = aiken.parse(content)
    if not any(item.options for item in reading.items):
        raise UnreadableFile("no_questions")
    return "Aiken", reading
