"""Quiz pages: the rules of a quiz, and what its papers are drawn from."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, InlinePanel, MultiFieldPanel
from wagtail.models import Orderable, Page

from courses.models import Activity
from quizzes.authoring.lines import LinesPanel
from quizzes.models.bank import Category, Question
from quizzes.models.choices import ChoicesField
from quizzes.sitting import grading, review_rules


class QuizPage(Activity):
    """The rules of a quiz. Questions and keys live in the bank, attempts in their own tables."""

    class Grading(models.TextChoices):
        HIGHEST = grading.HIGHEST, _("the best attempt")
        LAST = grading.LAST, _("the last attempt")
        FIRST = grading.FIRST, _("the first attempt")
        MEAN = grading.MEAN, _("the mean of all attempts")

    class Behaviour(models.TextChoices):
        DEFERRED = "deferred", _("answers are marked at the end")
        IMMEDIATE = "immediate", _("each question is checked at once, then it stands")
        RETRIES = "retries", _("practice: a wrong answer may be tried again, for fewer points")

    class Navigation(models.TextChoices):
        FREE = "free", _("free: back and forth")
        FORWARD = "forward", _("forward only: a question that was left stays as it is")

    class Review(models.TextChoices):
        PRACTICE = "practice", _("Practice: everything right after handing in")
        TEST = "test", _("Test: the score right after handing in, the rest after closing")
        EXAM = "exam", _("Exam: everything after closing")
        OWN = "own", _("rules of your own, below")

    class Shown(models.TextChoices):
        ANSWERS = review_rules.ANSWERS, _("one's own answers")
        RIGHTNESS = review_rules.RIGHTNESS, _("which were right")
        SCORE = review_rules.SCORE, _("the score")
        EXPLANATION = review_rules.EXPLANATION, _("explanations and provisions")
        RIGHT = review_rules.RIGHT_ANSWER, _("the right answers")

    introduction = models.TextField(_("introduction"), blank=True)
    is_open_to_visitors = models.BooleanField(
        _("anybody may practise, without signing in"),
        default=False,
        help_text=_(
            "Only for a quiz that counts for nothing. Visitors see each answer at once, so draw from questions that no "
            "final asks. Nothing of them is kept but in their session; essays are left out."
        ),
    )
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
    is_single_attempt = models.BooleanField(
        _("one attempt for good"),
        default=False,
        help_text=_("One attempt a person, in later rounds of the course too, whatever is allowed above."),
    )
    waiting_minutes = models.PositiveIntegerField(
        _("waiting time between attempts (minutes)"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1)],
        help_text=_("Counted from the end of the attempt before. Empty: none. A day has 1440 minutes."),
    )
    grading = models.CharField(
        _("what counts of several attempts"),
        max_length=10,
        choices=Grading,
        default=Grading.HIGHEST,
        help_text=_("The grade that is shown. Whoever has passed once has passed, whatever comes later."),
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
    closed_because = models.CharField(
        _("closed, and why"),
        max_length=500,
        blank=True,
        help_text=_(
            "A sentence for learners. While it stands here, no attempt can begin. Empty: the quiz is open."
        ),
    )
    password = models.CharField(
        _("password"),
        max_length=50,
        blank=True,
        help_text=_("Asked before an attempt begins. Empty: none. Capital and small letters differ."),
    )
    behaviour = models.CharField(
        _("how questions are answered"), max_length=10, choices=Behaviour, default=Behaviour.DEFERRED
    )
    penalty = models.PositiveSmallIntegerField(
        _("cost of a wrong try (per cent)"),
        default=33,
        validators=[MaxValueValidator(100)],
        help_text=_("Of the points of the question, for each wrong try before; in practice only."),
    )
    navigation = models.CharField(
        _("order of answering"), max_length=10, choices=Navigation, default=Navigation.FREE
    )
    shows_all = models.BooleanField(
        _("all questions on one page"),
        default=False,
        help_text=_(
            "Otherwise one at a time; where the browser runs no scripts, on a page each. Forward only is always one at a "
            "time."
        ),
    )
    shuffles_questions = models.BooleanField(
        _("shuffle the questions"),
        default=False,
        help_text=_("Each paper in an order of its own; a section stays together."),
    )
    shuffles_options = models.BooleanField(_("shuffle the options"), default=True)
    essay_markers = models.PositiveSmallIntegerField(
        _("markers of an essay"),
        choices=[(1, _("one marker")), (2, _("two markers, neither of whom sees what the other said"))],
        default=1,
        help_text=_("With two of them the result waits until both have spoken."),
    )
    essay_gap = models.DecimalField(
        _("greatest difference between two markers (points)"),
        max_digits=5,
        decimal_places=2,
        default=1,
        validators=[MinValueValidator(0)],
        help_text=_(
            "Up to this the mean counts. Where they differ by more points of the question, somebody who may publish the "
            "quiz decides on the final points, with a reason."
        ),
    )
    message_passed = models.TextField(
        _("message for those who pass"), blank=True, help_text=_("Stands on the page of the result.")
    )
    message_failed = models.TextField(
        _("message for those who do not pass"), blank=True, help_text=_("Stands on the page of the result.")
    )
    review = models.CharField(
        _("what is shown afterwards"), max_length=10, choices=Review, default=Review.PRACTICE
    )
    review_after = ChoicesField(
        _("right after handing in"), choices=Shown, help_text=_("During the first ten minutes.")
    )
    review_open = ChoicesField(_("later, while the quiz is open"), choices=Shown)
    review_closed = ChoicesField(_("after the quiz has closed"), choices=Shown)

    activity_kind = "quiz"
    parent_page_types = ["courses.ModulePage", "courses.CoursePage"]
    subpage_types = []
    content_panels = [
        *Page.content_panels,
        FieldPanel("introduction"),
        FieldPanel("is_open_to_visitors"),
        InlinePanel(
            "sections",
            heading=_("Sections"),
            label=_("section"),
            help_text=_(
                "Parts of the paper, in this order. A draw or a question names the section it belongs to."
            ),
        ),
        LinesPanel("draws", heading=_("Random draws"), label=_("draw")),
        LinesPanel("fixed_questions", heading=_("Fixed questions"), label=_("question")),
        MultiFieldPanel(
            [
                FieldPanel("pass_mark"),
                FieldPanel("attempts_allowed"),
                FieldPanel("is_single_attempt"),
                FieldPanel("waiting_minutes"),
                FieldPanel("grading"),
                FieldPanel("time_limit"),
                FieldPanel("opens_at"),
                FieldPanel("closes_at"),
                FieldPanel("closed_because"),
                FieldPanel("password"),
                FieldPanel("behaviour"),
                FieldPanel("penalty"),
                FieldPanel("navigation"),
                FieldPanel("shows_all"),
                FieldPanel("shuffles_questions"),
                FieldPanel("shuffles_options"),
            ],
            heading=_("Rules of the quiz"),
        ),
        MultiFieldPanel([FieldPanel("essay_markers"), FieldPanel("essay_gap")], heading=_("Marking essays")),
        MultiFieldPanel(
            [
                FieldPanel("review"),
                FieldPanel("review_after"),
                FieldPanel("review_open"),
                FieldPanel("review_closed"),
                FieldPanel("message_passed"),
                FieldPanel("message_failed"),
            ],
            heading=_("After handing in"),
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

    @property
    def welcomes_visitors(self) -> bool:
        """Whether whoever is not signed in may practise: only where it counts for nothing and tells each answer at once."""
        return (
            self.is_open_to_visitors
            and not self.is_required
            and self.behaviour != self.Behaviour.DEFERRED
            and not self.password
        )

    @property
    def has_two_markers(self) -> bool:
        return self.essay_markers == 2

    @property
    def own_review(self) -> dict[str, list[str]]:
        """Moment → what is shown then, where the trainer made rules of his own."""
        return {
            review_rules.AFTER: self.review_after,
            review_rules.OPEN: self.review_open,
            review_rules.CLOSED: self.review_closed,
        }

    def minimums(self) -> dict[str, int]:
        """Section → the per cent of its points that passing needs, where it needs some."""
        return {section.name: section.minimum for section in self.sections.all() if section.minimum}

    def question_count(self) -> int:
        """How many questions a paper has."""
        return sum(draw.count for draw in self.draws.all()) + len(self.fixed_questions.all())


class QuizSection(Orderable):
    """A part of a paper with a name and perhaps a minimum of its own."""

    quiz = ParentalKey(QuizPage, on_delete=models.CASCADE, related_name="sections")
    name = models.CharField(_("name"), max_length=100)
    minimum = models.PositiveSmallIntegerField(
        _("minimum to pass (per cent)"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(100)],
        help_text=_("Of the points of this section, besides the pass mark. Empty: none."),
    )

    class Meta(Orderable.Meta):
        constraints = [models.UniqueConstraint("quiz", "name", name="one_section_a_name")]

    def __str__(self):
        return self.name


class QuizDraw(Orderable):
    """So many questions, at random, of a category and (or any) difficulty."""

    quiz = ParentalKey(QuizPage, on_delete=models.CASCADE, related_name="draws")
    section = models.CharField(_("section"), max_length=100, blank=True, help_text=_("Its name, as above."))
    category = models.ForeignKey(Category, models.PROTECT, related_name="+", verbose_name=_("category"))
    difficulty = models.CharField(_("difficulty"), max_length=20, choices=Question.Difficulty, blank=True)
    count = models.PositiveSmallIntegerField(_("how many"), default=1, validators=[MinValueValidator(1)])
    points = models.DecimalField(_("points each"), max_digits=5, decimal_places=2, default=1)


class QuizQuestion(Orderable):
    """A question that stands in every paper."""

    quiz = ParentalKey(QuizPage, on_delete=models.CASCADE, related_name="fixed_questions")
    section = models.CharField(_("section"), max_length=100, blank=True, help_text=_("Its name, as above."))
    question = models.ForeignKey(Question, models.PROTECT, related_name="+", verbose_name=_("question"))
    points = models.DecimalField(_("points"), max_digits=5, decimal_places=2, default=1)
