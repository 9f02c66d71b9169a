"""A learner's classes in three groups, and those they teach: a fixed number of queries."""

import datetime
from dataclasses import dataclass, field

from django.db import connection
from django.db.models import Exists, OuterRef

import clock
from classes.models import Registration, Session, TrainingClass
from classes.words import time_of
from prepared import PreparedObjects

PAST_SHOWN = 20


@dataclass
class Row:
    """A class in a list: its title, the next session in words, what to know of it."""

    training_class: TrainingClass
    when: str = ""
    place: str = ""
    registration: Registration | None = None

    @property
    def is_full(self) -> bool:
        return self.training_class.seated >= self.training_class.seat_count


@dataclass
class Listing:
    own: list[Row] = field(default_factory=list)
    offered: list[Row] = field(default_factory=list)
    past: list[Row] = field(default_factory=list)
    taught: list[Row] = field(default_factory=list)

    @property
    def is_empty(self) -> bool:
        return not (self.own or self.offered or self.past or self.taught)


def listing_of(user) -> Listing:
    """Registered and to come; open to this person; attended or missed; taught."""
    moment = clock.now()
    own = {
        one.training_class_id: one
        for one in Registration.objects.open().by(user).select_related("training_class", "seat").with_marks()
    }
    numbered = TrainingClass.objects.with_numbers().select_related("unit").order_by("starts_at", "pk")
    to_come = TrainingClass.objects.upcoming(moment)
    offered = (
        to_come.standing().offered_to(user).filter(entry=TrainingClass.Entry.OPEN, register_until__gte=moment)
    )
    taught = Session.objects.filter(training_class=OuterRef("pk"), trainers=user)
    classes = list(numbered.filter(pk__in=own))
    open_ones = list(numbered.filter(pk__in=offered.values("pk")).exclude(pk__in=own))
    teaching = list(numbered.filter(Exists(taught), pk__in=to_come.values("pk")))
    sessions = _sessions([*classes, *open_ones, *teaching])
    rows = [_row(one, sessions, moment, own[one.pk]) for one in classes]
    return Listing(
        own=[row for row in rows if _last(row, sessions) > moment],
        past=[row for row in reversed(rows) if _last(row, sessions) <= moment][:PAST_SHOWN],
        offered=[_row(one, sessions, moment) for one in open_ones],
        taught=[_row(one, sessions, moment) for one in teaching],
    )


def next_session_of(user, moment: datetime.datetime) -> Session | None:
    """The session this person has a seat in and that is not over at that moment; one query."""
    at = connection.ops.adapt_datetimefield_value(moment)
    return next(iter(_to_come(user=user.pk, moment=at)), None)


_to_come = PreparedObjects(
    lambda user, moment: (
        Session.objects.filter(
            training_class__registrations__user=user,
            training_class__registrations__seat__isnull=False,
            training_class__cancelled_at=None,
            ends_at__gt=moment,
        )
        .select_related("training_class")
        .order_by("starts_at", "pk")[:1]
    ),
    "user",
    "moment",
)


def _sessions(classes: list[TrainingClass]) -> dict[int, list[Session]]:
    found: dict[int, list[Session]] = {}
    for session in Session.objects.filter(training_class__in=classes).order_by("starts_at", "pk"):
        found.setdefault(session.training_class_id, []).append(session)
    return found


def _row(training_class, sessions, moment, registration=None) -> Row:
    """With the session that comes next, or the first one of a class that is over."""
    own = sessions[training_class.pk]
    shown = next((one for one in own if one.ends_at > moment), own[0])
    return Row(training_class, time_of(shown), shown.place, registration)


def _last(row: Row, sessions):
    return sessions[row.training_class.pk][-1].ends_at
