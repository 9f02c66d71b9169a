"""The question bank, quiz pages, attempts and their results."""

import uuid

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from treebeard.mp_tree import MP_Node
from wagtail.admin.panels import FieldPanel, InlinePanel, MultiFieldPanel
from wagtail.models import Orderable, Page

import vietnamese
from courses.models import Activity
from enrolments.models import Enrolment
from legislation.models import Citation
from organisation.models import Unit
from quizzes.deadlines import is_over
from quizzes.querysets import AttemptQuerySet, KeyRevisionQuerySet, QuestionQuerySet, ResultQuerySet


class Category(MP_Node):
    """A drawer of the bank, owned by a unit or (no owner) shared by the province."""

    name = models.CharField(_("name"), max_length=160)
    owner = models.ForeignKey(
        Unit, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("owner")
    )

    node_order_by = []

    class Meta:
        verbose_name = _("category")
        verbose_name_plural = _("categories")

    def __str__(self):
        return self.name


class Question(models.Model):
    """A question of the bank. What it asks stands in its versions; what is right, in their key revisions."""

    class Kind(models.TextChoices):
        SINGLE = "single", _("single choice")
        MULTIPLE = "multiple", _("multiple choice")
        TRUE_FALSE = "true_false", _("true or false")

    class Difficulty(models.TextChoices):
        REMEMBER = "remember", _("remember")
        UNDERSTAND = "understand", _("understand")
        APPLY = "apply", _("apply")

    class State(models.TextChoices):
        DRAFT = "draft", _("draft")
        IN_USE = "in_use", _("in use")
        NEEDS_REVIEW = "needs_review", _("needs review")
        RETIRED = "retired", _("retired")

    code = models.CharField(_("code"), max_length=40, unique=True)
    category = models.ForeignKey(
        Category, models.PROTECT, related_name="questions", verbose_name=_("category")
    )
    kind = models.CharField(_("kind"), max_length=20, choices=Kind)
    difficulty = models.CharField(_("difficulty"), max_length=20, choices=Difficulty)
    state = models.CharField(_("state"), max_length=20, choices=State, default=State.DRAFT)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("author"),
    )
    current = models.ForeignKey(
        "QuestionVersion",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("current version"),
    )
    search_text = models.TextField(editable=False, default="")

    objects = QuestionQuerySet.as_manager()

    class Meta:
        verbose_name = _("question")
        verbose_name_plural = _("questions")
        ordering = ["code"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(state="in_use") | Q(current__isnull=False), name="question_in_use_has_a_version"
            )
        ]

    def __str__(self):
        return self.code

    def derive_from_text(self, text: str):
        self.search_text = vietnamese.fold(f"{self.code} {text}")


class QuestionVersion(models.Model):
    """The words of a question, as they were when somebody was asked. Never changed: an edit makes a new version."""

    question = models.ForeignKey(
        Question, models.PROTECT, related_name="versions", verbose_name=_("question")
    )
    number = models.PositiveIntegerField(_("version"))
    text = models.TextField(_("question"))
    options = models.JSONField(_("options"), help_text=_('[{"id": uuid, "text": …}]; ids survive edits.'))
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    made_at = models.DateTimeField(_("made at"))

    class Meta:
        verbose_name = _("version of a question")
        verbose_name_plural = _("versions of questions")
        constraints = [models.UniqueConstraint("question", "number", name="one_version_a_number")]

    def __str__(self):
        return f"{self.question} ({self.number})"


class KeyRevision(models.Model):
    """What is right in a version, and why: apart from the words, so that no page can show it by accident."""

    version = models.ForeignKey(
        QuestionVersion, models.PROTECT, related_name="keys", verbose_name=_("version")
    )
    number = models.PositiveIntegerField(_("revision"))
    right = models.JSONField(_("right options"), help_text=_("Ids of the options that are right."))
    explanation = models.TextField(_("explanation"), blank=True)
    reason = models.CharField(_("why it was revised"), max_length=300, blank=True)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    made_at = models.DateTimeField(_("made at"))

    objects = KeyRevisionQuerySet.as_manager()

    class Meta:
        verbose_name = _("key")
        verbose_name_plural = _("keys")
        constraints = [models.UniqueConstraint("version", "number", name="one_key_a_revision")]

    def __str__(self):
        return f"{self.version} / {self.number}"


class QuestionCitation(Citation):
    """A question rests on a provision."""

    question = models.ForeignKey(
        Question, models.CASCADE, related_name="citations", verbose_name=_("question")
    )

    class Meta:
        verbose_name = _("citation in a question")
        verbose_name_plural = _("citations in questions")
        constraints = [
            models.UniqueConstraint("question", "provision", name="one_citation_a_question_and_provision")
        ]


