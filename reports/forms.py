"""What a report is asked for: every filter stands in the address, so that it can be sent to a colleague."""

import datetime
from functools import cached_property
from typing import NamedTuple

from django import forms
from django.core import signing
from django.db.models import CharField, Exists, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Cast
from django.http import Http404
from django.utils import timezone
from django.utils.functional import SimpleLazyObject
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _

import vietnamese
from courses.models import CoursePage
from enrolments.models import Enrolment, TrainingPlan
from organisation.models import Reorganisation, Unit
from organisation.querysets import branch
from reports.tree import Tree

ALL = ""
THIS_YEAR = "nam"
MANDATORY = "bat-buoc"


class Filters(NamedTuple):
    """Which enrolments count, as they stand in an address: course, period, duty, kind of the units, only the top, and by
    which structure: the units of today, or those before a reorganisation (its id).

    A period is all time; this year (what is still open and what was completed since 1 January, so that whoever is
    overdue since last year stays in sight); or a plan (what its assignments ask for).
    """

    khoa: str = ALL
    ky: str = ALL
    dien: str = ALL
    loai: str = ALL
    rieng: str = ALL
    co_cau: str = ALL

    @property
    def query(self) -> dict[str, str]:
        return {name: value for name, value in self._asdict().items() if value}

    @property
    def below(self) -> "Filters":
        """The same for a unit further down, where other kinds of units stand."""
        return self._replace(loai=ALL, rieng=ALL)

    def narrow(self, enrolments: QuerySet, moment: datetime.datetime) -> QuerySet:
        """Of these enrolments those of the course, period and duty; units are not looked at."""
        if self.khoa:
            enrolments = enrolments.filter(course=int(self.khoa))
        if self.dien:
            enrolments = enrolments.mandatory()
        if self.ky == THIS_YEAR:
            enrolments = enrolments.filter(Q(closed_at__isnull=True) | Q(closed_at__gte=new_year(moment)))
        elif self.ky:
            enrolments = enrolments.filter(assignment__plan=int(self.ky))
        return enrolments


def new_year(moment: datetime.datetime) -> datetime.datetime:
    """When the year began in Vietnam."""
    return timezone.make_aware(datetime.datetime(timezone.localtime(moment).year, 1, 1))


def with_query(address: str, *queries: dict[str, str]) -> str:
    """The address with these parameters behind it."""
    query = urlencode({name: value for query in queries for name, value in query.items() if value})
    return f"{address}?{query}" if query else address


class Known(NamedTuple):
    """What can be chosen, as choices of a field."""

    courses: list[tuple[str, str]]
    plans: list[tuple[str, str]]
    reorganisations: list[tuple[str, str]]


def known_to(tree: Tree) -> Known:
    """Courses that are published or were ever learned, plans issued at, below or above the person's branches, and the
    reorganisations in force, named by their days. One query."""
    learned = Exists(Enrolment.objects.filter(course=OuterRef("pk")))
    courses = CoursePage.objects.filter(Q(live=True) | learned)
    above = [top.path[:end] for top in tree.tops for end in range(Unit.steplen, len(top.path), Unit.steplen)]
    plans = TrainingPlan.objects.filter(
        branch([top.path for top in tree.tops], "unit__path") | Q(unit__path__in=above)
    )
    applied = Reorganisation.objects.filter(state=Reorganisation.State.APPLIED)
    rows = sorted(
        courses.order_by()
        .values_list(Value("course", CharField()), "pk", "title")
        .union(
            plans.order_by().values_list(Value("plan", CharField()), "pk", "title"),
            applied.order_by().values_list(
                Value("change", CharField()), "pk", Cast("effective_on", CharField())
            ),
            all=True,
        ),
        key=lambda row: vietnamese.text_sort_key(row[2]),
    )
    chosen = {
        wanted: [(str(pk), title) for what, pk, title in rows if what == wanted]
        for wanted in ("course", "plan", "change")
    }
    days = [
        (pk, vietnamese.format_date(datetime.date.fromisoformat(day)))
        for pk, day in reversed(chosen["change"])
    ]
    return Known(
        chosen["course"], chosen["plan"], [(pk, _("Before %(day)s") % {"day": day}) for pk, day in days]
    )


