"""The inbox."""

from django.contrib import messages as notices
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from reminders.actions import mark_all_read
from reminders.models import Message

PAGE = 20


@login_required
@require_safe
def inbox(request):
    """What this person was told, the newest first."""
    page = Paginator(Message.objects.to(request.user), PAGE).get_page(request.GET.get("page"))
    return render(request, "reminders/inbox.html", {"page": page, "query": ""})


@login_required
@require_POST
def mark_read(request):
    mark_all_read(user=request.user)
    notices.success(request, _("All messages are marked as read."))
    return redirect("reminders:inbox")
