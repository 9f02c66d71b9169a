"""Codes that nobody can guess and everybody can read out."""

import secrets

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Crockford's base 32: no I, L, O, U."""


def random_code(length: int = 26) -> str:
    """A verification code of 130 random bits."""
    return "".join(secrets.choice(ALPHABET) for _ in range(length))


def normalised(text: str) -> str:
    """A code as somebody typed it: spaces and hyphens dropped, look-alikes read as what they stand for."""
    return (
        "".join(text.split()).replace("-", "").upper().replace("O", "0").replace("I", "1").replace("L", "1")
    )[:26]


def grouped(code: str) -> str:
    """A code as it is printed: ABCDE-FGHJK-…"""
    return "-".join(code[start : start + 5] for start in range(0, len(code), 5))
