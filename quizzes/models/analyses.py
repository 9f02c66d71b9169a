"""What was found out about quizzes and their questions: figures that can always be computed again."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from quizzes.models.bank import Question, QuestionVersion
from quizzes.models.quiz_pages import QuizPage


class QuizAnalysis(models.Model):
    """The newest analysis of a quiz over the finished first attempts; shares from 0 to 1, None where there is none."""

    quiz = models.OneToOneField(QuizPage, models.CASCADE, related_name="analysis", verbose_name=_("quiz"))
    computed_at = models.DateTimeField(_("computed"))
    sittings = models.PositiveIntegerField(_("sittings"))
    mean = models.FloatField(_("mean"), null=True)
    deviation = models.FloatField(_("standard deviation"), null=True)
    alpha = models.FloatField(_("reliability (Cronbach’s alpha)"), null=True)
    standard_error = models.FloatField(_("standard error"), null=True)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("analysis of a quiz")
        verbose_name_plural = _("analyses of quizzes")

    def __str__(self):
        return f"{self.quiz}"


class QuestionAnalysis(models.Model):
    """One version of a question within the analysis of a quiz, in the order of suspicion."""

    analysis = models.ForeignKey(
        QuizAnalysis, models.CASCADE, related_name="questions", verbose_name=_("analysis")
    )
    place = models.PositiveIntegerField(_("place"), help_text=_("From 0, the gravest suspect first."))
    question = models.ForeignKey(
        Question, models.CASCADE, related_name="analyses", verbose_name=_("question")
    )
    version = models.ForeignKey(QuestionVersion, models.CASCADE, related_name="+", verbose_name=_("version"))
    sittings = models.PositiveIntegerField(_("sittings"))
    facility = models.FloatField(_("facility"))
    discrimination = models.FloatField(_("discrimination"), null=True)
    suspicions = models.JSONField(_("suspicions"), default=list, help_text=_("Names, the gravest first."))
    figures = models.JSONField(_("further figures"))
    """{"deviation", "upper_lower", "median_seconds", "tenth_seconds", "reading_seconds": numbers or None,
    "options": [{"option": id, "is_right", "count", "share", "top", "middle", "bottom", "correlation"}]}"""

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("analysis of a question")
        verbose_name_plural = _("analyses of questions")
        ordering = ["place"]
        constraints = [models.UniqueConstraint("analysis", "version", name="one_analysis_a_quiz_and_version")]

    def __str__(self):
        return f"{self.question}"
