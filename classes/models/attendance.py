"""Who was there. Nothing is overwritten: the newest mark counts, the older ones say what was thought before."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from audit.append_only import append_only
from classes.models.classes import Session
from classes.models.registrations import Registration


@append_only
class AttendanceMark(models.Model):
    """Somebody noted that a person was, or was not, in a session. A later mark corrects it, with a reason."""

    class Way(models.TextChoices):
        CODE = "code", _("code on the screen")
        SHEET = "sheet", _("code on the sheet")
        LIST = "list", _("list")
        FILE = "file", _("file")

    registration = models.ForeignKey(
        Registration, models.PROTECT, related_name="marks", verbose_name=_("registration")
    )
    session = models.ForeignKey(Session, models.PROTECT, related_name="marks", verbose_name=_("session"))
    number = models.PositiveSmallIntegerField(
        _("number"), help_text=_("1 for the first mark of a person in a session, then one more each.")
    )
    is_present = models.BooleanField(_("present"))
    way = models.CharField(_("how"), max_length=10, choices=Way)
    reason = models.CharField(_("reason of the correction"), max_length=500, blank=True)
    marked_at = models.DateTimeField(_("noted at"))
    marked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("noted by")
    )

    class Meta:
        verbose_name = _("mark of attendance")
        verbose_name_plural = _("marks of attendance")
        ordering = ["session", "registration", "number"]
        constraints = [
            models.UniqueConstraint("registration", "session", "number", name="one_attendance_mark_a_number"),
            models.CheckConstraint(
                condition=Q(number=1) | ~Q(reason=""), name="attendance_corrected_for_a_reason"
            ),
        ]

    def __str__(self):
        return f"{self.registration} · {self.session} · {self.is_present}"
