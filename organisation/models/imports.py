"""A list of staff that somebody uploaded, what it would change, and whether it did."""

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from organisation.models.units import Unit
from organisation.querysets import StaffImportQuerySet


class Group(models.TextChoices):
    """What a row of the list does."""

    NEW = "new", _("new")
    CHANGED = "changed", _("changed")
    GONE = "gone", _("gone")
    WRONG = "wrong", _("wrong")
    SAME = "same", _("as before")


class StaffImport(models.Model):
    """Uploaded, read, shown to its owner, confirmed once, written whole or not at all. Rows of people go after a while."""

    class Stage(models.TextChoices):
        WAITING = "waiting", _("waits to be read")
        READING = "reading", _("the file is being read")
        CHECKING = "checking", _("the rows are being checked")
        READY = "ready", _("ready to be looked at")
        UNREADABLE = "unreadable", _("not readable")
        CONFIRMED = "confirmed", _("is being written")
        DONE = "done", _("done")
        DISCARDED = "discarded", _("discarded")

    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="staff_imports", verbose_name=_("uploaded by")
    )
    made_at = models.DateTimeField(_("uploaded at"))
    expires_at = models.DateTimeField(_("kept until"))
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name=_("branch"))
    is_complete = models.BooleanField(_("everybody of the branch is in the list"), default=False)
    file_name = models.CharField(_("file"), max_length=200)
    upload = models.BinaryField(null=True, editable=False)
    digest = models.CharField(_("digest of the file"), max_length=64)
    stage = models.CharField(_("stage"), max_length=12, choices=Stage, default=Stage.WAITING)
    stage_at = models.DateTimeField(_("in this stage since"))
    done = models.PositiveIntegerField(_("rows checked"), default=0)
    total = models.PositiveIntegerField(_("rows"), default=0)
    problem = models.CharField(_("problem"), max_length=40, blank=True)
    notes = models.JSONField(_("what was not read"), default=dict)
    counts = models.JSONField(_("rows a group"), default=dict)
    staff_before = models.PositiveIntegerField(_("people of the branch before"), default=0)
    plan_digest = models.CharField(max_length=64, blank=True)
    confirmed_at = models.DateTimeField(_("confirmed at"), null=True, blank=True)

    objects = StaffImportQuerySet.as_manager()

    class Meta:
        verbose_name = _("list of staff")
        verbose_name_plural = _("lists of staff")
        ordering = ["-made_at", "-pk"]

    def __str__(self):
        return self.file_name

    def get_absolute_url(self):
        return reverse("organisation:staff_list", args=[self.pk])

    @property
    def belongs_to(self) -> str:
        """What tells it apart in a row of lists."""
        return str(self.unit)

    def count(self, group: str) -> int:
        return self.counts.get(group, 0)

    @property
    def is_at_work(self) -> bool:
        return self.stage in (
            self.Stage.WAITING,
            self.Stage.READING,
            self.Stage.CHECKING,
            self.Stage.CONFIRMED,
        )

    @property
    def changes_anything(self) -> bool:
        return any(self.count(group) for group in (Group.NEW, Group.CHANGED, Group.GONE))

    @property
    def is_mass_departure(self) -> bool:
        """More than one of twenty would be gone: such a list is more often wrong than right."""
        return self.count(Group.GONE) * 20 > self.staff_before


class StaffImportRow(models.Model):
    """One row of the list and what it does. `wanted` is the row as understood; `changes` is field → [before, after]."""

    staff_import = models.ForeignKey(StaffImport, models.CASCADE, related_name="rows")
    number = models.PositiveIntegerField(_("row"))
    group = models.CharField(_("group"), max_length=8, choices=Group)
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("person")
    )
    wanted = models.JSONField(default=dict)
    changes = models.JSONField(default=dict)
    errors = models.JSONField(default=list)
    notes = models.JSONField(default=list)

    class Meta:
        verbose_name = _("row of a list of staff")
        verbose_name_plural = _("rows of a list of staff")
        indexes = [models.Index(fields=["staff_import", "group", "number"], name="rows_of_a_group")]

    def __str__(self):
        return f"{self.staff_import} · {self.number}"
