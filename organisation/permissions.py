"""Who may open the administrators' pages at all. What they find there comes from `organisation.scope`."""

from functools import wraps

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied

from organisation.scope import acts_for_others, sees_reports


def _only(allowed, view):
    @login_required
    @wraps(view)
    def guarded(request, *args, **kwargs):
        if not allowed(request.user):
            raise PermissionDenied
        return view(request, *args, **kwargs)

    return guarded


def for_observers(view):
    """Open to whoever sees data of others: administrators and observers."""
    return _only(sees_reports, view)


def for_administrators(view):
    """Open to whoever may act on a branch; an observer may not."""
    return _only(acts_for_others, view)
