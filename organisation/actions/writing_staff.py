"""Writing many people at once: what `staff.difference` found, in a number of statements that does not grow with the list
but for its batches. Inside the transaction of the caller."""

import datetime
from collections import Counter, defaultdict

from django.db.models import OuterRef, Subquery
from django.db.models.fields.json import KeyTextTransform
from wagtail import hooks

import clock
from accounts.actions import end_all_sessions
from accounts.models import User
from accounts.usernames import username_for
from audit.models import Entry
from organisation.models import Administration, Group, Membership, Post
from organisation.staff.difference import OF_PERSON, Outcome

BATCH = 500


def write_outcomes(planned: list[Outcome], *, by: User, staff_import) -> None:
    """Add the new, change the changed, let the gone go."""
    groups = defaultdict(list)
    for one in planned:
        groups[one.group].append(one)
    today = clock.today()
    posts = _posts(
        one.wanted.post for one in planned if one.wanted and one.group in (Group.NEW, Group.CHANGED)
    )
    added = _add(groups[Group.NEW], posts, today)
    if added:
        _name_added(staff_import)
    _correct(groups[Group.CHANGED])
    moved = _move(groups[Group.CHANGED], posts, today)
    left = let_go([one.person.pk for one in groups[Group.GONE]], today)
    reopened = [one.person.pk for one in groups[Group.CHANGED] if "is_active" in one.changes]
    for batch in _batches(reopened):
        User.objects.filter(pk__in=batch).update(is_active=True)
    people_moved([*added.values(), *moved])
    people_left(left)
    _note(planned, added, by=by, staff_import=staff_import)


def people_moved(people: list[int]) -> None:
    """Whoever keeps something at a person's unit takes it along (hooks named `people_moved`)."""
    for follow in hooks.get_hooks("people_moved") if people else ():
        follow(people)


def people_left(people: list[int]) -> None:
    """Whoever asks something of people asks it no more of those who left (hooks named `people_left`)."""
    for follow in hooks.get_hooks("people_left") if people else ():
        follow(people)


def let_go(people: list[int], on: datetime.date) -> list[int]:
    """End every place of work, account, session and right over a branch of people who leave. Their records stay."""
    for batch in _batches(people):
        Membership.objects.present().filter(user__in=batch, valid_from__gt=on).update(valid_from=on)
        Membership.objects.present().filter(user__in=batch).update(valid_to=on)
        User.objects.filter(pk__in=batch).update(is_active=False)
        Administration.objects.filter(user__in=batch).delete()
    end_all_sessions(people=people)
    return people


def _posts(names) -> dict[str, Post]:
    """Lower-case name → post; those nobody had yet are made."""
    wanted = {name.casefold(): name for name in names if name}
    posts = {post.name.casefold(): post for post in Post.objects.all()}
    missing = [Post(name=name) for key, name in wanted.items() if key not in posts]
    posts |= {post.name.casefold(): post for post in Post.objects.bulk_create(missing)}
    return posts


def _add(new: list[Outcome], posts: dict[str, Post], today: datetime.date) -> dict[int, int]:
    """Accounts without a password, and places of work; the row's number → the person."""
    free = _UserNames() if new else None
    people = []
    for one in new:
        wanted = one.wanted
        person = User(
            username=free.take(wanted.full_name),
            full_name=wanted.full_name,
            staff_code=wanted.staff_code,
            email=wanted.email,
            phone=wanted.phone,
        )
        person.set_unusable_password()
        person.derive_from_name()
        people.append(person)
    people = User.objects.bulk_create(people, batch_size=BATCH)
    Membership.objects.bulk_create(
        (
            Membership(
                user=person,
                unit_id=one.wanted.unit,
                post=posts.get(one.wanted.post.casefold()),
                category=one.wanted.category,
                valid_from=one.wanted.since_day or today,
            )
            for person, one in zip(people, new, strict=True)
        ),
        batch_size=BATCH,
    )
    return {one.number: person.pk for person, one in zip(people, new, strict=True)}


def _name_added(staff_import) -> None:
    """Let the list's rows name whom they brought: one statement."""
    code = KeyTextTransform("staff_code", OuterRef("wanted"))
    person = User.objects.filter(staff_code=code).order_by().values("pk")
    staff_import.rows.filter(group=Group.NEW).update(person=Subquery(person))


