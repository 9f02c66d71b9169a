"""By when and how strictly a course is asked for; changing that, and taking it back."""

from django import forms
from django.utils.translation import gettext_lazy as _

import clock
from organisation.forms import DayField, OneLineField


class TermsForm(forms.Form):
    """By when, how strictly, with what words."""

    due_on = DayField(label=_("To be finished by"))
    is_mandatory = forms.BooleanField(
        label=_("Mandatory"),
        required=False,
        initial=True,
        help_text=_("Who has not finished after the day counts as overdue, in every report."),
    )
    note = OneLineField(
        label=_("Note to the learners"),
        max_length=300,
        required=False,
        help_text=_("For example the number of the plan or the decision. Everybody who is asked reads it."),
    )

    def clean_due_on(self):
        due_on = self.cleaned_data["due_on"]
        if due_on < clock.today():
            raise forms.ValidationError(_("This day has passed. Choose today or a later day."))
        if due_on.year > clock.today().year + 5:
            raise forms.ValidationError(_("This day is more than five years away. Look at the year."))
        return due_on


class ChangeForm(TermsForm):
    """New terms, and why. `seen` is the state of the assignment that stands on the page."""

    reason = OneLineField(
        label=_("Why is it changed?"),
        max_length=300,
        help_text=_("It is kept in the history of the assignment."),
        error_messages={"required": _("Write why it is changed.")},
    )
    seen = forms.CharField(widget=forms.HiddenInput, max_length=400)

    def clean_due_on(self):
        """A day that has passed may stay as it is."""
        if self.cleaned_data["due_on"] == self.initial.get("due_on"):
            return self.cleaned_data["due_on"]
        return super().clean_due_on()


class WithdrawalForm(forms.Form):
    """Why an assignment is taken back."""

    reason = OneLineField(
        label=_("Why is it withdrawn?"),
        max_length=300,
        help_text=_("It is kept in the history of the assignment."),
        error_messages={"required": _("Write why it is withdrawn.")},
    )
