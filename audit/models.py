"""Who did, saw, changed or exported what. Rows are written once."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from audit.append_only import append_only


@append_only
class Entry(models.Model):
    """One act of one person on one thing; written in the transaction of the act itself."""

    at = models.DateTimeField(_("at"), db_index=True)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("who"),
    )
    verb = models.CharField(
        _("act"), max_length=60, help_text=_("For example assignment.created, report.exported.")
    )
    object_type = models.CharField(_("kind of thing"), max_length=60, blank=True)
    object_id = models.CharField(_("thing"), max_length=64, blank=True)
    unit_id = models.BigIntegerField(_("unit"), null=True, blank=True)
    detail = models.JSONField(_("detail"), default=dict)
    address = models.GenericIPAddressField(_("address"), null=True, blank=True)

    class Meta:
        verbose_name = _("audit entry")
        verbose_name_plural = _("audit log")
        indexes = [models.Index(fields=["object_type", "object_id"], name="audit_by_object")]
        ordering = ["-at", "-id"]

    def __str__(self):
        return f"{self.at:%d/%m/%Y %H:%M} {self.verb}"
