"""Adding people, moving them, opening and closing their accounts. Callers keep the scope."""

import datetime

from django.db import IntegrityError, transaction

import audit.actions
import clock
import vietnamese
from accounts.models import User
from accounts.usernames import next_free, username_for
from organisation.models import Membership, Post, Unit


class ImpossibleMove(Exception):
    """A person cannot begin in a unit that ended, in the future, or before the present place of work began."""


class IsTaken(Exception):
    """Another person has this staff code or e-mail; `field` names which."""

    def __init__(self, person: User):
        others = User.objects.exclude(pk=person.pk).filter(staff_code=person.staff_code)
        self.field = "staff_code" if person.staff_code and others.exists() else "email"
        super().__init__(self.field)


def post_called(name: str) -> Post | None:
    """The post of this name, whatever its capitals; made if nobody had it yet. None for an empty name."""
    name = vietnamese.nfc(name)
    if not name:
        return None
    return Post.objects.filter(name__iexact=name).first() or Post.objects.get_or_create(name=name)[0]


@transaction.atomic
def add_person(
    *,
    full_name: str,
    unit: Unit,
    by: User,
    staff_code: str = "",
    email: str = "",
    phone: str = "",
    post: str = "",
    category: str = "",
    since: datetime.date | None = None,
    request=None,
) -> tuple[User, bool]:
    """Give someone an account and a place of work. Returns the person and whether they are new.

    Someone of the same name, code and e-mail who already works in the unit is the same person: sending a form twice adds
    one. The account has no password; its owner sets one after signing in with a code.
    """
    Unit.objects.select_for_update(no_key=True).get(pk=unit.pk)
    full_name, staff_code = vietnamese.nfc(full_name), vietnamese.nfc(staff_code)
    same = User.objects.filter(
        full_name=full_name,
        staff_code=staff_code or None,
        email__iexact=email,
        memberships__unit=unit,
        memberships__valid_to=None,
    ).first()
    if same is not None:
        return same, False
    person = User(
        full_name=full_name, staff_code=staff_code or None, email=email, phone=vietnamese.nfc(phone)
    )
    person.set_unusable_password()
    save_under_free_username(person)
    membership = Membership.objects.create(
        user=person,
        unit=unit,
        post=post_called(post),
        category=category,
        valid_from=since or clock.today(),
    )
    audit.actions.log(
        actor=by,
        verb="person.added",
        target=person,
        unit_id=unit.pk,
        request=request,
        username=person.username,
        since=membership.valid_from.isoformat(),
    )
    return person, True


def save_under_free_username(person: User) -> None:
    """Save a new person under the first free user name; two at once get two names."""
    wanted = username_for(person.full_name)
    for _attempt in range(5):
        taken = User.objects.filter(username__istartswith=wanted).values_list("username", flat=True)
        person.username = next_free(wanted, {name.lower() for name in taken})
        try:
            with transaction.atomic():
                person.save(force_insert=True)
            return
        except IntegrityError as error:
            person.pk = None
            if not User.objects.filter(username__iexact=person.username).exists():
                raise IsTaken(person) from error
    raise RuntimeError(f"no free user name for {wanted}")


@transaction.atomic
def correct_person(
    *,
    person: User,
    full_name: str,
    by: User,
    staff_code: str = "",
    email: str = "",
    phone: str = "",
    post: str = "",
    category: str = "",
    request=None,
) -> User:
    """Put right what is known of a person: name, code, e-mail, phone, and post and category of the present membership."""
    person = User.objects.select_for_update(no_key=True).get(pk=person.pk)
    wanted = {
        "full_name": vietnamese.nfc(full_name),
        "staff_code": vietnamese.nfc(staff_code) or None,
        "email": email,
        "phone": vietnamese.nfc(phone),
    }
    changed = [name for name, value in wanted.items() if getattr(person, name) != value]
    for name in changed:
        setattr(person, name, wanted[name])
    if changed:
        try:
            with transaction.atomic():
                person.save()
        except IntegrityError as error:
            raise IsTaken(person) from error
    membership = Membership.objects.present().primary().filter(user=person).select_related("post").first()
    if membership is not None:
        place = {"post": post_called(post), "category": category}
        differing = [name for name, value in place.items() if getattr(membership, name) != value]
        for name in differing:
            setattr(membership, name, place[name])
        if differing:
            membership.save(update_fields=differing)
        changed += differing
    if changed:
        audit.actions.log(
            actor=by,
            verb="person.corrected",
            target=person,
            unit_id=membership.unit_id if membership else None,
            request=request,
            changed=changed,
        )
    return person


@transaction.atomic
def move_person(
    *, user: User, to_unit: Unit, on: datetime.date, by: User, post: str = "", request=None
) -> Membership:
    """End the present main membership and begin one in another unit, on one day. Moving to where one is changes nothing.

    The category of staff goes along; the post is a new one.
    """
    User.objects.select_for_update(no_key=True).get(pk=user.pk)
    present = Membership.objects.present().primary().filter(user=user).select_related("unit").first()
    if present is not None and present.unit_id == to_unit.pk:
        return present
    began = present.valid_from if present else None
    if to_unit.valid_to is not None or on > clock.today() or (began is not None and on < began):
        raise ImpossibleMove
    Membership.objects.present().filter(user=user, unit=to_unit, valid_from__lte=on).update(valid_to=on)
    if present is not None:
        present.valid_to = on
        present.save(update_fields=["valid_to"])
    membership = Membership.objects.create(
        user=user,
        unit=to_unit,
        post=post_called(post),
        category=present.category if present else "",
        valid_from=on,
    )
    audit.actions.log(
        actor=by,
        verb="person.moved",
        target=user,
        unit_id=to_unit.pk,
        request=request,
        from_unit=present.unit_id if present else None,
        to_unit=to_unit.pk,
        on=on.isoformat(),
    )
    return membership


def lock_account(*, person: User, by: User, request=None) -> bool:
    """Let a person sign in no more; open sessions end with their next request. False where it was locked already."""
    return _set_active(person, False, "account.locked", by, request)


def unlock_account(*, person: User, by: User, request=None) -> bool:
    """Let a person sign in again. False where nothing was locked."""
    return _set_active(person, True, "account.unlocked", by, request)


@transaction.atomic
def _set_active(person: User, is_active: bool, verb: str, by: User, request) -> bool:
    changed = User.objects.filter(pk=person.pk, is_active=not is_active).update(is_active=is_active)
    if changed:
        person.is_active = is_active
        unit_id = (
            Membership.objects.present()
            .primary()
            .filter(user=person)
            .values_list("unit_id", flat=True)
            .first()
        )
        audit.actions.log(actor=by, verb=verb, target=person, unit_id=unit_id, request=request)
    return bool(changed)


@transaction.atomic
def set_extra_time(*, person: User, per_cent: int, reason: str, by: User, request=None) -> bool:
    """Give a person longer in every quiz with a time limit, from the next attempt on. False where nothing changed."""
    before = User.objects.select_for_update().get(pk=person.pk).extra_time
    if before == per_cent:
        return False
    User.objects.filter(pk=person.pk).update(extra_time=per_cent)
    person.extra_time = per_cent
    audit.actions.log(
        actor=by,
        verb="person.extra_time",
        target=person,
        request=request,
        before=before,
        now=per_cent,
        reason=reason,
    )
    return True
