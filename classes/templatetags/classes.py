"""How the visitor stands with classes, for the pages of apps below and above."""

import datetime

from django import template

import clock
from classes.listing import next_session_of
from classes.models import ClassPage, Registration, Session, TrainingClass
from classes.words import time_of

register = template.Library()


@register.filter
def when(session: Session) -> str:
    """`{{ session|when }}`: "07:30–11:30, 01/12/2026"."""
    return time_of(session)


@register.simple_tag
def next_class_session(user, moment: datetime.datetime) -> Session | None:
    """`{% next_class_session user moment as session %}`: the session this person goes to next; one query."""
    return next_session_of(user, moment)


@register.simple_tag(takes_context=True)
def class_choices(context, page: ClassPage) -> list[dict]:
    """`{% class_choices page as choices %}`: the classes held for an activity that the visitor may see, each with his registration."""
    user = context["request"].user
    if not user.is_authenticated or page.pk is None:
        return []
    known = TrainingClass.objects.readable_by(user).filter(activity=page)
    own = {
        one.training_class_id: one
        for one in Registration.objects.open().by(user).filter(training_class__activity=page)
    }
    standing = TrainingClass.objects.standing().upcoming(clock.now())
    found = (
        TrainingClass.objects.with_numbers()
        .filter(pk__in=known.values("pk"))
        .filter(pk__in=[*own, *standing.filter(activity=page).values_list("pk", flat=True)])
        .order_by("starts_at", "pk")
        .prefetch_related("sessions")
    )
    return [
        {
            "class": one,
            "session": next(iter(one.sessions.all()), None),
            "registration": own.get(one.pk),
            "is_full": one.seated >= one.seat_count,
        }
        for one in found
    ]
