"""What was given as an answer, whatever the kind: a list of ids, pairs, words of gaps, or a text."""

from typing import Any


def is_given(given: Any) -> bool:
    """Whether anything was answered at all: an empty choice, blank words and empty places are nothing."""
    if not given:
        return False
    if isinstance(given, dict):
        return any(str(part).strip() for part in ([given["text"]] if "text" in given else given.values()))
    return any(part is not None for part in given)
