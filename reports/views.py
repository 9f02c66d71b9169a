"""Progress of branches: the dashboard, a unit, its people and one person."""

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe
from wagtail.admin.auth import require_admin_access

import clock
from audit.actions import log
from courses.models import CoursePage
from reports import pages
from reports.forms import PeopleForm
from reports.inquiry import Inquiry
from reports.records import person_file
from reports.rollup import NOTHING
from reports.teaching import TaughtCourse, authored_by, steps_of, tallies_of
from reports.tree import Tree


@require_safe
@login_required
def dashboard(request):
    """The top of the person's branch; where there are several, one line each."""
    inquiry = Inquiry.of(request, form_class=PeopleForm)
    if not inquiry.tree.nodes:
        raise PermissionDenied
    return render(request, "reports/unit.html", pages.unit_page(inquiry, request.user))


@require_safe
@login_required
def unit(request, unit_id: int):
    inquiry = Inquiry.of(request, unit_id, PeopleForm)
    return render(request, "reports/unit.html", pages.unit_page(inquiry, request.user))


@require_safe
@login_required
def people(request, unit_id: int):
    inquiry = Inquiry.of(request, unit_id, PeopleForm)
    return render(request, "reports/people.html", pages.people_page(inquiry))


@require_safe
@login_required
def person(request, user_id: int):
    file = person_file(user_id=user_id, reader=request.user)
    log(actor=request.user, verb="person.seen", target=file.person, request=request)
    page = pages.person_page(file, Tree.seen_by(request.user), clock.now())
    return render(request, "reports/person.html", page)


@require_safe
@require_admin_access
def course_progress(request, course_id: int):
    """In the editor: how far the people of a course are, for whoever may change it."""
    page = get_object_or_404(authored_by(request.user), pk=course_id)
    course = CoursePage.objects.get(pk=page.pk)
    tally = tallies_of([course.pk], clock.today()).get(course.pk, NOTHING)
    taught = TaughtCourse(course.pk, course.title, course.live, course.has_unpublished_changes, tally)
    return render(
        request,
        "reports/course_progress.html",
        {
            "header_title": f"{_('Progress of learners')}: {course.title}",
            "page_title": _("Progress of learners"),
            "page_subtitle": course.title,
            "header_icon": "group",
            "course": taught,
            "modules": steps_of(course),
        },
    )
