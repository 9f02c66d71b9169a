"""A course that must be learned again."""

import datetime

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from enrolments.models.assignments import Assignment
from enrolments.querysets import RenewalQuerySet


class Renewal(models.Model):
    """What an assignment asked for is asked again of the same target: each year in a window, or once a completion is too old.

    Each repeat is a new round; what was finished before keeps its record, date and certificate.
    """

    class Rule(models.TextChoices):
        YEARLY = "yearly", _("each year, in a fixed window")
        EXPIRY = "expiry", _("some months after finishing")

    origin = models.OneToOneField(
        Assignment, models.PROTECT, related_name="renewal", verbose_name=_("assignment")
    )
    rule = models.CharField(_("rule"), max_length=10, choices=Rule)
    opens_on = models.DateField(
        _("window opens on"),
        null=True,
        blank=True,
        help_text=_("The first time; then on the same day each year."),
    )
    closes_on = models.DateField(_("window ends on"), null=True, blank=True)
    valid_months = models.PositiveSmallIntegerField(_("valid for months"), null=True, blank=True)
    notice_days = models.PositiveSmallIntegerField(
        _("days of notice"), default=30, help_text=_("So long before the end the new round opens.")
    )
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("made by")
    )
    made_at = models.DateTimeField(_("made at"))
    ended_at = models.DateTimeField(_("ended at"), null=True, blank=True)

    objects = RenewalQuerySet.as_manager()

    class Meta:
        verbose_name = _("renewal")
        verbose_name_plural = _("renewals")
        constraints = [
            models.CheckConstraint(
                condition=Q(rule="yearly", opens_on__isnull=False, closes_on__gte=F("opens_on"))
                | Q(rule="expiry", valid_months__gte=1),
                name="renewed_by_a_whole_rule",
            )
        ]

    def __str__(self):
        return f"{self.origin} · {self.get_rule_display()}"

    def window_on(self, day: datetime.date) -> tuple[datetime.date, datetime.date] | None:
        """The yearly window that is open on a day, or None."""
        from enrolments.windows import open_window

        return open_window(self.opens_on, self.closes_on, day)
