"""Who finished what: progress, completion records, the ledger that seals them, certificates."""

import uuid

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page

from audit.append_only import append_only
from completions.querysets import (
    CertificateQuerySet,
    CompletionRecordQuerySet,
    OutsideTrainingQuerySet,
)
from courses.models import CourseEdition, CoursePage
from enrolments.models import Enrolment
from organisation.models import Unit


class ActivityProgress(models.Model):
    """How far one enrolment is with one activity. Mutable and cheap."""

    enrolment = models.ForeignKey(
        Enrolment, models.PROTECT, related_name="progress", verbose_name=_("enrolment")
    )
    activity = models.ForeignKey(Page, models.PROTECT, related_name="+", verbose_name=_("activity"))
    opened_at = models.DateTimeField(_("opened"), null=True, blank=True)
    position = models.PositiveSmallIntegerField(
        _("place"),
        default=0,
        help_text=_("How far down the page, in hundredths, so that one can go on there."),
    )
    checks = models.JSONField(
        _("inline questions"), default=dict, help_text=_("Question id → whether the first answer was right.")
    )
    done_at = models.DateTimeField(_("done"), null=True, blank=True)

    class Meta:
        verbose_name = _("progress in an activity")
        verbose_name_plural = _("progress in activities")
        constraints = [models.UniqueConstraint("enrolment", "activity", name="one_progress_an_activity")]

    def __str__(self):
        return f"{self.enrolment} · {self.activity}"