class QuizPage(Activity):
    """The rules of a quiz. Questions and keys live in the bank, attempts in their own tables."""

    introduction = models.TextField(_("introduction"), blank=True)
    pass_mark = models.PositiveSmallIntegerField(
        _("pass mark (per cent)"), default=70, validators=[MinValueValidator(1), MaxValueValidator(100)]
    )
    attempts_allowed = models.PositiveSmallIntegerField(
        _("attempts allowed"),
        null=True,
        blank=True,
        default=3,
        validators=[MinValueValidator(1)],
        help_text=_("Empty: as many as one likes."),
    )
    time_limit = models.PositiveSmallIntegerField(
        _("time limit (minutes)"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1)],
        help_text=_("Empty: no limit."),
    )
    opens_at = models.DateTimeField(_("opens"), null=True, blank=True)
    closes_at = models.DateTimeField(_("closes"), null=True, blank=True)
    shuffles_options = models.BooleanField(_("shuffle the options"), default=True)

    activity_kind = "quiz"
    parent_page_types = ["courses.ModulePage", "courses.CoursePage"]
    subpage_types = []
    content_panels = [
        *Page.content_panels,
        FieldPanel("introduction"),
        InlinePanel("draws", heading=_("Random draws"), label=_("draw")),
        InlinePanel("fixed_questions", heading=_("Fixed questions"), label=_("question")),
        MultiFieldPanel(
            [
                FieldPanel("pass_mark"),
                FieldPanel("attempts_allowed"),
                FieldPanel("time_limit"),
                FieldPanel("opens_at"),
                FieldPanel("closes_at"),
                FieldPanel("shuffles_options"),
            ],
            heading=_("Rules of the quiz"),
        ),
        *Activity.rule_panels,
    ]

    class Meta:
        verbose_name = _("quiz")
        verbose_name_plural = _("quizzes")
        constraints = [
            models.CheckConstraint(
                condition=Q(opens_at__isnull=True)
                | Q(closes_at__isnull=True)
                | Q(closes_at__gt=models.F("opens_at")),
                name="quiz_closes_after_it_opens",
            )
        ]

    def measured_minutes(self) -> int:
        return self.time_limit or self.question_count()

    def rule_in_words(self) -> str:
        return gettext("reach at least %(mark)d %% in “%(title)s”") % {
            "mark": self.pass_mark,
            "title": self.title,
        }

    def question_count(self) -> int:
        """How many questions a paper has."""
        return sum(draw.count for draw in self.draws.all()) + len(self.fixed_questions.all())


class QuizDraw(Orderable):
    """So many questions, at random, of a category and (or any) difficulty."""

    quiz = ParentalKey(QuizPage, on_delete=models.CASCADE, related_name="draws")
    category = models.ForeignKey(Category, models.PROTECT, related_name="+", verbose_name=_("category"))
    difficulty = models.CharField(_("difficulty"), max_length=20, choices=Question.Difficulty, blank=True)
    count = models.PositiveSmallIntegerField(_("how many"), default=1, validators=[MinValueValidator(1)])
    points = models.DecimalField(_("points each"), max_digits=5, decimal_places=2, default=1)


class QuizQuestion(Orderable):
    """A question that stands in every paper."""

    quiz = ParentalKey(QuizPage, on_delete=models.CASCADE, related_name="fixed_questions")
    question = models.ForeignKey(Question, models.PROTECT, related_name="+", verbose_name=_("question"))
    points = models.DecimalField(_("points"), max_digits=5, decimal_places=2, default=1)


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
            '[{"question": id, "version": id, "kind": "single", "options": [ids in order], "points": "1.00"}]'
        ),
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
    def receipt(self) -> str:
        """What a person can quote to say that they handed in: eight signs of the attempt's own id."""
        code = self.uuid.hex[:8].upper()
        return f"{code[:4]}-{code[4:]}"


class Answer(models.Model):
    """What was last acknowledged for one question of a paper."""

    attempt = models.ForeignKey(Attempt, models.PROTECT, related_name="answers", verbose_name=_("attempt"))
    slot = models.PositiveSmallIntegerField(_("number in the paper"), help_text=_("From 1."))
    chosen = models.JSONField(_("chosen options"), default=list)
    is_flagged = models.BooleanField(_("marked to look at again"), default=False)
    revision = models.PositiveIntegerField(default=1)
    packet = models.UUIDField(help_text=_("Id of the save that wrote it; the same again changes nothing."))
    saved_at = models.DateTimeField(_("saved"))

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("answer")
        verbose_name_plural = _("answers")
        constraints = [models.UniqueConstraint("attempt", "slot", name="one_answer_a_slot")]

    def __str__(self):
        return f"{self.attempt} · {self.slot}"


class Result(models.Model):
    """How an attempt was marked. A regrade adds one and keeps the old; the highest number counts."""

    attempt = models.ForeignKey(Attempt, models.PROTECT, related_name="results", verbose_name=_("attempt"))
    number = models.PositiveSmallIntegerField(_("marking"), default=1)
    score = models.DecimalField(_("points"), max_digits=9, decimal_places=4)
    maximum = models.DecimalField(_("of"), max_digits=9, decimal_places=4)
    has_passed = models.BooleanField(_("passed"))
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
