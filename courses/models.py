"""What there is to learn: catalogue, course, module, lesson, and the abstract Activity.

Pages know nothing of learners and hold no answer keys.
"""

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q
from django.shortcuts import redirect
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, HelpPanel, InlinePanel, MultiFieldPanel
from wagtail.fields import StreamField
from wagtail.models import Orderable, Page
from wagtail.search import index

import vietnamese
from courses.blocks import LessonBody
from courses.page_forms import ActivityForm, LessonForm
from courses.querysets import CoursePageManager, LessonPageManager, course_columns
from courses.reading import minutes_to_read
from courses.restrictions import Restricted
from legislation.models import Citation
from organisation.models import Unit


class CatalogueIndexPage(Restricted, Page):
    """The catalogue at /khoa-hoc/. Below it stands one `OwnerIndexPage` a unit that authors."""

    introduction = models.TextField(_("introduction"), blank=True)

    max_count = 1
    parent_page_types = ["home.HomePage"]
    subpage_types = ["courses.OwnerIndexPage"]
    content_panels = [*Page.content_panels, FieldPanel("introduction")]
    template = "courses/catalogue.html"

    class Meta:
        verbose_name = _("catalogue")
        verbose_name_plural = _("catalogues")

    def get_context(self, request, *args, **kwargs):
        from courses.catalogue import catalogue_context

        return super().get_context(request, *args, **kwargs) | catalogue_context(request, below=self)


