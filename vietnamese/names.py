"""Parts of a full name in Vietnamese order: family name, middle names, given name last."""

from vietnamese.folding import nfc


def given_name(full_name: str) -> str:
    """The name a person is called by, the last word: `An` of `Nguyễn Văn An`; empty for an empty name."""
    return (nfc(full_name).split() or [""])[-1]


def initial(full_name: str) -> str:
    """The capital that stands for a person: `A` of `Nguyễn Văn An`; empty for an empty name."""
    return _capital(given_name(full_name))


def mask_name(full_name: str) -> str:
    """The name as strangers may see it: `Nguyễn V. A.` for `Nguyễn Văn An`, `A.` for `An`."""
    *others, given = nfc(full_name).split() or [""]
    hidden = [f"{capital}." for word in [*others[1:], given] if (capital := _capital(word))]
    return " ".join(others[:1] + hidden)


def _capital(word: str) -> str:
    """The first letter or digit of a word as a capital."""
    return next((character.upper()[0] for character in word if character.isalnum()), "")
