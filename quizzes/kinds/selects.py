"""A choice from a list, drawn: a page of an attempt may hold many of them."""

from collections.abc import Iterable
from html import escape

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _


def options_html(choices: Iterable[tuple[str, str]], chosen: str) -> SafeString:
    """The options of a select, an empty one first; (value, words)."""
    drawn = [f'<option value="">{escape(_("– choose –"))}</option>']
    drawn += [
        f'<option value="{escape(value)}"{" selected" if value == chosen else ""}>{escape(words)}</option>'
        for value, words in choices
    ]
    return SafeString("".join(drawn))
