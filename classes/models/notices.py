"""What somebody has to be told about a class; `reminders` carries it."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from classes.models.classes import Session
from classes.models.registrations import Registration


class ClassNotice(models.Model):
    """Something happened to a registration. Written in the transaction in which it happens."""

    class Kind(models.TextChoices):
        LISTED = "listed", _("put on the list")
        SEATED = "seated", _("a seat became free")
        REMOVED = "removed", _("taken off the list")
        MOVED = "moved", _("moved to another class")
        CHANGED = "changed", _("time or place changed")
        CANCELLED = "cancelled", _("class cancelled")
        TOMORROW = "tomorrow", _("the day before")

    registration = models.ForeignKey(
        Registration, models.PROTECT, related_name="notices", verbose_name=_("registration")
    )
    kind = models.CharField(_("kind"), max_length=10, choices=Kind)
    session = models.ForeignKey(
        Session, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("session")
    )
    reason = models.CharField(_("reason"), max_length=500, blank=True)
    made_at = models.DateTimeField(_("since"))

    class Meta:
        verbose_name = _("notice about a class")
        verbose_name_plural = _("notices about classes")
        constraints = [
            models.UniqueConstraint(
                "registration",
                "session",
                condition=models.Q(kind="tomorrow"),
                name="told_once_the_day_before",
            )
        ]

    def __str__(self):
        return f"{self.registration} · {self.kind}"
