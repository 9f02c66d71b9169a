"""Who may open the pages of those who keep classes. What they find there comes from `classes.querysets`."""

from functools import wraps

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied

from accounts.roles import has_role
from organisation.scope import sees_reports


def for_keepers(view):
    """Open to administrators and observers, and to whoever teaches a class."""

    @login_required
    @wraps(view)
    def guarded(request, *args, **kwargs):
        if not (sees_reports(request.user) or has_role(request.user, "teaches_classes")):
            raise PermissionDenied
        return view(request, *args, **kwargs)

    return guarded
