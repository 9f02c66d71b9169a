"""Questions that a quiz does not judge by any more."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from quizzes.marking.voids import DROPPED, FULL
from quizzes.models.bank import Question
from quizzes.models.quiz_pages import QuizPage


class VoidedQuestion(models.Model):
    """A question voided for all who sit, or sat, a quiz; it stays so."""

    class Rule(models.TextChoices):
        FULL = FULL, _("everybody gets all its points")
        DROPPED = DROPPED, _("it is left out of the points that can be earned")

    quiz = models.ForeignKey(QuizPage, models.PROTECT, related_name="voided", verbose_name=_("quiz"))
    question = models.ForeignKey(Question, models.PROTECT, related_name="+", verbose_name=_("question"))
    rule = models.CharField(_("what it counts"), max_length=8, choices=Rule)
    reason = models.CharField(_("reason"), max_length=300)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    made_at = models.DateTimeField(_("voided at"))

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("voided question")
        verbose_name_plural = _("voided questions")
        constraints = [models.UniqueConstraint("quiz", "question", name="one_void_a_question_and_quiz")]

    def __str__(self):
        return f"{self.quiz} · {self.question}"
