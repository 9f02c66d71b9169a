"""Who may see whom. Asked by every list, search, export, mail and number; written once, here.

The branch of a person's present unit sees the whole person. A branch the person has left sees the records that
were earned in it (`completions` and `enrolments` store the unit they count at); a dissolved unit's go to its successors.
"""

import datetime
from collections.abc import Iterable

from django.contrib.auth import get_user_model
from django.db.models import (
    CharField,
    Exists,
    ExpressionWrapper,
    F,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
)

from organisation.models import Administration, CorrectionRequest, Membership, Reorganisation, Unit
from organisation.querysets import branch


def branches_of(user, *, acting: bool = False) -> list[str]:
    """The tree paths this person may see (`acting`: may act on), none of them below another."""
    if not user.is_authenticated or not user.is_active:
        return []
    if user.is_superuser:
        return list(Unit.objects.filter(depth=1).values_list("path", flat=True))
    if not hasattr(user, "_branches"):
        granted = Administration.objects.standing().filter(user=user)
        roles = set(
            granted.values_list("unit__path", "role").union(
                _inherited(granted).values_list("from_unit__path", Value(Administration.Role.OBSERVER))
            )
        )
        user._branches = {
            False: _tops(path for path, _ in roles),
            True: _tops(path for path, role in roles if role == Administration.Role.ADMINISTRATOR),
        }
    return user._branches[acting]


def _inherited(granted: QuerySet[Administration]) -> QuerySet:
    """Units that ended and whose successor lies in a granted branch: their records go to it, to be read."""
    successor = OuterRef("to_unit__path")
    within = granted.annotate(successor=ExpressionWrapper(successor, CharField())).filter(
        successor__startswith=F("unit__path")
    )
    return Unit.successors.through.objects.filter(Exists(within))


def _tops(paths: Iterable[str]) -> list[str]:
    """Those that stand below no other."""
    tops: list[str] = []
    for path in sorted(paths):
        if not tops or not path.startswith(tops[-1]):
            tops.append(path)
    return tops


def sees_reports(user) -> bool:
    """Whether this person sees data of others at all."""
    return bool(branches_of(user))


def visible_units(user, *, acting: bool = False) -> QuerySet[Unit]:
    """The units this person may see, present and past."""
    return Unit.objects.filter(branch(branches_of(user, acting=acting)))


def visible_people(user, *, acting: bool = False) -> QuerySet:
    """The people who work, today, in a unit this person may see."""
    present = Membership.objects.present().filter(
        branch(branches_of(user, acting=acting), "unit__path"), user=OuterRef("pk")
    )
    return get_user_model().objects.filter(Exists(present))


def present_unit(user) -> Unit | None:
    """Where this person works today."""
    membership = Membership.objects.present().primary().filter(user=user).select_related("unit").first()
    return membership.unit if membership else None


def acts_for_others(user) -> bool:
    """Whether this person may change anything about others: an administrator, not an observer."""
    return bool(branches_of(user, acting=True))


def top_units(user, *, acting: bool = False) -> QuerySet[Unit]:
    """The units whose branches this person sees (`acting`: acts on), none of them below another."""
    return Unit.objects.filter(path__in=branches_of(user, acting=acting))


def people_in_charge(user) -> QuerySet:
    """The people whose main place of work, today, lies in a branch this person acts on: courses are assigned to them."""
    main = (
        Membership.objects.present()
        .primary()
        .filter(branch(branches_of(user, acting=True), "unit__path"), user=OuterRef("pk"))
    )
    return get_user_model().objects.filter(Exists(main))


def manageable_people(user) -> QuerySet:
    """Of the people in charge those whom this person may move and lock: never oneself, nobody who sees more."""
    people = people_in_charge(user).exclude(pk=user.pk)
    if user.is_superuser:
        return people
    beyond = (
        Administration.objects.standing()
        .filter(user=OuterRef("pk"))
        .exclude(branch(branches_of(user, acting=True), "unit__path"))
    )
    return people.exclude(is_superuser=True).exclude(Exists(beyond))


def entrusted_people(user) -> QuerySet:
    """Of the manageable people those whose sign-in this person may hand out: nobody with a right that he lacks."""
    return _without_further_rights(user, manageable_people(user))


