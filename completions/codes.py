"""Codes that nobody can guess and everybody can read out."""

import secrets

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Crockford's base 32: no I, L, O, U."""

LENGTH = 26
"""130 random bits."""

LOOK_ALIKES = str.maketrans("OIL", "011")
DASHES = "-\N{HYPHEN}\N{NON-BREAKING HYPHEN}\N{EN DASH}\N{EM DASH}\N{MINUS SIGN}\N{SOFT HYPHEN}"


def random_code() -> str:
    return "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))


def normalised(text: str) -> str:
    """A code as somebody typed it: spaces and hyphens dropped, look-alikes read as what they stand for."""
    kept = "".join(character for character in text if not character.isspace() and character not in DASHES)
    return kept.upper().translate(LOOK_ALIKES)


def is_code(text: str) -> bool:
    """Whether this could be a code at all."""
    return len(text) == LENGTH and set(text) <= set(ALPHABET)


def grouped(code: str) -> str:
    """A code as it is printed: ABCDE-FGHJK-…, the last group of six."""
    groups = [code[start : start + 5] for start in range(0, 20, 5)] + [code[20:]]
    return "-".join(group for group in groups if group)
