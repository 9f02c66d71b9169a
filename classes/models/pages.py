"""A class as an activity of a course."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.models import Page

from courses.models import Activity

MINUTES_A_PERIOD = 45


class ClassPage(Activity):
    """What a course asks of its learners in a room: to attend one of the classes that are held for it.

    The page says the rule; when and where is said by each `TrainingClass` that names the page.
    """

    introduction = models.TextField(
        _("introduction"), blank=True, help_text=_("What the class is about and what to bring.")
    )
    periods = models.PositiveSmallIntegerField(
        _("periods (tiết)"),
        default=4,
        validators=[MinValueValidator(1), MaxValueValidator(200)],
        help_text=_("Of 45 minutes; half a day has four."),
    )
    share = models.PositiveSmallIntegerField(
        _("sessions to attend (per cent)"),
        default=80,
        validators=[MinValueValidator(1), MaxValueValidator(100)],
        help_text=_("Of the sessions of the class one is registered for."),
    )

    activity_kind = "class"
    parent_page_types = ["courses.ModulePage", "courses.CoursePage"]
    subpage_types = []
    content_panels = [
        *Page.content_panels,
        FieldPanel("introduction"),
        MultiFieldPanel([FieldPanel("periods"), FieldPanel("share")], heading=_("Attendance")),
        *Activity.rule_panels,
    ]
    template = "classes/class_page.html"
    served_fields = ("introduction", "periods", "share", "minutes")

    class Meta:
        verbose_name = _("class as an activity")
        verbose_name_plural = _("classes as activities")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(share__gte=1, share__lte=100), name="attendance_is_a_share"
            )
        ]

    def measured_minutes(self) -> int:
        return self.periods * MINUTES_A_PERIOD

    def rule_in_words(self) -> str:
        return gettext("attend at least %(share)d %% of the sessions of the class “%(title)s”") % {
            "share": self.share,
            "title": self.title,
        }

    def get_context(self, request, *args, **kwargs):
        from classes.class_pages import class_page_context

        return super().get_context(request, *args, **kwargs) | class_page_context(self, request)
