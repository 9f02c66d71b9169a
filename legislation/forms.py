"""What visitors type."""

from django import forms
from django.utils.translation import gettext_lazy as _


class SearchForm(forms.Form):
    """Words to look for in the law; tones do not matter."""

    q = forms.CharField(
        label=_("Search the documents"),
        required=False,
        max_length=100,
        error_messages={"max_length": _("Use fewer words: at most 100 letters.")},
        widget=forms.TextInput(attrs={"type": "search", "autocomplete": "off", "enterkeyhint": "search"}),
    )

    @property
    def words(self) -> str:
        return self.cleaned_data.get("q", "") if self.is_valid() else ""
