"""Registrations and seats. Every act that takes or frees a seat holds the row of its class meanwhile."""

from collections.abc import Sequence

from django.db import transaction
from django.db.models import F, Max

import clock
from accounts.models import User
from audit.actions import log, log_many
from classes import refusals
from classes.models import ClassNotice, Registration, Seat, TrainingClass
from classes.standing import why_not
from courses.models import CoursePage
from enrolments.actions import CourseIsClosed, enrol
from enrolments.models import Enrolment

Kind = ClassNotice.Kind
GONE = "Thôi công tác"
"""The reason that is kept: an official word, in the language of the records."""


def lock(*classes: TrainingClass) -> list[TrainingClass]:
    """These classes, held until the transaction ends; always in the same order, so that two never wait for each other."""
    return list(
        TrainingClass.objects.select_for_update().filter(pk__in=[one.pk for one in classes]).order_by("pk")
    )


@transaction.atomic
def register(*, training_class: TrainingClass, user: User, by: User, request=None) -> Registration:
    """Give a person a seat, or a place on the waiting list. Twice is as good as once.

    Whoever registers for himself is held to the rules of the class and gets one of `classes.refusals`; administrators put
    people on the list until it is over.
    """
    if by.pk != user.pk:
        return list_people(training_class=training_class, people=[user], by=by, request=request)[0]
    (training_class,) = lock(training_class)
    standing = Registration.objects.open().by(user).filter(training_class=training_class).first()
    if standing is not None:
        return standing
    refusal = why_not(training_class, user)
    if refusal is not None:
        raise refusal
    (made,) = enter(training_class, [user], by)
    made.refresh_from_db()
    return made


@transaction.atomic
def list_people(
    *, training_class: TrainingClass, people: list[User], by: User, request=None
) -> list[Registration]:
    """Put people on the list, all of them or nobody: seats go in this order, then the waiting list. Whoever is registered
    stays as he is. In a number of statements that grows only with those who begin the course of the class."""
    (training_class,) = lock(training_class)
    if training_class.is_cancelled:
        raise refusals.ClassIsCancelled
    listed = Registration.objects.open().filter(training_class=training_class, user__in=people)
    known = set(listed.values_list("user", flat=True))
    made = enter(training_class, [one for one in people if one.pk not in known], by)
    tell(made, Kind.LISTED)
    log_many(
        actor=by,
        verb="class.listed",
        targets=made,
        request=request,
        unit_id=training_class.unit_id,
        title=training_class.title,
    )
    return list(listed.select_related("user").order_by("registered_at", "pk"))


def enter(training_class: TrainingClass, people: list[User], by: User) -> list[Registration]:
    """New registrations, with seats as far as there are any. Call it with the class held."""
    moment = clock.now()
    made = Registration.objects.bulk_create(
        Registration(training_class=training_class, user=person, registered_at=moment, registered_by=by)
        for person in people
    )
    fill_seats(training_class, newcomers=made)
    begin_course(training_class, people)
    return made


@transaction.atomic
def leave_class(*, registration: Registration, by: User, reason: str = "", request=None) -> bool:
    """End a registration; whoever waits longest gets the seat. False where it had ended before.

    The person may do it until the class's stated time; others at any time, with a reason. Not once attendance is noted.
    """
    (training_class,) = lock(registration.training_class)
    registration = Registration.objects.select_related("user").get(pk=registration.pk)
    if not registration.is_open:
        return False
    is_own = by.pk == registration.user_id
    if is_own and clock.now() > training_class.cancel_until:
        raise refusals.TooLateToCancel
    if not is_own and not reason:
        raise refusals.ReasonMissing
    _end(registration, by, reason)
    fill_seats(training_class)
    if not is_own:
        tell([registration], Kind.REMOVED, reason=reason)
        log(
            actor=by,
            verb="class.removed",
            target=registration,
            unit_id=training_class.unit_id,
            request=request,
            person=registration.user_id,
            reason=reason,
        )
    return True


