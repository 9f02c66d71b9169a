"""Which steps are due and not noted yet; noting them."""

import datetime
from collections.abc import Iterable, Iterator

from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import TruncDate
from django.utils import timezone

import clock
from enrolments.models import UNDO, Enrolment
from organisation.models import Administration
from reminders import steps
from reminders.models import Reminder

BATCH = 2000
Step = Reminder.Step


def note_reminders() -> int:
    """Note every step that is due and is not noted yet; how many were due. Twice at once is as good as once."""
    moment = clock.now()
    due = [*due_before_the_day(moment), *newly_assigned(moment), *weekly_digests(moment)]
    note(due)
    return len(due)


def note(reminders: Iterable[Reminder]) -> None:
    """Keep these; the constraints leave out what another process noted meanwhile."""
    Reminder.objects.bulk_create(reminders, ignore_conflicts=True, batch_size=BATCH)


def due_before_the_day(moment: datetime.datetime) -> Iterator[Reminder]:
    """Seven days before, one day before and on the day, for whoever still learns."""
    today = timezone.localdate(moment)
    for step, first, last in ((Step.WEEK, 2, steps.BEFORE), (Step.DAY, 1, 1), (Step.DUE, 0, 0)):
        days = [today + datetime.timedelta(days=left) for left in (first, last)]
        noted = Reminder.objects.filter(enrolment=OuterRef("pk"), step=step, occasion=OuterRef("due_on"))
        learning = Enrolment.objects.due_between(*days).filter(user__is_active=True).exclude(Exists(noted))
        for pk, user, due_on in learning.values_list("pk", "user", "due_on"):
            yield Reminder(user_id=user, enrolment_id=pk, step=step, occasion=due_on, noted_at=moment)


def newly_assigned(moment: datetime.datetime) -> Iterator[Reminder]:
    """What was assigned in the last days, once it can no longer be undone."""
    noted = Reminder.objects.filter(enrolment=OuterRef("pk"), step=Step.ASSIGNED)
    asked = (
        Enrolment.objects.open()
        .filter(Q(assignment__isnull=False) | Q(is_mandatory=True), user__is_active=True)
        .filter(enrolled_at__gte=moment - steps.FRESH, enrolled_at__lt=moment - UNDO)
        .exclude(Exists(noted))
        .annotate(since=TruncDate("enrolled_at"))
    )
    for pk, user, since in asked.values_list("pk", "user", "since"):
        yield Reminder(user_id=user, enrolment_id=pk, step=Step.ASSIGNED, occasion=since, noted_at=moment)


def weekly_digests(moment: datetime.datetime) -> Iterator[Reminder]:
    """One for each administrator in each week."""
    monday = steps.monday_of(timezone.localdate(moment))
    noted = Reminder.objects.filter(user=OuterRef("user"), step=Step.DIGEST, occasion=monday)
    people = (
        Administration.objects.standing()
        .acting()
        .filter(user__is_active=True)
        .exclude(Exists(noted))
        .order_by("user")
        .values_list("user", flat=True)
        .distinct()
    )
    for user in people:
        yield Reminder(user_id=user, step=Step.DIGEST, occasion=monday, noted_at=moment)
