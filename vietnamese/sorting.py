"""Keys that put Vietnamese text in dictionary order when compared byte by byte.

A database compares a collation-C column byte by byte and would put Đ after Z and Á after Đ. A key is ASCII
text whose bytes already stand in the right order:

* words are compared one after the other, a shorter word first; a space ends a word;
* within a word first the letters, a ă â b c d đ e ê g h i k l m n o ô ơ p q r s t u ư v x y (f j w z at their
  Latin places), then the tone: ngang, huyền, hỏi, ngã, sắc, nặng;
* where in the word the tone is written does not matter: Hoá and Hóa have the same key, as have an and AN;
* numbers come before letters and are compared by value, so Bài 2 comes before Bài 10;
* letters of other scripts come after z; punctuation parts words, an apostrophe does not.

The bytes, lowest first: space, the five tones `+,-./`, digits, `a`–`z`, `{` (another script), and `}` `~`,
which follow a base letter to make the next letters of the alphabet: ă is `a}`, â is `a~`.
"""

import unicodedata
from collections.abc import Iterable

from vietnamese.folding import nfc

#: No key is longer; keys of longer texts are cut, which never reverses an order.
SORT_KEY_LENGTH = 200

_SHAPED_LETTERS = {
    "a\N{COMBINING BREVE}": "a}",
    "a\N{COMBINING CIRCUMFLEX ACCENT}": "a~",
    "e\N{COMBINING CIRCUMFLEX ACCENT}": "e~",
    "o\N{COMBINING CIRCUMFLEX ACCENT}": "o}",
    "o\N{COMBINING HORN}": "o~",
    "u\N{COMBINING HORN}": "u~",
}
_LETTERS = {letter: letter for letter in "abcdefghijklmnopqrstuvwxyz"} | {"đ": "d~", "ð": "d~", "ɖ": "d~"}
_TONES = {
    "\N{COMBINING GRAVE ACCENT}": "+",
    "\N{COMBINING HOOK ABOVE}": ",",
    "\N{COMBINING TILDE}": "-",
    "\N{COMBINING ACUTE ACCENT}": ".",
    "\N{COMBINING DOT BELOW}": "/",
}
_VOWELS = frozenset("aeiouy")
_APOSTROPHES = frozenset("'\N{RIGHT SINGLE QUOTATION MARK}\N{MODIFIER LETTER APOSTROPHE}`´")


def sort_key(full_name: str) -> str:
    """The place of a person in a list: by given name, the last word, then by the words before it."""
    *others, given = nfc(full_name).split() or [""]
    return _key([given, *others])


def text_sort_key(text: str) -> str:
    """The place of a title in a list: from its first word, numbers by value."""
    return _key([nfc(text)])


def _key(texts: Iterable[str]) -> str:
    words = (word for text in texts for word in _words(text))
    return " ".join(map(_word_key, words))[:SORT_KEY_LENGTH]


def _words(text: str) -> list[str]:
    """The words of a text, decomposed and in lower case, without punctuation."""
    decomposed = unicodedata.normalize("NFD", text.lower())
    kept = (c if unicodedata.category(c)[0] in "LMN" else " " for c in decomposed if c not in _APOSTROPHES)
    return "".join(kept).split()


def _word_key(word: str) -> str:
    letters: list[str] = []
    tones: list[str] = []
    number = base = ""
    for character in word:
        if character.isdecimal():
            number += str(unicodedata.decimal(character))
            continue
        if number:
            letters.append(_number_key(number))
            number = base = ""
        if not unicodedata.combining(character):
            base = character
            letters.append(_LETTERS.get(character) or f"{{{ord(character):06x}")
        elif shaped := _SHAPED_LETTERS.get(base + character):
            letters[-1] = shaped
        elif base in _VOWELS and character in _TONES:
            tones.append(_TONES[character])
    if number:
        letters.append(_number_key(number))
    return "".join(letters + tones)


def _number_key(digits: str) -> str:
    """The digits behind their count, so that more digits mean a greater number: 9 is `19`, 10 is `210`."""
    significant = digits.lstrip("0")
    nines, rest = divmod(len(significant), 9)
    return "9" * nines + str(rest) + significant
