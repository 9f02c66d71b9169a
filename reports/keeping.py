"""Saving views, sharing them, and telling people that one is due. Callers keep the scope."""

import datetime

from django.db import transaction
from django.urls import Resolver404, resolve, reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import override

import clock
from audit.actions import log
from organisation.models import Administration, Unit
from reminders.models import Reminder
from reminders.planning import note
from reminders.steps import monday_of
from reports.models import SavedView

KEPT_PAGES = {"reports:builder", "reports:dashboard", "reports:unit", "reports:people"}
"""The pages of which a view can be saved: those that keep all they are asked in their address."""
PLACES = {"trang", "sau", "truoc", "chu"}
"""What says where in a list somebody was reading; a saved view begins at the beginning."""
MISSED = datetime.timedelta(days=3)
"""A platform that stood still tells nobody of a day that is longer past."""
Schedule = SavedView.Schedule


def address_of(path: str, query) -> str | None:
    """The address of a report as it is saved (`query`: a QueryDict), or None where the path is none that can be."""
    try:
        if resolve(path).view_name not in KEPT_PAGES:
            return None
    except Resolver404:
        return None
    kept = [
        (name, value) for name, values in query.lists() if name not in PLACES for value in values if value
    ]
    address = f"{path}?{urlencode(kept)}" if kept else path
    return address if len(address) <= SavedView._meta.get_field("address").max_length else None


@transaction.atomic
def save_view(
    *,
    by,
    name: str,
    address: str,
    shared_with: Unit | None = None,
    audience: str = SavedView.Audience.ADMINISTRATORS,
    schedule: str = "",
    request=None,
) -> SavedView:
    """Keep a view; one's own of the same name is replaced."""
    fields = {"address": address, "shared_with": shared_with, "audience": audience, "schedule": schedule}
    view, _is_new = SavedView.objects.update_or_create(
        owner=by, name=name, defaults=fields, create_defaults=fields | {"made_at": clock.now()}
    )
    log(
        actor=by,
        verb="view.saved",
        target=view,
        unit_id=shared_with.pk if shared_with else None,
        request=request,
        name=name,
        schedule=schedule,
    )
    return view


@transaction.atomic
def forget_view(*, view: SavedView, by, request=None) -> None:
    """Remove a view; what was told of it stays told."""
    log(actor=by, verb="view.forgotten", target=view, request=request, name=view.name)
    SavedView.objects.filter(pk=view.pk).delete()


def note_views_due() -> int:
    """Note for everybody who finds a scheduled view that it is time to look; how many notes. For the minute's tick.

    A note names the view and its address and never a figure. Twice at once is as good as once: a reminder is unique a
    person, view and day.
    """
    moment = clock.now()
    today = timezone.localdate(moment)
    notes = [
        Reminder(
            user_id=user,
            step=Reminder.Step.REPORT,
            occasion=day,
            about=f"view {view.pk}",
            line=line_of(view),
            noted_at=moment,
        )
        for view in SavedView.objects.scheduled().filter(owner__is_active=True).select_related("shared_with")
        if today - (day := last_day(view.schedule, today)) <= MISSED
        and timezone.localdate(view.made_at) < day
        for user in told_of(view)
    ]
    noted = set(
        Reminder.objects.filter(step=Reminder.Step.REPORT, occasion__gte=today - MISSED).values_list(
            "user_id", "occasion", "about"
        )
    )
    new = [one for one in notes if (one.user_id, one.occasion, one.about) not in noted]
    note(new)
    return len(new)


def last_day(schedule: str, today: datetime.date) -> datetime.date:
    """The last day a schedule asked for: this week's Monday, or the first of this month."""
    return monday_of(today) if schedule == Schedule.WEEKLY else today.replace(day=1)


def told_of(view: SavedView) -> set[int]:
    """The owner, and who has a role in the branch it is shared with, as the sharing says; by id."""
    people = {view.owner_id}
    if view.shared_with is not None:
        roles = Administration.objects.standing().filter(
            unit__path__startswith=view.shared_with.path, user__is_active=True
        )
        if view.audience == SavedView.Audience.ADMINISTRATORS:
            roles = roles.filter(role=Administration.Role.ADMINISTRATOR)
        people |= set(roles.values_list("user", flat=True))
    return people


def line_of(view: SavedView) -> dict[str, str]:
    """What a message says of it: that it is time, and where. The figures stay on the site."""
    with override("vi"):
        text = _("It is time for the report “%(name)s”.") % {"name": view.name}
    return {"text": text, "url": reverse("reports:saved_view", args=[view.pk])}
