"""Who was asked what: kept beside the papers, so that a question is told how often without reading them all."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from completions.models import ActivityProgress
from quizzes.models.bank import Question
from quizzes.models.sittings import Attempt


class AskedQuestion(models.Model):
    """A question that stands in the paper of an attempt; written with the attempt.

    Its only index counts by question. The database does not check the two keys again, twenty times a start: the rows
    are made of a paper whose questions were just read.
    """

    pk = models.CompositePrimaryKey("question_id", "attempt_id")
    question = models.ForeignKey(
        Question, models.PROTECT, related_name="+", db_constraint=False, db_index=False
    )
    attempt = models.ForeignKey(
        Attempt, models.PROTECT, related_name="+", db_constraint=False, db_index=False
    )

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("question of a paper")
        verbose_name_plural = _("questions of papers")

    def __str__(self):
        return f"{self.question_id} · {self.attempt_id}"

    @classmethod
    def of(cls, attempt: Attempt) -> list["AskedQuestion"]:
        """What is to be written of a paper."""
        questions = dict.fromkeys(entry["question"] for entry in attempt.paper)
        return [cls(question_id=question, attempt=attempt) for question in questions]


class TriedQuestion(models.Model):
    """A question that somebody tried in a lesson."""

    pk = models.CompositePrimaryKey("question_id", "progress_id")
    question = models.ForeignKey(Question, models.PROTECT, related_name="+", db_index=False)
    progress = models.ForeignKey(ActivityProgress, models.PROTECT, related_name="+", db_index=False)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("question tried in a lesson")
        verbose_name_plural = _("questions tried in lessons")

    def __str__(self):
        return f"{self.question_id} · {self.progress_id}"
