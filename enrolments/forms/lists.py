"""Which assignments a list shows."""

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

import clock
from courses.models import CoursePage


class AssignmentsFilter(forms.Form):
    """Which assignments a list shows."""

    STATES = [
        ("", _("All")),
        ("dang-hoc", _("Running")),
        ("qua-han", _("Past the day")),
        ("thu-hoi", pgettext_lazy("assignment", "Withdrawn")),
    ]

    khoa = forms.IntegerField(required=False, min_value=1, max_value=2**62)
    trang_thai = forms.ChoiceField(required=False, choices=STATES)

    @classmethod
    def read(cls, query) -> dict:
        form = cls(query)
        form.full_clean()
        return {name: form.cleaned_data.get(name) or "" for name in form.fields}

    @staticmethod
    def narrow(assignments, asked: dict):
        if asked["khoa"]:
            assignments = assignments.filter(course=asked["khoa"])
        match asked["trang_thai"]:
            case "dang-hoc":
                return assignments.running(clock.today())
            case "qua-han":
                return assignments.past_due(clock.today())
            case "thu-hoi":
                return assignments.withdrawn()
        return assignments


def course_choices(assignments) -> list[tuple[int, str]]:
    """The courses that these assignments are about."""
    return list(
        CoursePage.objects.filter(pk__in=assignments.order_by().values("course"))
        .order_by("title")
        .values_list("pk", "title")
    )