def departed_people(user) -> QuerySet:
    """The people who work nowhere any more and whose last main place of work lies in a branch this person acts on, or was
    dissolved into one; nobody with a right that he lacks."""
    last = Membership.objects.primary().filter(user=OuterRef("pk")).order_by("-valid_to", "-pk")
    people = get_user_model().objects.annotate(last_place=Subquery(last.values("unit__path")[:1]))
    departed = people.filter(branch(_branches_left_to(user), "last_place")).exclude(
        Exists(Membership.objects.present().filter(user=OuterRef("pk")))
    )
    return _without_further_rights(user, departed.exclude(pk=user.pk))


def _branches_left_to(user) -> list[str]:
    """The branches this person acts on, and the units that were dissolved into them."""
    acting = branches_of(user, acting=True)
    if user.is_superuser:
        return acting
    granted = Administration.objects.standing().acting().filter(user=user)
    return _tops([*acting, *_inherited(granted).values_list("from_unit__path", flat=True)])


def _without_further_rights(user, people: QuerySet) -> QuerySet:
    """Of these people those who have no right that this person lacks."""
    if user.is_superuser:
        return people
    people = people.exclude(is_superuser=True)
    model = get_user_model()
    groups = model.groups.through.objects.filter(user=OuterRef("pk")).exclude(
        group__in=user.groups.values("pk")
    )
    permissions = model.user_permissions.through.objects.filter(user=OuterRef("pk"))
    return people.exclude(Exists(groups)).exclude(Exists(permissions))


def grantable_units(user) -> QuerySet[Unit]:
    """Present units strictly below those this person administers: there, and nowhere else, he gives rights."""
    units = visible_units(user, acting=True).present()
    return units if user.is_superuser else units.exclude(path__in=branches_of(user, acting=True))


def last_day_to_give(user, unit: Unit) -> datetime.date | None:
    """Until when this person's own right over a unit below lasts: nobody gives longer than he has. None: without end."""
    if user.is_superuser:
        return None
    own = (
        Administration.objects.standing().acting().filter(user=user, unit__path__in=unit.ancestor_paths[:-1])
    )
    ends = list(own.values_list("ends_on", flat=True))
    return None if None in ends else max(ends)


def revocable_administrations(user) -> QuerySet[Administration]:
    """Rights over units strictly below: of people this person manages, and those he gave himself. Never his own."""
    below = Administration.objects.filter(branch(branches_of(user, acting=True), "unit__path")).exclude(
        user=user
    )
    if user.is_superuser:
        return below
    theirs = Q(user__in=manageable_people(user).order_by().values("pk")) | Q(granted_by=user)
    return below.exclude(unit__path__in=branches_of(user, acting=True)).filter(theirs)


def administered_by(person) -> list[Administration]:
    """What a person administers or observes today, the highest first."""
    found = Administration.objects.standing().filter(user=person)
    return list(found.select_related("unit").order_by("unit__path"))


def administered_elsewhere(person, unit: Unit) -> list[Administration]:
    """What a person administers or observes and what is not around a unit: whoever moves there leaves it."""
    return [one for one in administered_by(person) if not unit.path.startswith(one.unit.path)]


def visible_reorganisations(user) -> QuerySet[Reorganisation]:
    """Decisions that somebody drew up in a branch this person acts on."""
    return Reorganisation.objects.filter(branch(branches_of(user, acting=True), "made_for__path"))


def may_reorganise(user, changes: list[dict]) -> bool:
    """Whether every unit that these changes name, and that exists, lies in a branch this person acts on."""
    named = {
        code
        for change in changes
        for key in ("into", "unit", "under", "units", "heirs")
        for code in ([change[key]] if isinstance(change.get(key), str) else change.get(key) or ())
    }
    existing = Unit.objects.filter(code__in=named)
    return not existing.exclude(pk__in=visible_units(user, acting=True).values("pk")).exists()


def visible_requests(user, *, acting: bool = False) -> QuerySet[CorrectionRequest]:
    """What people of the branch ask to correct. Nobody answers himself (`acting`)."""
    people = visible_people(user, acting=acting).filter(pk=OuterRef("user"))
    found = CorrectionRequest.objects.filter(Exists(people))
    return found.exclude(user=user) if acting else found
