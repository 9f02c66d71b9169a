"""Reorganisations: drawing one up, looking at what it would do, planning it, applying it on its day. Callers keep the scope.

Applying takes a number of statements that does not grow with the units and people but for its batches.
"""

import datetime
import logging

from django.db import transaction
from django.db.models import F, Value
from django.db.models.functions import Greatest
from wagtail import hooks

import audit.actions
import clock
from accounts.models import User
from organisation.actions.writing_staff import people_moved
from organisation.forest import Forest, ImpossibleChange, Node
from organisation.models import Administration, Membership, Reorganisation, Unit, UnitPlacement

BATCH = 500
State = Reorganisation.State
logger = logging.getLogger(__name__)


@transaction.atomic
def draw_up(
    *,
    decision: str,
    title: str,
    effective_on: datetime.date,
    made_for: Unit,
    by: User,
    changes=(),
    request=None,
) -> Reorganisation:
    """Begin a reorganisation; changes can be added until it is planned."""
    made = Reorganisation.objects.create(
        decision=decision,
        title=title,
        effective_on=effective_on,
        made_for=made_for,
        made_by=by,
        made_at=clock.now(),
        changes=list(changes),
    )
    audit.actions.log(
        actor=by,
        verb="reorganisation.drawn_up",
        target=made,
        unit_id=made_for.pk,
        request=request,
        decision=decision,
    )
    return made


@transaction.atomic
def add_changes(*, reorganisation: Reorganisation, changes: list[dict]) -> Reorganisation:
    """Add changes to a draft. Raises ImpossibleChange where the tree would not allow them."""
    reorganisation = Reorganisation.objects.select_for_update().get(pk=reorganisation.pk, state=State.DRAFT)
    changes = [*reorganisation.changes, *changes]
    Forest().apply(changes)
    reorganisation.changes = changes
    reorganisation.save(update_fields=["changes"])
    return reorganisation


@transaction.atomic
def take_out_change(*, reorganisation: Reorganisation, place: int) -> Reorganisation:
    """Take one change out of a draft. Raises ImpossibleChange where a later one needs it."""
    reorganisation = Reorganisation.objects.select_for_update().get(pk=reorganisation.pk, state=State.DRAFT)
    changes = [change for number, change in enumerate(reorganisation.changes) if number != place]
    Forest().apply(changes)
    reorganisation.changes = changes
    reorganisation.save(update_fields=["changes"])
    return reorganisation


def effects_of(reorganisation: Reorganisation) -> dict[str, int]:
    """The dry run: how many units, people and, by the hooks named `moving_with_people`, other things move. Writes nothing."""
    forest = Forest()
    forest.apply(reorganisation.changes)
    return _effects(forest)


def _effects(forest: Forest) -> dict[str, int]:
    nodes = forest.nodes.values()
    ended = [node.unit.pk for node in nodes if node.ends and not node.is_new]
    members = Membership.objects.present().filter(unit__in=ended)
    effects = {
        "founded": sum(node.is_new for node in nodes),
        "ended": len(ended),
        "moved": sum(node.parent != node.was_under and not node.ends and not node.is_new for node in nodes),
        "renamed": sum(node.unit.name != node.was_called and not node.is_new for node in nodes),
        "people": members.values("user").distinct().count(),
        "carried": Membership.objects.present()
        .filter(unit__in=[unit.pk for unit in forest.carried()])
        .values("user")
        .distinct()
        .count(),
        "administrators": Administration.objects.filter(unit__in=ended).count(),
    }
    for count in hooks.get_hooks("moving_with_people"):
        effects |= count(members.order_by().values("user"))
    return effects


@transaction.atomic
def plan_reorganisation(*, reorganisation: Reorganisation, by: User, request=None) -> Reorganisation:
    """Confirm a draft: applied at once if its day has come, on its day otherwise. Twice is once. Raises ImpossibleChange."""
    reorganisation = Reorganisation.objects.select_for_update().get(pk=reorganisation.pk)
    if reorganisation.state != State.DRAFT:
        return reorganisation
    effects = effects_of(reorganisation)
    reorganisation.state, reorganisation.effects = State.PLANNED, effects
    reorganisation.save(update_fields=["state", "effects"])
    audit.actions.log(
        actor=by,
        verb="reorganisation.planned",
        target=reorganisation,
        unit_id=reorganisation.made_for_id,
        request=request,
        decision=reorganisation.decision,
        on=reorganisation.effective_on.isoformat(),
        **effects,
    )
    if reorganisation.effective_on <= clock.today():
        return apply_reorganisation(reorganisation=reorganisation)
    return reorganisation


