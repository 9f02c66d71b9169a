"""Who authors on the shelf of a unit, and who may let somebody do so.

The rights are the shelf's own group's; a group that opens more than one shelf is the operator's to give.
"""

from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group, Permission
from django.db.models import Prefetch, Q, QuerySet
from wagtail.models import GroupPagePermission

from courses.models import OwnerIndexPage
from courses.shelves import READ_PERMISSIONS
from organisation import scope
from organisation.models import Membership, Unit


def shelf_of(unit: Unit) -> OwnerIndexPage | None:
    """The unit's place in the catalogue, if it authors."""
    return OwnerIndexPage.objects.filter(unit=unit).first()


def groups_of(shelf: OwnerIndexPage) -> QuerySet[Group]:
    """The groups that may change this shelf, and no other page nor anything that trainers do not need."""
    here = GroupPagePermission.objects.filter(page=shelf, permission__codename="change_page")
    elsewhere = GroupPagePermission.objects.exclude(page=shelf)
    needed = Permission.objects.filter(
        Q(content_type__app_label="wagtailadmin", codename="access_admin")
        | Q(content_type__app_label="legislation", codename__in=READ_PERMISSIONS)
    )
    further = Group.permissions.through.objects.exclude(permission__in=needed)
    return (
        Group.objects.filter(pk__in=here.values("group"))
        .exclude(pk__in=elsewhere.values("group"))
        .exclude(pk__in=further.values("group"))
        .order_by("pk")
    )


def trainers_on(shelf: OwnerIndexPage) -> QuerySet:
    """The people who author on a shelf by its own group, by given name."""
    people = get_user_model().objects.filter(groups__in=groups_of(shelf)).distinct()
    return people.order_by("sort_key", "pk")


def with_places(shelf: OwnerIndexPage) -> list[tuple]:
    """The trainers of a shelf, each with where they work today; two statements."""
    places = Membership.objects.present().primary().select_related("unit")
    people = trainers_on(shelf).prefetch_related(Prefetch("memberships", places, to_attr="places"))
    return [(one, one.places[0].unit if one.places else None) for one in people]


def units_to_staff(user) -> QuerySet[Unit]:
    """The present units whose trainers this person appoints: of the branches he acts on, those that author; for whoever acts on
    the whole province every unit, because the first trainer opens its shelf."""
    units = scope.visible_units(user, acting=True).present()
    if may_open_shelves(user):
        return units
    return units.filter(pk__in=OwnerIndexPage.objects.values("unit"))


def may_open_shelves(user) -> bool:
    return any(len(path) == Unit.steplen for path in scope.branches_of(user, acting=True))
