"""What learners hold against a question, and what they were answered."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from quizzes.models.sittings import Attempt


class Dispute(models.Model):
    """A learner disputes a question of an attempt, once; somebody who looks after the quiz answers, once."""

    attempt = models.ForeignKey(Attempt, models.PROTECT, related_name="disputes", verbose_name=_("attempt"))
    slot = models.PositiveSmallIntegerField(_("number in the paper"))
    text = models.TextField(_("what is disputed"))
    made_at = models.DateTimeField(_("written"))
    answer = models.TextField(_("answer"), blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    answered_at = models.DateTimeField(_("answered"), null=True, blank=True)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("dispute")
        verbose_name_plural = _("disputes")
        constraints = [
            models.UniqueConstraint("attempt", "slot", name="one_dispute_a_question_and_attempt"),
            models.CheckConstraint(
                condition=Q(answer="", answered_at__isnull=True, answered_by__isnull=True)
                | (~Q(answer="") & Q(answered_at__isnull=False, answered_by__isnull=False)),
                name="dispute_answered_by_somebody",
            ),
        ]

    def __str__(self):
        return f"{self.attempt} · {self.slot}"
