"""Quiz pages: the rules of a quiz, and what its papers are drawn from."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.models import Orderable, Page

from courses.models import Activity
from quizzes.lines import LinesPanel
from quizzes.models.bank import Category, Question


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
        LinesPanel("draws", heading=_("Random draws"), label=_("draw")),
        LinesPanel("fixed_questions", heading=_("Fixed questions"), label=_("question")),
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

    @classmethod
    def served_columns(cls):
        """All of its own: a quiz gets new rules more often than other pages get new columns."""
        return [field.name for field in cls._meta.local_concrete_fields]

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
