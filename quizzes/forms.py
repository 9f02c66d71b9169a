"""What a browser sends for one question, as a form or as JSON."""

import json
import uuid

from quizzes.saving import HIGHEST_REVISION, Typed

MOST_CHOICES = 50


class Unreadable(Exception):
    """What was sent cannot come from our page."""


def typed_in(request) -> Typed:
    """The answer in a request: `chosen`, `flagged`, `revision`, `packet`. Raises Unreadable."""
    if request.content_type == "application/json":
        return typed_from(_json(request))
    post = request.POST
    return typed_from(
        {
            "chosen": post.getlist("chosen"),
            "flagged": "flagged" in post,
            "revision": _whole(post.get("revision", "")),
            "packet": post.get("packet"),
        }
    )


def typed_from(sent: dict) -> Typed:
    """The same from a dictionary of unknown content."""
    chosen, flagged = sent.get("chosen"), sent.get("flagged", False)
    revision, packet = sent.get("revision"), sent.get("packet")
    if (
        not isinstance(chosen, list)
        or len(chosen) > MOST_CHOICES
        or not isinstance(flagged, bool)
        or type(revision) is not int
        or not 0 <= revision < HIGHEST_REVISION
        or not isinstance(packet, str)
    ):
        raise Unreadable
    try:
        options = tuple(dict.fromkeys(str(uuid.UUID(option)) for option in chosen))
        return Typed(options, flagged, revision, uuid.UUID(packet))
    except (ValueError, AttributeError, TypeError) as error:
        raise Unreadable from error


def chosen_in(request) -> tuple[str, ...]:
    """The options chosen in a form; none where they are unreadable."""
    try:
        return tuple(str(uuid.UUID(option)) for option in request.POST.getlist("chosen")[:MOST_CHOICES])
    except ValueError:
        return ()


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
