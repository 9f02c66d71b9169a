"""How a person stands with a class: registered, waiting, or why not."""

from dataclasses import dataclass, field

from django.db.models import Q

import clock
from classes import refusals
from classes.models import Registration, Session, TrainingClass


def why_not(training_class: TrainingClass, user, *, is_listed: bool = False) -> refusals.Refusal | None:
    """Why this person cannot get into a class; None where nothing is in the way. `is_listed`: an administrator puts them in."""
    if training_class.is_cancelled:
        return refusals.ClassIsCancelled()
    if is_listed:
        return None
    if not TrainingClass.objects.offered_to(user).filter(pk=training_class.pk).exists():
        return refusals.NotInvited()
    if training_class.entry == TrainingClass.Entry.LISTED:
        return refusals.OnlyByList()
    if clock.now() > training_class.register_until:
        return refusals.RegistrationIsOver()
    return None


def clashes_with(sessions: list[Session], user) -> list[Session]:
    """Sessions of other classes, for which this person is registered, on the same days."""
    days = Q(pk__in=[])
    for session in sessions:
        first, last = session.local_day()
        days |= Q(starts_at__gte=first, starts_at__lt=last)
    own = Registration.objects.open().by(user).values("training_class")
    others = Session.objects.filter(days, training_class__in=own, training_class__cancelled_at=None)
    return list(
        others.exclude(training_class__in={one.training_class_id for one in sessions})
        .select_related("training_class")
        .order_by("starts_at")
    )


@dataclass
class Standing:
    """One class as one person meets it: at most five queries."""

    training_class: TrainingClass
    user: object
    sessions: list[Session]
    registration: Registration | None = None
    refusal: refusals.Refusal | None = None
    ahead: int = 0
    clashes: list[Session] = field(default_factory=list)

    @property
    def is_over(self) -> bool:
        return not self.sessions or self.sessions[-1].ends_at <= clock.now()

    @property
    def may_cancel(self) -> bool:
        return (
            self.registration is not None
            and not self.training_class.is_cancelled
            and clock.now() <= self.training_class.cancel_until
            and not self.registration.marks.exists()
        )

    @property
    def may_register(self) -> bool:
        return self.registration is None and self.refusal is None and not self.is_over

    @property
    def is_full(self) -> bool:
        return self.training_class.seated >= self.training_class.seat_count


def standing_with(training_class: TrainingClass, user) -> Standing:
    """How this person stands with a class that was read `with_numbers`."""
    standing = Standing(training_class, user, list(training_class.sessions.prefetch_related("trainers")))
    standing.registration = (
        Registration.objects.open()
        .by(user)
        .filter(training_class=training_class)
        .select_related("seat")
        .first()
    )
    if standing.registration is None:
        standing.refusal = why_not(training_class, user)
    elif not standing.registration.is_seated:
        waiting = Registration.objects.waiting().filter(training_class=training_class)
        order = list(waiting.values_list("pk", flat=True))
        standing.ahead = order.index(standing.registration.pk) if standing.registration.pk in order else 0
    if standing.may_register:
        standing.clashes = clashes_with(standing.sessions, user)
    return standing
