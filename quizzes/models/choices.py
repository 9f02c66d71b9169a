"""A field for several of a few choices."""

from django import forms
from django.db import models


class ChoicesField(models.JSONField):
    """A list of some of `choices`, ticked as boxes."""

    def __init__(self, *args, choices=(), **kwargs):
        self.offered = getattr(choices, "choices", choices)
        super().__init__(*args, **({"default": list, "blank": True} | kwargs))

    def formfield(self, **kwargs):
        return forms.TypedMultipleChoiceField(
            choices=self.offered,
            widget=forms.CheckboxSelectMultiple,
            required=not self.blank,
            label=self.verbose_name,
            help_text=self.help_text,
            initial=self.default() if callable(self.default) else self.default,
        )
