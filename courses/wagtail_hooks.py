"""Hooks of the editor that concern lessons."""

from django.http import Http404
from wagtail import hooks
from wagtail.documents.permissions import permission_policy as documents

from courses.appointing import dismiss_as_people_left
from courses.shown import is_shown, may_choose


@hooks.register("before_serve_document")
def keep_until_shown(document, request):
    """Wagtail hands any file of a public collection to anybody who counts: drafts, too, have files."""
    if not (is_shown(document) or may_choose(request.user, document, documents)):
        raise Http404


@hooks.register("people_left")
def author_no_more(people):
    """Whoever leaves hands the shelves back, too."""
    dismiss_as_people_left(people=people)
