"""What comes in from outside."""

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from completions import codes


class CodeForm(forms.Form):
    """The verification code of a certificate, however it was typed."""

    ma = forms.CharField(
        label=gettext_lazy("Verification code"),
        help_text=gettext_lazy(
            "26 letters and digits below the number of the certificate. Hyphens, spaces and small letters do not "
            "matter; O counts as zero, I and L as one."
        ),
        max_length=200,
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}
        ),
        error_messages={"required": gettext_lazy("Type the code that stands on the certificate.")},
    )

    def clean_ma(self) -> str:
        code = codes.normalised(self.cleaned_data["ma"])
        if len(code) != codes.LENGTH:
            raise forms.ValidationError(
                _(
                    "A code has %(wanted)s letters and digits, this one has %(given)s. Compare it with the paper."
                )
                % {"wanted": codes.LENGTH, "given": len(code)}
            )
        if strange := sorted(set(code) - set(codes.ALPHABET)):
            raise forms.ValidationError(
                _("No code has this in it: %(characters)s. Compare it with the paper.")
                % {"characters": " ".join(strange)}
            )
        return code


class PlaceForm(forms.Form):
    """How far down a lesson somebody has read, in hundredths."""

    position = forms.IntegerField(min_value=0, max_value=100)


class RevocationForm(forms.Form):
    """Why a record is taken back."""

    reason = forms.CharField(
        label=gettext_lazy("Why is it taken back?"),
        help_text=gettext_lazy(
            "The person concerned and the auditors read it. Whoever verifies the certificate sees only that it was "
            "taken back, and when."
        ),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": gettext_lazy("Say why: a record cannot be taken back without a reason.")},
    )
