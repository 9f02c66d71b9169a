"""Doors of Wagtail's editor that ask too little by themselves, and what is asked at them here.

Found by tests/security: each is reachable by an editor of another unit, or ends in a fault.
"""

from django.apps import apps
from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from wagtail import hooks
from wagtail.admin import messages
from wagtail.admin.auth import require_admin_access
from wagtail.admin.views.bulk_action import index as bulk_actions
from wagtail.admin.views.chooser import BrowseView, ChosenMultipleView
from wagtail.admin.views.pages.workflow import PreviewRevisionForTask
from wagtail.documents import get_document_model
from wagtail.documents.permissions import permission_policy as documents
from wagtail.images import get_image_model
from wagtail.images.permissions import permission_policy as images
from wagtail.images.views.chooser import viewset as image_chooser
from wagtail.models import Page
from wagtail.permissions import page_permission_policy as pages

from accounts.models import User

FILE_RIGHTS = ["choose", "add", "change", "delete"]


def closed(request, **kwargs):
    """Nothing of ours uses it: the editor's lists of files by API, which know no collections; its test of faults."""
    raise Http404


@require_admin_access
def choose_format(request, image_id):
    """The format of an image in a text, of images that this person may choose."""
    choosable = images.instances_user_has_any_permission_for(request.user, FILE_RIGHTS)
    get_object_or_404(get_image_model(), pk=image_id, pk__in=choosable.values("pk"))
    return image_chooser.select_format_view(request, image_id)


@require_admin_access
def choose_page_below(request, parent_page_id):
    """The pages below one of which this person may know: Wagtail names any page above those it lists."""
    get_object_or_404(known_pages(Page.objects.all(), request.user), pk=parent_page_id)
    return BrowseView.as_view()(request, parent_page_id=parent_page_id)


@require_admin_access
def pages_chosen(request):
    """What the chooser tells of pages picked by their ids: all of them pages of which this person may know."""
    ids = {int(word) for word in request.GET.getlist("id") if word.isdecimal()}
    if known_pages(Page.objects.filter(pk__in=ids), request.user).count() < len(ids):
        raise Http404
    return ChosenMultipleView.as_view()(request)


def known_pages(found, user):
    """What is published, and what this person may see of the rest."""
    return found.filter(Q(live=True) | Q(pk__in=pages.explorable_instances(user).values("pk")))


@require_admin_access
def types_of_pages(request, view):
    """How many pages there are of each kind, and which was changed last: whosever it is, so only for superusers."""
    if not request.user.is_superuser:
        raise PermissionDenied
    return view(request)


@hooks.register("construct_reports_menu")
def without_types_of_pages(request, menu_items):
    if not request.user.is_superuser:
        menu_items[:] = [item for item in menu_items if item.name != "page-types-usage"]


@require_admin_access
def preview_for_task(request, page_id, task_id):
    """A draft that waits for approval: Wagtail names any page in its answer that this one does not wait."""
    get_object_or_404(pages.explorable_instances(request.user), pk=page_id)
    return PreviewRevisionForTask.as_view()(request, page_id=page_id, task_id=task_id)


@require_admin_access
def bulk_action(request, app_label, model_name, action):
    """One act on many things, all of which this person may see: Wagtail names those that he may not act on."""
    try:
        model = apps.get_model(app_label, model_name)
    except LookupError:
        raise Http404 from None
    ids = {word for word in request.GET.getlist("id") if word.isdecimal()}
    if ids and model in VISIBLE:
        visible = VISIBLE[model](request.user).filter(pk__in=ids)
        if visible.count() < len({int(word) for word in ids}):
            raise Http404
    return bulk_actions(request, app_label, model_name, action)


VISIBLE = {
    Page: pages.explorable_instances,
    get_image_model(): lambda user: images.instances_user_has_any_permission_for(user, FILE_RIGHTS),
    get_document_model(): lambda user: documents.instances_user_has_any_permission_for(user, FILE_RIGHTS),
}


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


@hooks.register("construct_page_chooser_queryset")
def choose_among_own_and_published(found, request):
    """Wagtail's chooser lists the drafts of everybody."""
    return known_pages(found, request.user)
