"""What is asked of whom: a course, a target, a day."""

import datetime

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from courses.models import CoursePage
from enrolments.models.plans import TrainingPlan
from enrolments.querysets import AssignmentQuerySet
from organisation.models import Category, Post, Unit

UNDO = datetime.timedelta(minutes=10)
"""How long an assignment can be undone with one click; nobody is reminded of it before."""


class Assignment(models.Model):
    """A course is assigned by a day to branches, to one person or to a list of people. Withdrawn ones stay, with who and why.

    `kinds`, `categories` and `posts` narrow branches: only people of units of such a kind, of such a category, in such a post.
    """

    class Target(models.TextChoices):
        BRANCHES = "branches", _("branches")
        PERSON = "person", _("one person")
        LIST = "list", _("a list of people")

    course = models.ForeignKey(
        CoursePage, models.PROTECT, related_name="assignments", verbose_name=_("course")
    )
    plan = models.ForeignKey(
        TrainingPlan,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="assignments",
        verbose_name=_("plan"),
    )
    units = models.ManyToManyField(
        Unit, blank=True, related_name="assignments", verbose_name=_("units and all below")
    )
    kinds = models.JSONField(
        _("kinds of unit"), default=list, blank=True, help_text=_("Empty: units of every kind.")
    )
    categories = models.JSONField(
        _("categories of staff"), default=list, blank=True, help_text=_("Empty: staff of every category.")
    )
    posts = models.ManyToManyField(
        Post,
        blank=True,
        related_name="assignments",
        verbose_name=_("posts"),
        help_text=_("None: people in every post."),
    )
    target = models.CharField(_("goes to"), max_length=10, choices=Target, default=Target.BRANCHES)
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="assignments",
        verbose_name=_("person"),
    )
    people = models.ManyToManyField(
        settings.AUTH_USER_MODEL, blank=True, related_name="listed_in", verbose_name=_("list of people")
    )
    due_on = models.DateField(_("due on"))
    renewal_of = models.ForeignKey(
        "Renewal",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="assignments",
        verbose_name=_("repeats"),
    )
    counts_from = models.DateField(
        _("counts from"),
        null=True,
        blank=True,
        help_text=_("Only what is finished since then counts; who finished before is asked again."),
    )
    is_mandatory = models.BooleanField(_("mandatory"), default=True)
    note = models.CharField(_("note to learners"), max_length=300, blank=True)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("assigned by")
    )
    made_for = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name=_("in the name of"))
    made_at = models.DateTimeField(_("assigned at"))
    confirmation = models.UUIDField(
        null=True,
        unique=True,
        editable=False,
        help_text=_("What the confirmed preview was signed with: confirming twice makes one assignment."),
    )
    withdrawn_at = models.DateTimeField(_("withdrawn at"), null=True, blank=True)
    withdrawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("withdrawn by"),
    )
    withdrawal_reason = models.CharField(_("why withdrawn"), max_length=300, blank=True)

    objects = AssignmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("assignment")
        verbose_name_plural = _("assignments")
        ordering = ["-made_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(withdrawn_at__isnull=True, withdrawn_by__isnull=True, withdrawal_reason="")
                | Q(withdrawn_at__isnull=False, withdrawn_by__isnull=False) & ~Q(withdrawal_reason=""),
                name="withdrawn_by_somebody_for_a_reason",
            ),
            models.CheckConstraint(
                condition=Q(target="person", person__isnull=False)
                | ~Q(target="person") & Q(person__isnull=True),
                name="assigned_to_a_person_or_not",
            ),
            models.UniqueConstraint("renewal_of", "counts_from", name="one_assignment_a_window"),
        ]

    def __str__(self):
        return f"{self.course} · {self.due_on:%d/%m/%Y}"

    @property
    def undo_until(self) -> datetime.datetime:
        """Until then it can be taken back with one click."""
        return self.made_at + UNDO

    @property
    def kind_names(self) -> list[str]:
        """The kinds of unit it is narrowed to, in words."""
        return [str(label) for value, label in Unit.Kind.choices if value in self.kinds]

    @property
    def category_names(self) -> list[str]:
        """The categories of staff it is narrowed to, in words."""
        return [str(label) for value, label in Category.choices if value in self.categories]
