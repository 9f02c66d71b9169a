"""Progress of branches: the dashboard, a unit, its people, one person, and all of it as spreadsheets."""

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import FileResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

import clock
from reports import exports, pages
from reports.forms import ExportForm, PeopleForm
from reports.inquiry import Inquiry
from reports.records import person_file
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
    page = pages.person_page(file, Tree.seen_by(request.user), clock.now())
    return render(request, "reports/person.html", page)


@require_safe
@login_required
def export(request, unit_id: int):
    inquiry = Inquiry.of(request, unit_id, ExportForm)
    made = exports.export(inquiry, inquiry.form.cleaned_data["bang"], request)
    return FileResponse(made.file, as_attachment=True, filename=made.name)
