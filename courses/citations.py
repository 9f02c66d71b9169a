"""Which provisions a lesson rests on, read from what is written in it."""

import datetime
import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import blake2b

from django.db.models import Q
from django.db.models.functions import Now
from django.utils import timezone

import clock
from courses.models import PageCitation
from legislation.force import Force, force_on, span
from legislation.models import Provision
from prepared import Prepared

_LINK = re.compile(r'href="(?:https?://[^/"]+)?/van-ban/([a-z0-9-]+)/([0-9a-z.]+)/?(?:[#?][^"]*)?"')


def places_linked_in(value) -> set[tuple[str, str]]:
    """The (document, path) pairs linked to anywhere in the raw JSON of a stream field."""
    if isinstance(value, str):
        return set(_LINK.findall(value))
    children = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return set().union(*map(places_linked_in, children))


def ids_chosen_in(body: Iterable[dict]) -> set[int]:
    """The ids of provisions that stand in citation blocks."""
    return {
        child["value"]["provision"]
        for child in body
        if child["type"] == "citation" and child["value"].get("provision")
    }


def provisions_cited_in(body: list[dict]) -> set[int]:
    """The ids of the provisions that the raw JSON of a lesson's body links to or shows, where they exist."""
    body = list(body)
    condition = Q(pk__in=ids_chosen_in(body))
    for slug, path in places_linked_in([child["value"] for child in body]):
        condition |= Q(document__slug=slug, path=path)
    return set(Provision.objects.filter(condition).values_list("pk", flat=True))


@dataclass(frozen=True)
class LawOfPage:
    """How the law that a published page cites stands on a day, counted by state; without citations there is no day."""

    day: datetime.date | None = None
    in_force: int = 0
    ended: int = 0
    not_yet: int = 0
    unknown: int = 0
    doubtful: int = 0
    fingerprint: str = ""

    @property
    def is_sound(self) -> bool:
        """All of it is known to be in force, and none of it waits for review."""
        return self.in_force > 0 and not (self.ended or self.not_yet or self.unknown or self.doubtful)


_law = Prepared(
    lambda page: (
        PageCitation.objects.filter(page=page, in_draft=False)
        .order_by("provision")
        .values_list(
            Now(),
            "provision",
            "provision__needs_review",
            "provision__superseded_by",
            "provision__in_force_from",
            "provision__in_force_to",
            "provision__document__in_force_from",
            "provision__document__in_force_to",
        )
    ),
    "page",
)


def law_cited_by(page_id: int, day: datetime.date | None = None) -> LawOfPage:
    """As of `day` or of today, by the database's clock; one query for both.

    The fingerprint changes whenever what a reader is told about the law may change.
    """
    rows = _law(page=page_id)
    if not rows:
        return LawOfPage()
    day = day or timezone.localdate(clock.frozen() or rows[0][0])
    told = [
        (pk, "doubtful" if needs_review or superseder else str(force_on(day, *span(*days))), superseder, days)
        for _, pk, needs_review, superseder, *days in rows
    ]
    states = Counter(state for _, state, *_ in told)
    return LawOfPage(
        day=day,
        **{str(force): states[force] for force in Force},
        doubtful=states["doubtful"],
        fingerprint=blake2b(repr((day, told)).encode(), digest_size=8).hexdigest(),
    )
