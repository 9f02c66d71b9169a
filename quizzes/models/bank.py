"""The question bank: categories, questions, their versions and keys."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from treebeard.mp_tree import MP_Node

import vietnamese
from legislation.models import Citation
from organisation.models import Unit
from quizzes.querysets import KeyRevisionQuerySet, QuestionQuerySet


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

    @property
    def indented(self) -> str:
        """Its name in a list of all of them in their order: the deeper, the further in."""
        return f"{'– ' * (self.depth - 1)}{self.name}"


class Question(models.Model):
    """A question of the bank. What it asks stands in its versions; what is right, in their key revisions."""

    class Kind(models.TextChoices):
        SINGLE = "single", _("single choice")
        MULTIPLE = "multiple", _("multiple choice")
        TRUE_FALSE = "true_false", _("true or false")
        MATCHING = "matching", _("matching")
        ORDERING = "ordering", _("ordering")
        NUMERIC = "numeric", _("number")
        SHORT = "short", _("short answer")
        BLANKS = "blanks", _("blanks in a text")
        ESSAY = "essay", _("essay")
        CASE = "case", _("case study")

    class Difficulty(models.TextChoices):
        REMEMBER = "remember", _("remember")
        UNDERSTAND = "understand", _("understand")
        APPLY = "apply", _("apply")

    class State(models.TextChoices):
        DRAFT = "draft", _("draft")
        IN_REVIEW = "in_review", _("in review")
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
    use_until = models.DateField(
        _("asked until"),
        null=True,
        blank=True,
        help_text=_(
            "Drawn into no paper after this day, such as the last day of the text it rests on. Empty: no end."
        ),
    )
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
    case = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="parts",
        verbose_name=_("case study"),
        help_text=_("A part of a case study is never asked alone."),
    )
    case_order = models.PositiveSmallIntegerField(_("place in the case study"), default=0)
    search_text = models.TextField(editable=False, default="")

    objects = QuestionQuerySet.as_manager()

    class Meta:
        verbose_name = _("question")
        verbose_name_plural = _("questions")
        ordering = ["code"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(state="in_use") | Q(current__isnull=False), name="question_in_use_has_a_version"
            ),
            models.CheckConstraint(
                condition=Q(case__isnull=True) | ~Q(kind="case"), name="a_case_is_no_part_of_a_case"
            ),
        ]

    def __str__(self):
        return self.code

    @property
    def is_asked_in_lessons(self) -> bool:
        """Whether a lesson can ask it: only what is chosen from options has its form there."""
        return self.kind in (self.Kind.SINGLE, self.Kind.MULTIPLE, self.Kind.TRUE_FALSE)

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
    body = models.JSONField(
        _("what the kind adds"),
        default=dict,
        blank=True,
        help_text=_("Prompts, units, gaps, rubric: see the module of the kind."),
    )
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


class QuestionPicture(models.Model):
    """A version shows a picture of the library: while it does, the picture cannot be deleted."""

    version = models.ForeignKey(QuestionVersion, models.CASCADE, related_name="pictures")
    image = models.ForeignKey("wagtailimages.Image", models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("picture of a question")
        verbose_name_plural = _("pictures of questions")
        constraints = [models.UniqueConstraint("version", "image", name="one_picture_a_version")]

    def __str__(self):
        return f"{self.version} · {self.image_id}"


class KeyRevision(models.Model):
    """What is right in a version, and why: apart from the words, so that no page can show it by accident."""

    version = models.ForeignKey(
        QuestionVersion, models.PROTECT, related_name="keys", verbose_name=_("version")
    )
    number = models.PositiveIntegerField(_("revision"))
    right = models.JSONField(
        _("what is right"), help_text=_("Ids of the options that are right, or what the kind calls right.")
    )
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
