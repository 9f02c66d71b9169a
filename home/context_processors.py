"""What the frame of every page needs to know."""

from django.conf import settings

from accounts.roles import has_role


def frame(request):
    """`theme`, `can_see_reports`, `can_author`, `demo`: lazy, so that a page that shows none of it asks nothing."""
    user = getattr(request, "user", None)
    signed_in = user is not None and user.is_authenticated
    return {
        "theme": request.COOKIES.get("theme", "")
        if request.COOKIES.get("theme") in {"light", "dark"}
        else "",
        "can_see_reports": (lambda: has_role(user, "sees_reports")) if signed_in else False,
        "can_author": (lambda: has_role(user, "edits_content")) if signed_in else False,
        "demo": settings.DEMO,
    }
