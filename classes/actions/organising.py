"""Making, changing and cancelling classes and their sessions; telling those registered."""

import datetime

from django.db import IntegrityError, transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone

import clock
from accounts.models import User
from audit.actions import log
from classes import refusals
from classes.actions.crediting import settle_credits
from classes.actions.seating import lock, set_seats, tell
from classes.models import AttendanceMark, ClassNotice, Registration, Session, TrainingClass
from organisation.models import Unit

Kind = ClassNotice.Kind
TERMS = ("title", "activity", "entry", "register_until", "cancel_until", "decision", "periods", "note")
WHERE_AND_WHEN = ("starts_at", "ends_at", "place")
BATCH = 2000


@transaction.atomic
def make_class(
    *, unit: Unit, open_to: list[Unit], seats: int, session: dict, by: User, request=None, **terms
) -> TrainingClass:
    """Make a class with its first session (`starts_at`, `ends_at`, `place`, `topic`, `speaker`, `trainers`)."""
    made = TrainingClass.objects.create(unit=unit, made_by=by, made_at=clock.now(), **terms)
    made.open_to.set(open_to)
    set_seats(training_class=made, count=seats)
    _add(made, session)
    log(actor=by, verb="class.made", target=made, unit_id=unit.pk, request=request, title=made.title)
    return made


@transaction.atomic
def change_class(
    *, training_class: TrainingClass, open_to: list[Unit], seats: int, by: User, request=None, **terms
) -> TrainingClass:
    """Change the terms and the number of seats. Who is registered already stays, invited or not."""
    (training_class,) = lock(training_class)
    before = {name: str(getattr(training_class, name)) for name in TERMS}
    for name in TERMS:
        setattr(training_class, name, terms[name])
    training_class.save(update_fields=TERMS)
    training_class.open_to.set(open_to)
    set_seats(training_class=training_class, count=seats)
    settle_credits(training_class=training_class, by=by, request=request)
    changed = [name for name in TERMS if before[name] != str(getattr(training_class, name))]
    log(
        actor=by,
        verb="class.changed",
        target=training_class,
        unit_id=training_class.unit_id,
        request=request,
        changed=changed,
        seats=seats,
    )
    return training_class


@transaction.atomic
def cancel_class(*, training_class: TrainingClass, by: User, reason: str, request=None) -> bool:
    """Call a class off, and tell everybody registered. False where it was called off before."""
    if not reason:
        raise refusals.ReasonMissing
    (training_class,) = lock(training_class)
    if training_class.is_cancelled:
        return False
    if AttendanceMark.objects.filter(session__training_class=training_class).exists():
        raise refusals.SessionsAreFixed
    TrainingClass.objects.filter(pk=training_class.pk).update(
        cancelled_at=clock.now(), cancelled_by=by, cancel_reason=reason
    )
    tell(_registered(training_class), Kind.CANCELLED, reason=reason)
    log(
        actor=by,
        verb="class.cancelled",
        target=training_class,
        unit_id=training_class.unit_id,
        request=request,
        reason=reason,
    )
    return True


@transaction.atomic
def add_session(*, training_class: TrainingClass, by: User, request=None, **session) -> Session:
    (training_class,) = lock(training_class)
    _refuse_once_marked(training_class)
    made = _add(training_class, session)
    tell(_registered(training_class), Kind.CHANGED, session=made)
    _log_session("class.session_added", made, by, request)
    return made


@transaction.atomic
def change_session(*, session: Session, by: User, request=None, **terms) -> bool:
    """Change a session; where it is held elsewhere or at another time, everybody registered is told. Whether they were."""
    lock(session.training_class)
    session = Session.objects.select_related("training_class").get(pk=session.pk)
    is_moved = any(getattr(session, name) != terms[name] for name in WHERE_AND_WHEN)
    if is_moved and session.marks.exists():
        raise refusals.SessionsAreFixed
    trainers = terms.pop("trainers")
    for name, value in terms.items():
        setattr(session, name, value)
    _save(session)
    session.trainers.set(trainers)
    _log_session("class.session_changed", session, by, request)
    if is_moved and session.ends_at > clock.now():
        tell(_registered(session.training_class), Kind.CHANGED, session=session)
    return is_moved


@transaction.atomic
def remove_session(*, session: Session, by: User, request=None) -> None:
    """Take a session out of a class. Notices that named it go with it: they speak of a time that is no more."""
    (training_class,) = lock(session.training_class)
    _refuse_once_marked(training_class)
    if training_class.sessions.count() < 2:
        raise refusals.LastSession
    _log_session("class.session_removed", session, by, request)
    ClassNotice.objects.filter(session=session).update(session=None)
    session.trainers.clear()
    session.delete()
    tell(_registered(training_class), Kind.CHANGED)


def tell_of_tomorrow() -> int:
    """Keep a notice for everybody who holds a seat in a session of tomorrow; how many. Twice is as good as once.

    The first session of that day is named; the page of the class says the others.
    """
    moment = clock.now()
    first = timezone.localtime(moment).replace(hour=0, minute=0, second=0, microsecond=0)
    days = [first + datetime.timedelta(days=number) for number in (1, 2)]
    found = 0
    sessions = Session.objects.filter(
        starts_at__gte=days[0], starts_at__lt=days[1], training_class__cancelled_at=None
    ).order_by("starts_at", "pk")
    for session in sessions:
        told = ClassNotice.objects.filter(
            registration=OuterRef("pk"), kind=Kind.TOMORROW, session__starts_at__gte=days[0]
        )
        untold = Registration.objects.seated().filter(
            ~Exists(told), training_class=session.training_class_id, user__is_active=True
        )
        people = list(untold[:BATCH])
        tell(people, Kind.TOMORROW, session=session)
        found += len(people)
    return found


def _add(training_class: TrainingClass, terms: dict) -> Session:
    trainers = terms.pop("trainers")
    made = Session(training_class=training_class, **terms)
    _save(made)
    made.trainers.set(trainers)
    return made


def _save(session: Session) -> None:
    try:
        with transaction.atomic():
            session.save()
    except IntegrityError as error:
        raise refusals.SameTime from error


def _registered(training_class: TrainingClass):
    return Registration.objects.open().filter(training_class=training_class)


def _refuse_once_marked(training_class: TrainingClass) -> None:
    if AttendanceMark.objects.filter(session__training_class=training_class).exists():
        raise refusals.SessionsAreFixed


def _log_session(verb: str, session: Session, by: User, request) -> None:
    log(
        actor=by,
        verb=verb,
        target=session,
        unit_id=session.training_class.unit_id,
        request=request,
        starts_at=session.starts_at.isoformat(),
        place=session.place,
    )
