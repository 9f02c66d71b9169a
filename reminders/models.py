"""What is sent to whom and when, at most once.

A `Reminder` is noted when its step is due; the `Message` of a day gathers what waits for one person; a `Delivery` is the claim
of one channel on one message. Each of the three is unique in the database, so that any number of processes may work at it,
and each may be killed anywhere.
"""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from classes.models import ClassNotice
from enrolments.models import Enrolment
from quizzes.models import Regrade
from reminders.querysets import MessageQuerySet, ReminderQuerySet


class Message(models.Model):
    """What one person is told on one day: the in-app message itself, and what channels carry further.

    A notice about a class does not wait for the next day's message: it is a message of its own, one a notice. So is a
    result that was marked again, one a person and marking.
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="messages", verbose_name=_("person")
    )
    day = models.DateField(_("day"))
    subject = models.CharField(_("subject"), max_length=200)
    lines = models.JSONField(_("lines"), default=list, help_text=_("Each with a text and an address."))
    notice = models.ForeignKey(
        ClassNotice,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="messages",
        verbose_name=_("notice about a class"),
        help_text=_(
            "What it tells at once, beside the message of the day; empty: it is the message of the day."
        ),
    )
    regrade = models.ForeignKey(
        Regrade,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="messages",
        verbose_name=_("marking again"),
        help_text=_("What changed a result of the person; told beside the message of the day."),
    )
    made_at = models.DateTimeField(_("sent at"))
    read_at = models.DateTimeField(_("read at"), null=True, blank=True)

    objects = MessageQuerySet.as_manager()

    class Meta:
        verbose_name = _("message")
        verbose_name_plural = _("messages")
        ordering = ["-day", "-pk"]
        constraints = [
            models.UniqueConstraint(
                "user",
                "day",
                condition=Q(notice__isnull=True, regrade__isnull=True),
                name="one_message_a_day",
            ),
            models.UniqueConstraint("notice", name="one_message_a_notice"),
            models.UniqueConstraint("regrade", "user", name="one_message_a_regrade"),
        ]
        indexes = [
            models.Index(fields=["user"], condition=Q(read_at__isnull=True), name="unread_messages"),
            models.Index(fields=["day"], name="messages_of_a_day"),
        ]

    def __str__(self):
        return self.subject

    @property
    def is_of_the_day(self) -> bool:
        """Whether it gathers what waited, and stands for everything on its day."""
        return self.notice_id is None and self.regrade_id is None


class Reminder(models.Model):
    """One step for one enrolment, a week's digest, or a report that is due: waits until a message takes it, or is dropped."""

    class Step(models.TextChoices):
        ASSIGNED = "assigned", _("assigned")
        WEEK = "week", _("seven days before")
        DAY = "day", _("one day before")
        DUE = "due", _("on the day")
        DIGEST = "digest", _("overdue in the branch")
        REPORT = "report", _("time for a report")

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="reminders", verbose_name=_("person")
    )
    enrolment = models.ForeignKey(
        Enrolment,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="reminders",
        verbose_name=_("enrolment"),
    )
    step = models.CharField(_("step"), max_length=10, choices=Step)
    occasion = models.DateField(
        _("occasion"),
        help_text=_(
            "The day the enrolment is due, or began, or the Monday of the digest: a new day is a new step."
        ),
    )
    about = models.CharField(
        _("about"),
        max_length=40,
        blank=True,
        default="",
        help_text=_("Which report, for one person and day."),
    )
    line = models.JSONField(
        _("line"), default=dict, blank=True, help_text=_("Of a report: a text and an address, no figures.")
    )
    noted_at = models.DateTimeField(_("noted at"))
    message = models.ForeignKey(
        Message, models.PROTECT, null=True, blank=True, related_name="reminders", verbose_name=_("message")
    )
    dropped_at = models.DateTimeField(
        _("dropped at"), null=True, blank=True, help_text=_("There was nothing to remind of any more.")
    )

    objects = ReminderQuerySet.as_manager()

    class Meta:
        verbose_name = _("reminder")
        verbose_name_plural = _("reminders")
        constraints = [
            models.UniqueConstraint("user", "enrolment", "step", "occasion", name="one_reminder_a_step"),
            models.UniqueConstraint(
                "user",
                "step",
                "occasion",
                "about",
                condition=Q(enrolment__isnull=True),
                name="one_digest_a_week",
            ),
            models.CheckConstraint(
                condition=Q(step__in=["digest", "report"], enrolment__isnull=True)
                | ~Q(step__in=["digest", "report"]) & Q(enrolment__isnull=False),
                name="reminds_of_an_enrolment_or_a_branch",
            ),
        ]
        indexes = [
            models.Index(
                fields=["user"],
                condition=Q(message__isnull=True, dropped_at__isnull=True),
                name="reminders_waiting",
            )
        ]

    def __str__(self):
        return f"{self.user} · {self.step} · {self.occasion:%d/%m/%Y}"


class Delivery(models.Model):
    """A channel took a message. The row is written before anything is sent: a process that dies then sends nothing twice."""

    class Outcome(models.TextChoices):
        BEGUN = "begun", _("begun; not known whether it arrived")
        SENT = "sent", _("sent")
        REFUSED = "refused", _("refused by the receiver")
        NEEDLESS = "needless", _("not needed any more")

    message = models.ForeignKey(Message, models.PROTECT, related_name="deliveries", verbose_name=_("message"))
    channel = models.CharField(_("channel"), max_length=20)
    begun_at = models.DateTimeField(_("begun at"))
    outcome = models.CharField(_("outcome"), max_length=10, choices=Outcome, default=Outcome.BEGUN)

    class Meta:
        verbose_name = _("delivery")
        verbose_name_plural = _("deliveries")
        constraints = [models.UniqueConstraint("message", "channel", name="one_delivery_a_channel")]

    def __str__(self):
        return f"{self.message} · {self.channel}"
