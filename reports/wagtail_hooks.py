"""What a trainer meets first in the editor: the own courses, and how far their people are."""

from django.urls import path
from wagtail import hooks
from wagtail.admin.ui.components import Component

import clock
from reports import views
from reports.keeping import note_views_due
from reports.tasks import tend_exports
from reports.teaching import shelf_of, taught_courses

SHOWN = 12


@hooks.register("register_admin_urls")
def progress_urls():
    return [path("tien-do/<int:course_id>/", views.course_progress, name="course_progress")]


class MyCourses(Component):
    """The courses a trainer may change, those changed last first."""

    name = "my_courses"
    template_name = "reports/my_courses.html"
    order = 50

    def get_context_data(self, parent_context):
        user = parent_context["request"].user
        courses = taught_courses(user, clock.today(), SHOWN + 1)
        return {"courses": courses[:SHOWN], "are_more": len(courses) > SHOWN, "shelf": shelf_of(user)}


@hooks.register("construct_homepage_panels")
def my_courses_first(request, panels):
    panels.insert(0, MyCourses())


@hooks.register("due_each_minute")
def reports_due():
    return "reports due", note_views_due


@hooks.register("due_each_minute")
def exports_due():
    return "files of reports begun again or forgotten", tend_exports
