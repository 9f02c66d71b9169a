"""Rules of Vietnamese text that need no database: folding, sorting, numbers, dates, names.

There are no words here to translate; sentences belong to the apps above.
"""

from vietnamese.dates import format_date, format_datetime, parse_date
from vietnamese.folding import fold, nfc
from vietnamese.names import given_name, initial, mask_name
from vietnamese.numbers import format_number, format_percent, parse_number
from vietnamese.sorting import SORT_KEY_LENGTH, sort_key, text_sort_key

__all__ = [
    "SORT_KEY_LENGTH",
    "fold",
    "format_date",
    "format_datetime",
    "format_number",
    "format_percent",
    "given_name",
    "initial",
    "mask_name",
    "nfc",
    "parse_date",
    "parse_number",
    "sort_key",
    "text_sort_key",
]
