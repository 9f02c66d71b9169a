"""Who signs in."""

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.core.validators import MaxValueValidator, RegexValidator
from django.db import models
from django.db.models import Q
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
