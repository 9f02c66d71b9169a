"""Letting people author on a unit's shelf, and taking it back. Callers keep the scope (`trainers.units_to_staff`)."""

from django.db import transaction
from django.utils.text import slugify

import audit.actions
import vietnamese
from accounts.models import User
from courses.models import CatalogueIndexPage, OwnerIndexPage
from courses.shelves import open_shelf
from courses.trainers import groups_of, shelf_of, trainers_on
from organisation.models import Unit


class NoGroup(Exception):
    """The shelf has no group of its own: its rights are given in the operator's pages."""


@transaction.atomic
def appoint_trainer(*, person: User, unit: Unit, reason: str, by: User, request=None) -> bool:
    """Let a person author on the unit's shelf, which is opened for the first one. False where the person does already.

    Raises NoGroup. Whoever enters the editor needs a second factor from the next request.
    """
    Unit.objects.select_for_update(no_key=True).get(pk=unit.pk)
    shelf = shelf_of(unit) or _opened(unit, by, request)
    group = groups_of(shelf).first()
    if group is None:
        raise NoGroup
    if trainers_on(shelf).filter(pk=person.pk).exists():
        return False
    person.groups.add(group)
    audit.actions.log(
        actor=by, verb="trainer.appointed", target=person, unit_id=unit.pk, request=request, reason=reason
    )
    return True


def _opened(unit: Unit, by: User, request) -> OwnerIndexPage:
    catalogue = CatalogueIndexPage.objects.first()
    slug = slugify(vietnamese.fold(unit.name))[:60] or f"don-vi-{unit.pk}"
    if OwnerIndexPage.objects.child_of(catalogue).filter(slug=slug).exists():
        slug = f"{slug}-{unit.pk}"
    shelf = open_shelf(unit=unit, catalogue=catalogue, slug=slug)
    audit.actions.log(actor=by, verb="shelf.opened", target=unit, unit_id=unit.pk, request=request)
    return shelf


@transaction.atomic
def dismiss_trainer(*, person: User, unit: Unit, reason: str, by: User | None, request=None) -> bool:
    """Let a person author there no more, from the next request on; False where the person did not. What they wrote stays."""
    shelf = shelf_of(unit)
    groups = [] if shelf is None else list(groups_of(shelf).filter(user=person))
    if not groups:
        return False
    person.groups.remove(*groups)
    audit.actions.log(
        actor=by, verb="trainer.dismissed", target=person, unit_id=unit.pk, request=request, reason=reason
    )
    return True


def dismiss_as_people_left(*, people: list[int]) -> int:
    """Whoever left authors nowhere any more; how many rights ended."""
    ended = 0
    for person in User.objects.filter(pk__in=people, groups__isnull=False).distinct():
        shelves = OwnerIndexPage.objects.filter(
            group_permissions__group__in=person.groups.all(), unit__isnull=False
        ).distinct()
        for shelf in shelves.select_related("unit"):
            ended += dismiss_trainer(person=person, unit=shelf.unit, reason="", by=None)
    return ended
