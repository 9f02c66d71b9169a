"""Text as a cell may hold it."""

import re

# Everything XML 1.0 has no way to write: most controls, lone surrogates and two non-characters.
_FORBIDDEN_IN_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def writable(text: str) -> str:
    """The text without the characters that XML forbids; all other text is left exactly as it is."""
    return _FORBIDDEN_IN_XML.sub("", text)
