"""Changes of the tree of units by a decision: merged, split, renamed, moved, on a day."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from organisation.models.units import Unit
from organisation.querysets import ReorganisationQuerySet


class Reorganisation(models.Model):
    """One decision and what it does to units (`changes`, by their codes; see `organisation.forest`).

    Until its day it is a plan that can be taken back; applied ones are history.
    """

    class State(models.TextChoices):
        DRAFT = "draft", _("being drawn up")
        PLANNED = "planned", _("waits for its day")
        APPLIED = "applied", _("in force")
        UNDONE = "undone", _("taken back")

    decision = models.CharField(_("number of the decision"), max_length=160)
    title = models.CharField(_("what it is about"), max_length=255, blank=True)
    effective_on = models.DateField(_("in force from"))
    state = models.CharField(_("state"), max_length=8, choices=State, default=State.DRAFT)
    changes = models.JSONField(_("changes"), default=list)
    effects = models.JSONField(_("what it did"), default=dict)
    problem = models.CharField(_("why it could not be applied"), max_length=400, blank=True)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("entered by")
    )
    made_for = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name=_("in the branch of"))
    made_at = models.DateTimeField(_("entered at"))
    applied_at = models.DateTimeField(_("applied at"), null=True, blank=True)

    objects = ReorganisationQuerySet.as_manager()

    class Meta:
        verbose_name = _("reorganisation")
        verbose_name_plural = _("reorganisations")
        ordering = ["-effective_on", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state="applied", applied_at__isnull=False)
                | ~Q(state="applied") & Q(applied_at__isnull=True),
                name="reorganisation_applied_at_a_time",
            )
        ]

    def __str__(self):
        return self.decision

    @property
    def is_open(self) -> bool:
        """Whether changes may still be added and taken out."""
        return self.state == self.State.DRAFT
