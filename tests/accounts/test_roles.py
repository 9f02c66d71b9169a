"""Roles are asked together with the person, and anew with each request."""

import pytest
from django.contrib.auth.models import Group, Permission
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts import roles, second_factor
from accounts.models import User
from organisation.models import Administration
from organisation.scope import sees_reports
from tests.factories import a_person, a_unit, an_administrator

pytestmark = pytest.mark.django_db
EDITOR = "wagtailadmin.access_admin"


def an_editor(*, by_group: bool) -> User:
    person, permission = a_person(), Permission.objects.get(codename="access_admin")
    if by_group:
        group = Group.objects.create(name="Giảng viên")
        group.permissions.add(permission)
        person.groups.add(group)
    else:
        person.user_permissions.add(permission)
    return person


PEOPLE = {
    "learner": lambda: a_person(unit=a_unit()),
    "administrator": lambda: an_administrator(a_unit()),
    "observer": lambda: an_administrator(a_unit(), role="observer"),
    "editor by a group": lambda: an_editor(by_group=True),
    "editor by himself": lambda: an_editor(by_group=False),
    "superuser": lambda: a_person(unit=a_unit(), is_superuser=True),
}


@pytest.mark.parametrize("who", PEOPLE)
def test_the_menu_offers_what_the_pages_behind_it_allow(who):
    found = roles.person(PEOPLE[who]().pk)
    assert roles.has_role(found, "sees_reports") == sees_reports(User.objects.get(pk=found.pk))
    assert roles.has_role(found, "edits_content") == found.has_perm(EDITOR)
    assert second_factor.is_needed(found) == (sees_reports(found) or found.has_perm(EDITOR))


def test_the_person_is_the_one_of_the_table():
    person = an_administrator(a_unit())
    found, read = roles.person(person.pk), User.objects.get(pk=person.pk)
    fields = [field.attname for field in User._meta.concrete_fields]
    assert [getattr(found, name) for name in fields] == [getattr(read, name) for name in fields]
    assert not found._state.adding
    assert roles.person(0) is None


def test_a_group_that_opens_nothing_opens_nothing():
    person = a_person()
    person.groups.add(Group.objects.create(name="Bạn đọc"))
    found = roles.person(person.pk)
    assert found.possible_roles == {"edits_content"}
    assert not roles.has_role(found, "edits_content")
    assert not second_factor.is_needed(found)


def test_person_and_roles_are_one_statement(django_assert_num_queries):
    person = a_person()
    with django_assert_num_queries(1):
        found = roles.person(person.pk)
        assert not second_factor.is_needed(found)
        assert not roles.has_role(found, "sees_reports")
        assert not roles.has_role(found, "edits_content")


def test_a_person_read_otherwise_is_asked_about():
    assert second_factor.is_needed(an_administrator(a_unit()))
    assert not second_factor.is_needed(a_person(unit=a_unit()))


def test_somebody_locked_is_nobody_at_the_next_request(client):
    person = a_person(unit=a_unit())
    client.force_login(person)
    assert client.get("/").context["user"] == person
    User.objects.filter(pk=person.pk).update(is_active=False)
    assert not client.get("/").context["user"].is_authenticated


def grant(person, unit):
    Administration.objects.create(user=person, unit=unit, role="observer")


def take(person, unit):
    Administration.objects.filter(user=person).delete()


def join(person, unit):
    person.user_permissions.add(Permission.objects.get(codename="access_admin"))


def leave(person, unit):
    person.user_permissions.clear()


@pytest.mark.parametrize(("give", "withdraw"), [(grant, take), (join, leave)])
def test_a_role_counts_from_the_next_request_until_it_is_taken(client, settings, give, withdraw):
    settings.SECOND_FACTOR_REQUIRED = True
    unit = a_unit()
    person = a_person(unit=unit)
    client.force_login(person)
    assert client.get("/").status_code == 200
    give(person, unit)
    assert client.get("/").status_code == 302
    withdraw(person, unit)
    assert client.get("/").status_code == 200


def test_a_required_second_factor_costs_a_learner_no_statement(client, settings):
    client.force_login(a_person(unit=a_unit()))

    def asked() -> int:
        client.get("/")
        with CaptureQueriesContext(connection) as queries:
            client.get("/")
        return len(queries)

    settings.SECOND_FACTOR_REQUIRED = False
    without = asked()
    settings.SECOND_FACTOR_REQUIRED = True
    assert asked() == without
