"""Who works where, as what, and who administers which branch."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from organisation.models.units import Unit
from organisation.querysets import AdministrationQuerySet, MembershipQuerySet


class Post(models.Model):
    """What someone does in a unit: cán bộ phụ trách thi đua, khen thưởng; Chủ tịch UBND xã; …"""

    name = models.CharField(_("name"), max_length=160, unique=True)

    class Meta:
        verbose_name = _("post")
        verbose_name_plural = _("posts")
        ordering = ["name"]

    def __str__(self):
        return self.name


class Category(models.TextChoices):
    """How somebody has to do with emulation and commendation: duties and filters go by it."""

    FULL_TIME = "full_time", _("in charge of emulation and commendation, full time")
    PART_TIME = "part_time", _("in charge of emulation and commendation beside other work")
    LEADER = "leader", _("leader")
    COUNCIL = "council", _("member of an emulation and commendation council")
    TEACHER = "teacher", _("teacher")
    STAFF = "staff", _("other staff")


class Membership(models.Model):
    """A person works in a unit, in a post, from one day to another. A transfer closes one and opens one."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="memberships", verbose_name=_("person")
    )
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="memberships", verbose_name=_("unit"))
    post = models.ForeignKey(Post, models.PROTECT, null=True, blank=True, verbose_name=_("post"))
    category = models.CharField(_("category of staff"), max_length=12, choices=Category, blank=True)
    is_primary = models.BooleanField(_("main place of work"), default=True)
    valid_from = models.DateField(_("from"))
    valid_to = models.DateField(_("to"), null=True, blank=True)

    objects = MembershipQuerySet.as_manager()

    class Meta:
        verbose_name = _("membership")
        verbose_name_plural = _("memberships")
        constraints = [
            models.UniqueConstraint(
                "user",
                condition=Q(valid_to__isnull=True, is_primary=True),
                name="one_present_primary_membership",
            ),
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from")),
                name="membership_ends_after_it_begins",
            ),
        ]
        indexes = [
            models.Index(fields=["unit", "user"], condition=Q(valid_to__isnull=True), name="present_members")
        ]

    def __str__(self):
        return f"{self.user} · {self.unit}"


class Administration(models.Model):
    """A person may see, and with the role of administrator act on, a unit and all below it."""

    class Role(models.TextChoices):
        ADMINISTRATOR = "administrator", _("administrator")
        OBSERVER = "observer", _("observer (reads only)")

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="administrations", verbose_name=_("person")
    )
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="administrations", verbose_name=_("branch"))
    role = models.CharField(_("role"), max_length=20, choices=Role, default=Role.ADMINISTRATOR)
    granted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("granted by"),
    )
    granted_at = models.DateTimeField(_("granted at"), null=True, blank=True)
    reason = models.CharField(_("reason"), max_length=300, blank=True)
    ends_on = models.DateField(
        _("last day"), null=True, blank=True, help_text=_("Empty: until somebody takes it back.")
    )

    objects = AdministrationQuerySet.as_manager()

    class Meta:
        verbose_name = _("administration")
        verbose_name_plural = _("administrations")
        constraints = [models.UniqueConstraint("user", "unit", name="one_role_a_person_and_branch")]

    def __str__(self):
        return f"{self.user} · {self.unit}"
