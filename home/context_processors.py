"""What the frame of every page needs to know."""

from django.conf import settings
from django.contrib.auth.models import Permission
from django.db.models import Q

from organisation.scope import sees_reports


def frame(request):
    """`theme`, `can_see_reports`, `can_author`, `demo`: lazy, so that a page that shows none of it asks nothing."""
    user = getattr(request, "user", None)
    signed_in = user is not None and user.is_authenticated
    return {
        "theme": request.COOKIES.get("theme", "")
        if request.COOKIES.get("theme") in {"light", "dark"}
        else "",
        "can_see_reports": (lambda: sees_reports(user)) if signed_in else False,
        "can_author": (lambda: may_author(user)) if signed_in else False,
        "demo": settings.DEMO,
    }


def may_author(user) -> bool:
    """Whether the editor is open to this person: one query where asking for the permission by name takes two."""
    if user.is_superuser or hasattr(user, "_perm_cache"):
        return user.has_perm("wagtailadmin.access_admin")
    return Permission.objects.filter(
        Q(group__user=user) | Q(user=user),
        content_type__app_label="wagtailadmin",
        codename="access_admin",
    ).exists()
