"""Who administers what: giving it, taking it back, and handing it over when somebody leaves or moves."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

import clock
import vietnamese
from accounts.models import User
from organisation import scope
from organisation.forms import DayField, OneLineField
from organisation.models import Administration, Category, Membership, Post, Unit

NAMED = 50
"""How many people of a unit the field offers; others are found by their code."""

REASON = {
    "label": _("Reason"),
    "max_length": 300,
    "error_messages": {"required": _("Write the reason: it is kept with the change.")},
}


class ColleagueField(OneLineField):
    """Somebody whom `by` manages, by staff code or user name. Whoever else there is, is not found."""

    def __init__(self, *, by: User, **kwargs):
        self.by = by
        datalist = forms.TextInput(
            attrs={"class": "w-m", "list": "colleagues", "autocomplete": "off", "spellcheck": "false"}
        )
        super().__init__(max_length=60, **{"widget": datalist, **kwargs})

    def to_python(self, value) -> User | None:
        name = super().to_python(value)
        if not name:
            return None
        found = scope.manageable_people(self.by).active().known_as(name).first()
        if found is None:
            raise ValidationError(_("Nobody of your units has this staff code or user name."))
        return found

    def validate(self, value):
        if value is None and self.required:
            raise ValidationError(self.error_messages["required"])

    def run_validators(self, value):
        """The length was the text's; a person has none."""


def colleagues(by: User, units) -> list[User]:
    """People of these units whom `by` may put in charge, by given name, for a field to offer."""
    members = Membership.objects.present().primary().within(*units).order_by().values("user")
    return list(
        scope.manageable_people(by).active().filter(pk__in=members).order_by("sort_key", "pk")[:NAMED]
    )


class GrantForm(forms.Form):
    """Who is put in charge of a unit, as what, until when and why."""

    role = forms.ChoiceField(
        label=_("As what"),
        choices=[
            (
                Administration.Role.ADMINISTRATOR,
                _("administrator: sees, assigns, decides, and gives rights below"),
            ),
            (Administration.Role.OBSERVER, _("observer: reads only")),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose administrator or observer.")},
    )
    ends_on = DayField(
        label=_("Last day"), required=False, help_text=_("Empty: until somebody takes the right back.")
    )
    reason = OneLineField(**REASON, help_text=_("For example the decision or letter it rests on."))
    field_order = ["person", "role", "ends_on", "reason"]

    def __init__(self, *args, by: User, unit: Unit, **kwargs):
        super().__init__(*args, **kwargs)
        self.longest = scope.last_day_to_give(by, unit)
        self.colleagues = colleagues(by, [unit])
        self.fields["person"] = ColleagueField(
            by=by,
            label=_("Who is put in charge?"),
            help_text=_("Staff code or user name. The person must work in your units."),
            error_messages={"required": _("Enter the staff code of the person.")},
        )
        self.order_fields(self.field_order)

    def clean_ends_on(self):
        day = self.cleaned_data["ends_on"]
        if day is not None and day < clock.today():
            raise ValidationError(_("This day has passed. Choose today or a later day."))
        if self.longest is not None and (day is None or day > self.longest):
            raise ValidationError(
                _("Your own right ends on %(day)s: choose that day or an earlier one.")
                % {"day": vietnamese.format_date(self.longest)}
            )
        return day


class RevocationForm(forms.Form):
    """Why a right is taken back."""

    reason = OneLineField(**REASON)


class HandoverForm(forms.Form):
    """Asks who takes over each branch that a person administers and `by` may give. `cleaned_data["successors"]` has them
    by administration."""

    def __init__(self, *args, by: User, administered: list[Administration] = (), **kwargs):
        super().__init__(*args, **kwargs)
        self.administered = list(administered)
        givable = set(
            scope.grantable_units(by)
            .filter(pk__in=[one.unit_id for one in self.administered])
            .values_list("pk", flat=True)
        )
        acting = Administration.Role.ADMINISTRATOR
        self.handed = [one for one in self.administered if one.role == acting and one.unit_id in givable]
        self.colleagues = colleagues(by, [one.unit for one in self.handed]) if self.handed else []
        for one in self.handed:
            self.fields[f"successor_{one.pk}"] = ColleagueField(
                by=by,
                required=False,
                label=_("Who administers %(unit)s now?") % {"unit": one.unit},
                help_text=_(
                    "Staff code or user name. Left empty, the unit stands in the list of units without an administrator."
                ),
            )

    def clean(self):
        cleaned = super().clean()
        cleaned["successors"] = {one: cleaned.pop(f"successor_{one.pk}", None) for one in self.handed}
        return cleaned


class MoveForm(HandoverForm):
    """On which day, into which post, and who administers what the person administered."""

    on = DayField(label=_("Works there since"))
    post = OneLineField(
        label=_("Post there"),
        max_length=160,
        required=False,
        widget=forms.TextInput(attrs={"list": "posts", "autocomplete": "off"}),
    )

    def __init__(self, *args, not_before=None, **kwargs):
        super().__init__(*args, **kwargs)
        if self.administered:
            self.fields["keeps"] = forms.BooleanField(
                label=_("The person goes on administering these units from the new place"), required=False
            )
        self.not_before = not_before
        self.posts = Post.objects.all()

    def clean_on(self):
        on = self.cleaned_data["on"]
        if on > clock.today():
            raise forms.ValidationError(_("This day has not come yet. Move the person on the day itself."))
        if self.not_before is not None and on < self.not_before:
            raise forms.ValidationError(
                _("The present place of work began on %(day)s: choose that day or a later one.")
                % {"day": vietnamese.format_date(self.not_before)}
            )
        return on

    def move(self) -> dict:
        """What `enrolments.actions.transfer` asks for."""
        chosen = dict(self.cleaned_data)
        if chosen.pop("keeps", False):
            return chosen | {"successors": {}}
        return chosen | {"given_up": self.administered}


class LeavingForm(HandoverForm):
    """From which day somebody works here no more, why, and who administers what the person administered."""

    on = DayField(label=_("Last day of work"))
    reason = OneLineField(
        label=_("Reason"),
        max_length=300,
        error_messages={"required": _("Write the reason: it is kept with the change.")},
        help_text=_(
            "For example: retired, decision no. … The account and all sessions end at once, open courses are asked no "
            "more, and what was finished is kept. Whoever comes back is found under People, state “Left”."
        ),
    )

    def say_impossible(self) -> None:
        self.add_error("on", _("Not after today, and not before the present place of work began."))


class ReturnForm(forms.Form):
    """From which day somebody works here again, as what and why."""

    on = DayField(label=_("Works here again since"))
    post = OneLineField(
        label=_("Post"),
        max_length=160,
        required=False,
        widget=forms.TextInput(attrs={"list": "posts", "autocomplete": "off"}),
    )
    category = forms.ChoiceField(
        label=_("Category of staff"), required=False, choices=[("", _("not said")), *Category.choices]
    )
    reason = OneLineField(
        **REASON,
        help_text=_(
            "For example: called back, decision no. … The account opens at once with the password of before; if it is "
            "forgotten, make a sign-in code. What was finished stands where it was."
        ),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.posts = Post.objects.all()

    def say_impossible(self) -> None:
        self.add_error("on", _("Not after today, and not before the last day of the work before."))
