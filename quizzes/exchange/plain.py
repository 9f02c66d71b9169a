"""Text of files as the bank keeps it, and numbers and shares as trainers write them."""

import re
import unicodedata
from decimal import Decimal, InvalidOperation
from fractions import Fraction

import vietnamese

_SPOKEN_MARKS = str.maketrans({"“": '"', "”": '"', "‘": "'", "’": "'"})
_POINTED = re.compile(r"[-−]?[0-9]+(\.[0-9]+)?([eE][-+]?[0-9]{1,3})?")
_MOST_PLACES = 30

#: Shares that formats write with few places, and what they mean.
_GRID = [Fraction(n, d) for d in (1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 20) for n in range(1, d + 1)]


def one_line(text: str) -> str:
    return vietnamese.nfc(text)


def lines(text: str) -> str:
    """Composed letters, single spaces within a line, nothing invisible; lines stay, blank ones at most one in a row."""
    kept = "\n".join(vietnamese.nfc(line) for line in unicodedata.normalize("NFC", text).splitlines())
    return re.sub(r"\n{3,}", "\n\n", kept).strip()


def folded(text: str) -> str:
    """For comparing words of the file with ours: no tones, no capitals, one kind of quotation mark."""
    return vietnamese.fold(text.translate(_SPOKEN_MARKS))


def number(text: str) -> Decimal:
    """`1.234,5`, `3,5` or `1822.5` as a Decimal: here a lone point that groups nothing begins the decimals.

    Raises ValueError for everything else, `abc` and `5%` included.
    """
    text = text.strip().replace("\N{MINUS SIGN}", "-")
    try:
        found = vietnamese.parse_number(text)
    except ValueError:
        found = pointed(text)
    return _sane(found)


def pointed(text: str) -> Decimal:
    """`1234.5` as programs write it. Raises ValueError for everything else."""
    text = text.strip()
    if _POINTED.fullmatch(text) is None:
        raise ValueError(f"not a number: {text[:40]!r}")
    try:
        return _sane(Decimal(text.replace("\N{MINUS SIGN}", "-")))
    except InvalidOperation:
        raise ValueError(f"not a number: {text[:40]!r}") from None


def of_program(text: str) -> Decimal:
    """A number in a file of a program: `0.001` is a thousandth; a comma, which people type there, begins decimals too.

    Raises ValueError.
    """
    try:
        return pointed(text)
    except ValueError:
        return number(text)


def _sane(found: Decimal) -> Decimal:
    if (
        not found.is_finite()
        or abs(found.adjusted()) > _MOST_PLACES
        or len(found.as_tuple().digits) > _MOST_PLACES
    ):
        raise ValueError("a number of more places than anybody means")
    return found


def written(value: Decimal) -> str:
    """A Decimal with a decimal point and no exponent: what programs read."""
    return f"{value.normalize():f}" if value else "0"


def share(text: str) -> Fraction:
    """A per cent as formats write it, `33.33333` or `100`, as the exact share it stands for: 1/3, 1.

    Between the grid's values it stays what was written. Raises ValueError for what is no number.
    """
    value = Fraction(pointed(text.replace(",", "."))) / 100
    sign = -1 if value < 0 else 1
    near = min(_GRID, key=lambda known: abs(known - abs(value)))
    return sign * near if abs(near - abs(value)) < Fraction(1, 20_000) else value


def percent(value: Fraction, places: int = 5) -> str:
    """A share as a per cent: 1/3 as `33.33333`, 1 as `100`."""
    text = f"{float(value * 100):.{places}f}"
    return text.rstrip("0").rstrip(".")