class OwnerIndexPage(Restricted, Page):
    """The shelf of one unit that authors courses; its place in the tree is what its trainers may edit."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name=_("unit"))
    """Whose it is; whose question bank goes with it, too: no trainer may change that."""

    parent_page_types = ["courses.CatalogueIndexPage"]
    subpage_types = ["courses.CoursePage"]
    content_panels = [*Page.content_panels, FieldPanel("unit", permission="superuser")]
    template = "courses/catalogue.html"

    class Meta:
        verbose_name = _("courses of a unit")
        verbose_name_plural = _("courses of units")

    def get_context(self, request, *args, **kwargs):
        from courses.catalogue import catalogue_context

        return super().get_context(request, *args, **kwargs) | catalogue_context(request, below=self)


class CoursePage(Restricted, Page):
    """A course: what one will be able to do, and the modules that lead there."""

    class OnChange(models.TextChoices):
        CORRECTION = "correction", _("A correction: those who finished stay finished")
        ASK_AGAIN = "ask_again", _("A change of substance: ask those who finished to learn again")

    summary = models.TextField(
        _("summary"), max_length=600, help_text=_("Two or three sentences for the catalogue.")
    )
    audience = models.CharField(_("for whom"), max_length=300, blank=True)
    credited_periods = models.DecimalField(
        _("credited periods (tiết)"),
        max_digits=4,
        decimal_places=1,
        null=True,
        blank=True,
        validators=[MinValueValidator(0)],
        help_text=_("What the approving decision credits; leave empty until there is a decision."),
    )
    approving_decision = models.CharField(
        _("approving decision"),
        max_length=160,
        blank=True,
        help_text=_("Number and date of the decision that credits the periods."),
    )
    requires_checks = models.BooleanField(
        _("lessons ask their question"),
        default=True,
        help_text=_("A lesson is done only when its inline question was answered."),
    )
    is_closed = models.BooleanField(
        _("closed"), default=False, help_text=_("Nobody new can begin; those who are learning go on.")
    )
    on_change = models.CharField(
        _("what this publication changes"), max_length=20, choices=OnChange, default=OnChange.CORRECTION
    )
    outline_version = models.PositiveIntegerField(default=0, editable=False)
    search_text = models.TextField(editable=False, default="")

    DEPTH = 5
    """Root, front page, catalogue, shelf, course: page types allow no other place, so a path tells the course."""

    objects = CoursePageManager()
    parent_page_types = ["courses.OwnerIndexPage"]
    subpage_types = ["courses.ModulePage", "quizzes.QuizPage", "classes.ClassPage"]
    content_panels = [
        *Page.content_panels,
        FieldPanel("summary"),
        FieldPanel("audience"),
        InlinePanel(
            "outcomes", heading=_("What one will be able to do"), label=_("outcome"), min_num=1, max_num=8
        ),
        MultiFieldPanel(
            [FieldPanel("credited_periods"), FieldPanel("approving_decision")],
            heading=_("Credited periods (tiết)"),
        ),
        MultiFieldPanel([FieldPanel("requires_checks"), FieldPanel("is_closed")], heading=_("Rules")),
        MultiFieldPanel(
            [HelpPanel(template="courses/who_is_touched.html"), FieldPanel("on_change")],
            heading=_("When you publish"),
        ),
    ]
    template = "courses/course.html"
    served_fields = (
        "summary",
        "audience",
        "credited_periods",
        "approving_decision",
        "requires_checks",
        "is_closed",
        "outline_version",
    )

    class Meta:
        verbose_name = _("course")
        verbose_name_plural = _("courses")
        constraints = [
            models.CheckConstraint(
                condition=Q(credited_periods__isnull=True) | ~Q(approving_decision=""),
                name="credited_periods_have_a_decision",
            )
        ]

    def full_clean(self, *args, **kwargs):
        self.title = vietnamese.nfc(self.title)
        super().full_clean(*args, **kwargs)

    def save(self, *args, **kwargs):
        self.search_text = vietnamese.fold(f"{self.title} {self.summary} {self.audience}")
        return super().save(*args, **kwargs)

    def with_content_json(self, content):
        """What counts publications belongs to the page as it stands in the database, not to a revision of it."""
        page = super().with_content_json(content)
        standing = CoursePage.objects.filter(pk=self.pk).values_list("outline_version", flat=True)
        page.outline_version = standing.first() or 0
        return page

    def get_context(self, request, *args, **kwargs):
        from courses.course_pages import course_context

        return super().get_context(request, *args, **kwargs) | course_context(self, request)


class Outcome(Orderable):
    """One sentence: what a learner will be able to do after the course."""

    course = ParentalKey(CoursePage, on_delete=models.CASCADE, related_name="outcomes")
    text = models.CharField(_("after the course one can …"), max_length=300)

    panels = [FieldPanel("text")]


class ModulePage(Restricted, Page):
    """A part of a course: the lessons and quizzes that belong together."""

    summary = models.CharField(_("in one sentence"), max_length=300, blank=True)

    parent_page_types = ["courses.CoursePage"]
    subpage_types = ["courses.LessonPage", "quizzes.QuizPage", "classes.ClassPage"]
    content_panels = [*Page.content_panels, FieldPanel("summary")]
    template = "courses/course.html"

    class Meta:
        verbose_name = _("module")
        verbose_name_plural = _("modules")

    def serve(self, request, *args, **kwargs):
        """A module is a part of the course's page."""
        request.is_preview = False
        return redirect(f"{request.path.rstrip('/').rpartition('/')[0]}/#hoc-phan-{self.pk}")

    def get_context(self, request, *args, **kwargs):
        from courses.course_pages import course_context

        course = self.get_parent().specific
        return (
            super().get_context(request, *args, **kwargs) | {"page": course} | course_context(course, request)
        )


class Activity(Restricted, Page):
    """Anything in a course that can be completed: a lesson, a quiz, later a package or a class."""

    is_required = models.BooleanField(_("required"), default=True)
    minutes = models.PositiveSmallIntegerField(
        _("minutes"),
        default=0,
        editable=False,
        help_text=_("Measured: reading at 180 words a minute, and the exercise."),
    )
    prerequisite = models.ForeignKey(
        Page,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("comes after"),
        help_text=_("The activity that must be done first."),
    )

    activity_kind = ""
    welcomes_visitors = False
    """Whether something can be done with it without signing in."""

    base_form_class = ActivityForm
    rule_panels = [
        MultiFieldPanel([FieldPanel("is_required"), FieldPanel("prerequisite")], heading=_("Rules"))
    ]

    class Meta:
        abstract = True

    @classmethod
    def served_annotations(cls):
        return super().served_annotations() | course_columns(CoursePage)

    def measured_minutes(self) -> int:
        """How long it takes, from what is in it."""
        raise NotImplementedError

    def rule_in_words(self) -> str:
        """What must be done with it, as a part of the course's rule of completion."""
        return gettext("finish “%(title)s”") % {"title": self.title}

    def save(self, *args, **kwargs):
        self.minutes = self.measured_minutes()
        return super().save(*args, **kwargs)


