"""Who learns what, in which round, by when."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from courses.models import CourseEdition, CoursePage
from enrolments.models.assignments import Assignment
from enrolments.querysets import EnrolmentQuerySet
from organisation.models import Unit


class Enrolment(models.Model):
    """A person learns a course in one round. Open ones count at the person's present unit, closed ones where they were closed.

    In progress, due and overdue are derived; only closing is stored.
    """

    class ClosedAs(models.TextChoices):
        COMPLETED = "completed", _("completed")
        WITHDRAWN = "withdrawn", _("withdrawn")
        EXPIRED = "expired", _("expired")
        EXEMPT = "exempt", _("exempt")
        REVOKED = "revoked", _("finished, then taken back")

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="enrolments", verbose_name=_("person")
    )
    course = models.ForeignKey(
        CoursePage, models.PROTECT, related_name="enrolments", verbose_name=_("course")
    )
    edition = models.ForeignKey(
        CourseEdition, models.PROTECT, related_name="enrolments", verbose_name=_("edition")
    )
    round = models.PositiveSmallIntegerField(_("round"), default=1)
    unit = models.ForeignKey(
        Unit,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="enrolments",
        verbose_name=_("counts at"),
        help_text=_("Moves with the person while open; stays once closed."),
    )
    assignment = models.ForeignKey(
        Assignment,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="enrolments",
        verbose_name=_("assignment"),
        help_text=_("The strictest assignment that asks for it; empty where the person chose the course."),
    )
    is_mandatory = models.BooleanField(_("mandatory"), default=False)
    due_on = models.DateField(_("due on"), null=True, blank=True)
    extended_until = models.DateField(
        _("extended until"),
        null=True,
        blank=True,
        help_text=_("More time was given: the days of assignments do not count."),
    )
    enrolled_at = models.DateTimeField(_("since"))
    started_at = models.DateTimeField(_("first opened"), null=True, blank=True)
    closed_at = models.DateTimeField(_("closed at"), null=True, blank=True)
    closed_as = models.CharField(_("closed as"), max_length=12, choices=ClosedAs, blank=True)

    objects = EnrolmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("enrolment")
        verbose_name_plural = _("enrolments")
        constraints = [
            models.UniqueConstraint(
                "user",
                "course",
                condition=Q(closed_at__isnull=True),
                name="one_open_enrolment_a_person_and_course",
            ),
            models.UniqueConstraint("user", "course", "round", name="one_enrolment_a_round"),
            models.CheckConstraint(
                condition=Q(closed_at__isnull=True, closed_as="")
                | (Q(closed_at__isnull=False) & ~Q(closed_as="")),
                name="closed_as_something",
            ),
            models.CheckConstraint(
                condition=Q(closed_at__isnull=True) | Q(closed_at__gte=F("enrolled_at")),
                name="closed_after_it_began",
            ),
        ]
        indexes = [
            models.Index(fields=["course", "unit", "closed_as", "due_on"], name="enrolments_to_count"),
            # All that a report counts, in the order it groups by: adding up a province never visits the table.
            models.Index(
                fields=[
                    "unit",
                    "course",
                    "closed_as",
                    "due_on",
                    "closed_at",
                    "started_at",
                    "is_mandatory",
                    "assignment",
                    "enrolled_at",
                ],
                name="enrolments_to_add_up",
            ),
        ]

    def __str__(self):
        return f"{self.user} · {self.course}"

    @property
    def is_open(self) -> bool:
        return self.closed_at is None
