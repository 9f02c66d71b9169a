"""The training of a year."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from enrolments.querysets import TrainingPlanQuerySet
from organisation.models import Unit


class TrainingPlan(models.Model):
    """Kế hoạch: the training of a year, by the decision of a unit. Nothing new is assigned under a closed one."""

    year = models.PositiveSmallIntegerField(_("year"))
    title = models.CharField(_("title"), max_length=255)
    decision = models.CharField(_("number of the decision"), max_length=160, blank=True)
    decided_on = models.DateField(_("decided on"), null=True, blank=True)
    signer = models.CharField(_("signed by"), max_length=160, blank=True)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="training_plans", verbose_name=_("issued by"))
    closed_at = models.DateTimeField(_("closed at"), null=True, blank=True)

    objects = TrainingPlanQuerySet.as_manager()

    class Meta:
        verbose_name = _("training plan")
        verbose_name_plural = _("training plans")
        ordering = ["-year", "title"]

    def __str__(self):
        return f"{self.title} ({self.year})"

    @property
    def is_open(self) -> bool:
        return self.closed_at is None
