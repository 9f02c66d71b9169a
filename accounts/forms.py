"""What people fill in to sign in, to change their password and to set up the second step."""

from allauth.account import forms as account
from allauth.account.adapter import get_adapter
from allauth.core.internal.cryptokit import normalize_user_code
from allauth.mfa.base import forms as mfa
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from allauth.mfa.utils import decrypt
from django import forms
from django.contrib.auth.password_validation import validate_password
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts import throttle
from accounts.actions import redeem_code
from accounts.adapter import begin_try, fail_try
from accounts.models import User

LONGEST_PASSWORD = 128


def name_field() -> forms.CharField:
    return forms.CharField(
        label=_("Staff code, e-mail or user name"),
        max_length=254,
        widget=forms.TextInput(
            attrs={"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false"}
        ),
    )


def password_field(label, autocomplete="current-password", **kwargs) -> forms.CharField:
    return forms.CharField(
        label=label,
        strip=False,
        max_length=LONGEST_PASSWORD,
        widget=forms.PasswordInput(attrs={"autocomplete": autocomplete, "data-show": ""}),
        **kwargs,
    )


def new_password_field() -> forms.CharField:
    return password_field(
        _("New password"),
        autocomplete="new-password",
        min_length=8,
        help_text=_(
            "At least 8 characters; a sentence of 15 or more is better than signs and digits. "
            "Not a common password, not your name or staff code."
        ),
    )


def six_digits(label) -> forms.CharField:
    return forms.CharField(
        label=label,
        max_length=20,
        widget=forms.TextInput(
            attrs={"autocomplete": "one-time-code", "inputmode": "numeric", "class": "w-s"}
        ),
    )


class SignInForm(account.LoginForm):
    """A name of any kind and the password."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields = {"login": name_field(), "password": password_field(_("Password"))}


class SignInCodeForm(forms.Form):
    """A name of any kind and the one-use code; `user` is whose it was."""

    login = name_field()
    code = forms.CharField(
        label=_("One-use code"),
        help_text=_(
            "Ten letters and digits, for example 7K2MF-9QX4D. Hyphen and capital letters do not matter."
        ),
        max_length=30,
        widget=forms.TextInput(
            attrs={
                "autocomplete": "off",
                "autocapitalize": "characters",
                "spellcheck": "false",
                "class": "w-m",
            }
        ),
    )

    user: User | None = None

    def __init__(self, *args, request, **kwargs):
        super().__init__(*args, **kwargs)
        self.request = request

    def clean(self):
        cleaned = super().clean()
        if self.errors:
            return cleaned
        name = cleaned["login"]
        person = User.objects.known_as(name).first()
        key = begin_try(self.request, name, person)
        if key is not None:
            self.user = redeem_code(name=name, code=cleaned["code"], request=self.request)
        if self.user is None:
            fail_try(self.request, person)
            raise forms.ValidationError(
                _(
                    "That name and code were not accepted. A code holds for 72 hours and for one use, and a newer one "
                    "ends it. After five failures each further try has to wait. Ask the person in charge of training "
                    "in your unit for a new code."
                )
            )
        throttle.forgive(key)
        return cleaned


class ReauthenticateForm(account.ReauthenticateForm):
    password = password_field(_("Password"))


class NewPassword:
    """A new password typed once (it can be shown), checked against the rules and against this person."""

    def clean_password1(self):
        validate_password(self.cleaned_data["password1"], self.user)
        return self.cleaned_data["password1"]

    def save(self):
        get_adapter().set_password(self.user, self.cleaned_data["password1"])


class ChangePasswordForm(NewPassword, account.UserForm):
    oldpassword = password_field(_("Present password"))
    password1 = new_password_field()

    def clean_oldpassword(self):
        password = self.cleaned_data["oldpassword"]
        if not get_adapter().reauthenticate(self.user, password):
            raise get_adapter().validation_error("enter_current_password")
        return password


class SetPasswordForm(NewPassword, account.UserForm):
    password1 = new_password_field()


class FirstPasswordForm(NewPassword, forms.Form):
    """The first password of whoever came by a link in a mail."""

    password1 = new_password_field()

    def __init__(self, *args, user: User, **kwargs):
        super().__init__(*args, **kwargs)
        self.user = user


class OneUseOfACode:
    """A code of the app counts once, and guesses are slowed down like guesses of a password."""

    def clean_code(self):
        key = f"second-factor:{self.user.pk}"
        if not throttle.begin_try(key, throttle.FOR_A_NAME):
            raise get_adapter().validation_error("too_many_login_attempts")
        code = super().clean_code()
        throttle.forgive(key)
        authenticator = getattr(self, "authenticator", None)
        if authenticator is not None and authenticator.type == Authenticator.Type.TOTP:
            use_up(authenticator, code)
        return code


@transaction.atomic
def use_up(authenticator: Authenticator, code: str) -> None:
    """Refuse a code that counted before, whichever process took it (RFC 6238, 5.2: one acceptance a time step)."""
    kept = Authenticator.objects.select_for_update().get(pk=authenticator.pk)
    secret, typed = decrypt(kept.data["secret"]), normalize_user_code(code)
    step = next(
        (
            step
            for step in yield_hotp_counters_from_time()
            if format_hotp_value(hotp_value(secret, step)) == typed
        ),
        None,
    )
    if step is None or step <= kept.data.get("last_step", 0):
        raise forms.ValidationError(_("This code was used a moment ago. Wait for the next one in the app."))
    kept.data["last_step"] = step
    kept.save(update_fields=["data"])


class SecondStepForm(OneUseOfACode, mfa.AuthenticateForm):
    code = six_digits(_("Code from the app, or a recovery code"))


class SecondStepAgainForm(OneUseOfACode, mfa.ReauthenticateForm):
    code = six_digits(_("Code from the app, or a recovery code"))


class SetUpSecondFactorForm(OneUseOfACode, ActivateTOTPForm):
    code = six_digits(_("Six digits that the app shows"))


class LanguageForm(forms.ModelForm):
    class Meta:
        model = User
        fields = ["language"]
        widgets = {"language": forms.RadioSelect}
