"""Lists of people in the order of given names, page after page at the same cost.

A page begins after the person who ended the one before, so that page 400 costs what page 1 does.
"""

from typing import NamedTuple

from django.contrib.auth import get_user_model
from django.db.models import Q, QuerySet

import vietnamese

PAGE = 25
LETTERS = "abcdđeghiklmnopqrstuvxy"


class People(NamedTuple):
    """Some people; whom to go on before and after, where there are more."""

    rows: list
    before: int | None
    after: int | None


def page_of(
    people: QuerySet,
    *,
    after: int | None = None,
    before: int | None = None,
    letter: str = "",
    size: int = PAGE,
) -> People:
    """The people behind or ahead of one of them (an id), or from a letter on; the first ones otherwise."""
    people = people.order_by("sort_key", "pk")
    if before:
        rows = list(people.filter(_ahead_of(before)).reverse()[: size + 1])
        if len(rows) > size:
            rows = rows[:size][::-1]
            return People(rows, before=rows[0].pk, after=rows[-1].pk)
        after, letter = None, ""
    if after:
        people = people.filter(_behind(after))
    elif letter:
        people = people.filter(sort_key__gte=vietnamese.sort_key(letter))
    rows = list(people[: size + 1])
    return People(
        rows[:size],
        before=rows[0].pk if rows and (after or letter) else None,
        after=rows[size - 1].pk if len(rows) > size else None,
    )


def _key_of(pk: int) -> QuerySet:
    return get_user_model().objects.filter(pk=pk).values("sort_key")


def _behind(pk: int) -> Q:
    return Q(sort_key__gte=_key_of(pk)) & (Q(sort_key__gt=_key_of(pk)) | Q(pk__gt=pk))


def _ahead_of(pk: int) -> Q:
    return Q(sort_key__lte=_key_of(pk)) & (Q(sort_key__lt=_key_of(pk)) | Q(pk__lt=pk))
