"""What a list of staff would change, person by person. Asked for the preview, and again when it is confirmed."""

import hashlib
import json
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import NamedTuple

from django.utils.translation import gettext as _

import vietnamese
from accounts.models import User
from organisation import scope
from organisation.models import Membership, Unit
from organisation.models.imports import Group
from organisation.staff.rows import Wanted
from organisation.staff.units import UnitsByName

OF_PERSON = ("full_name", "email", "phone")
OF_PLACE = ("unit", "post", "category")


class Person(NamedTuple):
    pk: int
    staff_code: str | None
    full_name: str
    email: str
    phone: str
    is_active: bool


class Place(NamedTuple):
    """The main place of work of somebody; `pk` of the membership."""

    pk: int
    unit: int
    post: str | None
    category: str
    valid_from: object


@dataclass
class Outcome:
    """What a row does: its group, the person it is about, and field → (before, after)."""

    number: int
    group: str
    wanted: Wanted | None = None
    person: Person | None = None
    place: Place | None = None
    changes: dict[str, tuple] = field(default_factory=dict)
    errors: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def as_json(self) -> list:
        person = self.person.pk if self.person else None
        place = self.place.pk if self.place else None
        return [self.number, self.group, person, place, self.changes, self.errors]


class Known:
    """Everybody and where they work, in memory: a list of twenty thousand is compared in a few statements."""

    def __init__(self, importer, units: UnitsByName):
        self.units, self.importer = units, importer
        people = User.objects.order_by("pk").values_list(*Person._fields)
        self.people = {row[0]: Person._make(row) for row in people}
        self.by_code = {one.staff_code.casefold(): one for one in self.people.values() if one.staff_code}
        bare = Counter(code.lstrip("0") for code in self.by_code)
        self.by_bare_code = {
            code.lstrip("0"): one for code, one in self.by_code.items() if bare[code.lstrip("0")] == 1
        }
        self.by_email = {one.email.lower(): one for one in self.people.values() if one.email}
        present = Membership.objects.present().primary()
        self.places = {
            user: Place._make(place)
            for user, *place in present.values_list(
                "user", "pk", "unit", "post__name", "category", "valid_from"
            )
        }
        self.last_units = dict(
            Membership.objects.exclude(valid_to=None)
            .primary()
            .order_by("valid_to", "pk")
            .values_list("user", "unit__path")
        )
        self.entrusted = set(scope.entrusted_people(importer).values_list("pk", flat=True))

    def find(self, wanted: Wanted) -> Person | None:
        """Who has this code; a number stands for a code that begins with zeros."""
        found = self.by_code.get(wanted.key)
        if found is None and wanted.code_was_a_number:
            found = self.by_bare_code.get(wanted.key)
        return found


def outcomes(known: Known, rows: Iterable[Wanted], complete_for: Unit | None = None) -> list[Outcome]:
    """What each row does and, where the list is complete for a branch, who of it has gone."""
    found = [_outcome(known, wanted) for wanted in rows]
    if complete_for is not None:
        listed = {one.person.pk for one in found if one.person}
        found += _gone(known, complete_for, listed)
    return found


def _outcome(known: Known, wanted: Wanted) -> Outcome:
    person = known.find(wanted)
    made = Outcome(wanted.number, Group.NEW, wanted, person, errors=[*wanted.errors], notes=[*wanted.notes])
    owner = known.by_email.get(wanted.email.lower()) if wanted.email else None
    if owner is not None and (person is None or owner.pk != person.pk):
        made.errors.append(_("Somebody else has the e-mail %(email)s.") % {"email": wanted.email})
    if wanted.unit and not known.units.is_administered(known.units.by_id[wanted.unit]):
        made.errors.append(_("%(unit)s is outside your branch.") % {"unit": known.units.by_id[wanted.unit]})
    if person is None:
        if wanted.code_was_a_number:
            made.notes.append(_("The code is a number in the file: zeros in front of it would be missing."))
    else:
        made.place = known.places.get(person.pk)
        made.changes = _changes(known, wanted, person, made.place)
        made.group = Group.CHANGED if made.changes else Group.SAME
        if person.staff_code.casefold() != wanted.key:
            made.notes.append(_("The code was read as %(code)s.") % {"code": person.staff_code})
        if made.changes:
            _refuse_beyond_rights(known, made)
    if made.errors:
        made.group = Group.WRONG
    return made


def _changes(known: Known, wanted: Wanted, person: Person, place: Place | None) -> dict[str, tuple]:
    """Field → (before, after). What the list has no column for, or leaves empty, stays as it is."""
    changes = {}
    for name in OF_PERSON:
        before, after = getattr(person, name), getattr(wanted, name)
        same = before.casefold() == after.casefold() if name != "phone" else before == after
        if after and not (same and (name == "email" or before == after or wanted.name_was_in_capitals)):
            changes[name] = (before, after)
    if place is None:
        changes["unit"] = (None, wanted.unit)
        if not person.is_active:
            changes["is_active"] = (False, True)
    elif wanted.unit and place.unit != wanted.unit:
        changes["unit"] = (place.unit, wanted.unit)
    before_post, before_category = (place.post or "", place.category) if place else ("", "")
    if wanted.post and wanted.post.casefold() != before_post.casefold():
        changes["post"] = (before_post, wanted.post)
    if wanted.category and wanted.category != before_category:
        changes["category"] = (before_category, wanted.category)
    return changes


def _refuse_beyond_rights(known: Known, made: Outcome) -> None:
    """Nobody changes by a list whom he may not change by hand."""
    person, place, wanted = made.person, made.place, made.wanted
    if place is None:
        path = known.last_units.get(person.pk, "")
        if not (path and path.startswith(known.units.branches)):
            made.errors.append(
                _("The code %(code)s is another person's, outside your branch.") % {"code": person.staff_code}
            )
    elif not known.units.is_administered(known.units.by_id[place.unit]):
        made.errors.append(
            _(
                "The code %(code)s is somebody's who works outside your branch: ask their administrator to move them."
            )
            % {"code": person.staff_code}
        )
    elif person.pk not in known.entrusted:
        made.changes, made.group = {}, Group.SAME
        made.notes.append(_("Left as it is: you cannot change yourself, or somebody with more rights."))
    elif "unit" in made.changes and wanted.since_day and wanted.since_day < place.valid_from:
        made.errors.append(
            _("The present place of work began on %(day)s, later than the move.")
            % {"day": vietnamese.format_date(place.valid_from)}
        )


def _gone(known: Known, unit: Unit, listed: set[int]) -> list[Outcome]:
    """People of the branch with a staff code whom a complete list does not have."""
    top = known.units.by_id[unit.pk].path
    found = []
    for pk, place in known.places.items():
        person = known.people[pk]
        if (
            person.staff_code
            and pk not in listed
            and pk in known.entrusted
            and known.units.by_id[place.unit].path.startswith(top)
        ):
            changes = {"unit": (place.unit, None)} | (
                {"is_active": (True, False)} if person.is_active else {}
            )
            found.append(Outcome(0, Group.GONE, None, person, place, changes))
    return sorted(found, key=lambda one: one.person.pk)


def digest_of(found: Iterable[Outcome]) -> str:
    """What a confirmation agrees to: any difference gives another digest."""
    written = json.dumps([one.as_json() for one in found], ensure_ascii=False, sort_keys=True, default=str)
    return hashlib.sha256(written.encode()).hexdigest()
