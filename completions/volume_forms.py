"""Training elsewhere: what the person enters, what the administrator answers."""

from decimal import Decimal

from django import forms
from django.utils.translation import gettext_lazy as _

import clock
from organisation.forms import DayField, OneLineField


class OutsideTrainingForm(forms.Form):
    """One training with its evidence."""

    title = OneLineField(
        label=_("Name of the training"), max_length=255, error_messages={"required": _("Enter the name.")}
    )
    organiser = OneLineField(
        label=_("Organised by"), max_length=255, error_messages={"required": _("Enter who organised it.")}
    )
    finished_on = DayField(label=_("Finished on"))
    periods = forms.DecimalField(
        label=_("Number of periods (tiết)"),
        min_value=Decimal("0.5"),
        max_value=Decimal(400),
        max_digits=5,
        decimal_places=1,
        localize=True,
        help_text=_("As the certificate or the decision says. One day is 8 periods."),
        error_messages={
            "required": _("Enter the number of periods."),
            "invalid": _("Write a number, for example 8."),
        },
        widget=forms.TextInput(attrs={"class": "w-s", "inputmode": "decimal"}),
    )
    evidence = OneLineField(
        label=_("Evidence"),
        max_length=300,
        help_text=_("Number and date of the certificate or decision, for example 15/GCN-HVHC of 12/05/2026."),
        error_messages={"required": _("Enter the number of the certificate or decision.")},
    )

    def clean_finished_on(self):
        day = self.cleaned_data["finished_on"]
        if day > clock.today():
            raise forms.ValidationError(_("This day has not come yet."))
        return day


class TrainingDecisionForm(forms.Form):
    """Approve or refuse."""

    is_approved = forms.TypedChoiceField(
        label=_("Your decision"),
        choices=[("1", _("Approve: the periods count")), ("", _("Refuse it"))],
        coerce=bool,
        required=False,
        empty_value=False,
        widget=forms.RadioSelect,
    )
    answer = OneLineField(
        label=_("Answer"),
        max_length=500,
        required=False,
        help_text=_("The person reads it. Say why if you refuse."),
    )

    def clean(self):
        cleaned = super().clean()
        if not cleaned.get("is_approved") and not cleaned.get("answer"):
            self.add_error("answer", _("Write why it is refused."))
        return cleaned
