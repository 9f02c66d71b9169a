"""What an address may ask the builder for. What cannot be chosen is not found."""

from functools import cached_property

from django import forms
from django.utils.translation import gettext_lazy as _

from organisation.forms import DayField, OneLineField
from organisation.models import Category
from reports.builder.subjects import SUBJECTS
from reports.forms import ALL, MANDATORY, STATES, Known, known_to
from reports.tree import Node, Tree

SPANS = [
    (ALL, _("All time")),
    ("nam", _("This year")),
    ("thang", _("This month")),
    ("tuan", _("Last 7 days")),
]


AT_HAND = ("don_vi", "khoa", "trang_thai", "q")


class BuilderForm(forms.Form):
    """Rows, columns, filters and grouping. `khi`: days counted from today, so that a saved report moves with time."""

    hang = forms.ChoiceField(required=False, choices=[(key, one.label) for key, one in SUBJECTS.items()])
    cot = forms.MultipleChoiceField(label=_("Columns"), required=False, widget=forms.CheckboxSelectMultiple)
    nhom = forms.ChoiceField(label=_("Gather by"), required=False)
    xep = forms.ChoiceField(label=_("Order by"), required=False)
    don_vi = forms.TypedChoiceField(label=_("Unit"), required=False, coerce=int, empty_value=None)
    khoa = forms.ChoiceField(label=_("Course"), required=False)
    ky = forms.ChoiceField(label=_("Plan"), required=False)
    dien = forms.ChoiceField(
        label=_("Duty"), required=False, choices=[(ALL, _("All")), (MANDATORY, _("Mandatory only"))]
    )
    trang_thai = forms.ChoiceField(label=_("State"), required=False, choices=STATES)
    loai_nv = forms.ChoiceField(
        label=_("Category of staff"), required=False, choices=[(ALL, _("All")), *Category.choices]
    )
    khi = forms.ChoiceField(label=_("Finished, or sat"), required=False, choices=SPANS)
    tu = DayField(label=_("From"), required=False)
    den = DayField(label=_("Until"), required=False)
    q = OneLineField(label=_("Name, staff code or user name"), required=False, max_length=100)
    trang = forms.IntegerField(required=False, min_value=1, max_value=1_000_000)

    def __init__(self, *args, tree: Tree, **kwargs):
        super().__init__(*args, **kwargs)
        self.tree = tree
        self.fields["don_vi"].choices = lambda: [("", _("Everything I may see")), *self.units]
        self.fields["khoa"].choices = lambda: [(ALL, _("All courses")), *self.known.courses]
        self.fields["ky"].choices = lambda: [(ALL, _("All plans")), *self.known.plans]
        found = SUBJECTS.get(self.data.get("hang") or "luot-hoc", SUBJECTS["luot-hoc"])
        labels = [(one.key, one.label) for one in found.columns]
        self.fields["cot"].choices = labels
        groups = [(one.key, one.label) for one in found.columns if one.groups]
        self.fields["nhom"].choices = [(ALL, _("Each line by itself")), *(groups if found.rows else [])]
        orders = [(ALL, _("As usual")), *labels]
        falling = [(f"-{key}", _("%(column)s, falling") % {"column": label}) for key, label in labels]
        self.fields["xep"].choices = [*orders, *falling]
        self.subject = found

    @cached_property
    def known(self) -> Known:
        return known_to(self.tree)

    @cached_property
    def units(self) -> list[tuple[int, str]]:
        """The tops of what the reader sees and the units right below; and the one asked for, wherever it stands."""
        asked = self.data.get("don_vi", "")
        found: dict[int, str] = {}
        for top in self.tree.tops:
            found[top.pk] = str(top)
            below = [one for one in self.tree.children(top) if one.valid_to is None]
            for child in sorted(below, key=lambda node: node.sort_key):
                found[child.pk] = f"\N{NO-BREAK SPACE}\N{NO-BREAK SPACE}{child}"
        if asked.isdecimal() and int(asked) in self.tree.by_id:
            found.setdefault(int(asked), self.place(int(asked)))
        return list(found.items())

    def place(self, pk: int) -> str:
        """A unit with those above it below the tops."""
        node = self.tree.by_id[pk]
        above: list[Node] = [one for one in self.tree.above(node) if not one.is_root]
        return ", ".join(map(str, [node, *reversed(above)]))

    @property
    def at_hand(self) -> list:
        """The few filters that most people use, as bound fields."""
        return [self[name] for name in AT_HAND if name in self.filters]

    @property
    def further(self) -> list:
        """The others, without the days, which stand beside each other."""
        return [self[name] for name in self.filters if name not in (*AT_HAND, "tu", "den")]

    @property
    def filters(self) -> list[str]:
        """The names of the fields that narrow this subject; a unit narrows all."""
        names = ["don_vi", *self.subject.filters]
        return [name for name in self.fields if name in names or (name == "khi" and "tu" in names)]
