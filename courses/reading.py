"""How long a lesson takes: measured from what is in it, never rounded up to a tiết."""

import re
from math import ceil

WORDS_A_MINUTE = 180
"""A careful reader of Vietnamese administrative prose; syllables written apart count as words."""

MINUTES_A_CHECK = 1
MINUTES_A_PERIOD = 45
"""One tiết (QĐ of training practice: 45 minutes)."""

_WORD = re.compile(r"\w+", re.UNICODE)
_TAG = re.compile(r"<[^>]+>")


def words_in(value) -> int:
    """Words of prose in the raw JSON of a stream field, keys and ids left out."""
    if isinstance(value, str):
        return len(_WORD.findall(_TAG.sub(" ", value)))
    if isinstance(value, list):
        return sum(words_in(item) for item in value)
    if isinstance(value, dict):
        return sum(words_in(item) for key, item in value.items() if key not in {"id", "type"})
    return 0


def minutes_to_read(body) -> int:
    """Whole minutes for a lesson body: reading, one minute an inline question, the length of its videos."""
    minutes = 0.0
    for child in body.raw_data:
        if child["type"] == "check":
            minutes += MINUTES_A_CHECK
        elif child["type"] == "video":
            minutes += child["value"].get("minutes") or 0
        else:
            minutes += words_in(child["value"]) / WORDS_A_MINUTE
    return ceil(minutes)


def periods_in(minutes: int) -> float:
    """Minutes as tiết of 45 minutes, cut (never rounded up) to one decimal: 96 minutes are 2.1."""
    return minutes * 10 // MINUTES_A_PERIOD / 10
