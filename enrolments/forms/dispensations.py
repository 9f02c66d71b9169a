"""Exemptions and extensions: what the person and the administrator fill in."""

from django import forms
from django.utils.translation import gettext_lazy as _

import clock
from enrolments.models import Dispensation, Enrolment
from organisation.forms import DayField, OneLineField

Kind = Dispensation.Kind


class DispensationForm(forms.Form):
    """More time or an exemption, until when, and why. `enrolment`: what it is about."""

    kind = forms.ChoiceField(
        label=_("What is it about?"),
        choices=[(Kind.EXTENSION, _("More time")), (Kind.EXEMPTION, _("Exemption from the course"))],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose more time or an exemption.")},
    )
    until = DayField(
        label=_("Until which day?"),
        required=False,
        help_text=_(
            "With more time: the new day. With an exemption it may stay empty: then it holds for good."
        ),
    )
    reason = OneLineField(
        label=_("Reason"),
        max_length=500,
        help_text=_("For example maternity leave, illness, or a similar course finished elsewhere."),
        error_messages={"required": _("Write the reason.")},
    )

    def __init__(self, *args, enrolment: Enrolment | None = None, **kwargs):
        super().__init__(*args, **kwargs)
        self.enrolment = enrolment

    def clean(self):
        cleaned = super().clean()
        until, kind = cleaned.get("until"), cleaned.get("kind")
        enrolment = cleaned.get("enrolment", self.enrolment)
        if kind == Kind.EXTENSION and until is None and "until" not in self.errors:
            self.add_error("until", _("Enter the day until which there is more time."))
        elif until is not None and until < clock.today():
            self.add_error("until", _("This day has passed. Choose today or a later day."))
        elif kind == Kind.EXTENSION and enrolment is not None and until is not None:
            if enrolment.due_on is None:
                self.add_error("kind", _("This course has no day to finish by; it needs no more time."))
            elif until <= enrolment.due_on:
                self.add_error("until", _("Choose a day after the present one."))
        return cleaned


class AskForm(DispensationForm):
    """The person asks, about one of the courses they have to learn."""

    enrolment = forms.ModelChoiceField(
        label=_("Course"),
        queryset=Enrolment.objects.none(),
        widget=forms.RadioSelect,
        empty_label=None,
        error_messages={
            "required": _("Choose a course."),
            "invalid_choice": _("This course no longer waits for you."),
        },
    )
    field_order = ["enrolment", "kind", "until", "reason"]

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        owed = Enrolment.objects.open().by(user).owed().select_related("course").order_by("due_on", "pk")
        self.fields["enrolment"].queryset = owed
        self.fields["enrolment"].label_from_instance = lambda one: one.course.title
        if len(owed) == 1:
            self.fields["enrolment"].initial = owed[0]


class DecisionForm(forms.Form):
    """What the administrator answers."""

    is_granted = forms.TypedChoiceField(
        label=_("Your decision"),
        choices=[("1", _("Grant it")), ("", _("Refuse it"))],
        coerce=bool,
        required=False,
        empty_value=False,
        widget=forms.RadioSelect,
    )
    until = DayField(label=_("Until which day?"), required=False)
    answer = OneLineField(
        label=_("Answer"),
        max_length=500,
        required=False,
        help_text=_("The person reads it. Say why if you refuse."),
    )

    def __init__(self, *args, dispensation: Dispensation, **kwargs):
        super().__init__(*args, **kwargs)
        self.dispensation = dispensation

    def clean(self):
        cleaned = super().clean()
        until = cleaned.get("until")
        if not cleaned.get("is_granted"):
            if not cleaned.get("answer"):
                self.add_error("answer", _("Write why it is refused."))
        elif until is not None and until < clock.today():
            self.add_error("until", _("This day has passed. Choose today or a later day."))
        elif self.dispensation.kind == Kind.EXTENSION and until is None:
            self.add_error("until", _("Enter the day until which there is more time."))
        return cleaned
