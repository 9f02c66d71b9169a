"""What organisers fill in about a class."""

import datetime
from decimal import Decimal

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

import clock
from accounts.models import User
from classes.models import ClassPage, Registration, TrainingClass
from courses.models import CoursePage
from enrolments.forms.assigning import codes_in, people_by_code
from organisation import scope
from organisation.forms import DayField, OneLineField
from organisation.models import Unit

MOST_SEATS = 2000
SHOWN = 5
"""How many unknown codes an error names."""


class TimeField(forms.TimeField):
    """A time of the day in Vietnam."""

    widget = forms.TimeInput(attrs={"type": "time", "class": "w-s"}, format="%H:%M")

    def __init__(self, **kwargs):
        super().__init__(
            error_messages={
                "required": _("Enter the time."),
                "invalid": _("Write the time like this: 07:30."),
            },
            **kwargs,
        )


class CodesField(forms.CharField):
    """Staff codes of some of `people`, a queryset that the form sets; gives the people."""

    people = User.objects.none()

    def clean(self, value):
        codes = codes_in(super().clean(value))
        known = people_by_code(self.people, codes)
        missing = [code for _row, code in codes if code.casefold() not in known]
        if missing:
            raise forms.ValidationError(
                _("Nobody you may choose has this code: %(codes)s") % {"codes": ", ".join(missing[:SHOWN])}
            )
        return list({known[code.casefold()].pk: known[code.casefold()] for _row, code in codes}.values())


class OrganisersForm(forms.Form):
    """A form that offers what its `user` may choose."""

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        self.user = user


