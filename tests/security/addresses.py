"""Every address of the site: found by walking the resolver, made real with the things of the `world`."""

from dataclasses import dataclass
from fnmatch import fnmatchcase

from django.urls import URLPattern, URLResolver, get_resolver, reverse

BY_PARAMETER = {
    # ours
    "unit_id": "office A",
    "user_id": "learner A",
    "administration_id": "administration A",
    "assignment_id": "assignment A",
    "plan_id": "plan A",
    "training_id": "training A",
    "enrolment_id": "enrolment A",
    "dispensation_id": "dispensation A",
    "request_id": "request A",
    "class_id": "class A",
    "session_id": "session A",
    "registration_id": "registration A",
    "attempt_uuid": "attempt A",
    "code": "certificate A",
    "course_id": "course",
    "quiz_id": "quiz",
    "regrade_id": "regrade",
    "slot": "=1",
    "question_id": "question S",
    "category_id": "category S",
    "uuid": "import S",
    "place": "=1",
    # Wagtail's
    "page_id": "draft S",
    "parent_page_id": "shelf S",
    "page_to_move_id": "draft S",
    "destination_id": "shelf S",
    "revision_id": "revision S",
    "image_id": "image S",
    "document_id": "document S",
    "doc_id": "document S",
    "collection_id": "collection S",
    "content_type_app_name": "=courses",
    "content_type_model_name": "=coursepage",
    "app_label": "=courses",
    "model_name": "=coursepage",
    "action_name": "=copy",
    "filter_spec": "=width-10",
    "task_id": "task",
    "workflow_pk": "workflow",
    "page_pk": "draft S",
    "app_name": "=taggit",
    "token": "=token",
    "uidb64": "=MQ",
}
"""What stands for a parameter of an address. Add a line here, or say `with:` in the matrix."""

PK_OF = {
    "wagtailadmin_api:pages:*": "draft S",
    "wagtailadmin_api:documents:*": "document S",
    "wagtailadmin_api:images:*": "image S",
    "wagtailadmin_collections:*": "collection S",
    "wagtailadmin_workflows:*task*": "task",
    "wagtailadmin_workflows:*": "workflow",
    "wagtailusers_users:*": "learner A",
    "wagtailusers_groups:*": "group S",
    "wagtailsites:*": "site",
    "wagtailsnippets_legislation_legaldocument:*": "legal document",
    "wagtailsnippetchoosers_legislation_legaldocument:*": "legal document",
    "wagtailsnippets_legislation_provision:*": "provision",
    "wagtailsnippetchoosers_legislation_provision:*": "provision",
    "question_chooser:*": "question S",
    "wagtaildocs_chooser:*": "document S",
    "wagtailimages_chooser:*": "image S",
}
"""What stands for `pk`, by the name of the address."""


@dataclass(frozen=True)
class Address:
    name: str
    pattern: str
    parameters: tuple[str, ...]


def addresses() -> list[Address]:
    """Every address the resolver knows; a nameless one is called by its pattern."""
    return list(dict.fromkeys(_below(get_resolver(), (), "", ())))


def _below(resolver, namespaces, prefix, parameters):
    for found in resolver.url_patterns:
        pattern = prefix + str(found.pattern)
        names = (*parameters, *_parameters(found.pattern))
        if isinstance(found, URLResolver):
            inner = (*namespaces, found.namespace) if found.namespace else namespaces
            yield from _below(found, inner, pattern, names)
        elif isinstance(found, URLPattern):
            name = ":".join((*namespaces, found.name)) if found.name else pattern
            yield Address(name, pattern, names)


def _parameters(pattern) -> tuple[str, ...]:
    converters = getattr(pattern, "converters", None)
    if converters:
        return tuple(converters)
    expression = getattr(pattern, "regex", None)
    if expression is None or not expression.groups:
        return ()
    named = {place: name for name, place in expression.groupindex.items()}
    return tuple(named.get(place, f"group {place}") for place in range(1, expression.groups + 1))


def thing(world, name) -> object:
    """A thing of the world, or after `=` a word as it stands."""
    text = str(name)
    return text[1:] if text.startswith("=") else world.things[text]


def things_for(address: Address) -> list[str] | None:
    """The names of what its parameters stand for, or None where nobody has said it."""
    names = []
    for parameter in address.parameters:
        name = BY_PARAMETER.get(parameter)
        if parameter == "pk":
            name = next((kept for glob, kept in PK_OF.items() if fnmatchcase(address.name, glob)), None)
        if name is None:
            return None
        names.append(name)
    return names


def url_of(world, name: str, with_things) -> str:
    """The path of an address; a nameless one without parameters is its own path."""
    if "/" in name:
        return f"/{name}"
    return reverse(name, args=[thing(world, each) for each in with_things])
