"""A file of questions on its way into the bank: its rows as they were read and mended, until somebody confirms."""

import uuid

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from quizzes.models.bank import Category


class QuestionImport(models.Model):
    """What one person uploaded. Nothing of it is in the bank before `confirmed_at`; afterwards `outcome` says what is."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    category = models.ForeignKey(Category, models.CASCADE, related_name="+", verbose_name=_("category"))
    file_name = models.CharField(_("file"), max_length=200)
    format = models.CharField(_("file format"), max_length=20)
    digest = models.CharField(max_length=64)
    # [{"place": 2, "name": "Sheet2, 2", "cells": {field: text}, "found": [finding], "left_out": true, "pictures":
    # {"text" or the letter of an option: {"digest", "alt"}}}]; the name is there only where the number alone would
    # mislead. `findings` belong to no row
    rows = models.JSONField()
    findings = models.JSONField(default=list)
    made_at = models.DateTimeField(_("made at"))
    expires_at = models.DateTimeField(_("kept until"))
    confirmed_at = models.DateTimeField(_("imported at"), null=True, blank=True)
    # {"made": 3, "pictures": 1, "changed": 1, "unchanged": 0, "in_use": 2, "codes": [code]}
    outcome = models.JSONField(default=dict)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("import of questions")
        verbose_name_plural = _("imports of questions")
        ordering = ["-made_at"]

    def __str__(self):
        return self.file_name


class ImportedPicture(models.Model):
    """A picture of a file of questions; with the confirmation it goes into the library, or it goes with the import."""

    prepared = models.ForeignKey(QuestionImport, models.CASCADE, related_name="pictures")
    digest = models.CharField(max_length=40)
    content = models.BinaryField()

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("picture of an import")
        verbose_name_plural = _("pictures of imports")
        constraints = [models.UniqueConstraint("prepared", "digest", name="one_picture_an_import_and_digest")]

    def __str__(self):
        return f"{self.prepared} · {self.digest[:8]}"