class SessionForm(OrganisersForm):
    """A session: day, times, place, who teaches. `user`: who fills it in."""

    day = DayField(label=_("Day"))
    starts = TimeField(label=_("From"))
    ends = TimeField(label=_("To"))
    place = OneLineField(
        label=_("Place"),
        max_length=255,
        help_text=_("Room, building, street, commune: so that somebody who was never there finds it."),
        error_messages={"required": _("Enter the place.")},
    )
    topic = OneLineField(label=_("Topic"), max_length=255, required=False)
    trainers = CodesField(
        label=_("Trainers, by staff code"),
        required=False,
        max_length=1000,
        help_text=_("They can show the code and keep the list of those present. Separate codes by commas."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
    speaker = OneLineField(
        label=_("Trainer from outside"),
        max_length=160,
        required=False,
        help_text=_("Name and office of somebody without an account here."),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["trainers"].people = scope.visible_people(self.user, acting=True).active()

    @staticmethod
    def known(session) -> dict:
        """What the form shows of a session at first."""
        first, last = timezone.localtime(session.starts_at), timezone.localtime(session.ends_at)
        return {
            "day": first.date(),
            "starts": first.time(),
            "ends": last.time(),
            "place": session.place,
            "topic": session.topic,
            "speaker": session.speaker,
            "trainers": ", ".join(session.trainers.values_list("staff_code", flat=True)),
        }

    def clean(self):
        cleaned = super().clean()
        starts, ends = cleaned.get("starts"), cleaned.get("ends")
        if starts and ends and ends <= starts:
            self.add_error("ends", _("The session ends before it begins."))
        return cleaned

    @property
    def session(self) -> dict:
        """The session as actions take it."""
        said = self.cleaned_data
        return {
            "starts_at": _moment(said["day"], said["starts"]),
            "ends_at": _moment(said["day"], said["ends"]),
            **{name: said[name] for name in ("place", "topic", "speaker", "trainers")},
        }


class ClassForm(OrganisersForm):
    """The terms of a class. `user`: who fills it in; `training_class`: the one that is changed."""

    title = OneLineField(label=_("Title"), max_length=255, error_messages={"required": _("Enter the title.")})
    unit = forms.ModelChoiceField(
        label=_("Organised by"),
        queryset=Unit.objects.none(),
        empty_label=None,
        error_messages={"invalid_choice": _("This unit is not in your branch. Choose another one.")},
    )
    activity = forms.TypedChoiceField(
        label=_("Counts as an activity of a course"),
        required=False,
        empty_value=None,
        help_text=_("Whoever attends often enough has done this activity."),
    )
    seats = forms.IntegerField(
        label=_("Seats"),
        min_value=1,
        max_value=MOST_SEATS,
        widget=forms.NumberInput(attrs={"class": "w-s"}),
        error_messages={"required": _("Enter how many seats there are.")},
    )
    open_to = forms.ModelMultipleChoiceField(
        label=_("Invited units"),
        queryset=Unit.objects.none(),
        help_text=_("With everything below them."),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Tick at least one unit.")},
    )
    entry = forms.ChoiceField(
        label=_("How people get in"), choices=TrainingClass.Entry, widget=forms.RadioSelect, initial="open"
    )
    register_by = DayField(
        label=_("Registration until the end of"),
        required=False,
        help_text=_("Empty: the day before the class."),
    )
    cancel_by = DayField(
        label=_("Cancelling until the end of"),
        required=False,
        help_text=_("Empty: the day before the class."),
    )
    decision = OneLineField(
        label=_("Decision or letter"),
        max_length=160,
        required=False,
        help_text=_("For example 12/KH-UBND of 05/01/2026."),
    )
    periods = forms.DecimalField(
        label=_("Periods (tiết) that the decision credits"),
        required=False,
        localize=True,
        min_value=Decimal("0.5"),
        max_value=Decimal(400),
        decimal_places=1,
        help_text=_(
            "For a class by itself: whoever attends all sessions gets them in the ledger of the year. Empty: none."
        ),
        widget=forms.TextInput(attrs={"class": "w-s", "inputmode": "decimal", "autocomplete": "off"}),
        error_messages={"invalid": _("Write a number such as 8 or 7,5.")},
    )
    note = forms.CharField(
        label=_("Note to the learners"),
        max_length=1000,
        required=False,
        help_text=_("What to bring, where to park, whom to ring."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, *args, user, training_class=None, **kwargs):
        super().__init__(*args, user=user, **kwargs)
        units = scope.top_units(user, acting=True).present()
        choices = invitable(user)
        if training_class is None:
            self.fields["unit"].queryset = units
            self.fields["unit"].label_from_instance = lambda unit: unit.name
            self.fields["unit"].initial = units.first()
            self.fields["open_to"].initial = list(units[:1])
        else:
            del self.fields["unit"]
        self.fields["open_to"].queryset = choices
        self.fields["open_to"].label_from_instance = lambda unit: unit.name
        self.fields["activity"].choices = [("", _("nothing: a class by itself")), *activities()]
        self.fields["activity"].coerce = lambda pk: ClassPage.objects.get(pk=pk)

    @staticmethod
    def known(training_class: TrainingClass) -> dict:
        """What the form shows of a class at first."""
        return {
            "title": training_class.title,
            "activity": training_class.activity_id or "",
            "seats": training_class.seats.count(),
            "open_to": list(training_class.open_to.all()),
            "entry": training_class.entry,
            "register_by": timezone.localdate(training_class.register_until),
            "cancel_by": timezone.localdate(training_class.cancel_until),
            "decision": training_class.decision,
            "periods": "" if training_class.periods is None else training_class.periods,
            "note": training_class.note,
        }

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("periods") is not None:
            if cleaned.get("activity") is not None:
                self.add_error("periods", _("The course credits its own periods: leave this empty."))
            if not cleaned.get("decision"):
                self.add_error(
                    "decision", _("Periods are credited by a decision: write its number and date.")
                )
        return cleaned

    def terms(self, first_day: datetime.date) -> dict:
        """The terms as actions take them. `first_day`: the day on which the class begins."""
        said = dict(self.cleaned_data)
        before = first_day - datetime.timedelta(days=1)
        said["register_until"] = _end_of(said.pop("register_by") or before)
        said["cancel_until"] = _end_of(said.pop("cancel_by") or before)
        said["open_to"] = list(said["open_to"])
        return said


class NewClassForm(ClassForm, SessionForm):
    """A class with its first session."""

    field_order = [
        *["title", "unit", "day", "starts", "ends", "place", "topic", "trainers", "speaker", "seats"],
        *["open_to", "entry", "activity", "register_by", "cancel_by", "decision", "periods", "note"],
    ]

    def terms(self, first_day: datetime.date) -> dict:
        said = super().terms(first_day)
        return {name: value for name, value in said.items() if name not in SessionForm.base_fields}


class ReasonForm(forms.Form):
    """Why something is taken back or called off."""

    reason = OneLineField(
        label=_("Reason"),
        max_length=500,
        help_text=_("The people concerned read it."),
        error_messages={"required": _("Write the reason.")},
    )


class MoveForm(ReasonForm):
    """To which other class a person is moved."""

    to = forms.ModelChoiceField(
        label=_("To the class"),
        queryset=TrainingClass.objects.none(),
        empty_label=None,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose a class.")},
    )
    field_order = ["to", "reason"]

    def __init__(self, *args, user, registration: Registration, **kwargs):
        super().__init__(*args, **kwargs)
        others = TrainingClass.objects.organised_by(user, acting=True).standing().upcoming(clock.now())
        others = others.exclude(pk=registration.training_class_id).with_numbers().order_by("starts_at", "pk")
        self.fields["to"].queryset = others
        self.fields["to"].label_from_instance = lambda one: (
            _("%(title)s, %(day)s (%(seated)d of %(seats)d seats taken)")
            % {
                "title": one.title,
                "day": timezone.localtime(one.starts_at).strftime("%d/%m/%Y"),
                "seated": one.seated,
                "seats": one.seat_count,
            }
        )


class PeopleForm(forms.Form):
    """Whom to put on the list, by staff code."""

    people = CodesField(
        label=_("Staff codes"),
        max_length=20_000,
        help_text=_("One a line, or separated by commas. When no seat is free they wait in this order."),
        widget=forms.Textarea(attrs={"rows": 4, "autocomplete": "off", "spellcheck": "false"}),
        error_messages={"required": _("Type at least one staff code.")},
    )

    def __init__(self, *args, people, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["people"].people = people


class WalkInForm(PeopleForm):
    """Who came without being on the list."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["people"].help_text = _(
            "One a line, or separated by commas. People of the invited units; they are noted as present at once."
        )


class NotedForm(forms.Form):
    """Who is there: `present` names registrations. `people`: all with a seat; `marks`: what is noted of them."""

    reason = OneLineField(label=_("Reason of the correction"), max_length=500, required=False)

    def __init__(self, data=None, *, people, marks, **kwargs):
        super().__init__(data, **kwargs)
        self.people, self.marks = people, marks

    @property
    def ticked(self) -> set[int]:
        """The registrations that are ticked: as sent, or as noted."""
        if self.is_bound:
            sent = {int(one) for one in self.data.getlist("present") if one.isdecimal()}
            return {one.pk for one in self.people if one.pk in sent}
        return {pk for pk, mark in self.marks.items() if mark.is_present}

    @property
    def said(self) -> dict[int, bool]:
        """What is said of everybody. "All present" speaks of those of whom nothing is noted, and of nobody else."""
        if "all" in self.data:
            return {one.pk: True for one in self.people if one.pk not in self.marks}
        return {one.pk: one.pk in self.ticked for one in self.people}


class FilledListForm(forms.Form):
    """The list of a session, filled in."""

    file = forms.FileField(
        label=_("The filled-in list"),
        help_text=_("Excel (.xlsx), from this page: an x under “Có mặt” for everybody who is there."),
        widget=forms.FileInput(attrs={"accept": ".xlsx"}),
        error_messages={"required": _("Choose the file.")},
    )


def invitable(user):
    """The units a person may invite: the branches acted on, and what stands right below each."""
    tops = list(scope.top_units(user, acting=True).present())
    wanted = [top.pk for top in tops]
    for top in tops:
        wanted += top.get_children().present().values_list("pk", flat=True)
    return Unit.objects.filter(pk__in=wanted).order_by("depth", "sort_key", "pk")


def activities() -> list[tuple[str, str]]:
    """The published class activities, each with the course it belongs to."""
    pages = list(ClassPage.objects.live().order_by("path"))
    length = CoursePage.DEPTH * CoursePage.steplen
    courses = dict(
        CoursePage.objects.filter(path__in={page.path[:length] for page in pages}).values_list(
            "path", "title"
        )
    )
    return [(str(page.pk), f"{courses.get(page.path[:length], '')} – {page.title}") for page in pages]


def _moment(day: datetime.date, time: datetime.time) -> datetime.datetime:
    return timezone.make_aware(datetime.datetime.combine(day, time))


def _end_of(day: datetime.date) -> datetime.datetime:
    return _moment(day, datetime.time(23, 59, 59))
