"""Numbers as Vietnamese readers write them: a point groups thousands, a comma begins the decimals."""

import re
from decimal import ROUND_HALF_UP, Context, Decimal

# Wide enough for the greatest float, so that nothing but the last wanted place is ever rounded.
_CONTEXT = Context(prec=1000, rounding=ROUND_HALF_UP)
_SWAP_POINT_AND_COMMA = str.maketrans(",.", ".,")
_WRITTEN_NUMBER = re.compile(r"([-\N{MINUS SIGN}]?)([0-9]+|[0-9]{1,3}(?:\.[0-9]{3})+)(?:,([0-9]+))?")


def format_number(value: int | float | Decimal, decimals: int | None = None) -> str:
    """1234.5 as `1.234,5`: with the places it has, or exactly `decimals`, halves rounded away from zero.

    Raises ValueError for what is not a finite number.
    """
    number = _exact(value)
    number = number.normalize(_CONTEXT) if decimals is None else _rounded(number, decimals)
    if number.is_zero():
        number = abs(number)
    return f"{number:,f}".translate(_SWAP_POINT_AND_COMMA)


def format_percent(share: int | float | Decimal, decimals: int = 1) -> str:
    """A share of one as a percentage with at most so many places: 0.875 as `87,5%`, 0.5 as `50%`."""
    hundredths = _exact(share).scaleb(2, _CONTEXT)
    return f"{format_number(_rounded(hundredths, decimals))}%"


def parse_number(text: str) -> Decimal:
    """`1.234,5` or `1234,5` as Decimal("1234.5").

    Raises ValueError for everything else, `1.5` and `1,234.5` included: a point that does not group thousands
    may mean a comma, and a guess would be a wrong number.
    """
    match = _WRITTEN_NUMBER.fullmatch(text.strip())
    if match is None:
        raise ValueError(f"not a number in Vietnamese writing: {text[:40]!r}")
    sign, whole, places = match.groups()
    return Decimal(f"{'-' if sign else ''}{whole.replace('.', '')}.{places or ''}")


def _exact(value: int | float | Decimal) -> Decimal:
    """The number as its shortest decimal writing says it: the float 0.1 is one tenth."""
    number = Decimal(str(value))
    if not number.is_finite():
        raise ValueError(f"not a finite number: {value}")
    return number


def _rounded(number: Decimal, decimals: int) -> Decimal:
    return number.quantize(Decimal((0, (1,), -decimals)), context=_CONTEXT)
