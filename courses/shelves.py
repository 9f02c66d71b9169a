"""The shelf of a unit that authors: its place in the catalogue, its trainers' group, its collection of files."""

from django.contrib.auth.models import Group, Permission
from django.db import transaction
from django.db.models import QuerySet
from wagtail.models import Collection, GroupCollectionPermission, GroupPagePermission
from wagtail.permissions import page_permission_policy

from courses.models import CatalogueIndexPage, OwnerIndexPage
from organisation.models import Unit

PAGE_PERMISSIONS = ["add_page", "change_page", "publish_page", "lock_page", "unlock_page"]
FILE_PERMISSIONS = [
    "add_image",
    "change_image",
    "choose_image",
    "add_document",
    "change_document",
    "choose_document",
]
READ_PERMISSIONS = ["view_legaldocument", "view_provision"]


@transaction.atomic
def open_shelf(*, unit: Unit, catalogue: CatalogueIndexPage, slug: str) -> OwnerIndexPage:
    """Let a unit author: its shelf with group and collection; the same again returns the shelf."""
    shelf = OwnerIndexPage.objects.filter(unit=unit).first()
    if shelf is None:
        shelf = catalogue.add_child(instance=OwnerIndexPage(title=unit.name, slug=slug, unit=unit))
    group = trainers_of(unit)
    group.permissions.add(
        Permission.objects.get(content_type__app_label="wagtailadmin", codename="access_admin"),
        *Permission.objects.filter(content_type__app_label="legislation", codename__in=READ_PERMISSIONS),
    )
    for codename in PAGE_PERMISSIONS:
        permission = Permission.objects.get(content_type__app_label="wagtailcore", codename=codename)
        GroupPagePermission.objects.get_or_create(group=group, page=shelf, permission=permission)
    collection = collection_of(unit)
    if collection.is_root():
        collection = collection.add_child(instance=Collection(name=unit.name))
    for codename in FILE_PERMISSIONS:
        for permission in Permission.objects.filter(codename=codename):
            GroupCollectionPermission.objects.get_or_create(
                group=group, collection=collection, permission=permission
            )
    return shelf


def collection_of(unit: Unit | None) -> Collection:
    """Where the files of a unit's shelf lie; what belongs to no unit, or to one without a shelf, lies in the root."""
    own = Collection.objects.filter(name=unit.name, depth=2).first() if unit else None
    return own or Collection.get_first_root_node()


def trainers_of(unit: Unit) -> Group:
    """The group whose members author on a unit's shelf."""
    return Group.objects.get_or_create(name=f"Giảng viên – {unit.name}"[:150])[0]


def units_authored_by(user) -> QuerySet[Unit]:
    """The units on whose shelf this person may change pages: asked of the page tree itself, never of a group's name."""
    editable = page_permission_policy.instances_user_has_permission_for(user, "change")
    return Unit.objects.filter(
        pk__in=OwnerIndexPage.objects.filter(pk__in=editable.values("pk")).values("unit")
    )
