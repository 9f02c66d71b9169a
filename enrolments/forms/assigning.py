"""Assigning a course: to branches, to one person or to a list of people."""

from django import forms
from django.contrib.auth import get_user_model
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from courses.models import CoursePage
from enrolments.forms.codes import codes_in, codes_in_file, people_by_code
from enrolments.forms.terms import TermsForm
from enrolments.models import TrainingPlan
from organisation import scope
from organisation.models import Category, Membership, Post, Unit
from organisation.querysets import branch
from spreadsheets import UnreadableWorkbook

MOST_UNITS = 400
"""How many branches one assignment names at most; more than the province has communes and departments."""

MOST_PEOPLE = 5000
"""How many people a list names at most."""

SHOWN = 20
"""How many wrong rows of a list are told one by one."""


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
    """What the ways of assigning have in common. `user`: who assigns."""

    course = CourseChoice()
    plan = forms.ModelChoiceField(
        label=_("Training plan"),
        queryset=TrainingPlan.objects.none(),
        required=False,
        empty_label=_("Under no plan"),
        error_messages={"invalid_choice": _("This plan is closed or not yours. Choose another one.")},
    )
    field_order = ["course", "units", "person", "codes", "file", "kinds", "categories", "posts", "plan"]

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        self.user = user
        self.fields["plan"].queryset = TrainingPlan.objects.open().visible_to(user)


class BranchAssignmentForm(AssignmentForm):
    """To branches: everybody who works there now or comes later; of some kinds of unit or in some posts only, if chosen."""

    units = forms.ModelMultipleChoiceField(
        label=_("To which units?"),
        queryset=Unit.objects.none(),
        error_messages={
            "required": _("Choose at least one unit."),
            "invalid_choice": _("A chosen unit is not in your branch, or ended. Choose again."),
            "invalid_pk_value": _("A chosen unit is not in your branch, or ended. Choose again."),
        },
    )

    kinds = forms.MultipleChoiceField(
        label=_("Only units of this kind"),
        required=False,
        choices=Unit.Kind.choices,
        widget=forms.CheckboxSelectMultiple,
    )
    categories = forms.MultipleChoiceField(
        label=_("Only staff of this category"),
        required=False,
        choices=[(value, capfirst(label)) for value, label in Category.choices],
        widget=forms.CheckboxSelectMultiple,
    )
    posts = forms.ModelMultipleChoiceField(
        label=_("Only people in this post"),
        required=False,
        queryset=Post.objects.none(),
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        units = scope.visible_units(self.user, acting=True).present()
        self.fields["units"].queryset = units
        kinds = set(units.order_by().values_list("kind", flat=True).distinct())
        self.fields["kinds"].choices = [
            (value, capfirst(label)) for value, label in Unit.Kind.choices if value in kinds
        ]
        held = Membership.objects.present().filter(
            branch(scope.branches_of(self.user, acting=True), "unit__path")
        )
        self.fields["posts"].queryset = Post.objects.filter(pk__in=held.order_by().values("post"))

    def clean_units(self):
        """The chosen branches; one that lies below another chosen one adds nothing and is left out. Where the other is the
        whole branch, somebody meant the part: that is asked, not guessed."""
        units = sorted(self.cleaned_data["units"], key=lambda unit: unit.path)
        if len(units) > MOST_UNITS:
            raise forms.ValidationError(_("Choose fewer units: the unit above stands for all below it."))
        paths = {unit.path for unit in units}
        tops = [unit for unit in units if not paths & set(unit.ancestor_paths[:-1])]
        self.made_for = branch_of(self.user, tops)
        if self.made_for in tops and len(units) > 1:
            raise forms.ValidationError(
                _(
                    "%(unit)s is chosen as a whole, with all units in it. Untick it to assign to some of them only."
                )
                % {"unit": self.made_for}
            )
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


class ListAssignmentForm(AssignmentForm):
    """To a list of people by their staff codes, typed or in the first sheet of a workbook. `people`: those it found before."""

    codes = forms.CharField(
        label=_("Staff codes"),
        required=False,
        max_length=200_000,
        help_text=_("One a line, or separated by commas."),
        widget=forms.Textarea(attrs={"rows": 6, "autocomplete": "off", "spellcheck": "false"}),
    )
    file = forms.FileField(
        label=_("Or a file"),
        required=False,
        help_text=_("Excel (.xlsx). The column “Mã cán bộ” is read, or the first one."),
        widget=forms.FileInput(attrs={"accept": ".xlsx"}),
    )
    people = forms.ModelMultipleChoiceField(
        required=False, queryset=get_user_model().objects.none(), widget=forms.MultipleHiddenInput
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["people"].queryset = scope.people_in_charge(self.user).active()

    def clean(self):
        cleaned = super().clean()
        if not cleaned.get("people") and not self.errors:
            cleaned["people"] = self._people_listed(cleaned)
        self.made_for = scope.top_units(self.user, acting=True).first()
        for name in ("codes", "file"):
            cleaned.pop(name, None)
        return cleaned

    def _people_listed(self, cleaned) -> list:
        """The people with these codes; a code that is nobody's in the branch refuses the list, with its place."""
        field = "file" if cleaned.get("file") else "codes"
        try:
            codes = codes_in_file(cleaned["file"]) if cleaned.get("file") else codes_in(cleaned["codes"])
        except UnreadableWorkbook:
            self.add_error(
                "file", _("This file cannot be read. Save it as Excel workbook (.xlsx) and try again.")
            )
            return []
        if not codes:
            self.add_error("codes", _("Type the staff codes or choose a file."))
        elif len(codes) > MOST_PEOPLE:
            self.add_error(
                field,
                _("A list names at most %(most)s people. Assign to units instead.") % {"most": MOST_PEOPLE},
            )
        else:
            known = people_by_code(self.fields["people"].queryset, codes)
            missing = [(row, code) for row, code in codes if code.casefold() not in known]
            for row, code in missing[:SHOWN]:
                self.add_error(
                    field,
                    _("Row %(row)d: nobody in your branch has the code %(code)s.")
                    % {"row": row, "code": code},
                )
            if len(missing) > SHOWN:
                self.add_error(field, _("… and %(more)d more.") % {"more": len(missing) - SHOWN})
            return (
                list({known[code.casefold()].pk: known[code.casefold()] for _row, code in codes}.values())
                if not missing
                else []
            )
        return []


def branch_of(user, units: list[Unit]) -> Unit | None:
    """The branch this person acts on that holds all these units: the assignment is made in its name."""
    for top in scope.top_units(user, acting=True):
        if all(unit.path.startswith(top.path) for unit in units):
            return top
    return None
