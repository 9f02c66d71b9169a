"""Essays: what markers said, and files that were handed in. Both only grow; the highest number counts."""

import uuid

from django.conf import settings
from django.core.files.storage import storages
from django.db import models
from django.utils.translation import gettext_lazy as _

from audit.append_only import append_only
from quizzes.models.sittings import Attempt


def private_storage():
    return storages["private"]


def place_of(file, name):
    """Where a file is kept: nothing of its name or of its owner is in the path."""
    return f"essays/{uuid.uuid4().hex}"


@append_only
class EssayMark(models.Model):
    """What one marker said about one essay."""

    class Role(models.TextChoices):
        SOLE = "sole", _("the only marker")
        ONE_OF_TWO = "pair", _("one of two markers")
        DECISION = "decision", _("decision on the final points")

    role = models.CharField(_("role"), max_length=8, choices=Role, default=Role.SOLE)
    revision = models.PositiveIntegerField(
        _("answer marked"),
        null=True,
        help_text=_("The revision of the answer that was read; empty: from before it was noted."),
    )
    reason = models.CharField(_("reason of the decision"), max_length=300, blank=True)
    attempt = models.ForeignKey(
        Attempt, models.PROTECT, related_name="essay_marks", verbose_name=_("attempt")
    )
    slot = models.PositiveSmallIntegerField(_("number in the paper"))
    number = models.PositiveSmallIntegerField(_("marking"), default=1)
    levels = models.JSONField(_("levels"), help_text=_("{criterion id: number of its level, from 0}"))
    share = models.CharField(_("share of the points"), max_length=60, help_text=_("An exact fraction: 2/3."))
    comment = models.TextField(_("comment"), blank=True)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("marker")
    )
    made_at = models.DateTimeField(_("marked at"))

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("mark of an essay")
        verbose_name_plural = _("marks of essays")
        constraints = [models.UniqueConstraint("attempt", "slot", "number", name="one_essay_mark_a_number")]

    def __str__(self):
        return f"{self.attempt} · {self.slot} · {self.share}"


class EssayFile(models.Model):
    """A file somebody attached to an essay; the newest one of a question counts."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    attempt = models.ForeignKey(
        Attempt, models.PROTECT, related_name="essay_files", verbose_name=_("attempt")
    )
    slot = models.PositiveSmallIntegerField(_("number in the paper"))
    file = models.FileField(storage=private_storage, upload_to=place_of, max_length=80)
    name = models.CharField(_("name"), max_length=120)
    content_type = models.CharField(max_length=100)
    size = models.PositiveIntegerField(_("bytes"))
    digest = models.CharField(max_length=64)
    saved_at = models.DateTimeField(_("saved"))

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("file of an essay")
        verbose_name_plural = _("files of essays")
        indexes = [models.Index("attempt", "slot", name="files_of_an_essay")]

    def __str__(self):
        return self.name