@transaction.atomic
def move_registration(
    *, registration: Registration, to: TrainingClass, by: User, reason: str, request=None
) -> Registration:
    """Take a person from one class to another one, to a seat or the end of its waiting list."""
    left, entered = sorted(lock(registration.training_class, to), key=lambda one: one.pk == to.pk)
    registration = Registration.objects.select_related("user").get(pk=registration.pk)
    standing = Registration.objects.open().by(registration.user).filter(training_class=entered).first()
    if registration.is_open:
        refusal = why_not(entered, registration.user, is_listed=True)
        if refusal is not None:
            raise refusal
        _end(registration, by, reason)
        fill_seats(left)
    if standing is None:
        standing = Registration.objects.create(
            training_class=entered, user=registration.user, registered_at=clock.now(), registered_by=by
        )
        fill_seats(entered, newcomers=[standing])
        standing.refresh_from_db()
        begin_course(entered, [registration.user])
        tell([standing], Kind.MOVED, reason=reason)
        log(
            actor=by,
            verb="class.moved",
            target=standing,
            unit_id=entered.unit_id,
            request=request,
            person=registration.user_id,
            left=left.pk,
            reason=reason,
        )
    return standing


@transaction.atomic
def leave_as_people_left(*, people) -> int:
    """End the registrations, in classes to come, of people who work here no more: their seats go to those who wait."""
    coming = TrainingClass.objects.standing().upcoming(clock.now())
    leaving = Registration.objects.open().filter(user__in=people, training_class__in=coming, marks=None)
    ended = 0
    for training_class in lock(*TrainingClass.objects.filter(registrations__in=leaving).distinct()):
        held = leaving.filter(training_class=training_class)
        ended += held.update(left_at=clock.now(), left_by=F("user"), left_because=GONE, seat=None)
        fill_seats(training_class)
    return ended


def _end(registration: Registration, by: User, reason: str) -> None:
    if registration.marks.exists():
        raise refusals.WasThere
    Registration.objects.filter(pk=registration.pk).update(
        left_at=clock.now(), left_by=by, left_because=reason, seat=None
    )


@transaction.atomic
def set_seats(*, training_class: TrainingClass, count: int) -> None:
    """Have so many seats; new ones go to those who wait. Never fewer than are held."""
    (training_class,) = lock(training_class)
    numbers = list(training_class.seats.values_list("number", flat=True))
    if count > len(numbers):
        fresh = [number for number in range(1, count + 1) if number not in set(numbers)]
        Seat.objects.bulk_create(
            Seat(training_class=training_class, number=number) for number in fresh[: count - len(numbers)]
        )
    elif count < len(numbers):
        free = training_class.seats.filter(holders=None).order_by("-number")
        spare = list(free.values_list("pk", flat=True)[: len(numbers) - count])
        if len(spare) < len(numbers) - count:
            raise refusals.SeatsAreTaken
        Seat.objects.filter(pk__in=spare).delete()
    fill_seats(training_class)


def add_chairs(training_class: TrainingClass, count: int) -> list[Seat]:
    """So many seats more, for people who stand in the room. Call it with the class held."""
    last = training_class.seats.aggregate(last=Max("number"))["last"] or 0
    return Seat.objects.bulk_create(
        Seat(training_class=training_class, number=last + place) for place in range(1, count + 1)
    )


def fill_seats(training_class: TrainingClass, newcomers: Sequence[Registration] = ()) -> None:
    """Give each free seat to whoever waits longest, and tell them; newcomers see it at once. Call it with the class held."""
    if training_class.is_cancelled:
        return
    free = list(training_class.seats.filter(holders=None).order_by("number"))
    waiting = list(Registration.objects.waiting().filter(training_class=training_class)[: len(free)])
    for seat, registration in zip(free, waiting, strict=False):
        registration.seat = seat
    Registration.objects.bulk_update(waiting, ["seat"], batch_size=500)
    tell([one for one in waiting if one not in newcomers], Kind.SEATED)


def begin_course(training_class: TrainingClass, people: list[User]) -> None:
    """Let people begin the course that the class belongs to, unless they learn it already or completed it."""
    if training_class.activity_id is None:
        return
    course = CoursePage.objects.around(training_class.activity.path).first()
    if course is None:
        return
    counted = Enrolment.objects.counted().filter(course=course, user__in=people)
    learning = set(counted.values_list("user", flat=True))
    for person in people:
        if person.pk not in learning:
            try:
                enrol(user=person, course=course)
            except CourseIsClosed:
                return


def tell(registrations, kind: str, *, session=None, reason: str = "") -> None:
    """Keep what these people have to be told; `reminders` carries it after the transaction."""
    moment = clock.now()
    ClassNotice.objects.bulk_create(
        [
            ClassNotice(registration=one, kind=kind, session=session, reason=reason, made_at=moment)
            for one in registrations
        ],
        ignore_conflicts=True,
        batch_size=500,
    )
