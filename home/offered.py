"""Courses that somebody may take up beside those that are learned or finished already."""

from django.db.models import Exists, OuterRef

from courses.listing import COLUMNS, CourseRow, rows_of
from courses.models import CoursePage
from courses.restrictions import anywhere, readable
from enrolments.models import Enrolment
from prepared import Prepared

SUGGESTED = 4


def offered_to(request) -> list[CourseRow]:
    """A few courses this person may begin; one query, unless some page of the site is restricted."""
    found = _offered(user=request.user.pk)
    if any(is_guarded for *_, is_guarded in found):
        return rows_of(readable(_beside_those_of(request.user), request)[:SUGGESTED])
    return [CourseRow(*columns) for *columns, _ in found]


def _beside_those_of(user):
    own = Enrolment.objects.by(user).counted().filter(course=OuterRef("pk"))
    return CoursePage.objects.live().filter(is_closed=False).exclude(Exists(own)).order_by("path")


_offered = Prepared(
    lambda user: (
        _beside_those_of(user).annotate(is_guarded=anywhere()).values_list(*COLUMNS, "is_guarded")[:SUGGESTED]
    ),
    "user",
)
