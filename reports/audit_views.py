"""The audit log over HTTP, for those who see the whole province."""

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from audit.actions import log
from reports.audit_log import AuditFilter, audit_page, may_read
from reports.forms import with_query


@require_safe
@login_required
def audit_log(request):
    """Who did, saw, changed and exported what. That somebody read it is noted too."""
    if not may_read(request.user):
        raise PermissionDenied
    form = AuditFilter(request.GET)
    asked = form.cleaned_data if form.is_valid() else {}
    log(actor=request.user, verb="audit.read", request=request, filters=request.GET.dict())
    page = audit_page(asked)
    kept = {name: request.GET.get(name, "") for name in ("q", "viec", "tu", "den")}
    address = reverse("reports:audit_log")
    context = {
        "form": form,
        "page": page,
        "is_narrowed": any(kept.values()),
        "is_first": not asked.get("truoc"),
        "first_url": with_query(address, kept),
        "next_url": with_query(address, kept, {"truoc": str(page.before)}) if page.before else "",
        "crumbs": [(_("Reports"), reverse("reports:dashboard"))],
        "section": "reports",
    }
    return render(request, "reports/audit_log.html", context, status=422 if form.errors else 200)
