"""What an official fills in for a document; the figures are not among it."""

from django import forms
from django.utils.translation import gettext_lazy as _

import clock
from organisation.forms import DayField, OneLineField
from reports.models import LetterHead, OfficialTemplate
from reports.official.layout import texts

KINDS = [
    ("half", _("Report of six months")),
    ("year", _("Report of the year")),
    ("theme", _("Report on one theme")),
    ("letter", _("Letter of reminder to the units that are late")),
]


class DocumentForm(forms.ModelForm):
    """A document of a unit: which, with what heads, signed by whom."""

    kind = forms.ChoiceField(label=_("Kind of document"), choices=KINDS, widget=forms.RadioSelect)
    subject = OneLineField(
        label=_("Subject"),
        required=False,
        max_length=250,
        help_text=_("Left empty, the usual words stand here."),
    )
    number = OneLineField(
        label=_("Number"),
        required=False,
        max_length=20,
        help_text=_("Left empty, a gap stays for the registry."),
    )
    day = DayField(label=_("Day of the document"))
    addressee = OneLineField(
        label=_("Addressee"), required=False, max_length=250, help_text=_("Only for a letter of reminder.")
    )
    due_on = DayField(
        label=_("To be finished by"), required=False, help_text=_("Only for a letter of reminder.")
    )

    field_order = [
        "kind",
        "subject",
        "number",
        "symbol",
        "place",
        "day",
        "addressee",
        "due_on",
        "governing_body",
        "issuing_body",
        "signer_title",
        "signer_name",
        "recipients",
    ]

    class Meta:
        model = LetterHead
        fields = [
            "governing_body",
            "issuing_body",
            "symbol",
            "place",
            "signer_title",
            "signer_name",
            "recipients",
        ]
        widgets = {
            "signer_title": forms.Textarea(attrs={"rows": 2}),
            "recipients": forms.Textarea(attrs={"rows": 4}),
        }
        help_texts = {
            "symbol": _("For example BC-SNV or CV-UBND."),
            "signer_title": _("One line each, for example KT. GIÁM ĐỐC and PHÓ GIÁM ĐỐC."),
            "recipients": _("One line each."),
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.initial.setdefault("day", clock.today())
        self.initial.setdefault("kind", "year")
        self.fields["day"].error_messages["required"] = _("Enter the day.")

    def clean(self):
        cleaned = super().clean()
        is_letter = cleaned.get("kind") == "letter"
        if is_letter and not cleaned.get("addressee"):
            self.add_error("addressee", _("Say whom the letter goes to."))
        if is_letter and cleaned.get("due_on") and cleaned.get("day") and cleaned["due_on"] < cleaned["day"]:
            self.add_error("due_on", _("This day is before the day of the letter."))
        return cleaned

    @property
    def template_kind(self) -> str:
        is_letter = self.cleaned_data["kind"] == "letter"
        return OfficialTemplate.Kind.LETTER if is_letter else OfficialTemplate.Kind.REPORT

    def subject_of(self, theme: str) -> str:
        """What was typed, or the usual words of the kind."""
        usual = texts()["subjects"][self.cleaned_data["kind"]]
        return self.cleaned_data["subject"] or usual.format(year=self.cleaned_data["day"].year, theme=theme)


class TemplateForm(forms.Form):
    """A template edited in Word, or the site's own again."""

    kind = forms.ChoiceField(choices=OfficialTemplate.Kind.choices, widget=forms.HiddenInput)
    file = forms.FileField(
        label=_("Edited template (.docx)"),
        required=False,
        widget=forms.FileInput(attrs={"accept": ".docx"}),
    )
    restore = forms.BooleanField(required=False, widget=forms.HiddenInput)

    def clean(self):
        cleaned = super().clean()
        if not cleaned.get("restore") and not cleaned.get("file") and "file" not in self.errors:
            self.add_error("file", _("Choose the file you edited."))
        return cleaned