class LessonPage(Activity):
    """A readable page of well-made blocks, done by a POST at its end."""

    goal = models.CharField(
        _("goal"), max_length=300, blank=True, help_text=_("One sentence: after this lesson one can …")
    )
    body = StreamField(LessonBody(), verbose_name=_("content"), blank=True)
    search_text = models.TextField(editable=False, default="")

    objects = LessonPageManager()
    activity_kind = "lesson"
    base_form_class = LessonForm
    parent_page_types = ["courses.ModulePage"]
    subpage_types = []
    content_panels = [*Page.content_panels, FieldPanel("goal"), FieldPanel("body"), *Activity.rule_panels]
    search_fields = [*Page.search_fields, index.SearchField("goal")]
    template = "courses/lesson.html"
    served_fields = ("goal", "body", "minutes")

    class Meta:
        verbose_name = _("lesson")
        verbose_name_plural = _("lessons")

    def save(self, *args, **kwargs):
        self.search_text = vietnamese.fold(f"{self.title} {self.goal}")
        return super().save(*args, **kwargs)

    def serve(self, request, *args, **kwargs):
        """A published lesson is open to everybody who signed in."""
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path(), settings.LOGIN_URL)
        return super().serve(request, *args, **kwargs)

    def get_context(self, request, *args, **kwargs):
        from courses.lesson_pages import lesson_context

        return super().get_context(request, *args, **kwargs) | lesson_context(self, request)

    def measured_minutes(self) -> int:
        return minutes_to_read(self.body)

    def question_ids(self) -> list[int]:
        """The bank questions that stand in the text, in order."""
        return [child["value"] for child in self.body.raw_data if child["type"] == "check" and child["value"]]


class PageCitation(Citation):
    """A page, published or draft, rests on a provision. Written whenever the page or a revision of it is saved."""

    page = models.ForeignKey(Page, models.CASCADE, related_name="citations", verbose_name=_("page"))
    in_draft = models.BooleanField(_("only in a draft"), default=False)

    class Meta:
        verbose_name = _("citation in a page")
        verbose_name_plural = _("citations in pages")
        constraints = [
            models.UniqueConstraint("page", "provision", "in_draft", name="one_citation_a_page_and_provision")
        ]


class CourseEdition(models.Model):
    """What a person is held to: the course as it was frozen when they were enrolled."""

    course = models.ForeignKey(CoursePage, models.PROTECT, related_name="editions", verbose_name=_("course"))
    number = models.PositiveIntegerField(_("edition"))
    title = models.CharField(_("title"), max_length=255)
    required = models.JSONField(
        _("required activities"), help_text=_("Page ids, in the order of the course.")
    )
    requires_checks = models.BooleanField(_("lessons ask their question"))
    credited_periods = models.DecimalField(
        _("credited periods (tiết)"), max_digits=4, decimal_places=1, null=True
    )
    approving_decision = models.CharField(_("approving decision"), max_length=160, blank=True)
    asks_again = models.BooleanField(
        _("asks again"),
        default=False,
        help_text=_("The substance changed: those who finished an earlier edition are asked to learn again."),
    )
    made_at = models.DateTimeField(_("since"))

    class Meta:
        verbose_name = _("edition of a course")
        verbose_name_plural = _("editions of courses")
        ordering = ["course", "-number"]
        constraints = [models.UniqueConstraint("course", "number", name="one_edition_a_number")]

    def __str__(self):
        return f"{self.title} ({self.number})"
