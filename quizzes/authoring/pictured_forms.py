"""The fields of a picture in the forms of a question."""

from django import forms
from django.utils.translation import gettext_lazy as _
from wagtail.images import get_image_model
from wagtail.images.widgets import AdminImageChooser

import vietnamese
from quizzes.pictures import kept


class PicturedForm(forms.Form):
    """What has a picture of the library, with words for those who do not see it."""

    picture = forms.ModelChoiceField(
        queryset=get_image_model().objects.none(),
        label=_("Picture"),
        required=False,
        widget=AdminImageChooser(show_edit_link=False),
    )
    alt = forms.CharField(
        label=_("Words for those who do not see the picture"),
        required=False,
        max_length=300,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        help_text=_("Say what can be seen, never which answer is right."),
    )

    def __init__(self, *args, pictures=None, **kwargs):
        super().__init__(*args, **kwargs)
        if pictures is not None:
            self.fields["picture"].queryset = pictures

    def clean_alt(self):
        return vietnamese.nfc(self.cleaned_data["alt"])

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("picture") and not cleaned.get("alt"):
            self.add_error(
                "alt", _("Describe the picture: some people hear the question instead of seeing it.")
            )
        return cleaned

    @property
    def kept(self) -> dict | None:
        """The picture as a version keeps it."""
        return kept(self.cleaned_data.get("picture"), self.cleaned_data.get("alt", ""))
