"""What administrators fill in about people, and what people report about themselves."""

from django import forms
from django.utils.translation import gettext_lazy as _

import vietnamese
from organisation import scope
from organisation.models import Category, Post, Unit
from organisation.paging import LETTERS
from organisation.staff.file import MAX_BYTES


class DayField(forms.DateField):
    """A day of the calendar."""

    widget = forms.DateInput(attrs={"type": "date", "class": "w-m"}, format="%Y-%m-%d")

    def __init__(self, **kwargs):
        super().__init__(
            **{
                "error_messages": {
                    "required": _("Enter the day."),
                    "invalid": _("Write the day like this: 31/12/2026."),
                },
                **kwargs,
            }
        )


class OneLineField(forms.CharField):
    """Text on one line, kept in one spelling."""

    def to_python(self, value):
        return vietnamese.nfc(super().to_python(value))


class PeopleFilter(forms.Form):
    """Which people a list shows. Whatever somebody typed into the address is read kindly: what is unknown is left out."""

    STATES = [
        ("", _("All")),
        ("khoa", _("Account locked")),
        ("chua", _("Never signed in")),
        ("khong-thu", _("No e-mail")),
        ("nghi", _("Left")),
    ]

    q = OneLineField(label=_("Name or code"), required=False, max_length=100)
    don_vi = forms.IntegerField(required=False, min_value=1)
    trang_thai = forms.ChoiceField(label=_("State"), required=False, choices=STATES)
    dien = forms.ChoiceField(label=_("Category of staff"), required=False, choices=Category.choices)
    chu = forms.ChoiceField(required=False, choices=[(letter, letter.upper()) for letter in LETTERS])
    sau = forms.IntegerField(required=False, min_value=1, max_value=2**62)
    truoc = forms.IntegerField(required=False, min_value=1, max_value=2**62)

    @classmethod
    def read(cls, query) -> dict:
        form = cls(query)
        form.full_clean()
        return {name: form.cleaned_data.get(name) or "" for name in form.fields}

    @staticmethod
    def narrow(people, state: str):
        """The people in a state."""
        if state == "khoa":
            return people.filter(is_active=False)
        if state == "chua":
            return people.filter(last_login__isnull=True)
        if state == "khong-thu":
            return people.filter(email="")
        return people


class PersonForm(forms.Form):
    """Name, code, e-mail, phone and post of a person; the actions say what is taken."""

    full_name = OneLineField(
        label=_("Full name"),
        max_length=120,
        help_text=_("Family name first, with all tones, as in the staff file."),
        error_messages={"required": _("Enter the full name.")},
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
    staff_code = OneLineField(
        label=_("Staff code"),
        max_length=30,
        required=False,
        widget=forms.TextInput(attrs={"class": "w-m", "autocomplete": "off", "spellcheck": "false"}),
    )
    email = forms.EmailField(
        label=_("E-mail"),
        required=False,
        help_text=_("Leave empty if the person has none: they sign in with a code."),
        error_messages={"invalid": _("Write the e-mail like this: ten@thanhhoa.gov.vn.")},
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
    )
    phone = OneLineField(
        label=_("Phone"),
        max_length=20,
        required=False,
        widget=forms.TextInput(attrs={"class": "w-m", "inputmode": "tel", "autocomplete": "off"}),
    )
    post = OneLineField(
        label=_("Post"),
        max_length=160,
        required=False,
        help_text=_("For example: civil servant in charge of emulation and commendation."),
        widget=forms.TextInput(attrs={"list": "posts", "autocomplete": "off"}),
    )
    category = forms.ChoiceField(
        label=_("Category of staff"),
        required=False,
        choices=[("", _("not said")), *Category.choices],
        help_text=_("Duties can be given to a category."),
    )

    TAKEN = {
        "staff_code": _("Somebody else has this staff code."),
        "email": _("Somebody else has this e-mail."),
    }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.posts = Post.objects.all()

    def clean_full_name(self):
        name = self.cleaned_data["full_name"]
        if not any(letter.isalpha() for letter in name):
            raise forms.ValidationError(_("A name has letters."))
        return name

    def say_taken(self, field: str) -> None:
        """Another person has this code or e-mail, perhaps in another unit: nothing more is said about them."""
        self.add_error(field, self.TAKEN[field])


class MistakeForm(forms.Form):
    """What is wrong with what is known of me."""

    text = forms.CharField(
        label=_("What is wrong, and what is right?"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 5}),
        error_messages={"required": _("Write what is wrong.")},
    )