@append_only
class CompletionRecord(models.Model):
    """A person completed a course: what, when, in which unit. Written once, by `record_completion`.

    `hash` is taken over canonical bytes (`completions.ledger`); the person enters it only as a salted digest, so that
    pseudonymising someone leaves the ledger sound.
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    enrolment = models.OneToOneField(
        Enrolment, models.PROTECT, related_name="record", verbose_name=_("enrolment")
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="completion_records", verbose_name=_("person")
    )
    course = models.ForeignKey(
        CoursePage, models.PROTECT, related_name="completion_records", verbose_name=_("course")
    )
    edition = models.ForeignKey(CourseEdition, models.PROTECT, related_name="+", verbose_name=_("edition"))
    completed_at = models.DateTimeField(_("completed at"))
    score = models.DecimalField(
        _("score"), max_digits=5, decimal_places=2, null=True, help_text=_("Per cent of the final quiz.")
    )
    unit = models.ForeignKey(
        Unit, models.PROTECT, null=True, related_name="completion_records", verbose_name=_("unit then")
    )
    unit_ancestors = models.JSONField(
        _("units above, then"), default=list, help_text=_("Ids from the root down to the unit.")
    )
    post = models.CharField(_("post then"), max_length=160, blank=True)
    evidence = models.JSONField(
        _("evidence"), default=dict, help_text=_("Activity id → when it was done; the attempt that passed.")
    )
    person_salt = models.CharField(max_length=32)
    person_digest = models.CharField(max_length=64)
    hash_version = models.PositiveSmallIntegerField(default=1)
    hash = models.CharField(max_length=64)
    stamp = models.CharField(
        max_length=64, default="", help_text=_("Keyed digest of the hash: this site wrote the row.")
    )

    objects = CompletionRecordQuerySet.as_manager()

    class Meta:
        verbose_name = _("completion record")
        verbose_name_plural = _("completion records")
        indexes = [models.Index(fields=["user", "-completed_at"], name="records_of_a_person")]

    def __str__(self):
        return f"{self.course} · {self.completed_at:%d/%m/%Y}"


class TrainingImport(models.Model):
    """A list of past training that an administrator uploaded: shown, then written whole or not at all.

    `rows` are what `past_training.Row` says, and go once the list is written, dropped or old.
    """

    class Stage(models.TextChoices):
        READY = "ready", _("ready to be looked at")
        DONE = "done", _("done")
        DROPPED = "dropped", _("discarded")

    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="training_imports",
        verbose_name=_("uploaded by"),
    )
    made_at = models.DateTimeField(_("uploaded at"))
    file_name = models.CharField(_("file"), max_length=200)
    digest = models.CharField(_("digest of the file"), max_length=64)
    source = models.CharField(
        _("source"), max_length=300, help_text=_("Where the list comes from, as it stands with each record.")
    )
    rows = models.JSONField(default=list)
    stage = models.CharField(_("stage"), max_length=8, choices=Stage, default=Stage.READY)
    written = models.PositiveIntegerField(_("records written"), default=0)
    confirmed_at = models.DateTimeField(_("confirmed at"), null=True, blank=True)

    class Meta:
        verbose_name = _("list of past training")
        verbose_name_plural = _("lists of past training")
        ordering = ["-made_at", "-pk"]

    def __str__(self):
        return self.file_name

    def get_absolute_url(self):
        return reverse("completions:past_training", args=[self.pk])

    @property
    def belongs_to(self) -> str:
        """What tells it apart in a row of lists."""
        return self.source


class OutsideTraining(models.Model):
    """Training done elsewhere or before, with its evidence. Entered by the person, its periods count once the unit has
    approved it; taken from a list of an administrator (`imported`), or credited by a class that was held here, they count at
    once."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="outside_training", verbose_name=_("person")
    )
    title = models.CharField(_("name of the training"), max_length=255)
    organiser = models.CharField(_("organised by"), max_length=255)
    finished_on = models.DateField(_("finished on"))
    periods = models.DecimalField(_("periods (tiết)"), max_digits=5, decimal_places=1)
    evidence = models.CharField(
        _("evidence"), max_length=300, help_text=_("Number and date of the certificate or decision.")
    )
    made_at = models.DateTimeField(_("sent at"))
    decided_at = models.DateTimeField(_("decided at"), null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("decided by"),
    )
    is_approved = models.BooleanField(_("approved"), default=False)
    answer = models.CharField(_("answer"), max_length=500, blank=True)
    imported = models.ForeignKey(
        TrainingImport,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="trainings",
        verbose_name=_("from the list"),
    )

    is_held_here = models.BooleanField(
        _("a class of this site"),
        default=False,
        help_text=_("Credited by the attendance of a class, as long as that stands."),
    )

    objects = OutsideTrainingQuerySet.as_manager()

    class Meta:
        verbose_name = _("training elsewhere")
        verbose_name_plural = _("training elsewhere")
        ordering = ["-finished_on", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(decided_at__isnull=True, decided_by__isnull=True, is_approved=False)
                | models.Q(decided_at__isnull=False, decided_by__isnull=False),
                name="outside_training_decided_by_somebody",
            ),
            models.CheckConstraint(
                condition=models.Q(imported__isnull=True) | models.Q(is_approved=True),
                name="imported_training_is_approved",
            ),
            models.CheckConstraint(
                condition=models.Q(is_held_here=False) | models.Q(decided_at__isnull=False),
                name="training_of_a_class_is_decided",
            ),
            models.CheckConstraint(condition=models.Q(periods__gt=0), name="outside_training_has_periods"),
            models.UniqueConstraint(
                "user",
                "title",
                "finished_on",
                condition=models.Q(decided_at__isnull=True) | models.Q(is_approved=True),
                name="one_outside_training",
            ),
        ]

    def __str__(self):
        return f"{self.title} · {self.finished_on:%d/%m/%Y}"

    @property
    def origin(self) -> str:
        """Where the record comes from, in words; empty for what the person entered."""
        if self.is_held_here:
            return str(_("class attended"))
        return str(_("from a list: %(source)s") % {"source": self.imported.source}) if self.imported else ""


