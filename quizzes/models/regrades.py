"""Marking a question of a quiz again, as a piece of work: how far it is, and which results became others."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from audit.append_only import append_only
from quizzes.marking.voids import DROPPED, FULL
from quizzes.models.bank import KeyRevision, Question
from quizzes.models.quiz_pages import QuizPage
from quizzes.models.sittings import Attempt, Result


class Regrade(models.Model):
    """Asked for once, worked through attempt by attempt in the order of their ids, then finished."""

    class Rule(models.TextChoices):
        KEY = "key", _("marked by the newest key")
        FULL = FULL, _("everybody gets all its points")
        DROPPED = DROPPED, _("it is left out of the points that can be earned")

    quiz = models.ForeignKey(QuizPage, models.PROTECT, related_name="regrades", verbose_name=_("quiz"))
    question = models.ForeignKey(
        Question, models.PROTECT, related_name="regrades", verbose_name=_("question")
    )
    rule = models.CharField(_("what it counts"), max_length=8, choices=Rule)
    key = models.ForeignKey(
        KeyRevision,
        models.PROTECT,
        null=True,
        related_name="+",
        verbose_name=_("newest key"),
        help_text=_("The newest one of the question when it was asked for, whatever the wording."),
    )
    reason = models.CharField(_("reason"), max_length=300)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("asked for by")
    )
    made_at = models.DateTimeField(_("asked for at"))
    stage_at = models.DateTimeField(_("last sign of life"))
    finished_at = models.DateTimeField(_("finished at"), null=True, blank=True)
    told_at = models.DateTimeField(
        _("told at"),
        null=True,
        blank=True,
        help_text=_("When everybody whose result changed had a message about it."),
    )
    is_replaced = models.BooleanField(
        _("replaced"),
        default=False,
        help_text=_("Another one of the same question took over before the end."),
    )
    cursor = models.PositiveBigIntegerField(
        _("reached"), default=0, help_text=_("The id of the last attempt that was looked at.")
    )
    total = models.PositiveIntegerField(_("results to look at"), default=0)
    done = models.PositiveIntegerField(_("results looked at"), default=0)
    changed = models.PositiveIntegerField(_("changed"), default=0)
    higher = models.PositiveIntegerField(_("higher"), default=0)
    lower = models.PositiveIntegerField(_("lower"), default=0)
    passes_gained = models.PositiveIntegerField(_("passes gained"), default=0)
    passes_kept = models.PositiveIntegerField(
        _("passes kept"), default=0, help_text=_("Below the pass mark now; what was passed stays passed.")
    )

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("marking again")
        verbose_name_plural = _("markings again")
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                "quiz", "question", condition=Q(finished_at__isnull=True), name="one_regrade_at_work"
            )
        ]

    def __str__(self):
        return f"{self.quiz} · {self.question} · {self.made_at:%d/%m/%Y}"

    @property
    def is_at_work(self) -> bool:
        return self.finished_at is None

    @property
    def of_another_maximum(self) -> int:
        """Changed results whose share of the points is what it was: of fewer points, or more."""
        return self.changed - self.higher - self.lower

    @property
    def unchanged(self) -> int:
        return self.done - self.changed


@append_only
class RegradedResult(models.Model):
    """The result that one marking again gave an attempt; there is one at most."""

    regrade = models.ForeignKey(
        Regrade, models.PROTECT, related_name="results", verbose_name=_("marking again")
    )
    attempt = models.ForeignKey(Attempt, models.PROTECT, related_name="+", verbose_name=_("attempt"))
    former = models.ForeignKey(Result, models.PROTECT, related_name="+", verbose_name=_("result before"))
    result = models.OneToOneField(Result, models.PROTECT, related_name="regraded", verbose_name=_("result"))

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("result of a marking again")
        verbose_name_plural = _("results of a marking again")
        constraints = [models.UniqueConstraint("regrade", "attempt", name="one_result_a_regrade")]

    def __str__(self):
        return f"{self.regrade_id} · {self.result}"
