"""Answers that arrived when the time was over: kept, shown to those who look after the quiz, counted only by decision."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from quizzes.models.sittings import Attempt


class LateAnswer(models.Model):
    """What a device still held when the deadline and its grace had passed; the latest of each question."""

    class Decision(models.TextChoices):
        OPEN = "", _("not decided")
        COUNTED = "counted", _("counted")
        REFUSED = "refused", _("not counted")

    attempt = models.ForeignKey(
        Attempt, models.PROTECT, related_name="late_answers", verbose_name=_("attempt")
    )
    slot = models.PositiveSmallIntegerField(_("number in the paper"))
    chosen = models.JSONField(_("what was given"), default=list)
    replaced = models.JSONField(
        _("what stood before"), null=True, help_text=_("Of a counted one: the answer it took the place of.")
    )
    received_at = models.DateTimeField(_("received"))
    decision = models.CharField(_("decision"), max_length=10, choices=Decision, blank=True, default="")
    reason = models.CharField(_("reason"), max_length=300, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    decided_at = models.DateTimeField(_("decided"), null=True, blank=True)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("late answer")
        verbose_name_plural = _("late answers")
        constraints = [
            models.UniqueConstraint(
                "attempt", "slot", condition=Q(decision=""), name="one_open_late_answer_a_slot"
            ),
            models.CheckConstraint(
                condition=Q(decision="", decided_at__isnull=True, decided_by__isnull=True, reason="")
                | (~Q(decision="") & Q(decided_at__isnull=False, decided_by__isnull=False) & ~Q(reason="")),
                name="late_answer_decided_with_a_reason",
            ),
        ]

    def __str__(self):
        return f"{self.attempt} · {self.slot}"
