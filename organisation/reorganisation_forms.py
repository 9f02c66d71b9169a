"""What is filled in to reorganise: the decision, then its changes one by one. Units are named as people name them."""

from django import forms
from django.utils.translation import gettext_lazy as _

import vietnamese
from organisation.forms import DayField, OneLineField
from organisation.models import Unit
from organisation.scope import branches_of
from organisation.staff.units import Refused, UnitsByName


class DecisionForm(forms.Form):
    """The decision that everything rests on."""

    decision = OneLineField(
        label=_("Number of the decision"),
        max_length=160,
        help_text=_("For example: Resolution 1686/NQ-UBTVQH15 of 16/06/2025."),
        error_messages={"required": _("Enter the number of the decision.")},
    )
    title = OneLineField(label=_("What it is about"), max_length=255, required=False)
    effective_on = DayField(label=_("In force from"))


class UnitNames:
    """Codes of units, from what people type: a code, a name, a former name, or a unit that this draft founds."""

    def __init__(self, user, changes):
        self.units = UnitsByName(branches_of(user, acting=True))
        self.tops = set(self.units.branches)
        self.founded = {
            vietnamese.fold(name): change["code"]
            for change in changes
            if change["kind"] == "found"
            for name in (change["code"], change["name"], change.get("short_name") or change["name"])
        }

    def code_of(self, text: str, *, is_changed: bool) -> str:
        """`is_changed`: the unit itself ends, moves or is renamed; nobody does that to the top of his own branch."""
        founded = self.founded.get(vietnamese.fold(text))
        if founded:
            return founded
        try:
            unit, _note = self.units.find("", vietnamese.nfc(text))
        except Refused as refused:
            raise forms.ValidationError(str(refused)) from refused
        if is_changed and unit.path in self.tops:
            raise forms.ValidationError(
                _("%(unit)s is the top of your branch: whoever is above it changes it.") % {"unit": unit}
            )
        return unit.code


class ChangeForm(forms.Form):
    """One change. `changes` after it was found valid: the dicts of `organisation.forest`."""

    def __init__(self, *args, names: UnitNames, **kwargs):
        super().__init__(*args, **kwargs)
        self.names = names

    def code(self, field: str, *, is_changed: bool = True) -> str:
        text = self.cleaned_data.get(field) or ""
        try:
            return self.names.code_of(text, is_changed=is_changed) if text else ""
        except forms.ValidationError as error:
            self.add_error(field, error)
            return ""

    def codes(self, field: str, *, is_changed: bool = True) -> list[str]:
        """One unit a line."""
        found = []
        for line in (self.cleaned_data.get(field) or "").splitlines():
            if line.strip():
                try:
                    found.append(self.names.code_of(line, is_changed=is_changed))
                except forms.ValidationError as error:
                    self.add_error(field, error)
        return list(dict.fromkeys(found))


def one_unit(label, **kwargs) -> OneLineField:
    return OneLineField(
        label=label,
        max_length=300,
        error_messages={"required": _("Name the unit.")},
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
        **kwargs,
    )


def some_units(label, **kwargs) -> forms.CharField:
    return forms.CharField(
        label=label,
        max_length=40_000,
        error_messages={"required": _("Name at least one unit.")},
        widget=forms.Textarea(attrs={"rows": 5, "spellcheck": "false"}),
        **kwargs,
    )


class MergeForm(ChangeForm):
    units = some_units(
        _("Units that end"), help_text=_("One a line: the code, or the name as it is called today.")
    )
    into = one_unit(
        _("Merged into (a unit that exists)"), required=False, help_text=_("Leave empty for a new unit.")
    )
    name = OneLineField(label=_("Or: name of the new unit"), max_length=255, required=False)
    new_code = OneLineField(label=_("Code of the new unit"), max_length=40, required=False)
    unit_kind = forms.ChoiceField(
        label=_("Kind of the new unit"),
        required=False,
        choices=[("", _("as the first of them")), *Unit.Kind.choices],
    )
    under = one_unit(
        _("The new unit stands under"),
        required=False,
        help_text=_("Leave empty: where the first of them stands."),
    )
    appoints = forms.BooleanField(
        label=_("Whoever administers one of them administers the merged unit"), required=False
    )

    def clean(self):
        cleaned = super().clean()
        units, into = self.codes("units"), self.code("into", is_changed=False)
        under = self.code("under", is_changed=False)
        founding = []
        if not into and not self.errors:
            if not (cleaned.get("name") and cleaned.get("new_code")):
                self.add_error("into", _("Name the unit that stays, or give the new one a name and a code."))
                return cleaned
            first = self.names.units.by_code.get(units[0].casefold()) if units else None
            above = self.names.units.by_path.get(first.path[: -Unit.steplen]) if first else None
            if not under and (above is None or not self.names.units.is_administered(above)):
                self.add_error("under", _("Say where the new unit stands."))
                return cleaned
            kinds = dict(Unit.objects.filter(code__in=units[:1]).values_list("code", "kind"))
            into = cleaned["new_code"]
            founding = [
                {
                    "kind": "found",
                    "code": into,
                    "name": cleaned["name"],
                    "unit_kind": cleaned["unit_kind"] or kinds.get(units[0], Unit.Kind.OTHER),
                    "under": under or above.code,
                }
            ]
        merge = {"kind": "merge", "units": units, "into": into, "appoints": bool(cleaned.get("appoints"))}
        self.changes = [*founding, merge]
        return cleaned


class SplitForm(ChangeForm):
    unit = one_unit(_("Unit that ends"))
    heirs = some_units(
        _("Its successors"),
        help_text=_(
            "One a line. Its people go to the first; move those who belong to the others afterwards. Units below it come "
            "under the unit above."
        ),
    )

    def clean(self):
        cleaned = super().clean()
        unit, heirs = self.code("unit"), self.codes("heirs", is_changed=False)
        self.changes = [{"kind": "split", "unit": unit, "heirs": heirs}]
        return cleaned


class RenameForm(ChangeForm):
    unit = one_unit(_("Unit"))
    name = OneLineField(
        label=_("New name"), max_length=255, error_messages={"required": _("Enter the new name.")}
    )
    short_name = OneLineField(label=_("New short name"), max_length=120, required=False)

    def clean(self):
        cleaned = super().clean()
        names = {name: cleaned.get(name, "") for name in ("name", "short_name")}
        self.changes = [{"kind": "rename", "unit": self.code("unit"), **names}]
        return cleaned


class MoveBranchForm(ChangeForm):
    unit = one_unit(_("Unit, with all below it"))
    under = one_unit(_("Comes under"))

    def clean(self):
        cleaned = super().clean()
        self.changes = [
            {"kind": "move", "unit": self.code("unit"), "under": self.code("under", is_changed=False)}
        ]
        return cleaned


CHANGE_FORMS = {
    "sap-nhap": MergeForm,
    "chia-tach": SplitForm,
    "doi-ten": RenameForm,
    "chuyen": MoveBranchForm,
}
