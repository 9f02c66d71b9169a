"""What people ask their administrators for."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from organisation.querysets import CorrectionRequestQuerySet


class CorrectionRequest(models.Model):
    """Báo sai: a person says that their name or unit is wrong; their administrator answers."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="correction_requests", verbose_name=_("person")
    )
    text = models.TextField(_("what is wrong"), max_length=2000)
    made_at = models.DateTimeField(_("sent at"))
    answered_at = models.DateTimeField(_("answered at"), null=True, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("answered by"),
    )
    answer = models.TextField(_("answer"), max_length=2000, blank=True)

    objects = CorrectionRequestQuerySet.as_manager()

    class Meta:
        verbose_name = _("correction request")
        verbose_name_plural = _("correction requests")
        constraints = [
            models.CheckConstraint(
                condition=Q(answered_at__isnull=True, answered_by__isnull=True)
                | Q(answered_at__isnull=False, answered_by__isnull=False),
                name="answered_by_somebody",
            )
        ]

    def __str__(self):
        return f"{self.user} · {self.made_at:%d/%m/%Y}"