@transaction.atomic
def undo_reorganisation(*, reorganisation: Reorganisation, by: User, request=None) -> bool:
    """Take back one that is not in force yet; False where it is, or was taken back."""
    undone = Reorganisation.objects.filter(
        pk=reorganisation.pk, state__in=[State.DRAFT, State.PLANNED]
    ).update(state=State.UNDONE)
    if undone:
        audit.actions.log(
            actor=by,
            verb="reorganisation.undone",
            target=reorganisation,
            unit_id=reorganisation.made_for_id,
            request=request,
        )
    return bool(undone)


def apply_due_reorganisations() -> int:
    """For the minute's tick: apply those whose day has come. What the tree no longer allows waits, with the reason."""
    due = Reorganisation.objects.due(clock.today()).order_by("effective_on", "pk")
    applied = 0
    for reorganisation in due:
        try:
            apply_reorganisation(reorganisation=reorganisation)
        except ImpossibleChange as reason:
            Reorganisation.objects.filter(pk=reorganisation.pk).update(problem=str(reason)[:400])
            logger.warning("reorganisation %s: %s", reorganisation.pk, reason)
        else:
            applied += 1
    return applied


@transaction.atomic
def apply_reorganisation(*, reorganisation: Reorganisation) -> Reorganisation:
    """Change the tree, its history, and where people work. Whoever comes second changes nothing. Raises ImpossibleChange."""
    reorganisation = Reorganisation.objects.select_for_update(of=("self",)).get(pk=reorganisation.pk)
    if reorganisation.state != State.PLANNED:
        return reorganisation
    list(Unit.objects.select_for_update(no_key=True).order_by("pk").values_list("pk", flat=True))
    on, forest = reorganisation.effective_on, Forest()
    forest.apply(reorganisation.changes)
    effects = _effects(forest)
    _write_units(forest, on)
    _write_placements(forest, on)
    _write_successors(forest)
    people = _move_people(forest, on)
    _hand_over_administration(forest, reorganisation)
    people_moved(people)
    reorganisation.state, reorganisation.effects = State.APPLIED, effects
    reorganisation.applied_at, reorganisation.problem = clock.now(), ""
    reorganisation.save(update_fields=["state", "effects", "applied_at", "problem"])
    audit.actions.log(
        actor=reorganisation.made_by,
        verb="reorganisation.applied",
        target=reorganisation,
        unit_id=reorganisation.made_for_id,
        decision=reorganisation.decision,
        on=on.isoformat(),
        changes=reorganisation.changes,
        **effects,
    )
    return reorganisation


def _write_units(forest: Forest, on: datetime.date) -> None:
    """New rows first, then names and ends, then the places."""
    differing = forest.give_paths()
    new = [node.unit for node in forest.nodes.values() if node.is_new]
    for node in forest.nodes.values():
        if node.is_new:
            node.unit.valid_from = on
        if node.ends:
            node.unit.valid_to = on
        if node.is_rewritten:
            node.unit.derive_from_name()
    Unit.objects.bulk_create(new, batch_size=BATCH)
    renamed = [node.unit for node in forest.nodes.values() if node.is_rewritten and not node.is_new]
    Unit.objects.bulk_update(
        renamed,
        ["name", "short_name", "former_names", "sort_key", "search_text", "valid_to"],
        batch_size=BATCH,
    )
    Unit.objects.bulk_update(differing, ["path", "depth", "numchild"], batch_size=BATCH)


