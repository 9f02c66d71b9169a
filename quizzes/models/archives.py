"""Sittings of another system, kept to be read: they count for nothing here."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from audit.append_only import append_only


@append_only
class ArchivedSitting(models.Model):
    """What a person did in a quiz of the system before this one, in words. No attempt: there was no enrolment here."""

    source = models.CharField(_("source"), max_length=60)
    number = models.PositiveBigIntegerField(_("number there"))
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        related_name="archived_sittings",
        verbose_name=_("person"),
    )
    username = models.CharField(_("user name there"), max_length=150)
    quiz_title = models.CharField(_("quiz"), max_length=300)
    started_at = models.DateTimeField(_("started"), null=True)
    ended_at = models.DateTimeField(_("ended"), null=True)
    score = models.IntegerField(_("points"))
    possible = models.PositiveIntegerField(_("of"))
    pass_mark = models.PositiveSmallIntegerField(_("pass mark (per cent)"))
    is_complete = models.BooleanField(_("handed in"))
    has_passed = models.BooleanField(_("passed"))
    # [{"code", "question", "given", "is_right"}]
    answers = models.JSONField()
    imported_at = models.DateTimeField(_("imported at"))
    imported_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("archived sitting")
        verbose_name_plural = _("archived sittings")
        ordering = ["source", "number"]
        constraints = [models.UniqueConstraint("source", "number", name="one_archived_sitting_a_number")]

    def __str__(self):
        return f"{self.source} · {self.number}"
