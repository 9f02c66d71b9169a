"""Who has not signed in yet, and whose turn it is to get a code."""

from django.db.models import Exists, F, OuterRef, QuerySet, Subquery

import clock
from accounts.models import ActivationLink, SignInCode
from organisation import scope
from organisation.models import Group, Membership, StaffImport, Unit

SHEETFUL = 200
"""So many slips are made at once: twenty sheets to cut."""


def never_signed_in(user, unit: Unit | None = None, listed: StaffImport | None = None) -> QuerySet:
    """Those who never signed in, of the people whose codes this person may hand out; of one unit, or of those that one
    list brought."""
    people = scope.entrusted_people(user).active().filter(last_login=None)
    if unit is not None:
        people = people.filter(pk__in=Membership.objects.present().within(unit).order_by().values("user"))
    if listed is not None:
        people = people.filter(pk__in=listed.rows.filter(group=Group.NEW).order_by().values("person"))
    return people


def with_address(people: QuerySet) -> QuerySet:
    """Of these people those who can be written to."""
    return people.exclude(email="")


def with_links(people: QuerySet) -> QuerySet:
    """Of these people those to whom a link is on the way, or who hold one that still opens."""
    links = ActivationLink.objects.filter(user=OuterRef("pk"))
    return people.filter(Exists(links.waiting()) | Exists(links.opening(clock.now())))


def refused_by_mail(people: QuerySet) -> QuerySet:
    """Of these people those whose latest link their mail server refused."""
    links = ActivationLink.objects.filter(user=OuterRef("pk")).order_by("-asked_at", "-pk")
    latest = people.annotate(mail=Subquery(links.values("outcome")[:1]))
    return latest.filter(mail=ActivationLink.Outcome.REFUSED)


def latest_link(person) -> ActivationLink | None:
    """The link that was asked for last."""
    return person.activation_links.order_by("-asked_at", "-pk").first()


def with_codes(people: QuerySet) -> QuerySet:
    """Of these people those who hold a code that still opens."""
    return people.filter(Exists(_open_codes()))


def next_to_hand_out(people: QuerySet, *, again: bool) -> list:
    """The next sheetful of them: by unit, then by given name. `again`: also those who hold a code, whoever waited longest
    first."""
    place = Membership.objects.present().primary().filter(user=OuterRef("pk")).values("unit__path")[:1]
    people = people.annotate(place=Subquery(place))
    if not again:
        return list(people.exclude(Exists(_open_codes())).order_by("place", "sort_key", "pk")[:SHEETFUL])
    last = SignInCode.objects.filter(user=OuterRef("pk")).order_by("-issued_at").values("issued_at")[:1]
    people = people.annotate(last=Subquery(last))
    return list(people.order_by(F("last").asc(nulls_first=True), "place", "sort_key", "pk")[:SHEETFUL])


def _open_codes() -> QuerySet:
    return SignInCode.objects.filter(user=OuterRef("pk"), used_at=None, expires_at__gt=clock.now())
