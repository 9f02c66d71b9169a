"""What a browser sends for one question, as a form or as JSON.

A form says in `takes` what its question takes, and names its fields `chosen` (options), `text` and `unit` (a text), or
`piece-ID`: the place of an item, the option of a prompt, the word of a gap. JSON brings the answer as it is kept.
"""

import json
import uuid
from dataclasses import replace
from typing import Any

import vietnamese
from quizzes.sitting.saving import HIGHEST_REVISION, Typed

MOST_PIECES = 60
LONGEST_TEXT = 20_000
LONGEST_PIECE = 500
LONGEST_UNIT = 40


class Unreadable(Exception):
    """What was sent cannot come from our page."""


def typed_in(request) -> Typed:
    """The answer in a request: `chosen`, `flagged`, `revision`, `packet`. Raises Unreadable."""
    return replace(_typed_in(request), session=request.session.session_key or "")


def _typed_in(request) -> Typed:
    if request.content_type == "application/json":
        return typed_from(_json(request))
    post = request.POST
    return typed_from(
        {
            "chosen": posted(post),
            "flagged": "flagged" in post,
            "revision": _whole(post.get("revision", "")),
            "packet": post.get("packet"),
        }
    )


def typed_from(sent: dict) -> Typed:
    """The same from a dictionary of unknown content."""
    flagged, revision, packet = sent.get("flagged", False), sent.get("revision"), sent.get("packet")
    if (
        not isinstance(flagged, bool)
        or type(revision) is not int
        or not 0 <= revision < HIGHEST_REVISION
        or not isinstance(packet, str)
    ):
        raise Unreadable
    try:
        return Typed(readable(sent.get("chosen")), flagged, revision, uuid.UUID(packet))
    except (ValueError, AttributeError, TypeError) as error:
        raise Unreadable from error


def posted(post, prefix: str = "") -> Any:
    """What the fields of one question in a form say, as JSON would bring it."""
    takes = post.get(f"{prefix}takes", "options")
    if takes == "text":
        unit = {"unit": post[f"{prefix}unit"]} if f"{prefix}unit" in post else {}
        return {"text": post.get(f"{prefix}text", "")} | unit
    if takes == "options":
        return post.getlist(f"{prefix}chosen")
    start = f"{prefix}piece-"
    pieces = {name.removeprefix(start): post[name] for name in post if name.startswith(start)}
    return in_places(pieces) if takes == "order" else {id: value for id, value in pieces.items() if value}


def fields_of(takes: str, chosen: Any) -> list[tuple[str, str]]:
    """The fields that bring an answer again: what `posted` reads, written."""
    if takes == "options":
        return [("chosen", id) for id in chosen]
    if takes == "text":
        fields = chosen.items()
    elif takes == "order":
        fields = ((f"piece-{id}", str(place)) for place, id in enumerate(chosen, 1) if id is not None)
    else:
        fields = ((f"piece-{id}", value) for id, value in chosen.items())
    return [("takes", takes), *fields]


def in_places(pieces: dict[str, str]) -> list[str | None]:
    """Items by the number of their place, from 1; None where no item has a place. Of two with one place the second one
    comes after the first."""
    order: list[str | None] = []
    for id, number in sorted(pieces.items(), key=lambda piece: _whole(piece[1]) or 0):
        place = min(_whole(number) or 0, MOST_PIECES)
        if place:
            order += [None] * (place - 1 - len(order)) + [id]
    return order


def readable(chosen: Any) -> tuple | dict:
    """What may be kept: ids as they are written here, words of a bearable length. Raises Unreadable or ValueError."""
    if isinstance(chosen, (list, tuple)) and len(chosen) <= MOST_PIECES:
        return _ids(chosen)
    if not isinstance(chosen, dict) or len(chosen) > MOST_PIECES:
        raise Unreadable
    if "text" in chosen:
        limits = {"text": LONGEST_TEXT, "unit": LONGEST_UNIT}
        return {name: _words(words, limits[name]) for name, words in chosen.items() if name in limits}
    pieces = {str(uuid.UUID(id)): _id_or_words(value) for id, value in chosen.items()}
    return {id: value for id, value in pieces.items() if value}


def _ids(chosen) -> tuple:
    """Ids, each once; None keeps the place of an item that has none yet."""
    ids = [None if id is None else str(uuid.UUID(id)) for id in chosen]
    return tuple(ids) if None in ids else tuple(dict.fromkeys(ids))


def _id_or_words(value) -> str:
    words = _words(value, LONGEST_PIECE)
    try:
        return str(uuid.UUID(words))
    except ValueError:
        return words


def _words(words, longest: int) -> str:
    """Composed letters, nothing invisible, lines as they were typed; blanks at the ends of lines go."""
    if not isinstance(words, str) or len(words) > 2 * longest:
        raise Unreadable
    words = "\n".join(vietnamese.nfc(line) for line in words.splitlines()).strip()
    if len(words) > longest:
        raise Unreadable
    return words


def _json(request) -> dict:
    try:
        sent = json.loads(request.body)
    except (ValueError, RecursionError) as error:
        raise Unreadable from error
    if not isinstance(sent, dict):
        raise Unreadable
    return sent


def _whole(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 11 else None