class FilterForm(forms.Form):
    """The filters of a unit's report and the order of its units. What cannot be chosen is not found."""

    khoa = forms.ChoiceField(label=_("Course"), required=False)
    ky = forms.ChoiceField(label=_("Period"), required=False)
    dien = forms.ChoiceField(
        label=_("Duty"), required=False, choices=[(ALL, _("All")), (MANDATORY, _("Mandatory only"))]
    )
    loai = forms.ChoiceField(
        label=_("Kind of unit"), required=False, choices=[(ALL, _("All")), *Unit.Kind.choices]
    )
    rieng = forms.ChoiceField(required=False, choices=[(ALL, ""), ("1", "")], widget=forms.HiddenInput)
    co_cau = forms.ChoiceField(label=_("By the units"), required=False)
    xep = forms.ChoiceField(
        label=_("Order of the units"),
        required=False,
        choices=[(ALL, _("Slowest first")), ("ten", _("By name")), ("dong", _("Largest first"))],
    )

    def __init__(self, *args, tree: Tree, **kwargs):
        super().__init__(*args, **kwargs)
        self.tree = tree
        self.fields["khoa"].choices = lambda: [(ALL, _("All courses")), *self.known.courses]
        self.fields["ky"].choices = lambda: [
            (ALL, _("All time")),
            (THIS_YEAR, _("This year")),
            *self.known.plans,
        ]
        self.fields["co_cau"].choices = lambda: [(ALL, _("As they are today")), *self.known.reorganisations]

    @cached_property
    def known(self) -> Known:
        """What can be chosen; a page that neither shows nor was given any of it does not ask."""
        return known_to(self.tree)

    def filters(self) -> Filters:
        if not self.is_valid():
            raise Http404("a filter that this person cannot choose")
        return Filters(**{name: self.cleaned_data[name] for name in Filters._fields})

    def chosen_words(self) -> list[tuple[str, str]]:
        """The filters that leave something out, in words: label and choice."""
        return [
            (str(field.label), str(dict(field.choices)[self.cleaned_data[name]]))
            for name, field in self.fields.items()
            if self.cleaned_data[name]
            and isinstance(field, forms.ChoiceField)
            and name not in {"xep", "rieng", "bang"}
        ]


class Place(NamedTuple):
    """A place in a list of people: the row of an enrolment."""

    user_id: int
    enrolment_id: int

    def __str__(self) -> str:
        return _signer.sign(f"{self.user_id}-{self.enrolment_id}")


_signer = SimpleLazyObject(
    lambda: signing.Signer(salt="reports.people")
)  # the secret is read at the first use


class PlaceField(forms.CharField):
    """A place that this site wrote into an address; nobody can ask with it where another person would stand."""

    def to_python(self, value) -> Place | None:
        if not value:
            return None
        try:
            return Place(*map(int, _signer.unsign(value).split("-")))
        except signing.BadSignature:
            raise forms.ValidationError(_("This link is damaged.")) from None


STATES = [
    (ALL, _("All")),
    ("chua-hoc", _("Not begun")),
    ("dang-hoc", _("Is learning")),
    ("da-xong", _("Finished")),
    ("sap-han", _("Due within 7 days")),
    ("qua-han", _("Overdue")),
]
NUMBER_OF_STATE = {
    ALL: "required",
    "chua-hoc": "waiting",
    "dang-hoc": "learning",
    "da-xong": "done",
    "sap-han": "soon",
    "qua-han": "late",
}
"""State in an address → its number in a tally and its condition."""


class PeopleForm(FilterForm):
    """The filters of a list of people, and the place in it."""

    q = forms.CharField(label=_("Name, staff code or user name"), required=False, max_length=100)
    trang_thai = forms.ChoiceField(label=_("State"), required=False, choices=STATES)
    chu = forms.RegexField(r"^[a-zđ]$", required=False)
    sau = PlaceField(required=False)
    truoc = PlaceField(required=False)


class ExportForm(PeopleForm):
    """What is taken along: the table of units or the list of people, as it is on the screen."""

    bang = forms.ChoiceField(choices=[("don-vi", _("Units")), ("nguoi", _("People"))])
