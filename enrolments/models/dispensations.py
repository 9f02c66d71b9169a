"""Miễn, gia hạn: somebody need not learn a course, or has more time."""

import datetime

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from enrolments.models.enrolments import Enrolment
from enrolments.querysets import DispensationQuerySet


class Dispensation(models.Model):
    """An exemption or an extension, asked for by the person or given without; decided by an administrator, for a reason."""

    class Kind(models.TextChoices):
        EXTENSION = "extension", _("more time")
        EXEMPTION = "exemption", _("exemption")

    enrolment = models.ForeignKey(
        Enrolment, models.PROTECT, related_name="dispensations", verbose_name=_("enrolment")
    )
    kind = models.CharField(_("kind"), max_length=10, choices=Kind)
    reason = models.CharField(_("reason"), max_length=500)
    until = models.DateField(
        _("until"),
        null=True,
        blank=True,
        help_text=_("The new day of an extension; until when an exemption holds, empty: for good."),
    )
    made_at = models.DateTimeField(_("made at"))
    is_asked = models.BooleanField(_("asked for by the person"), default=False)
    decided_at = models.DateTimeField(_("decided at"), null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("decided by"),
    )
    is_granted = models.BooleanField(_("granted"), default=False)
    answer = models.CharField(_("answer"), max_length=500, blank=True)

    objects = DispensationQuerySet.as_manager()

    class Meta:
        verbose_name = _("dispensation")
        verbose_name_plural = _("dispensations")
        ordering = ["-made_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(decided_at__isnull=True, decided_by__isnull=True, is_granted=False)
                | Q(decided_at__isnull=False, decided_by__isnull=False),
                name="dispensation_decided_by_somebody",
            ),
            models.CheckConstraint(
                condition=~Q(kind="extension") | Q(until__isnull=False), name="extended_until_a_day"
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="dispensed_for_a_reason"),
            models.UniqueConstraint(
                "enrolment",
                "kind",
                condition=Q(decided_at__isnull=True),
                name="one_waiting_dispensation",
            ),
        ]

    def __str__(self):
        return f"{self.enrolment} · {self.get_kind_display()}"

    def holds_on(self, day: datetime.date) -> bool:
        """Whether it is granted and not over."""
        return self.is_granted and (self.until is None or self.until >= day)
