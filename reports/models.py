"""What reports keep beside the figures: heads of letters, templates that people edited, views that were saved, and for a
day files that were too long to wait for."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from organisation.models import Unit
from reports.querysets import LargeExportQuerySet, SavedViewQuerySet


class LetterHead(models.Model):
    """What a unit writes over and under its letters, kept from one to the next."""

    unit = models.OneToOneField(Unit, models.CASCADE, related_name="letter_head", verbose_name=_("unit"))
    governing_body = models.CharField(_("governing body"), max_length=160, blank=True)
    issuing_body = models.CharField(_("issuing body"), max_length=160)
    symbol = models.CharField(_("symbol"), max_length=30, blank=True)
    place = models.CharField(_("place of issue"), max_length=60)
    signer_title = models.CharField(_("title of the signer"), max_length=200, blank=True)
    signer_name = models.CharField(_("name of the signer"), max_length=120, blank=True)
    recipients = models.TextField(_("recipients"), max_length=2000, blank=True)

    class Meta:
        verbose_name = _("head of letters")
        verbose_name_plural = _("heads of letters")

    def __str__(self):
        return self.issuing_body


class OfficialTemplate(models.Model):
    """A template that somebody uploaded; of each kind the newest counts. No content: the site's own again."""

    class Kind(models.TextChoices):
        REPORT = "report", _("report")
        LETTER = "letter", _("letter of reminder")

    kind = models.CharField(_("kind"), max_length=10, choices=Kind)
    content = models.BinaryField(_("file"), null=True)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("by")
    )
    made_at = models.DateTimeField(_("at"))

    class Meta:
        verbose_name = _("template of official documents")
        verbose_name_plural = _("templates of official documents")
        ordering = ["-made_at", "-id"]

    def __str__(self):
        return self.get_kind_display()


class SavedView(models.Model):
    """A question that somebody keeps: the address of a report with its filters. It holds no figures and no rights: whoever
    opens it sees what is theirs to see.

    `shared_with`: the administrators of this branch find it too. On schedule everybody who finds it is told that it is time.
    """

    class Schedule(models.TextChoices):
        NEVER = "", _("never")
        WEEKLY = "weekly", _("every Monday")
        MONTHLY = "monthly", _("on the first day of the month")

    class Audience(models.TextChoices):
        ADMINISTRATORS = "administrators", _("administrators")
        EVERYBODY = "everybody", _("administrators and observers")

    name = models.CharField(_("name"), max_length=120)
    address = models.CharField(_("address"), max_length=1500)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="saved_views", verbose_name=_("saved by")
    )
    shared_with = models.ForeignKey(
        Unit,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="saved_views",
        verbose_name=_("shared with the branch"),
    )
    audience = models.CharField(
        _("shared with whom"), max_length=14, choices=Audience, default=Audience.ADMINISTRATORS
    )
    schedule = models.CharField(_("told of"), max_length=8, choices=Schedule, blank=True, default="")
    made_at = models.DateTimeField(_("saved at"))

    objects = SavedViewQuerySet.as_manager()

    class Meta:
        verbose_name = _("saved view")
        verbose_name_plural = _("saved views")
        ordering = ["name", "pk"]
        constraints = [
            models.UniqueConstraint("owner", "name", name="one_saved_view_a_name"),
            models.CheckConstraint(
                condition=Q(address__startswith="/bao-cao/"), name="saved_view_of_a_report"
            ),
        ]

    def __str__(self):
        return self.name


class LargeExport(models.Model):
    """A file with so many lines that it is written in the background: asked for at an address, kept for a day, handed out
    to whoever asked and to nobody else. It is no record: what was asked and taken stands in the audit log.
    """

    class Stage(models.TextChoices):
        WAITING = "waiting", _("waits for its turn")
        WRITING = "writing", _("is being written")
        READY = "ready", _("ready")
        FAILED = "failed", _("failed")
        REFUSED = "refused", _("no longer allowed")

    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="large_exports", verbose_name=_("asked by")
    )
    asked_at = models.DateTimeField(_("asked at"))
    address = models.CharField(_("address"), max_length=2000)
    title = models.CharField(_("title"), max_length=300)
    stage = models.CharField(_("stage"), max_length=8, choices=Stage, default=Stage.WAITING)
    stage_at = models.DateTimeField(_("last heard of at"))
    tries = models.PositiveSmallIntegerField(_("times begun"), default=0)
    done = models.PositiveIntegerField(_("lines written"), default=0)
    total = models.PositiveIntegerField(_("lines"))
    name = models.CharField(_("name of the file"), max_length=200, blank=True)
    stored = models.CharField(_("where the file lies"), max_length=100, blank=True)
    unit_ids = models.JSONField(_("units whose people stand in it"), default=list)
    expires_at = models.DateTimeField(_("kept until"))

    objects = LargeExportQuerySet.as_manager()

    class Meta:
        verbose_name = _("large export")
        verbose_name_plural = _("large exports")
        ordering = ["-asked_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                "asked_by",
                "address",
                condition=Q(stage__in=["waiting", "writing"]),
                name="one_large_export_at_work",
            ),
        ]

    def __str__(self):
        return self.title

    @property
    def is_at_work(self) -> bool:
        return self.stage in (self.Stage.WAITING, self.Stage.WRITING)
