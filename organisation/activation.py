"""Who has not signed in yet, and whose turn it is to get a code."""

from django.db.models import Exists, F, OuterRef, QuerySet, Subquery

import clock
from accounts.models import SignInCode
from organisation import scope
from organisation.models import Membership, Unit

SHEETFUL = 200
"""So many slips are made at once: twenty sheets to cut."""


def never_signed_in(user, unit: Unit | None = None) -> QuerySet:
    """Those who never signed in, of the people whose codes this person may hand out."""
    people = scope.entrusted_people(user).active().filter(last_login=None)
    if unit is None:
        return people
    return people.filter(pk__in=Membership.objects.present().within(unit).order_by().values("user"))


def with_codes(people: QuerySet) -> QuerySet:
    """Of these people those who hold a code that still opens."""
    return people.filter(Exists(_open_codes()))


def next_to_hand_out(user, unit: Unit | None, *, again: bool) -> list:
    """The next sheetful: by unit, then by given name. `again`: also those who hold a code, whoever waited longest first."""
    people = never_signed_in(user, unit)
    place = Membership.objects.present().primary().filter(user=OuterRef("pk")).values("unit__path")[:1]
    people = people.annotate(place=Subquery(place))
    if not again:
        return list(people.exclude(Exists(_open_codes())).order_by("place", "sort_key", "pk")[:SHEETFUL])
    last = SignInCode.objects.filter(user=OuterRef("pk")).order_by("-issued_at").values("issued_at")[:1]
    people = people.annotate(last=Subquery(last))
    return list(people.order_by(F("last").asc(nulls_first=True), "place", "sort_key", "pk")[:SHEETFUL])


def _open_codes() -> QuerySet:
    return SignInCode.objects.filter(user=OuterRef("pk"), used_at=None, expires_at__gt=clock.now())
