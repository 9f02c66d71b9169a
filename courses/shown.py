"""Who may open a file of the editor's collections: everybody once a published page shows it, before that its editors."""

from django.contrib.contenttypes.models import ContentType
from wagtail.models import Page, ReferenceIndex

from courses.page_forms import FILE_RIGHTS


def is_shown(file) -> bool:
    """Whether a page that is published holds this document or picture, or links to it."""
    references = ReferenceIndex.get_references_to(file)
    holding = references.filter(base_content_type=ContentType.objects.get_for_model(Page))
    places = {int(place) for place in holding.values_list("object_id", flat=True)}
    return Page.objects.live().filter(pk__in=places).exists()


def may_choose(user, file, policy) -> bool:
    """Whether this person edits with it; `policy` is Wagtail's for documents or for pictures."""
    return user.is_authenticated and policy.user_has_any_permission_for_instance(user, FILE_RIGHTS, file)
