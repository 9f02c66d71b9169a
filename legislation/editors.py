"""Who keeps the law of the province up to date: everybody else only cites it."""

from django.contrib.auth.models import Group, Permission
from django.db import transaction

EDITORS = "Văn bản pháp luật"
CODENAMES = [
    f"{act}_{model}"
    for model in ["legaldocument", "provision"]
    for act in ["add", "change", "delete", "view"]
]


@transaction.atomic
def editors_of_law() -> Group:
    """The group whose members edit documents and provisions; made where it is missing."""
    group, _ = Group.objects.get_or_create(name=EDITORS)
    group.permissions.add(
        *Permission.objects.filter(content_type__app_label="legislation", codename__in=CODENAMES),
        *Permission.objects.filter(content_type__app_label="wagtailadmin", codename="access_admin"),
    )
    return group
