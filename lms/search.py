"""The search behind the editor: Wagtail's own, on words without tones, marks and signs.

Both what is indexed and what is asked pass through `words_of`, so "thi dua" finds "Thi đua", and no sign that
means something to a database's own query language (a lone quotation mark, an asterisk) ever reaches it.
"""

import copy
import re

from django.utils.encoding import force_str
from wagtail.search.backends.database import SearchBackend as database_backend
from wagtail.search.index import RelatedFields
from wagtail.search.query import MATCH_NONE, And, Phrase, PlainText

import vietnamese

MOST_WORDS = 12
"""More words than this narrow nothing; each is one level of a nested expression."""

_WORD = re.compile(r"\w+")


def words_of(text: str) -> list[str]:
    """The words of a text as they are indexed and asked for."""
    return _WORD.findall(vietnamese.fold(text))


def cleaned(query):
    """A query of words only; one without any finds nothing. Compound queries other than And come from code."""
    if isinstance(query, str | PlainText | Phrase | And):
        words = _asked(query)[:MOST_WORDS]
        operator = query.operator if isinstance(query, PlainText) else "and"
        return PlainText(" ".join(words), operator=operator) if words else MATCH_NONE
    return query


def _asked(query) -> list[str]:
    if isinstance(query, And):
        return [word for part in query.subqueries for word in _asked(part)]
    if isinstance(query, PlainText | Phrase):
        return words_of(query.query_string)
    return words_of(query) if isinstance(query, str) else []


def folded(value) -> str:
    """What an indexed field holds, as words."""
    if isinstance(value, dict):
        value = list(value.values())
    if isinstance(value, list | tuple):
        return " ".join(folded(item) for item in value)
    return " ".join(words_of(force_str(value)))


def folded_field(field):
    """A copy of an index field whose values are words."""
    field = copy.copy(field)
    if isinstance(field, RelatedFields):
        field.fields = [folded_field(inner) for inner in field.fields]
    else:
        read = field.get_value
        field.get_value = lambda thing: folded(read(thing))
    return field


def folded_fields(thing):
    """A copy of an indexed object whose fields are words."""
    thing = copy.copy(thing)
    fields = [folded_field(field) for field in thing.get_search_fields()]
    thing.get_search_fields = lambda: fields
    return thing


def SearchBackend(params):
    """Wagtail's backend for this database, folding what it indexes and what it is asked."""
    stock = database_backend(params)

    class FoldingIndex(stock.index_class):
        def add_items(self, model, items):
            super().add_items(model, [folded_fields(item) for item in items])

    class FoldingBackend(type(stock)):
        index_class = FoldingIndex

        def _search(self, compiler, query, model_or_queryset, operator=None, **options):
            query = PlainText(query, operator) if isinstance(query, str) and operator else query
            return super()._search(compiler, cleaned(query), model_or_queryset, operator=operator, **options)

    return FoldingBackend(params)
