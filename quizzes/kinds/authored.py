"""The author's form of a kind: a few fields, and rows of pieces. Rows can be added with and without a script."""

from django import forms

import vietnamese
from quizzes.kinds.content import Content, Known

MOST_ROWS = 20
ROWS = "options"
FIELDS = "kind"


class Fields(forms.Form):
    """The fields that a kind has once."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs, prefix=FIELDS)


class Row(forms.Form):
    """One piece. A row without words is no piece."""

    id = forms.CharField(required=False, max_length=36, widget=forms.HiddenInput)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.empty_permitted = False

    def clean(self):
        cleaned = super().clean()
        return {
            name: vietnamese.nfc(value) if isinstance(value, str) else value
            for name, value in cleaned.items()
        }


def words(label, longest=500, **attrs):
    """A field for one line."""
    widget = forms.TextInput(attrs={"autocomplete": "off"} | attrs)
    return forms.CharField(label=label, required=False, max_length=longest, widget=widget)


class Parts:
    """The fields and rows of one question of a kind, bound or not."""

    def __init__(self, kind, *, data=None, content: Content | None = None):
        self.kind, self.before = kind, content
        fields, rows = kind.begun(content)
        rows += [{}] * max(0, kind.fewest_rows - len(rows)) if kind.Row else []
        self.fields = kind.Fields(data, initial=fields)
        formset = forms.formset_factory(kind.Row or Row, extra=0, max_num=MOST_ROWS, absolute_max=MOST_ROWS)
        self.rows = formset(data, initial=rows, prefix=ROWS) if kind.Row else None

    def is_valid(self) -> bool:
        return all([self.fields.is_valid(), self.rows is None or self.rows.is_valid()])

    @property
    def has_errors(self) -> bool:
        return bool(self.fields.errors or (self.rows is not None and self.rows.total_error_count()))

    @property
    def content(self) -> Content:
        rows = [row.cleaned_data for row in self.rows] if self.rows is not None else []
        return self.kind.written(self.fields.cleaned_data, rows, Known.of(self.before))
