"""A class with its sessions and its seats."""

import datetime

from django.conf import settings
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from classes.models.pages import ClassPage
from classes.querysets import SessionQuerySet, TrainingClassQuerySet
from organisation.models import Unit

CHECK_IN_BEFORE = datetime.timedelta(hours=1)
CHECK_IN_AFTER = datetime.timedelta(minutes=30)
"""How long before and after a session learners can note themselves as present."""


class TrainingClass(models.Model):
    """A run of face-to-face training: one registers for all of its sessions at once."""

    class Entry(models.TextChoices):
        OPEN = "open", _("people of the invited units register themselves")
        LISTED = "listed", _("administrators put people on the list")

    title = models.CharField(_("title"), max_length=255)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name=_("organised by"))
    activity = models.ForeignKey(
        ClassPage,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="classes",
        verbose_name=_("counts as"),
        help_text=_("The activity of a course that attending this class completes."),
    )
    open_to = models.ManyToManyField(
        Unit, related_name="+", verbose_name=_("invited units"), help_text=_("With all units below them.")
    )
    entry = models.CharField(_("how one gets in"), max_length=10, choices=Entry, default=Entry.OPEN)
    register_until = models.DateTimeField(_("registration ends"))
    cancel_until = models.DateTimeField(_("one may cancel until"))
    decision = models.CharField(
        _("decision"), max_length=160, blank=True, help_text=_("Number and date of the decision or letter.")
    )
    periods = models.DecimalField(
        _("periods (tiết)"),
        max_digits=5,
        decimal_places=1,
        null=True,
        blank=True,
        help_text=_("What the decision credits to whoever attended; empty: nothing."),
    )
    note = models.TextField(
        _("note to the learners"), max_length=1000, blank=True, help_text=_("What to bring, whom to ask.")
    )
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("made by")
    )
    made_at = models.DateTimeField(_("made at"))
    cancelled_at = models.DateTimeField(_("cancelled at"), null=True, blank=True)
    cancelled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("cancelled by"),
    )
    cancel_reason = models.CharField(_("why it was cancelled"), max_length=500, blank=True)

    objects = TrainingClassQuerySet.as_manager()

    class Meta:
        verbose_name = _("class")
        verbose_name_plural = _("classes")
        constraints = [
            models.CheckConstraint(
                condition=Q(cancelled_at__isnull=True, cancelled_by__isnull=True, cancel_reason="")
                | Q(cancelled_at__isnull=False, cancelled_by__isnull=False) & ~Q(cancel_reason=""),
                name="class_cancelled_for_a_reason",
            ),
            models.CheckConstraint(
                condition=Q(periods__isnull=True) | Q(periods__gt=0, activity__isnull=True) & ~Q(decision=""),
                name="class_credits_by_its_decision",
            ),
        ]

    def __str__(self):
        return self.title

    @property
    def is_cancelled(self) -> bool:
        return self.cancelled_at is not None


class Session(models.Model):
    """A half-day (buổi) or another stretch of a class, in one place."""

    training_class = models.ForeignKey(
        TrainingClass, models.PROTECT, related_name="sessions", verbose_name=_("class")
    )
    starts_at = models.DateTimeField(_("from"))
    ends_at = models.DateTimeField(_("to"))
    place = models.CharField(_("place"), max_length=255)
    topic = models.CharField(_("topic"), max_length=255, blank=True)
    trainers = models.ManyToManyField(
        settings.AUTH_USER_MODEL, blank=True, related_name="taught_sessions", verbose_name=_("trainers")
    )
    speaker = models.CharField(
        _("trainer from outside"),
        max_length=160,
        blank=True,
        help_text=_("Somebody without an account here."),
    )

    objects = SessionQuerySet.as_manager()

    class Meta:
        verbose_name = _("session")
        verbose_name_plural = _("sessions")
        ordering = ["starts_at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("starts_at")), name="session_ends_after_it_begins"
            ),
            models.UniqueConstraint("training_class", "starts_at", name="one_session_at_a_time"),
        ]
        indexes = [models.Index(fields=["starts_at"], name="sessions_by_time")]

    def __str__(self):
        return f"{self.training_class} · {timezone.localtime(self.starts_at):%d/%m/%Y %H:%M}"

    @property
    def day(self) -> datetime.date:
        """The date in Vietnam."""
        return timezone.localdate(self.starts_at)

    def local_day(self) -> tuple[datetime.datetime, datetime.datetime]:
        """From when to when that day lasts."""
        first = timezone.localtime(self.starts_at).replace(hour=0, minute=0, second=0, microsecond=0)
        return first, first + datetime.timedelta(days=1)

    @property
    def check_in_from(self) -> datetime.datetime:
        return self.starts_at - CHECK_IN_BEFORE

    @property
    def check_in_until(self) -> datetime.datetime:
        return self.ends_at + CHECK_IN_AFTER

    def takes_codes(self, moment: datetime.datetime) -> bool:
        """Whether learners can note themselves as present at this moment."""
        return self.check_in_from <= moment <= self.check_in_until


class Seat(models.Model):
    """A chair of a class. There are as many rows as chairs, and a registration holds one: nobody can overbook."""

    training_class = models.ForeignKey(
        TrainingClass, models.PROTECT, related_name="seats", verbose_name=_("class")
    )
    number = models.PositiveSmallIntegerField(_("number"), validators=[MinValueValidator(1)])

    class Meta:
        verbose_name = _("seat")
        verbose_name_plural = _("seats")
        ordering = ["number"]
        constraints = [models.UniqueConstraint("training_class", "number", name="one_seat_a_number")]

    def __str__(self):
        return f"{self.training_class} · {self.number}"
