"""Joining a course of one's own choice."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.ways_back import is_way_back
from courses.models import CoursePage
from courses.outline import outline_of, page_url
from courses.restrictions import may_read
from enrolments.actions import CourseIsClosed, enrol


@require_POST
@login_required
def join(request, course_id):
    """Begin a course and go to its first activity, or back to the lesson one was reading."""
    course = get_object_or_404(CoursePage.objects.live(), pk=course_id)
    if not may_read(request, course):
        raise Http404
    try:
        enrol(user=request.user, course=course)
    except CourseIsClosed:
        messages.error(request, _("This course is closed: nobody new can begin it."))
        return redirect(page_url(course.url_path))
    back = request.POST.get("next", "")
    if is_way_back(back):
        return redirect(back)
    activities = outline_of(course).activities
    return redirect(activities[0].url if activities else page_url(course.url_path))