def _write_placements(forest: Forest, on: datetime.date) -> None:
    """Close the places that ended with what the units were called there, and open those that began."""
    replaced = [node for node in forest.nodes.values() if node.is_replaced]
    standing = {
        one.unit_id: one
        for one in UnitPlacement.objects.filter(valid_to=None, unit__in=[node.unit.pk for node in replaced])
    }
    closing, made = [], []
    for node in replaced:
        place = standing.get(node.unit.pk)
        if place is None:
            made.append(
                UnitPlacement(
                    unit=node.unit,
                    parent=_unit(forest, node.was_under),
                    name=node.was_called,
                    valid_from=node.unit.valid_from,
                    valid_to=on,
                )
            )
        else:
            place.valid_to, place.name = on, node.was_called
            closing.append(place)
    UnitPlacement.objects.bulk_update(closing, ["valid_to", "name"], batch_size=BATCH)
    made += [
        UnitPlacement(unit=node.unit, parent=_unit(forest, node.parent), valid_from=on)
        for node in forest.nodes.values()
        if (node.is_new or node.is_replaced) and not node.ends
    ]
    UnitPlacement.objects.bulk_create(made, batch_size=BATCH)


def _unit(forest: Forest, code: str | None) -> Unit | None:
    return forest.nodes[code].unit if code is not None else None


def _write_successors(forest: Forest) -> None:
    """Each ended unit's heirs are heirs of those that it had inherited from, too."""
    succession = Unit.successors.through
    ended = {node.unit.pk: node for node in forest.nodes.values() if node.ends}
    before = list(
        succession.objects.filter(to_unit__in=ended).values_list("from_unit_id", "to_unit_id").order_by()
    )
    pairs = {(pk, heir.pk) for pk, node in ended.items() for heir in _heirs(forest, node)}
    pairs |= {(former, heir.pk) for former, via in before for heir in _heirs(forest, ended[via])}
    succession.objects.bulk_create(
        (succession(from_unit_id=former, to_unit_id=heir) for former, heir in sorted(pairs)),
        ignore_conflicts=True,
        batch_size=BATCH,
    )


def _heirs(forest: Forest, node: Node) -> list[Unit]:
    """The heirs that stand at the end: an heir that ended in the same decision passes on what it got."""
    found: list[Unit] = []
    for code in node.heirs:
        heir = forest.nodes[code]
        found += [heir.unit, *(_heirs(forest, heir) if heir.ends else [])]
    return found


def _last_heir(forest: Forest, node: Node) -> Node | None:
    """Where the people of an ended unit go: to the first heir, or up where there is none."""
    while node.ends:
        code = node.heirs[0] if node.heirs else node.parent
        if code is None:
            return None
        node = forest.nodes[code]
    return node


def _move_people(forest: Forest, on: datetime.date) -> list[int]:
    """End the memberships in ended units and begin ones in their heirs, in the same post. Returns who moved."""
    target = {
        node.unit.pk: heir.unit.pk
        for node in forest.nodes.values()
        if node.ends and not node.is_new and (heir := _last_heir(forest, node)) is not None
    }
    leaving = list(Membership.objects.present().filter(unit__in=target).order_by("pk"))
    day = Greatest(F("valid_from"), Value(on))
    Membership.objects.present().filter(unit__in=target).update(valid_to=day)
    Membership.objects.bulk_create(
        (
            Membership(
                user_id=one.user_id,
                unit_id=target[one.unit_id],
                post_id=one.post_id,
                category=one.category,
                is_primary=one.is_primary,
                valid_from=max(one.valid_from, on),
            )
            for one in leaving
        ),
        batch_size=BATCH,
    )
    return sorted({one.user_id for one in leaving})


def _hand_over_administration(forest: Forest, reorganisation: Reorganisation) -> None:
    """Whoever administered a merged unit administers its heir only where the decision's author said so (`appoints`)."""
    appointing = {
        code
        for change in reorganisation.changes
        if change.get("appoints")
        for code in change.get("units", ())
    }
    target = {
        forest.nodes[code].unit.pk: _last_heir(forest, forest.nodes[code]).unit.pk
        for code in sorted(appointing)
    }
    granted = list(Administration.objects.standing().filter(unit__in=target).order_by("pk"))
    Administration.objects.bulk_create(
        (
            Administration(
                user_id=one.user_id,
                unit_id=target[one.unit_id],
                role=one.role,
                granted_by=reorganisation.made_by,
                granted_at=clock.now(),
                reason=reorganisation.decision,
                ends_on=one.ends_on,
            )
            for one in granted
        ),
        ignore_conflicts=True,
        batch_size=BATCH,
    )
