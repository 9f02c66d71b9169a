"""Noting who was there, and what follows for the course. Nothing is overwritten."""

from collections.abc import Mapping

from django.db import transaction

import clock
from accounts.models import User
from audit.actions import log
from classes import refusals
from classes.actions.crediting import settle_credits
from classes.actions.seating import add_chairs, begin_course, enter, lock
from classes.models import AttendanceMark, Registration, Session
from classes.shares import is_enough
from completions.actions import complete_activity
from completions.models import ActivityProgress
from courses.models import CoursePage
from enrolments.models import Enrolment

Way = AttendanceMark.Way
WALKED_IN = "Có mặt, bổ sung tại lớp"
"""The reason that is kept where somebody was noted as absent before: an official word, in the language of the records."""


@transaction.atomic
def note_attendance(
    *,
    session: Session,
    present: Mapping[int, bool],
    by: User,
    way: str,
    reason: str = "",
    request=None,
) -> list[AttendanceMark]:
    """Note of these registrations (by id) who is there. Returns the marks that were written: what is said again writes none.

    Against an earlier mark it is a correction and needs a reason; absence that was never noted otherwise needs none.
    All or nothing.
    """
    (training_class,) = lock(session.training_class)
    registrations = {
        one.pk: one
        for one in Registration.objects.select_for_update(of=("self",))
        .filter(pk__in=present, training_class=session.training_class_id, seat__isnull=False)
        .select_related("user", "training_class__activity")
        .order_by("pk")
    }
    if set(registrations) != set(present):
        raise refusals.HasNoSeat
    standing = newest_marks(session, registrations)
    changed = {
        pk: said
        for pk, said in present.items()
        if (standing[pk].is_present if pk in standing else False) is not said
    }
    if any(pk in standing for pk in changed) and not reason:
        raise refusals.ReasonMissing
    moment = clock.now()
    marks = [
        AttendanceMark(
            registration=registrations[pk],
            session=session,
            number=standing[pk].number + 1 if pk in standing else 1,
            is_present=said,
            way=way,
            reason=reason if pk in standing else "",
            marked_at=moment,
            marked_by=by,
        )
        for pk, said in changed.items()
    ]
    AttendanceMark.objects.bulk_create(marks)
    for mark in marks:
        count_towards_course(mark.registration)
    changed_people = [mark.registration_id for mark in marks]
    settle_credits(training_class=training_class, registrations=changed_people, by=by, request=request)
    _log(session, marks, by, way, reason, request)
    return marks


@transaction.atomic
def check_in(*, session: Session, registration: Registration, by: User, way: str) -> AttendanceMark | None:
    """A person is there, by a code. None where it is noted already; a mark that says absent is the trainer's to correct."""
    if not session.takes_codes(clock.now()):
        raise refusals.NotNow
    lock(session.training_class)
    Registration.objects.select_for_update().get(pk=registration.pk)
    standing = newest_marks(session, [registration.pk]).get(registration.pk)
    if standing is not None:
        if not standing.is_present:
            raise refusals.NotedAbsent
        return None
    (mark,) = note_attendance(session=session, present={registration.pk: True}, by=by, way=way)
    return mark


@transaction.atomic
def note_walk_ins(*, session: Session, people: list[User], by: User, request=None) -> list[AttendanceMark]:
    """Note people as present who came without a seat: they get one, and where none is free a chair is added.

    Returns the marks that were written; the same again writes none. Raises TooEarly.
    """
    (training_class,) = lock(session.training_class)
    if clock.now() < session.check_in_from:
        raise refusals.TooEarly
    there = Registration.objects.open().filter(training_class=training_class, user__in=people)
    known = set(there.values_list("user", flat=True))
    enter(training_class, [one for one in people if one.pk not in known], by)
    standing = list(there.filter(seat=None))
    for registration, seat in zip(standing, add_chairs(training_class, len(standing)), strict=True):
        registration.seat = seat
    Registration.objects.bulk_update(standing, ["seat"])
    marks = note_attendance(
        session=session,
        present=dict.fromkeys(there.values_list("pk", flat=True), True),
        by=by,
        way=Way.LIST,
        reason=WALKED_IN,
        request=request,
    )
    fresh = [one.pk for one in people if one.pk not in known]
    if fresh or standing:
        log(
            actor=by,
            verb="class.walked_in",
            target=session,
            unit_id=training_class.unit_id,
            request=request,
            people=fresh,
            chairs=len(standing),
        )
    return marks


def newest_marks(session: Session, registrations) -> dict[int, AttendanceMark]:
    """The mark that counts of each of these registrations in a session, by registration; one query."""
    marks = AttendanceMark.objects.filter(session=session, registration__in=list(registrations))
    return {mark.registration_id: mark for mark in marks.order_by("number")}


def count_towards_course(registration: Registration) -> None:
    """Complete the activity of the course once the person was there often enough; take it back while the round is open.

    A course that is completed stays so: its record is revoked by whoever may, with a reason.
    """
    page = registration.training_class.activity
    if page is None:
        return
    counted = Registration.objects.with_marks().get(pk=registration.pk)
    sessions = registration.training_class.sessions.count()
    course = CoursePage.objects.around(page.path).first()
    open_round = Enrolment.objects.open().by(registration.user).filter(course=course)
    if is_enough(counted.attended, sessions, page.share):
        begin_course(registration.training_class, [registration.user])
        enrolment = open_round.first()
        if enrolment is not None:
            evidence = {"class": registration.training_class_id, "attended": counted.attended}
            complete_activity(enrolment=enrolment, activity_id=page.pk, evidence=evidence)
    else:
        ActivityProgress.objects.filter(
            enrolment__in=open_round, activity=page.pk, done_at__isnull=False
        ).update(done_at=None)


def _log(session, marks, by, way, reason, request) -> None:
    """One line for what a trainer noted, with the people it corrects; what learners note themselves stands in the marks."""
    if not marks or way == Way.CODE or (way == Way.SHEET and marks[0].registration.user_id == by.pk):
        return
    log(
        actor=by,
        verb="class.attendance_corrected"
        if any(mark.number > 1 for mark in marks)
        else "class.attendance_noted",
        target=session,
        unit_id=session.training_class.unit_id,
        request=request,
        present=sum(mark.is_present for mark in marks),
        absent=sum(not mark.is_present for mark in marks),
        people=[mark.registration.user_id for mark in marks if mark.number > 1],
        reason=reason,
    )
