"""Who signs in."""

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.core.validators import MaxValueValidator, RegexValidator
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

import vietnamese


class UserQuerySet(models.QuerySet):
    def known_as(self, name: str):
        """The people who sign in with this user name, staff code or e-mail (at most one, by constraints)."""
        name = vietnamese.nfc(name)
        return self.filter(
            Q(username__iexact=name) | Q(staff_code__iexact=name) | (Q(email__iexact=name) & ~Q(email=""))
        )

    def active(self):
        return self.filter(is_active=True)

    def matching(self, words: str):
        """People whose name, code or user name holds these words; tones do not matter."""
        found = self
        for word in vietnamese.fold(words).split():
            found = found.filter(search_text__contains=word)
        return found


class UserManager(BaseUserManager.from_queryset(UserQuerySet)):
    def get_by_natural_key(self, username):
        return self.get(username=username)

    def create_user(self, username, password=None, **fields):
        user = self.model(username=username, **fields)
        user.set_password(password)
        user.save()
        return user

    def create_superuser(self, username, password=None, **fields):
        return self.create_user(username, password, is_superuser=True, **{"full_name": username, **fields})


class User(AbstractBaseUser, PermissionsMixin):
    """One person with an account. The name stands in Vietnamese order, family name first."""

    username = models.CharField(
        _("user name"),
        max_length=60,
        unique=True,
        validators=[
            RegexValidator(r"^[A-Za-z0-9._-]+$", _("Use letters without tones, digits, dots and hyphens."))
        ],
    )
    full_name = models.CharField(_("full name"), max_length=120)
    sort_key = models.CharField(max_length=200, editable=False)
    search_text = models.CharField(max_length=400, editable=False, default="")
    email = models.EmailField(_("e-mail"), blank=True)
    phone = models.CharField(_("phone"), max_length=20, blank=True)
    staff_code = models.CharField(_("staff code"), max_length=30, null=True, blank=True, unique=True)
    language = models.CharField(
        _("language"), max_length=5, default="vi", choices=[("vi", "Tiếng Việt"), ("en", "English")]
    )
    extra_time = models.PositiveSmallIntegerField(
        _("extra time in quizzes (per cent)"),
        default=0,
        validators=[MaxValueValidator(200)],
        help_text=_("For a person's needs; told to nobody but the person and those in charge."),
    )
    is_active = models.BooleanField(_("may sign in"), default=True)
    is_demo = models.BooleanField(
        default=False, editable=False, help_text=_("An invented person of the demo province.")
    )
    date_joined = models.DateTimeField(_("since"), default=timezone.now)

    objects = UserManager()
    USERNAME_FIELD = "username"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["full_name"]

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("people")
        constraints = [
            models.UniqueConstraint(Lower("email"), condition=~Q(email=""), name="one_person_an_email"),
            models.UniqueConstraint(Lower("username"), name="one_person_a_username"),
        ]
        indexes = [models.Index(fields=["sort_key"], name="people_by_given_name")]

    def __str__(self):
        return self.full_name or self.username

    def save(self, *args, **kwargs):
        self.derive_from_name()
        super().save(*args, **kwargs)

    def derive_from_name(self):
        """Set what is computed from the name: bulk writers call it themselves."""
        self.full_name = vietnamese.nfc(self.full_name)
        self.sort_key = vietnamese.sort_key(self.full_name)
        self.staff_code = self.staff_code or None
        self.search_text = vietnamese.fold(f"{self.full_name} {self.staff_code or ''} {self.username}")[:400]

    def get_full_name(self):
        return self.full_name

    def get_short_name(self):
        return vietnamese.given_name(self.full_name)

    @property
    def digest(self) -> str:
        """What a browser calls this person by, to know again whose answers it keeps; it tells nothing else."""
        return salted_hmac("accounts.whoami", str(self.pk)).hexdigest()

    @property
    def is_staff(self):
        """Wagtail and Django ask for it; nothing of ours does."""
        return self.is_superuser


