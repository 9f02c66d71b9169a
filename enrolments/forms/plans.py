"""The training plan of a year."""

from django import forms
from django.utils.translation import gettext_lazy as _

import clock
from organisation import scope
from organisation.forms import DayField, OneLineField
from organisation.models import Unit


class PlanForm(forms.Form):
    """What the decision says. `user`: who fills it in."""

    unit = forms.ModelChoiceField(
        label=_("Issued by"),
        queryset=Unit.objects.none(),
        empty_label=None,
        error_messages={"invalid_choice": _("This unit is not in your branch. Choose another one.")},
    )
    year = forms.IntegerField(
        label=_("Year"),
        min_value=2000,
        max_value=2100,
        error_messages={"required": _("Enter the year."), "invalid": _("Write the year with four digits.")},
        widget=forms.NumberInput(attrs={"class": "w-s"}),
    )
    title = OneLineField(
        label=_("Title"),
        max_length=255,
        help_text=_("As the decision calls it."),
        error_messages={"required": _("Enter the title.")},
    )
    decision = OneLineField(
        label=_("Number of the decision"),
        max_length=160,
        required=False,
        help_text=_("For example 12/KH-UBND."),
    )
    decided_on = DayField(label=_("Date of the decision"), required=False)
    signer = OneLineField(
        label=_("Signed by"), max_length=160, required=False, help_text=_("Office and name of the signer.")
    )

    def __init__(self, *args, user, plan=None, **kwargs):
        super().__init__(*args, **kwargs)
        if plan is not None:
            del self.fields["unit"]
            return
        units = scope.top_units(user, acting=True).present()
        self.fields["unit"].queryset = units
        self.fields["unit"].label_from_instance = lambda unit: unit.name
        self.fields["unit"].initial = units.first()
        self.fields["year"].initial = clock.today().year

    def clean_decided_on(self):
        day = self.cleaned_data["decided_on"]
        if day is not None and day > clock.today():
            raise forms.ValidationError(_("This day has not come yet."))
        return day
