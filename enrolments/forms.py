"""Assigning a course: to branches or to one person; changing it and taking it back."""

from django import forms
from django.contrib.auth import get_user_model
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

import clock
from courses.models import CoursePage
from organisation import scope
from organisation.forms import DayField, OneLineField
from organisation.models import Unit

MOST_UNITS = 400
"""How many branches one assignment names at most; more than the province has communes and departments."""


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


class CourseChoice(forms.ModelChoiceField):
    def __init__(self, **kwargs):
        super().__init__(
            label=_("Course"),
            queryset=CoursePage.objects.live().filter(is_closed=False).order_by("title"),
            empty_label=_("Choose a course"),
            error_messages={
                "required": _("Choose a course."),
                "invalid_choice": _("This course can no longer be assigned. Choose another one."),
            },
            **kwargs,
        )

    def label_from_instance(self, course) -> str:
        return course.title


class AssignmentForm(TermsForm):
    """What both ways of assigning have in common. `user`: who assigns."""

    course = CourseChoice()
    field_order = ["course", "units", "person"]

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        self.user = user


class BranchAssignmentForm(AssignmentForm):
    """To branches: everybody who works there now or comes later."""

    units = forms.ModelMultipleChoiceField(
        label=_("To which units?"),
        queryset=Unit.objects.none(),
        error_messages={
            "required": _("Choose at least one unit."),
            "invalid_choice": _("A chosen unit is not in your branch, or ended. Choose again."),
            "invalid_pk_value": _("A chosen unit is not in your branch, or ended. Choose again."),
        },
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["units"].queryset = scope.visible_units(self.user, acting=True).present()

    def clean_units(self):
        """The chosen branches; one that lies below another chosen one adds nothing and is left out."""
        units = sorted(self.cleaned_data["units"], key=lambda unit: unit.path)
        if len(units) > MOST_UNITS:
            raise forms.ValidationError(_("Choose fewer units: the unit above stands for all below it."))
        paths = {unit.path for unit in units}
        tops = [unit for unit in units if not paths & set(unit.ancestor_paths[:-1])]
        self.made_for = branch_of(self.user, tops)
        if self.made_for is None:
            raise forms.ValidationError(
                _("These units belong to different branches of yours. Assign to one branch at a time.")
            )
        return tops


class PersonAssignmentForm(AssignmentForm):
    """To one person."""

    person = forms.ModelChoiceField(
        label=_("To whom?"),
        queryset=get_user_model().objects.none(),
        error_messages={
            "required": _("Choose a person."),
            "invalid_choice": _("This person does not work in your branch. Choose again."),
        },
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["person"].queryset = scope.people_in_charge(self.user).active()

    def clean_person(self):
        person = self.cleaned_data["person"]
        self.made_for = branch_of(self.user, [scope.present_unit(person)])
        return person


def branch_of(user, units: list[Unit]) -> Unit | None:
    """The branch this person acts on that holds all these units: the assignment is made in its name."""
    for top in scope.top_units(user, acting=True):
        if all(unit.path.startswith(top.path) for unit in units):
            return top
    return None


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


class AssignmentsFilter(forms.Form):
    """Which assignments a list shows."""

    STATES = [
        ("", _("All")),
        ("dang-hoc", _("Running")),
        ("qua-han", _("Past the day")),
        ("thu-hoi", pgettext_lazy("assignment", "Withdrawn")),
    ]

    khoa = forms.IntegerField(required=False, min_value=1, max_value=2**62)
    trang_thai = forms.ChoiceField(required=False, choices=STATES)

    @classmethod
    def read(cls, query) -> dict:
        form = cls(query)
        form.full_clean()
        return {name: form.cleaned_data.get(name) or "" for name in form.fields}

    @staticmethod
    def narrow(assignments, asked: dict):
        if asked["khoa"]:
            assignments = assignments.filter(course=asked["khoa"])
        match asked["trang_thai"]:
            case "dang-hoc":
                return assignments.running(clock.today())
            case "qua-han":
                return assignments.past_due(clock.today())
            case "thu-hoi":
                return assignments.withdrawn()
        return assignments


def course_choices(assignments) -> list[tuple[int, str]]:
    """The courses that these assignments are about."""
    return list(
        CoursePage.objects.filter(pk__in=assignments.order_by().values("course"))
        .order_by("title")
        .values_list("pk", "title")
    )
