"""What visitors type."""

from django import forms
from django.utils.translation import gettext_lazy as _

from organisation.forms import OneLineField
from organisation.handover_forms import REASON, ColleagueField, colleagues


class SearchForm(forms.Form):
    """Words to look for; tones do not matter."""

    q = forms.CharField(
        label=_("Search for courses"),
        required=False,
        max_length=100,
        error_messages={"max_length": _("Use fewer words: at most 100 letters.")},
        widget=forms.TextInput(attrs={"type": "search", "autocomplete": "off", "enterkeyhint": "search"}),
    )

    @property
    def words(self) -> str:
        return self.cleaned_data.get("q", "") if self.is_valid() else ""


class TrainerForm(forms.Form):
    """Who may author on a unit's shelf, and why."""

    reason = OneLineField(**REASON, help_text=_("For example the decision or letter it rests on."))

    def __init__(self, *args, by, unit, **kwargs):
        super().__init__(*args, **kwargs)
        self.colleagues = colleagues(by, [unit])
        self.fields["person"] = ColleagueField(
            by=by,
            label=_("Who becomes a trainer?"),
            help_text=_("Staff code or user name. The person must work in your units."),
            error_messages={"required": _("Enter the staff code of the person.")},
        )
        self.order_fields(["person", "reason"])

    def say_no_group(self) -> None:
        self.add_error(
            None, _("The rights on this shelf are given by the operator of the system: ask there.")
        )
