"""Doors of Wagtail's editor that ask too little by themselves, and what is asked at them here.

Found by tests/security: each is reachable by an editor of another unit, or ends in a fault.
"""

from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from wagtail import hooks
from wagtail.admin import messages
from wagtail.admin.auth import require_admin_access
from wagtail.images import get_image_model
from wagtail.images.permissions import permission_policy as images
from wagtail.images.views.chooser import viewset as image_chooser

from accounts.models import User


def closed(request, **kwargs):
    """Nothing of ours uses it: the editor's lists of files by API, which know no collections; its test of faults."""
    raise Http404


@require_admin_access
def choose_format(request, image_id):
    """The format of an image in a text, of images that this person may choose."""
    choosable = images.instances_user_has_any_permission_for(request.user, ["choose", "add", "change"])
    get_object_or_404(get_image_model(), pk=image_id, pk__in=choosable.values("pk"))
    return image_chooser.select_format_view(request, image_id)


@hooks.register("before_move_page")
def ask_before_a_move(request, page, destination):
    """Wagtail's question "move it there?" names both pages before it looks at permissions."""
    if not page.permissions_for_user(request.user).can_move_to(destination):
        raise PermissionDenied


@hooks.register("before_delete_user")
def keep_person(request, person):
    """Nobody is deleted: records stand on people. An account is locked instead."""
    messages.error(request, _("People are not deleted: their records stay. Lock the account instead."))
    return redirect("wagtailusers_users:edit", person.pk)


@hooks.register("before_bulk_action")
def keep_people(request, action_type, objects, action):
    if action_type == "delete" and action.get_default_model() is User:
        said = ngettext(
            "%(count)d person was not deleted: records stay. Lock the account instead.",
            "%(count)d people were not deleted: records stay. Lock the accounts instead.",
            len(objects),
        )
        messages.error(request, said % {"count": len(objects)})
        return redirect("wagtailusers_users:index")
    return None
