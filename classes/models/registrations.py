"""Who wants to attend a class, with a seat or waiting for one."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from classes.models.classes import Seat, TrainingClass
from classes.querysets import RegistrationQuerySet
from completions.models import OutsideTraining


class Registration(models.Model):
    """A person's registration for a class. Without a seat it waits; the earliest one gets the next free seat.

    A seat is held by one registration at most (`one_holder_a_seat`): that, and the number of seat rows, is the limit.
    """

    training_class = models.ForeignKey(
        TrainingClass, models.PROTECT, related_name="registrations", verbose_name=_("class")
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="class_registrations", verbose_name=_("person")
    )
    seat = models.ForeignKey(
        Seat, models.PROTECT, null=True, blank=True, related_name="holders", verbose_name=_("seat")
    )
    registered_at = models.DateTimeField(_("registered at"))
    registered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("registered by")
    )
    left_at = models.DateTimeField(_("left at"), null=True, blank=True)
    left_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("taken off by"),
    )
    left_because = models.CharField(_("reason"), max_length=500, blank=True)

    objects = RegistrationQuerySet.as_manager()

    class Meta:
        verbose_name = _("registration for a class")
        verbose_name_plural = _("registrations for classes")
        constraints = [
            models.UniqueConstraint("seat", name="one_holder_a_seat"),
            models.UniqueConstraint(
                "training_class",
                "user",
                condition=Q(left_at__isnull=True),
                name="one_open_registration_a_class",
            ),
            models.CheckConstraint(
                condition=Q(left_at__isnull=True, left_by__isnull=True)
                | Q(left_at__isnull=False, left_by__isnull=False, seat__isnull=True),
                name="who_left_holds_no_seat",
            ),
        ]
        indexes = [models.Index(fields=["training_class", "registered_at"], name="class_waiting_list")]

    def __str__(self):
        return f"{self.user} · {self.training_class}"

    @property
    def is_open(self) -> bool:
        return self.left_at is None

    @property
    def is_seated(self) -> bool:
        return self.seat_id is not None


class ClassCredit(models.Model):
    """What a class credited to somebody who attended it: a line of that person's ledger of the year."""

    registration = models.OneToOneField(
        Registration, models.PROTECT, related_name="credit", verbose_name=_("registration")
    )
    training = models.OneToOneField(
        OutsideTraining, models.PROTECT, related_name="+", verbose_name=_("line of the ledger")
    )

    class Meta:
        verbose_name = _("credit of a class")
        verbose_name_plural = _("credits of classes")

    def __str__(self):
        return str(self.registration)
