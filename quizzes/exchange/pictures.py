"""Pictures in files of strangers: taken in by what they are, never by their name, each once however often it is shown."""

import base64
import binascii
import hashlib
import io
import re
import struct
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import islice

from PIL import Image as Picture
from PIL.Image import DecompressionBombError, DecompressionBombWarning

from quizzes.exchange import plain
from quizzes.exchange.item import LONGEST_ALT, Finding, Item, Reading, Severity, Shown

#: What is kept, by Pillow's name, and how its file is called. SVG is no picture here: it can hold programs.
ENDINGS = {"PNG": "png", "JPEG": "jpg", "GIF": "gif", "WEBP": "webp"}
MOST_BYTES = 5 * 1024 * 1024
MOST_PIXELS = 20_000_000
MOST_LOOKED_AT = 5
"""In one text."""
#: All pictures of a file together: drawing so many costs about half a second.
MOST_PIXELS_TOGETHER = 60_000_000
PREVIEW = (320, 240)

MOST_MARKS = 60_000
_FIRST_MARK = 0xF0000
MARKS = re.compile(f"[{chr(_FIRST_MARK)}-{chr(_FIRST_MARK + MOST_MARKS)}]")
_BROKEN = (OSError, SyntaxError, ValueError, EOFError, OverflowError, struct.error)


class NoPicture(Exception):
    """What cannot be kept; `code` is that of a finding."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def take(reading: Reading, content: bytes) -> str:
    """The digest of a picture that is whole and not too large, now among those of the file. Raises NoPicture."""
    if content not in reading.taken:
        try:
            reading.taken[content] = _taken(reading, content)
        except NoPicture as refusal:
            reading.taken[content] = refusal
    told = reading.taken[content]
    if isinstance(told, NoPicture):
        raise told
    return str(told)


def _taken(reading: Reading, content: bytes) -> str:
    if len(content) > MOST_BYTES:
        raise NoPicture("picture_too_large")
    reading.pixels += _drawn_pixels(content, MOST_PIXELS_TOGETHER - reading.pixels)
    digest = digest_of(content)
    reading.pictures[digest] = content
    return digest


def digest_of(content: bytes) -> str:
    """The SHA-1 by which the library too knows a picture; it tells copies apart from others and protects nothing."""
    return hashlib.sha1(content, usedforsecurity=False).hexdigest()


def _drawn_pixels(content: bytes, left: int) -> int:
    """How many pixels a picture has; only if they are few enough is it drawn, to see that all of it is there."""
    try:
        with Picture.open(io.BytesIO(content), formats=list(ENDINGS)) as found:
            pixels = found.width * found.height * getattr(found, "n_frames", 1)
            if pixels > MOST_PIXELS:
                raise NoPicture("picture_of_too_many_pixels")
            if pixels > left:
                raise NoPicture("pictures_too_many")
            found.load()
    except (DecompressionBombError, DecompressionBombWarning):
        raise NoPicture("picture_of_too_many_pixels") from None
    except _BROKEN:
        raise NoPicture("picture_unreadable") from None
    return pixels


def ending_of(content: bytes) -> str:
    """`png` for a PNG that `take` has taken."""
    with Picture.open(io.BytesIO(content), formats=list(ENDINGS)) as found:
        return ENDINGS[found.format or ""]


def is_picture(content: bytes) -> bool:
    """Whether the head of a file says that it is a picture that can be written, and read again."""
    try:
        with Picture.open(io.BytesIO(content), formats=list(ENDINGS)) as found:
            return found.width * found.height <= MOST_PIXELS
    except (*_BROKEN, DecompressionBombError, DecompressionBombWarning):
        return False


def preview_of(content: bytes) -> bytes:
    """A small PNG of a picture that `take` has taken, drawn anew: nothing of the file's own bytes is in it."""
    file = io.BytesIO()
    with Picture.open(io.BytesIO(content), formats=list(ENDINGS)) as found:
        found.draft("RGB", PREVIEW)
        small = found.convert("RGBA")
    small.thumbnail(PREVIEW)
    small.save(file, "PNG")
    return file.getvalue()


@dataclass(frozen=True)
class Found:
    """A picture as a file holds it; `content` is None where the file names it and has it not."""

    content: bytes | None
    alt: str = ""
    name: str = ""


def from_base64(text: str) -> bytes | None:
    """The bytes of what a file holds in base64, in lines or in one; None for anything else."""
    try:
        return base64.b64decode("".join(text.split()), validate=True) or None
    except (binascii.Error, ValueError):
        return None


def from_address(address: str) -> bytes | None:
    """The bytes of a `data:` address; nothing else is ever fetched."""
    head, _, written = address.partition(",")
    return from_base64(written) if head.startswith("data:image/") and head.endswith(";base64") else None


def mark(number: int) -> str:
    """The sign that stands in running text for picture `number` of its file: one that no text has."""
    return chr(_FIRST_MARK + number)


def parted(text: str) -> tuple[str, list[int]]:
    """A text without the signs of its pictures, and their numbers."""
    return MARKS.sub(" ", text), [ord(sign) - _FIRST_MARK for sign in MARKS.findall(text)]


def shown(reading: Reading, found: Iterable[Found], place: int, column: str = "text") -> Shown | None:
    """The first sound picture of a text, which is all that a text has here; what is left out is named."""
    kept = None
    for one in islice(found, MOST_LOOKED_AT):
        if kept is not None:
            reading.warn("more_pictures_left_out", place, column)
            break
        if one.content is None:
            reading.warn("picture_missing", place, column, name=one.name[:60])
            continue
        try:
            digest = take(reading, one.content)
        except NoPicture as refusal:
            reading.warn(refusal.code, place, column, name=one.name[:60])
            continue
        alt = plain.one_line(one.alt)
        if len(alt) > LONGEST_ALT:
            reading.warn("alt_cut", place, column, most=LONGEST_ALT)
        kept = Shown(digest, alt[:LONGEST_ALT].rstrip(), one.name[-100:])
    return kept


#: The pictures of questions that have none.
NO_PICTURES: Mapping[str, bytes] = {}


def to_write(
    item: Item, pictures: Mapping[str, bytes], losses: list[Finding], place: int
) -> Iterator[tuple[int | None, Shown, bytes]]:
    """(place of its option, or None for the text; picture; its bytes); those not to be had are among the losses."""
    for option, one in [(None, item.picture), *item.option_pictures]:
        if one is None:
            continue
        if (content := pictures.get(one.digest)) is None:
            losses.append(Finding("picture_not_added", place, "pictures", Severity.WARNING))
        else:
            yield option, one, content


def name_of(content: bytes) -> str:
    """What the file of a picture is called in what we write."""
    return f"{digest_of(content)[:16]}.{ending_of(content)}"