class AnswerForm(forms.Form):
    """What was done about it."""

    answer = forms.CharField(
        label=_("Answer"),
        max_length=2000,
        help_text=_("The person reads it on the page where they reported."),
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": _("Write an answer, if only a short one.")},
    )


class StaffListForm(forms.Form):
    """A list of staff, of which branch, and whether it is complete."""

    file = forms.FileField(
        label=_("The list (.xlsx or .csv)"),
        help_text=_("At most 10 MB. It must have columns for staff code, full name and unit."),
        widget=forms.FileInput(attrs={"accept": ".xlsx,.csv"}),
        error_messages={"required": _("Choose the file."), "empty": _("The file is empty.")},
    )
    unit = forms.ModelChoiceField(label=_("The list is of"), queryset=Unit.objects.none(), empty_label=None)
    is_complete = forms.TypedChoiceField(
        label=_("Who is not in the list"),
        choices=[
            ("", _("stays as they are: the list only adds and changes")),
            ("1", _("has left: the list has everybody of this unit and below it")),
        ],
        coerce=bool,
        empty_value=False,
        required=False,
        widget=forms.RadioSelect,
        initial="",
    )

    def __init__(self, *args, user, asked="", **kwargs):
        super().__init__(*args, **kwargs)
        tops = scope.top_units(user, acting=True)
        chosen = scope.visible_units(user, acting=True).present().filter(pk=asked if asked.isdecimal() else 0)
        self.fields["unit"].queryset = Unit.objects.filter(
            pk__in=[*tops.values_list("pk", flat=True), *chosen.values_list("pk", flat=True)]
        ).order_by("-depth", "path")

    def clean_file(self):
        file = self.cleaned_data["file"]
        if file.size > MAX_BYTES:
            raise forms.ValidationError(_("The file is larger than 10 MB."))
        return file

    def clean(self):
        cleaned = super().clean()
        file = cleaned.pop("file", None)
        if file is not None:
            cleaned |= {"content": file.read(), "file_name": vietnamese.nfc(file.name)}
        return cleaned


class DeparturesForm(forms.Form):
    """How many people leave, typed by whoever confirms it."""

    departures = forms.IntegerField(
        label=_("How many people have left? Type the number."),
        min_value=0,
        max_value=10**6,
        widget=forms.NumberInput(attrs={"class": "w-s", "autocomplete": "off"}),
        error_messages={"required": _("Type the number."), "invalid": _("Type the number.")},
    )

    def say_different(self) -> None:
        self.full_clean()
        if not self.errors:
            self.add_error(
                "departures", _("This is not the number of people who would leave. Look at the group again.")
            )


class ActivationForm(forms.Form):
    """For whom slips are made."""

    without_address = forms.BooleanField(
        label=_("Only for people without e-mail"),
        required=False,
        help_text=_("The others can be sent a link instead."),
    )
    again = forms.BooleanField(
        label=_("Also those who hold a code already: the old one ends"),
        required=False,
        help_text=_("Only if the slips were lost."),
    )


class ExtraTimeForm(forms.Form):
    """How much longer a person may take in quizzes, and why."""

    CHOICES = [(0, _("none")), (25, "25 %"), (50, "50 %"), (100, "100 %"), (200, "200 %")]

    per_cent = forms.TypedChoiceField(label=_("Extra time"), choices=CHOICES, coerce=int)
    reason = OneLineField(
        label=_("Reason"),
        max_length=300,
        error_messages={"required": _("Write the reason: it is kept with the change.")},
        help_text=_("For example the decision it rests on. Kept in the audit log; no medical details."),
    )