class SignInCode(models.Model):
    """A one-use code handed to someone without e-mail; only its digest is kept."""

    user = models.ForeignKey(User, models.CASCADE, related_name="sign_in_codes", verbose_name=_("person"))
    digest = models.CharField(max_length=64, unique=True)
    issued_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("issued by"))
    issued_at = models.DateTimeField(_("issued at"))
    expires_at = models.DateTimeField(_("valid until"))
    used_at = models.DateTimeField(_("used at"), null=True, blank=True)

    class Meta:
        verbose_name = _("sign-in code")
        verbose_name_plural = _("sign-in codes")

    def __str__(self):
        return f"{self.user} · {self.issued_at:%d/%m/%Y}"


class ActivationLinkQuerySet(models.QuerySet):
    def waiting(self):
        """Those that no mailer has taken yet."""
        return self.filter(begun_at=None, ended_at=None)

    def opening(self, moment):
        """Those that still open the account they were mailed for: nobody has signed in to it, and the mail went to the
        address it has."""
        return self.filter(
            begun_at__isnull=False,
            used_at=None,
            ended_at=None,
            expires_at__gt=moment,
            user__last_login=None,
            user__is_active=True,
            user__email=F("address"),
        )


class ActivationLink(models.Model):
    """A one-use link to a person's first password, sent by mail. It waits until a mailer draws and sends it in one go, so
    that only its digest is ever kept."""

    class Outcome(models.TextChoices):
        WAITING = "", _("waits to be mailed")
        BEGUN = "begun", _("begun; not known whether it arrived")
        SENT = "sent", _("sent")
        REFUSED = "refused", _("refused by the receiver")
        NEEDLESS = "needless", _("not needed any more")

    user = models.ForeignKey(User, models.CASCADE, related_name="activation_links", verbose_name=_("person"))
    address = models.EmailField(_("e-mail"))
    asked_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("asked by"))
    asked_at = models.DateTimeField(_("asked at"))
    begun_at = models.DateTimeField(_("begun at"), null=True, blank=True)
    digest = models.CharField(max_length=64, unique=True, null=True, blank=True)
    expires_at = models.DateTimeField(_("valid until"), null=True, blank=True)
    outcome = models.CharField(_("outcome"), max_length=10, choices=Outcome, blank=True, default="")
    used_at = models.DateTimeField(_("used at"), null=True, blank=True)
    ended_at = models.DateTimeField(
        _("ended at"), null=True, blank=True, help_text=_("A newer one was sent, or it was not needed.")
    )

    objects = ActivationLinkQuerySet.as_manager()

    class Meta:
        verbose_name = _("activation link")
        verbose_name_plural = _("activation links")
        constraints = [
            models.UniqueConstraint(
                "user", condition=Q(begun_at__isnull=True, ended_at__isnull=True), name="one_link_waits"
            ),
            models.CheckConstraint(
                condition=Q(begun_at__isnull=True, digest__isnull=True, expires_at__isnull=True)
                | Q(begun_at__isnull=False, digest__isnull=False, expires_at__isnull=False),
                name="link_is_drawn_when_it_is_sent",
            ),
        ]

    def __str__(self):
        return f"{self.user} · {self.asked_at:%d/%m/%Y}"

    def state(self, moment) -> str:
        """What this link is by now, for whoever follows it: `open`, or why it opens nothing."""
        if self.used_at is not None:
            return "used"
        if self.user.last_login is not None:
            return "needless"
        if self.ended_at is not None:
            return "ended"
        if not self.user.is_active or self.user.email != self.address:
            return "void"
        return "open" if self.expires_at > moment else "expired"


class Slowdown(models.Model):
    """How long the next try at signing in under one name, device or address has to wait (see `throttle`)."""

    key = models.CharField(max_length=64, unique=True)
    failures = models.PositiveIntegerField()
    failed_at = models.DateTimeField(db_index=True)
    wait_until = models.DateTimeField()

    class Meta:
        verbose_name = _("slowdown")
        verbose_name_plural = _("slowdowns")

    def __str__(self):
        return f"{self.failures} · {self.wait_until:%d/%m/%Y %H:%M:%S}"