class _UserNames:
    """Free user names, one after the other, without asking for each."""

    def __init__(self):
        self.taken = {name.lower() for name in User.objects.values_list("username", flat=True)}
        self.last = Counter()

    def take(self, full_name: str) -> str:
        wanted = username_for(full_name)
        number = self.last[wanted] or 1
        name = wanted if number == 1 else f"{wanted}{number}"
        while name.lower() in self.taken:
            number += 1
            name = f"{wanted}{number}"
        self.last[wanted] = number
        self.taken.add(name.lower())
        return name


def _correct(changed: list[Outcome]) -> None:
    """Names, e-mails and phones; people whose same fields change are written together."""
    alike = defaultdict(list)
    for one in changed:
        fields = tuple(name for name in OF_PERSON if name in one.changes)
        if fields:
            alike[fields].append(one)
    for fields, some in alike.items():
        people = User.objects.in_bulk([one.person.pk for one in some])
        for one in some:
            person = people[one.person.pk]
            for name in fields:
                setattr(person, name, one.changes[name][1])
            person.derive_from_name()
        derived = ("sort_key", "search_text") if "full_name" in fields else ()
        User.objects.bulk_update(people.values(), [*fields, *derived], batch_size=BATCH)


def _move(changed: list[Outcome], posts: dict[str, Post], today: datetime.date) -> list[int]:
    """Places of work: another unit ends one and begins one; another post or category changes it. Returns who moved."""
    moving = [one for one in changed if "unit" in one.changes]
    ending = defaultdict(list)
    for one in moving:
        if one.place:
            ending[max(one.wanted.since_day or today, one.place.valid_from)].append(one)
    for day, some in ending.items():
        for batch in _batches([one.place.pk for one in some]):
            Membership.objects.filter(pk__in=batch).update(valid_to=day)
    beside = {(one.person.pk, one.wanted.unit) for one in moving}
    others = Membership.objects.present().filter(is_primary=False)
    again = [pk for pk, user, unit in others.values_list("pk", "user", "unit") if (user, unit) in beside]
    Membership.objects.filter(pk__in=again, valid_from__lte=today).update(valid_to=today)
    Membership.objects.bulk_create(
        (
            Membership(
                user_id=one.person.pk,
                unit_id=one.wanted.unit,
                post=posts.get(one.wanted.post.casefold()),
                category=one.wanted.category or (one.place.category if one.place else ""),
                valid_from=max(one.wanted.since_day or today, one.place.valid_from)
                if one.place
                else one.wanted.since_day or today,
            )
            for one in moving
        ),
        batch_size=BATCH,
    )
    staying = [
        one for one in changed if "unit" not in one.changes and {"post", "category"} & set(one.changes)
    ]
    places = Membership.objects.in_bulk([one.place.pk for one in staying])
    for one in staying:
        place = places[one.place.pk]
        if "post" in one.changes:
            place.post = posts[one.wanted.post.casefold()]
        place.category = one.changes.get("category", (None, place.category))[1]
    Membership.objects.bulk_update(places.values(), ["post", "category"], batch_size=BATCH)
    return [one.person.pk for one in moving]


def _note(planned: list[Outcome], added: dict[int, int], *, by: User, staff_import) -> None:
    """One line of the audit log a person, so that a person's history is whole, and one for the list."""
    moment = clock.now()
    verbs = {Group.NEW: "person.added", Group.CHANGED: "person.changed_by_list", Group.GONE: "person.left"}
    Entry.objects.bulk_create(
        (
            Entry(
                at=moment,
                actor=by,
                verb=verbs[one.group],
                object_type=User._meta.label_lower,
                object_id=str(added[one.number] if one.group == Group.NEW else one.person.pk),
                unit_id=one.wanted.unit if one.wanted else one.place.unit,
                detail={"list": staff_import.pk, "row": one.number, "changed": sorted(one.changes)},
            )
            for one in planned
            if one.group in verbs
        ),
        batch_size=BATCH,
    )


def _batches(ids: list[int]):
    for start in range(0, len(ids), BATCH):
        yield ids[start : start + BATCH]
