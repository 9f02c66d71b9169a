"""Time given back to those who were sitting when something broke."""

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from quizzes.models.quiz_pages import QuizPage

LONGEST = 24 * 60 * 60


class TimeGrant(models.Model):
    """So many seconds more for every attempt that was open at that moment, once a key."""

    key = models.UUIDField(unique=True, help_text=_("The same again gives nothing more."))
    quiz = models.ForeignKey(QuizPage, models.PROTECT, related_name="time_grants", verbose_name=_("quiz"))
    seconds = models.PositiveIntegerField(
        _("seconds"), validators=[MinValueValidator(1), MaxValueValidator(LONGEST)]
    )
    reason = models.CharField(_("reason"), max_length=300)
    attempts = models.PositiveIntegerField(_("attempts that got it"), default=0)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    made_at = models.DateTimeField(_("given"))

    class Meta:
        verbose_name = _("time given back")
        verbose_name_plural = _("times given back")

    def __str__(self):
        return f"{self.quiz} + {self.seconds} s"