@append_only
class Revocation(models.Model):
    """A record was a mistake. The record stays; this says who took it back and why."""

    record = models.OneToOneField(
        CompletionRecord, models.PROTECT, related_name="revocation", verbose_name=_("record")
    )
    reason = models.TextField(_("reason"), max_length=1000)
    revoked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("revoked by")
    )
    revoked_at = models.DateTimeField(_("revoked at"))
    hash_version = models.PositiveSmallIntegerField(default=1)
    hash = models.CharField(max_length=64)
    stamp = models.CharField(
        max_length=64, default="", help_text=_("Keyed digest of the hash: this site wrote the row.")
    )

    class Meta:
        verbose_name = _("revocation")
        verbose_name_plural = _("revocations")
        constraints = [models.CheckConstraint(condition=~models.Q(reason=""), name="revoked_for_a_reason")]

    def __str__(self):
        return str(self.record)


@append_only
class LedgerEntry(models.Model):
    """A record's or a revocation's place in the chain, given by the sealer at most a minute after it was written."""

    sequence = models.BigIntegerField(primary_key=True)
    record = models.OneToOneField(CompletionRecord, models.PROTECT, null=True, related_name="ledger_entry")
    revocation = models.OneToOneField(Revocation, models.PROTECT, null=True, related_name="ledger_entry")
    hash = models.CharField(
        max_length=64, default="", help_text=_("The hash of the record or revocation when it was sealed.")
    )

    class Meta:
        verbose_name = _("ledger entry")
        verbose_name_plural = _("ledger entries")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(record__isnull=True, revocation__isnull=False)
                | models.Q(record__isnull=False, revocation__isnull=True),
                name="entry_of_one_thing",
            )
        ]

    def __str__(self):
        return str(self.sequence)


@append_only
class LedgerSeal(models.Model):
    """A signed digest over the entries from `first` to `last` and over the seal before."""

    number = models.BigIntegerField(primary_key=True)
    first = models.BigIntegerField()
    last = models.BigIntegerField()
    digest = models.CharField(max_length=64)
    previous = models.CharField(max_length=64)
    signature = models.CharField(max_length=128)
    sealed_at = models.DateTimeField()

    class Meta:
        verbose_name = _("ledger seal")
        verbose_name_plural = _("ledger seals")

    def __str__(self):
        return f"{self.number}: {self.first}–{self.last}"


def issuer() -> str:
    """Who issues certificates today, as they print it."""
    return settings.CERTIFICATE_ISSUER


def issuer_above() -> str:
    """The authority the issuer belongs to, printed above it."""
    return settings.CERTIFICATE_ISSUER_ABOVE


class Certificate(models.Model):
    """Giấy chứng nhận of a record. What is printed is stored as it was when issued; never taken from the present.

    The row may lose its name when a person is pseudonymised, so it is not append-only; `verify_ledger` holds it to
    what its record says.
    """

    record = models.OneToOneField(
        CompletionRecord, models.PROTECT, related_name="certificate", verbose_name=_("record")
    )
    code = models.CharField(
        _("verification code"), max_length=26, unique=True, help_text=_("128 random bits, Crockford base 32.")
    )
    number = models.CharField(_("number"), max_length=60, unique=True)
    full_name = models.CharField(
        _("full name"), max_length=120, blank=True, help_text=_("Empty once the person was pseudonymised.")
    )
    unit_name = models.CharField(_("unit"), max_length=300, blank=True)
    course_title = models.CharField(_("course"), max_length=255)
    credited_periods = models.DecimalField(
        _("credited periods (tiết)"), max_digits=4, decimal_places=1, null=True
    )
    approving_decision = models.CharField(_("approving decision"), max_length=160, blank=True)
    issued_at = models.DateTimeField(_("issued at"))
    issuer = models.CharField(_("issued by"), max_length=160, default=issuer)
    issuer_above = models.CharField(_("which belongs to"), max_length=160, default=issuer_above, blank=True)
    design = models.PositiveSmallIntegerField(
        _("design"),
        default=1,
        help_text=_("Number of the drawing it was issued with; later ones leave it alone."),
    )

    objects = CertificateQuerySet.as_manager()

    class Meta:
        verbose_name = _("certificate")
        verbose_name_plural = _("certificates")

    def __str__(self):
        return self.number
