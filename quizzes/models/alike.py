"""Questions that look alike and are not: somebody said so."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from quizzes.models.bank import QuestionVersion


class DifferentPair(models.Model):
    """Somebody read two questions that say nearly the same and called them different, as they were worded then."""

    one = models.ForeignKey(QuestionVersion, models.CASCADE, related_name="+", verbose_name=_("one question"))
    other = models.ForeignKey(
        QuestionVersion,
        models.CASCADE,
        related_name="+",
        verbose_name=_("the other question"),
        help_text=_("Of the two the version that was written later."),
    )
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("said by")
    )
    made_at = models.DateTimeField(_("said at"))

    class Meta:
        verbose_name = _("pair of different questions")
        verbose_name_plural = _("pairs of different questions")
        constraints = [
            models.UniqueConstraint("one", "other", name="called_different_once"),
            models.CheckConstraint(condition=Q(one__lt=F("other")), name="different_pair_in_order"),
        ]

    def __str__(self):
        return f"{self.one} ≠ {self.other}"
