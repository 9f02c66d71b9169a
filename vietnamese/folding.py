"""One spelling for what a person sees as the same text.

`nfc` is for keeping: what is stored and shown. `fold` is for finding: what is indexed and searched, the same
function for both, so that "thi dua" finds "Thi đua" and "Hoá" finds "Hóa".
"""

import re
import unicodedata

# Code points that leave no ink: controls that are not white space, lone surrogates, and the default-ignorable
# code points of Unicode (zero-width joiners, bidi controls, variation selectors, Hangul fillers, tags).
_UNSEEN = re.compile(
    "[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\ud800-\udfff"
    "\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f"
    "\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffb"
    "\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff]"
)

# ð (eth) and ɖ (retroflex d) share the capital's picture with Đ and are typed for it by mistake.
_LETTERS_D = str.maketrans("đðɖ", "ddd")


def nfc(text: str) -> str:
    """The text on one line as it should be stored: composed letters, single spaces, nothing invisible."""
    return " ".join(unicodedata.normalize("NFC", _UNSEEN.sub("", text)).split())


def fold(text: str) -> str:
    """The text without tones, marks, capitals and extra space, for searching; twice is as good as once."""
    decomposed = unicodedata.normalize("NFD", nfc(text).lower())
    letters = "".join(character for character in decomposed if unicodedata.category(character) != "Mn")
    return nfc(letters.translate(_LETTERS_D))
