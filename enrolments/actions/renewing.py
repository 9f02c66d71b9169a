"""Asking again: repeating an assignment, and opening the rounds when their time comes. Callers keep the scope."""

import datetime
from typing import NamedTuple

from django.db import IntegrityError, transaction
from django.db.models import Exists, Max, OuterRef
from django.utils import timezone

import audit.actions
import clock
from courses.actions import current_edition
from enrolments import duties
from enrolments.actions.assigning import assign_course
from enrolments.models import Assignment, Enrolment, Renewal
from enrolments.windows import months_after


class Window(NamedTuple):
    """A yearly renewal whose window is open and was not assigned yet."""

    renewal: Renewal
    opens: datetime.date
    closes: datetime.date


@transaction.atomic
def repeat_assignment(*, assignment: Assignment, rule: str, by, request=None, **terms) -> Renewal:
    """Let an assignment repeat by a rule; one that repeats already gets the new rule, and one that ended begins again."""
    Assignment.objects.select_for_update(of=("self",)).get(pk=assignment.pk)
    renewal, _made = Renewal.objects.update_or_create(
        origin=assignment,
        defaults={"rule": rule, **terms, "ended_at": None},
        create_defaults={"rule": rule, **terms, "made_by": by, "made_at": clock.now()},
    )
    _log("renewal.made", renewal, by, request)
    return renewal


@transaction.atomic
def end_renewal(*, renewal: Renewal, by, request=None) -> bool:
    """Open no more rounds; those that are open stay. False where it was ended before."""
    ended = Renewal.objects.filter(pk=renewal.pk, ended_at=None).update(ended_at=clock.now())
    if ended:
        _log("renewal.ended", renewal, by, request)
    return bool(ended)


def open_rounds_due() -> int:
    """Open what is to be learned again today; the number of rounds and assignments made. For the minute's tick.

    Two at once do it once: an assignment is unique a renewal and window, a round a person and course.
    """
    return open_windows(due_windows()) + sum(open_expired(found) for found in expired_rounds())


def due_windows() -> list[Window]:
    """The yearly windows that are open and have no assignment yet."""
    today = clock.today()
    yearly = Renewal.objects.standing().filter(rule=Renewal.Rule.YEARLY).select_related("origin__course")
    assigned = set(Assignment.objects.filter(renewal_of__in=yearly).values_list("renewal_of", "counts_from"))
    found = [(renewal, renewal.window_on(today)) for renewal in yearly]
    return [
        Window(renewal, *window)
        for renewal, window in found
        if window is not None and (renewal.pk, window[0]) not in assigned
    ]


def open_windows(windows: list[Window]) -> int:
    """Assign anew what these windows ask for: only what is finished in the window counts."""
    opened = 0
    for renewal, opens, closes in windows:
        origin = renewal.origin
        target = duties.target_of(origin)
        try:
            with transaction.atomic():
                assign_course(
                    course=origin.course,
                    units=target.units,
                    kinds=target.kinds,
                    posts=target.posts,
                    categories=target.categories,
                    person=target.person,
                    people=target.people,
                    due_on=closes,
                    is_mandatory=origin.is_mandatory,
                    note=origin.note,
                    made_by=renewal.made_by,
                    made_for=origin.made_for,
                    renewal_of=renewal,
                    counts_from=opens,
                )
        except IntegrityError:  # another process opened this window
            continue
        opened += 1
    return opened


def expired_rounds() -> list[list[Enrolment]]:
    """For each renewal by expiry the rounds to open: of people it covers whose last completion ends soon or has ended."""
    today = clock.today()
    standing = Renewal.objects.standing().filter(rule=Renewal.Rule.EXPIRY)
    return [
        found
        for renewal in standing.select_related("origin__course", "origin__person")
        if (found := _expired(renewal, today))
    ]


def open_expired(rounds: list[Enrolment]) -> int:
    """Open these rounds; the constraints leave out what another process opened meanwhile."""
    course = rounds[0].course_id
    before = Enrolment.objects.filter(course=course).count()
    Enrolment.objects.bulk_create(rounds, ignore_conflicts=True, batch_size=1000)
    return Enrolment.objects.filter(course=course).count() - before


def _expired(renewal: Renewal, today: datetime.date) -> list[Enrolment]:
    origin = renewal.origin
    rounds = Enrolment.objects.filter(course=origin.course, user=OuterRef("user_id"))
    covered = (
        duties.members_of(origin)
        .exclude(Exists(rounds.open()))
        .exclude(Exists(duties.exempt(origin.course)))
        .order_by()
    )
    units = dict(covered.values_list("user", "unit"))
    finished = Enrolment.objects.filter(course=origin.course, user__in=covered.values("user"))
    latest = dict(finished.completed().values_list("user").annotate(Max("closed_at")).order_by())
    last_round = dict(finished.values_list("user").annotate(Max("round")).order_by())
    notice = datetime.timedelta(days=renewal.notice_days)
    edition, moment = None, clock.now()
    found = []
    for user, at in latest.items():
        expires = months_after(timezone.localdate(at), renewal.valid_months)
        if expires - notice > today:
            continue
        if (
            user not in units or user not in last_round
        ):  # another process opened a round between the statements
            continue
        edition = edition or current_edition(origin.course)
        found.append(
            Enrolment(
                user_id=user,
                course=origin.course,
                edition=edition,
                round=last_round[user] + 1,
                unit_id=units[user],
                is_mandatory=origin.is_mandatory,
                due_on=max(expires, today + notice) if expires < today else expires,
                enrolled_at=moment,
            )
        )
    return found


def _log(verb: str, renewal: Renewal, by, request) -> None:
    audit.actions.log(
        actor=by,
        verb=verb,
        target=renewal.origin,
        unit_id=renewal.origin.made_for_id,
        request=request,
        rule=renewal.rule,
    )
