"""Who may open a file of the editor's collections: everybody once a published page shows it, before that its editors."""

from django.contrib.contenttypes.models import ContentType
from django.http import Http404
from wagtail import hooks
from wagtail.documents.permissions import permission_policy as documents
from wagtail.models import Page, ReferenceIndex

from courses.page_forms import FILE_RIGHTS


@hooks.register("before_serve_document")
def keep_until_shown(document, request):
    """Wagtail hands any file of a public collection to anybody who counts: drafts, too, have files."""
    if not (is_shown(document) or may_choose(request.user, document)):
        raise Http404


def is_shown(document) -> bool:
    """Whether a page that is published holds it or links to it."""
    references = ReferenceIndex.get_references_to(document)
    holding = references.filter(base_content_type=ContentType.objects.get_for_model(Page))
    places = {int(place) for place in holding.values_list("object_id", flat=True)}
    return Page.objects.live().filter(pk__in=places).exists()


def may_choose(user, document) -> bool:
    return user.is_authenticated and documents.user_has_any_permission_for_instance(
        user, FILE_RIGHTS, document
    )
