"""Fixtures that every test may use. `DATABASE_URL` chooses the database; `script/test` runs both."""

import sqlite3

import pytest
from django.core.cache import cache
from django.db import connection, connections
from django.test.utils import setup_databases, teardown_databases
from hypothesis import HealthCheck
from hypothesis import settings as properties

from tests import migrated

properties.register_profile(
    "house",
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
properties.load_profile("house")

NEEDS_DATABASE = {"db", "transactional_db", "django_db_setup", "real_database"}


@pytest.hookimpl(tryfirst=True)  # before pytest looks at the marks that a run asks for
def pytest_collection_modifyitems(config, items):
    """Mark what asks the database, so that rules that need none are not told again for PostgreSQL; leave out races on SQLite."""
    from django.conf import settings

    for item in items:
        if item.get_closest_marker("django_db") or not NEEDS_DATABASE.isdisjoint(item.fixturenames):
            item.add_marker("database")
    if not settings.DATABASES["default"]["ENGINE"].endswith("postgresql"):
        races = [item for item in items if "postgresql" in item.keywords]
        config.hook.pytest_deselected(items=races)
        items[:] = [item for item in items if "postgresql" not in item.keywords]


@pytest.fixture(scope="session")
def django_db_setup(
    django_test_environment,
    django_db_blocker,
    django_db_modify_db_settings,
    django_db_keepdb,
    django_db_createdb,
    tmp_path_factory,
):
    """The test database, made for any test that asks, marked or not: `real_database` copies it."""
    sqlite_file, known = None, True
    if connection.vendor == "sqlite":
        sqlite_file = tmp_path_factory.mktemp("database") / "test.sqlite3"
        connection.settings_dict["TEST"]["NAME"] = str(sqlite_file)
        known = migrated.copy_to(sqlite_file)
    keep = sqlite_file is not None or (django_db_keepdb and not django_db_createdb)
    with django_db_blocker.unblock():
        made = setup_databases(verbosity=0, interactive=False, keepdb=keep)
        if not known:
            connection.close()
            migrated.keep(sqlite_file)
    yield
    if not keep:
        with django_db_blocker.unblock():
            teardown_databases(made, verbosity=0)


@pytest.fixture(autouse=True)
def empty_cache():
    cache.clear()
    yield


@pytest.fixture
def vendor():
    return connection.vendor


@pytest.fixture
def real_database(django_db_setup, django_db_blocker, tmp_path):
    """A copy of the test database in which commits are real: for races, and for what no transaction may hold.

    The usual way, a flush after the test, is refused by the triggers of append-only tables.
    """
    with django_db_blocker.unblock():
        original = connections["default"]
        assert not original.in_atomic_block, "real_database takes the place of the mark django_db"
        if original.vendor == "postgresql":
            name = f"{original.settings_dict['NAME']}_copy"
            original.close()
            with original._nodb_cursor() as cursor:
                cursor.execute(f'DROP DATABASE IF EXISTS "{name}"')
                cursor.execute(f'CREATE DATABASE "{name}" TEMPLATE "{original.settings_dict["NAME"]}"')
        else:
            name = str(tmp_path / "copy.sqlite3")
            original.ensure_connection()
            with sqlite3.connect(name) as copy:
                original.connection.backup(copy)
        connections.settings["default"] = {**original.settings_dict, "NAME": name}
        connections["default"] = connections.create_connection("default")
        try:
            yield connections["default"]
        finally:
            connections["default"].close()
            connections["default"] = original
            connections.settings["default"] = original.settings_dict
            if original.vendor == "postgresql":
                with original._nodb_cursor() as cursor:
                    cursor.execute(f'DROP DATABASE "{name}" WITH (FORCE)')
