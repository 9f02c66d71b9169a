"""Assigning a course: to branches, to one person or to a list of people; changing it and taking it back."""

import datetime
import re

from django import forms
from django.contrib.auth import get_user_model
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

import clock
import vietnamese
from courses.models import CoursePage
from enrolments.models import Renewal, TrainingPlan
from organisation import scope
from organisation.forms import DayField, OneLineField
from organisation.models import Category, Membership, Post, Unit
from organisation.querysets import branch
from spreadsheets import UnreadableWorkbook, read_workbook

MOST_UNITS = 400
"""How many branches one assignment names at most; more than the province has communes and departments."""

MOST_PEOPLE = 5000
"""How many people a list names at most."""

SHOWN = 20
"""How many wrong rows of a list are told one by one."""

HEADINGS = {"ma can bo", "ma cong chuc", "ma nhan vien", "ma", "staff code"}
"""What stands above the column of staff codes."""


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


def codes_in(text: str) -> list[tuple[int, str]]:
    """Staff codes in a text, each with the number of its line."""
    return [
        (number, code.strip())
        for number, line in enumerate(text.splitlines(), 1)
        for code in re.split(r"[,;\t]", vietnamese.nfc(line))
        if code.strip()
    ]


def codes_in_file(file) -> list[tuple[int, str]]:
    """Staff codes in the first sheet of a workbook, each with the number of its row. Raises UnreadableWorkbook."""
    tables = read_workbook(file)
    rows = tables[0].rows if tables else []
    column, first = 0, 0
    for number, row in enumerate(rows[:20]):
        found = [place for place, cell in enumerate(row) if vietnamese.fold(str(cell or "")) in HEADINGS]
        if found:
            column, first = found[0], number + 1
            break
    return [
        (number, vietnamese.nfc(str(row[column])).strip())
        for number, row in enumerate(rows[first:], first + 1)
        if row[column] not in (None, "")
    ]


def people_by_code(people, codes: list[tuple[int, str]]) -> dict:
    """Of these people those with one of the codes, by the code in small letters; a thousand codes a statement."""
    wanted = sorted({code for _row, code in codes} | {code.upper() for _row, code in codes})
    return {
        person.staff_code.casefold(): person
        for start in range(0, len(wanted), 500)
        for person in people.filter(staff_code__in=wanted[start : start + 500])
    }


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
