"""What the frame of every page needs to know."""

from functools import cache

from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Permission
from django.db.models import Exists, OuterRef, Q

from organisation.models import Administration
from organisation.scope import sees_reports
from prepared import Prepared


def frame(request):
    """`theme`, `can_see_reports`, `can_author`, `demo`: lazy, so that a page that shows none of it asks nothing."""
    user = getattr(request, "user", None)
    signed_in = user is not None and user.is_authenticated
    doors = cache(lambda: doors_open_to(user))
    return {
        "theme": request.COOKIES.get("theme", "")
        if request.COOKIES.get("theme") in {"light", "dark"}
        else "",
        "can_see_reports": (lambda: doors()[0]) if signed_in else False,
        "can_author": (lambda: doors()[1]) if signed_in else False,
        "demo": settings.DEMO,
    }


def doors_open_to(user) -> tuple[bool, bool]:
    """Whether this person sees reports, and whether he enters the editor: one query, where asking each by its name
    takes three, unless the permissions were read already. For the menu only: the pages behind it ask for themselves."""
    if user.is_superuser or hasattr(user, "_perm_cache"):
        return sees_reports(user), user.has_perm("wagtailadmin.access_admin")
    return next(iter(_doors(user=user.pk)), (False, False))


_doors = Prepared(
    lambda user: (
        get_user_model()
        .objects.active()
        .filter(pk=user)
        .values_list(
            Exists(Administration.objects.filter(user=OuterRef("pk"))),
            Exists(
                Permission.objects.filter(
                    Q(group__user=OuterRef("pk")) | Q(user=OuterRef("pk")),
                    content_type__app_label="wagtailadmin",
                    codename="access_admin",
                )
            ),
        )
    ),
    "user",
)
