"""How an assignment repeats."""

import datetime

from django import forms
from django.utils.translation import gettext_lazy as _

from enrolments.models import Renewal
from organisation.forms import DayField


class RenewalForm(forms.Form):
    """How an assignment repeats."""

    rule = forms.ChoiceField(
        label=_("When is it to be learned again?"),
        choices=[
            (Renewal.Rule.YEARLY, _("Each year, between two days")),
            (Renewal.Rule.EXPIRY, _("So many months after each person finished")),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose one of the two.")},
    )
    opens_on = DayField(
        label=_("Each year: first opens on"),
        required=False,
        help_text=_("Then on the same day of every year."),
    )
    closes_on = DayField(label=_("Each year: to be finished by"), required=False)
    valid_months = forms.IntegerField(
        label=_("Months: how long a completion is valid"),
        required=False,
        min_value=1,
        max_value=120,
        widget=forms.NumberInput(attrs={"class": "w-s"}),
    )
    notice_days = forms.IntegerField(
        label=_("Months: how many days before the end the course opens again"),
        required=False,
        min_value=1,
        max_value=365,
        initial=30,
        widget=forms.NumberInput(attrs={"class": "w-s"}),
    )

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("rule") == Renewal.Rule.YEARLY:
            self._need("opens_on", "closes_on")
            opens, closes = cleaned.get("opens_on"), cleaned.get("closes_on")
            if opens and closes and not opens <= closes < opens + datetime.timedelta(days=365):
                self.add_error("closes_on", _("Choose a day after the opening, within a year."))
            cleaned |= {"valid_months": None, "notice_days": 30}
        elif cleaned.get("rule") == Renewal.Rule.EXPIRY:
            self._need("valid_months")
            cleaned |= {"opens_on": None, "closes_on": None, "notice_days": cleaned.get("notice_days") or 30}
        return cleaned

    def _need(self, *names: str) -> None:
        for name in names:
            if self.cleaned_data.get(name) is None and name not in self.errors:
                self.add_error(name, _("This is needed for the rule you chose."))
