"""Messages about results that were marked again: by day, one a person and marking, beside the message of the day."""

import uuid
from collections import defaultdict

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.template.defaultfilters import floatformat
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

import clock
from accounts.models import User
from quizzes.models import Regrade, RegradedResult, Result
from quizzes.sitting.after_closing import still_sat
from quizzes.sitting.start_page import shown_of
from reminders import steps
from reminders.models import Message

BATCH = 500
"""How many people are told in one transaction."""


def tell_of_regrades() -> int:
    """Tell everybody whose result became another one; how many were told. None at night.

    The message of a marking and person is unique in the database: two at once write it once.
    """
    moment = clock.now()
    if steps.is_quiet(timezone.localtime(moment)):
        return 0
    told = 0
    for regrade in Regrade.objects.filter(told_at=None).exclude(finished_at=None).order_by("pk"):
        while people := people_to_tell(regrade):
            told += write_for(regrade, people, moment)
        Regrade.objects.filter(pk=regrade.pk).update(told_at=moment)
    return told


def people_to_tell(regrade: Regrade) -> list[User]:
    """Some of those who work here, whose result this marking changed, and whom no message tells so yet."""
    own = RegradedResult.objects.filter(regrade=regrade, attempt__user=OuterRef("pk"))
    told = Message.objects.filter(regrade=regrade, user=OuterRef("pk"))
    return list(User.objects.filter(Exists(own), ~Exists(told), is_active=True).order_by("pk")[:BATCH])


@transaction.atomic
def write_for(regrade: Regrade, people: list[User], moment) -> int:
    """Write the messages of these people; what another process wrote meanwhile is left to it."""
    rows = RegradedResult.objects.filter(regrade=regrade, attempt__user__in=people)
    of_person = defaultdict(list)
    for row in rows.select_related("attempt__quiz", "former", "result").order_by("attempt__number", "pk"):
        of_person[row.attempt.user_id].append(row)
    sat = bool(still_sat([regrade.quiz], moment))
    messages = [message_of(person, regrade, of_person[person.pk], sat, moment) for person in people]
    Message.objects.bulk_create(messages, ignore_conflicts=True)
    return Message.objects.filter(uuid__in=[message.uuid for message in messages]).count()


def message_of(person: User, regrade: Regrade, rows: list[RegradedResult], sat: bool, moment) -> Message:
    with translation.override(person.language or "vi"):
        return Message(
            uuid=uuid.uuid4(),
            user=person,
            day=timezone.localdate(moment),
            regrade=regrade,
            subject=(_("Marked again: %(quiz)s") % {"quiz": rows[0].attempt.quiz.title})[:200],
            lines=[line_of(row, regrade, sat, moment) for row in rows],
            made_at=moment,
        )


def line_of(row: RegradedResult, regrade: Regrade, sat: bool, moment) -> dict[str, str]:
    """What became of one attempt, with the address of its result; no points where the page shows none now."""
    attempt = row.attempt
    words = {"quiz": attempt.quiz.title, "number": attempt.number, "reason": regrade.reason}
    shown = shown_of(attempt.quiz, attempt.closed_at, moment, is_still_sat=sat)
    if not shown.score:
        text = _("“%(quiz)s” (attempt %(number)d): your attempt was marked again.") % words
    else:
        words |= {
            "before": points_of(row.former),
            "now": points_of(row.result),
            "verdict": verdict(row.result),
        }
        text = (
            _(
                "“%(quiz)s” (attempt %(number)d): %(before)s points before, %(now)s points now; %(verdict)s. "
                "Reason: %(reason)s"
            )
            % words
        )
    return {"text": text, "url": reverse("quizzes:result", args=[attempt.uuid])}


def points_of(result: Result) -> str:
    """Points of points as the page of the result writes them, for example 7,5/10."""
    return f"{floatformat(result.score, '-2')}/{floatformat(result.maximum, '-2')}"


def verdict(result: Result) -> str:
    if result.has_passed:
        return _("passed")
    return _("waits for a marker") if result.is_provisional else _("not passed")
