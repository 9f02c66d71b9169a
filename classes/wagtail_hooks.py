"""What happens elsewhere that concerns classes: a page is deleted, people leave."""

from django.shortcuts import redirect
from django.utils.translation import gettext as _
from wagtail import hooks
from wagtail.admin import messages

from classes.actions import leave_as_people_left
from classes.class_pages import has_records


@hooks.register("before_delete_page")
def keep_what_classes_were_held_for(request, page):
    """A page with a class activity below it for which a class was ever held is unpublished instead."""
    return _refuse(request, page) if has_records(page) else None


@hooks.register("before_bulk_action")
def keep_them_in_bulk(request, action_type, objects, action):
    if action_type != "delete":
        return None
    held = next((page for page in objects if has_records(page)), None)
    return _refuse(request, held) if held is not None else None


def _refuse(request, page):
    messages.error(
        request,
        _("Classes were held for “%(title)s” or a page below it: it cannot be deleted. Unpublish it instead.")
        % {"title": page.title},
    )
    return redirect("wagtailadmin_pages:edit", page.pk)


@hooks.register("people_left")
def free_their_seats(people):
    leave_as_people_left(people=people)
