"""The tree of units and its history, who works where, and who administers which branch."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from treebeard.mp_tree import MP_Node

import vietnamese
from organisation.querysets import (
    AdministrationQuerySet,
    CorrectionRequestQuerySet,
    MembershipQuerySet,
    UnitManager,
)


class Unit(MP_Node):
    """An organisation of the province as it stands today; one that ended keeps its row and a `valid_to`."""

    class Kind(models.TextChoices):
        PROVINCE = "province", _("province")
        DEPARTMENT = "department", _("department")
        DISTRICT = "district", _("district (until 2025)")
        COMMUNE = "commune", _("commune")
        WARD = "ward", _("ward")
        DIVISION = "division", _("division")
        SCHOOL = "school", _("school")
        ENTERPRISE = "enterprise", _("enterprise")
        ASSOCIATION = "association", _("association")
        PARTY = "party", _("party body")
        OTHER = "other", _("other")

    name = models.CharField(_("name"), max_length=255)
    short_name = models.CharField(_("short name"), max_length=120, blank=True)
    code = models.CharField(_("code"), max_length=40, unique=True)
    kind = models.CharField(_("kind"), max_length=20, choices=Kind)
    sort_key = models.CharField(max_length=200, editable=False)
    search_text = models.CharField(max_length=600, editable=False, default="")
    former_names = models.CharField(
        _("former names"), max_length=255, blank=True, help_text=_("Old names that people still search for.")
    )
    valid_from = models.DateField(_("exists since"), null=True, blank=True)
    valid_to = models.DateField(_("ended on"), null=True, blank=True)
    successors = models.ManyToManyField("self", symmetrical=False, blank=True, related_name="predecessors")

    objects = UnitManager()
    node_order_by = []

    class Meta:
        verbose_name = _("unit")
        verbose_name_plural = _("units")
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True)
                | Q(valid_from__isnull=True)
                | Q(valid_to__gt=F("valid_from")),
                name="unit_ends_after_it_begins",
            )
        ]

    def __str__(self):
        return self.short_name or self.name

    def save(self, *args, **kwargs):
        self.derive_from_name()
        super().save(*args, **kwargs)

    def derive_from_name(self):
        """Set what is computed from the name: bulk writers call it themselves."""
        self.name = vietnamese.nfc(self.name)
        self.short_name = vietnamese.nfc(self.short_name)
        self.sort_key = vietnamese.text_sort_key(self.short_name or self.name)
        self.search_text = vietnamese.fold(f"{self.name} {self.short_name} {self.former_names} {self.code}")[
            :600
        ]

    @property
    def ancestor_paths(self) -> list[str]:
        """The tree paths from the root down to this unit, itself included."""
        return [self.path[: end + self.steplen] for end in range(0, len(self.path), self.steplen)]


class UnitPlacement(models.Model):
    """Where a unit stood in the tree from one day to another: the tree's history."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="placements", verbose_name=_("unit"))
    parent = models.ForeignKey(
        Unit, models.PROTECT, null=True, blank=True, related_name="child_placements", verbose_name=_("under")
    )
    valid_from = models.DateField(_("from"), null=True, blank=True)
    valid_to = models.DateField(_("to"), null=True, blank=True)

    class Meta:
        verbose_name = _("place in the tree")
        verbose_name_plural = _("places in the tree")
        constraints = [
            models.UniqueConstraint("unit", condition=Q(valid_to__isnull=True), name="one_present_placement")
        ]

    def __str__(self):
        return f"{self.unit} < {self.parent}"


class Post(models.Model):
    """What someone does in a unit: cán bộ phụ trách thi đua, khen thưởng; Chủ tịch UBND xã; …"""

    name = models.CharField(_("name"), max_length=160, unique=True)

    class Meta:
        verbose_name = _("post")
        verbose_name_plural = _("posts")
        ordering = ["name"]

    def __str__(self):
        return self.name


class Membership(models.Model):
    """A person works in a unit, in a post, from one day to another. A transfer closes one and opens one."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="memberships", verbose_name=_("person")
    )
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="memberships", verbose_name=_("unit"))
    post = models.ForeignKey(Post, models.PROTECT, null=True, blank=True, verbose_name=_("post"))
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

    objects = AdministrationQuerySet.as_manager()

    class Meta:
        verbose_name = _("administration")
        verbose_name_plural = _("administrations")
        constraints = [models.UniqueConstraint("user", "unit", name="one_role_a_person_and_branch")]

    def __str__(self):
        return f"{self.user} · {self.unit}"


class CorrectionRequest(models.Model):
    """Báo sai: a person says that their name or unit is wrong; their administrator answers."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="correction_requests", verbose_name=_("person")
    )
    text = models.TextField(_("what is wrong"), max_length=2000)
    made_at = models.DateTimeField(_("sent at"))
    answered_at = models.DateTimeField(_("answered at"), null=True, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("answered by"),
    )
    answer = models.TextField(_("answer"), max_length=2000, blank=True)

    objects = CorrectionRequestQuerySet.as_manager()

    class Meta:
        verbose_name = _("correction request")
        verbose_name_plural = _("correction requests")
        constraints = [
            models.CheckConstraint(
                condition=Q(answered_at__isnull=True, answered_by__isnull=True)
                | Q(answered_at__isnull=False, answered_by__isnull=False),
                name="answered_by_somebody",
            )
        ]

    def __str__(self):
        return f"{self.user} · {self.made_at:%d/%m/%Y}"
