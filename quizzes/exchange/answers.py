"""Right answers as trainers name them: letters and numbers, together or apart, Latin or Vietnamese."""

import re

LATIN = "ABCDEFGHIJKL"
VIETNAMESE = "ABCDĐEGHIKLM"

_PARTED = re.compile(r"\s*(?:[,;/&+]|\bvà\b|\band\b|\s)\s*", re.IGNORECASE)
_EDGES = " .,;:()[]“”\"'"


def places(written: str, count: int, letters: str = LATIN) -> tuple[int, ...] | None:
    """The places (from 0) that `A,C`, `A;C`, `AC`, `1,3`, `a`, `A và C` name among `count` options.

    None where something is no letter or number of an option: a guess would be a wrong key.
    """
    parts = [part for part in _PARTED.split(written.strip(_EDGES)) if part]
    found: list[int] = []
    for part in parts:
        part = part.strip(_EDGES).upper()
        named = [int(part) - 1] if part.isdecimal() else [letters.find(letter) for letter in part]
        if not named or any(not 0 <= place < count for place in named):
            return None
        found += named
    return tuple(sorted(set(found))) or None


def in_letters(right) -> str:
    """(0, 2) as `A,C`."""
    return ",".join(LATIN[place] for place in right)
