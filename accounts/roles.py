"""What a person's roles open, asked in the very statement that asks who the person is.

Every request asks for its person; where a second factor is required it also asks whether that person sees data of
others, and the menu asks which doors to show. Together that is one statement, written once a process. Nothing is kept
between requests: a role that is given or taken counts from the next one.
"""

from collections.abc import Callable
from dataclasses import dataclass

from django.db import connection
from django.db.models import BooleanField, Exists, Expression, ExpressionWrapper, OuterRef

from accounts.models import User
from prepared import Prepared


@dataclass(frozen=True)
class Role:
    """`condition` is asked with the person (OuterRef("pk") is his id) and never false where the role is held.

    `holds` then decides; it is asked only of the few who meet the condition.
    """

    condition: Expression
    holds: Callable[[User], bool]


_roles: dict[str, Role] = {}
_COLUMNS = [field.attname for field in User._meta.concrete_fields]


def opens_data_of_others(name: str, *, condition: Expression, holds: Callable[[User], bool]) -> None:
    """Register a role: whoever holds it needs a second factor. Apps above call it when they are ready."""
    _roles[name] = Role(condition, holds)


def was_given(through) -> Exists:
    """Whether this table, one of a person's many-to-many tables, names the person at all."""
    return Exists(through.objects.filter(user=OuterRef("pk")))


opens_data_of_others(
    "edits_content",  # whoever enters Wagtail's editor sees drafts and colleagues there
    condition=ExpressionWrapper(
        was_given(User.groups.through) | was_given(User.user_permissions.through), BooleanField()
    ),
    holds=lambda user: user.has_perm("wagtailadmin.access_admin"),
)

_people = Prepared(
    lambda user: User.objects.filter(pk=user).values_list(
        *_COLUMNS, *(role.condition for role in _roles.values())
    ),
    "user",
)


def person(pk: int) -> User | None:
    """The person with this id, knowing which roles he may hold; one statement."""
    for row in _people(user=pk):
        found = User.from_db(connection.alias, _COLUMNS, row[: len(_COLUMNS)])
        found.possible_roles = {name for name, may in zip(_roles, row[len(_COLUMNS) :], strict=True) if may}
        return found
    return None


def has_role(user: User, name: str) -> bool:
    """Whether this person holds a role that was registered; a superuser holds every one."""
    if not user.is_active:
        return False
    possible = getattr(user, "possible_roles", _roles)
    return user.is_superuser or (name in possible and _roles[name].holds(user))


def sees_data_of_others(user: User) -> bool:
    """Whether any role of this person, as they are now, shows data of others."""
    return any(has_role(user, name) for name in _roles)
