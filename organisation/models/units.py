"""The tree of units as it stands today, and where each stood before."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from treebeard.mp_tree import MP_Node

import vietnamese
from organisation.querysets import UnitManager


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
    search_text = models.CharField(max_length=1600, editable=False, default="")
    former_names = models.CharField(
        _("former names"), max_length=1000, blank=True, help_text=_("Old names that people still search for.")
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
            :1600
        ]

    @property
    def ancestor_paths(self) -> list[str]:
        """The tree paths from the root down to this unit, itself included."""
        return [self.path[: end + self.steplen] for end in range(0, len(self.path), self.steplen)]


class UnitPlacement(models.Model):
    """Where a unit stood in the tree from one day to another, and its name then: the tree's history.

    The present placement has no name of its own: the unit's.
    """

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="placements", verbose_name=_("unit"))
    parent = models.ForeignKey(
        Unit, models.PROTECT, null=True, blank=True, related_name="child_placements", verbose_name=_("under")
    )
    name = models.CharField(_("name then"), max_length=255, blank=True)
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
