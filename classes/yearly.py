"""What a branch did face to face in a year, in four numbers."""

import datetime
from dataclasses import dataclass

from django.utils import timezone

from classes.models import Registration, Session
from classes.shares import is_enough
from classes.sheets import share_of


@dataclass(frozen=True)
class YearOfClasses:
    """`classes` began in the year, before the moment, and were not cancelled; `people`: seats taken in them, a person in two
    classes counts twice; `attended`: how many of those were there often enough."""

    year: int
    classes: int = 0
    sessions: int = 0
    people: int = 0
    attended: int = 0


def year_of_classes(classes, moment: datetime.datetime) -> YearOfClasses:
    """The year of `moment`, of these classes (a queryset); three statements."""
    local = timezone.localtime(moment)
    begins = local.replace(month=1, day=1, hour=0, minute=0, second=0, microsecond=0)
    held = list(
        classes.standing()
        .with_numbers()
        .filter(starts_at__gte=begins, starts_at__lte=moment)
        .select_related("activity")
    )
    if not held:
        return YearOfClasses(local.year)
    sessions: dict[int, int] = dict.fromkeys((one.pk for one in held), 0)
    for pk in Session.objects.filter(training_class__in=held).values_list("training_class", flat=True):
        sessions[pk] += 1
    shares = {one.pk: share_of(one) for one in held}
    seated = Registration.objects.seated().filter(training_class__in=held).with_marks()
    attended = [
        is_enough(count, sessions[pk], shares[pk])
        for pk, count in seated.values_list("training_class", "attended")
    ]
    return YearOfClasses(local.year, len(held), sum(sessions.values()), len(attended), sum(attended))
