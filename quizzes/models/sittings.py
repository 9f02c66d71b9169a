"""Sittings: attempts, the answers given in them, and how they were marked."""

import uuid
from fractions import Fraction

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from enrolments.models import Enrolment
from quizzes.models.quiz_pages import QuizPage
from quizzes.querysets import AttemptQuerySet, ResultQuerySet
from quizzes.sitting.deadlines import is_over


class Attempt(models.Model):
    """One sitting: the paper is frozen at the start, each answer is saved as given, submission counts once."""

    class State(models.TextChoices):
        OPEN = "open", _("open")
        SUBMITTED = "submitted", _("submitted")
        EXPIRED = "expired", _("closed at its deadline")

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    enrolment = models.ForeignKey(
        Enrolment, models.PROTECT, related_name="attempts", verbose_name=_("enrolment")
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="attempts", verbose_name=_("person")
    )
    quiz = models.ForeignKey(QuizPage, models.PROTECT, related_name="attempts", verbose_name=_("quiz"))
    number = models.PositiveSmallIntegerField(_("attempt"))
    state = models.CharField(_("state"), max_length=12, choices=State, default=State.OPEN)
    paper = models.JSONField(
        _("paper"),
        help_text=_(
            '[{"question": id, "version": id, "kind": "single", "takes": "options", "options": [ids in order], '
            '"points": "1.00"}]'
        ),
    )
    rules = models.JSONField(
        _("rules"),
        default=dict,
        help_text=_(
            'Frozen at the start: {"minimums": [[section, per cent], …], "behaviour": "deferred", '
            '"penalty": per cent, "navigation": "free"}'
        ),
    )
    position = models.PositiveSmallIntegerField(
        _("left behind"),
        default=0,
        help_text=_("The last question that was left, where there is no way back."),
    )
    seed = models.CharField(max_length=64)
    pass_mark = models.PositiveSmallIntegerField(_("pass mark (per cent)"))
    started_at = models.DateTimeField(_("started"))
    deadline_at = models.DateTimeField(_("deadline"), null=True, blank=True)
    closed_at = models.DateTimeField(_("closed"), null=True, blank=True)

    objects = AttemptQuerySet.as_manager()
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("attempt")
        verbose_name_plural = _("attempts")
        permissions = [("view_sittings", gettext_noop("see who sat a quiz"))]
        constraints = [
            models.UniqueConstraint("enrolment", "quiz", "number", name="one_attempt_a_number"),
            models.UniqueConstraint("enrolment", "quiz", condition=Q(state="open"), name="one_open_attempt"),
            models.CheckConstraint(
                condition=Q(state="open", closed_at__isnull=True)
                | (~Q(state="open") & Q(closed_at__isnull=False)),
                name="attempt_closed_at_some_time",
            ),
        ]
        indexes = [models.Index(fields=["deadline_at"], condition=Q(state="open"), name="attempts_to_close")]

    def __str__(self):
        return f"{self.quiz} · {self.number}"

    def is_over(self, moment) -> bool:
        """Whether nothing more is accepted: closed, or its deadline and grace have passed by `moment`."""
        return self.state != self.State.OPEN or is_over(self.deadline_at, moment)

    @property
    def tells_at_once(self) -> bool:
        """Whether a question is checked while one is sitting."""
        return self.rules.get("behaviour", QuizPage.Behaviour.DEFERRED) != QuizPage.Behaviour.DEFERRED

    @property
    def may_retry(self) -> bool:
        return self.rules.get("behaviour") == QuizPage.Behaviour.RETRIES

    @property
    def is_forward_only(self) -> bool:
        return self.rules.get("navigation") == QuizPage.Navigation.FORWARD

    @property
    def penalty(self) -> Fraction:
        """What each wrong try takes of a question's points."""
        return Fraction(self.rules.get("penalty", 0), 100)

    @property
    def code(self) -> str:
        """What stands for a name before trainers: six signs of the id, others than those of the receipt."""
        return self.uuid.hex[-6:].upper()

    @property
    def receipt(self) -> str:
        """What a person can quote to say that they handed in: eight signs of the attempt's own id."""
        code = self.uuid.hex[:8].upper()
        return f"{code[:4]}-{code[4:]}"


class Answer(models.Model):
    """What was last acknowledged for one question of a paper."""

    attempt = models.ForeignKey(
        Attempt, models.PROTECT, related_name="answers", db_index=False, verbose_name=_("attempt")
    )  # the constraint below begins with it
    slot = models.PositiveSmallIntegerField(_("number in the paper"), help_text=_("From 1."))
    chosen = models.JSONField(
        _("what was given"),
        default=list,
        help_text=_("By what the kind takes: ids, pairs, a text, or the words of gaps."),
    )
    is_flagged = models.BooleanField(_("marked to look at again"), default=False)
    is_fixed = models.BooleanField(
        _("fixed"), default=False, help_text=_("Checked or left behind: it is not written over any more.")
    )
    revision = models.PositiveIntegerField(default=1)
    packet = models.UUIDField(help_text=_("Id of the save that wrote it; the same again changes nothing."))
    saved_at = models.DateTimeField(_("saved"))
    device = models.CharField(
        _("device"),
        max_length=12,
        blank=True,
        db_default="",
        help_text=_("Stands for the signed-in browser that it came from, within this attempt alone."),
    )

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("answer")
        verbose_name_plural = _("answers")
        constraints = [models.UniqueConstraint("attempt", "slot", name="one_answer_a_slot")]

    def __str__(self):
        return f"{self.attempt} · {self.slot}"


class Try(models.Model):
    """An answer that was checked in practice with retries; wrong ones before the last cost points."""

    attempt = models.ForeignKey(
        Attempt, models.PROTECT, related_name="tries", db_index=False, verbose_name=_("attempt")
    )  # the constraint below begins with it
    slot = models.PositiveSmallIntegerField(_("number in the paper"))
    number = models.PositiveSmallIntegerField(_("try"))
    chosen = models.JSONField(_("what was given"), default=list)
    made_at = models.DateTimeField(_("checked"))

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("try")
        verbose_name_plural = _("tries")
        constraints = [models.UniqueConstraint("attempt", "slot", "number", name="one_try_a_number")]

    def __str__(self):
        return f"{self.attempt} · {self.slot} · {self.number}"


class Result(models.Model):
    """How an attempt was marked. A regrade adds one and keeps the old; the highest number counts."""

    attempt = models.ForeignKey(
        Attempt, models.PROTECT, related_name="results", db_index=False, verbose_name=_("attempt")
    )  # the constraint below begins with it
    number = models.PositiveSmallIntegerField(_("marking"), default=1)
    score = models.DecimalField(_("points"), max_digits=9, decimal_places=4)
    maximum = models.DecimalField(_("of"), max_digits=9, decimal_places=4)
    has_passed = models.BooleanField(_("passed"))
    is_provisional = models.BooleanField(
        _("provisional"),
        default=False,
        help_text=_("An essay is still to be marked; what is awaited counts nothing yet."),
    )
    marks = models.JSONField(
        _("marks"),
        help_text=_('[{"slot": 1, "score": "1", "key": id of the key revision, "answered": true}]'),
    )
    reason = models.CharField(_("why marked again"), max_length=300, blank=True)
    made_at = models.DateTimeField(_("marked at"))

    objects = ResultQuerySet.as_manager()
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("result")
        verbose_name_plural = _("results")
        constraints = [models.UniqueConstraint("attempt", "number", name="one_result_a_marking")]

    def __str__(self):
        return f"{self.attempt} · {self.score}/{self.maximum}"
