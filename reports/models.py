"""What official documents need beside the figures: the heads of a unit's letters, and templates that people edited."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from organisation.models import Unit


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
