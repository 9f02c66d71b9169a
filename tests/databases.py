"""Many at once: real threads with connections of their own, on a database where commits are real.

`committed_database` is a copy of the test database (SQLite: a file; PostgreSQL: CREATE DATABASE … TEMPLATE) that is
thrown away after the test. Nothing is flushed: the triggers of append-only tables refuse that. Use it for races, for
servers of their own, and for what a rolled-back transaction cannot show:

    def test_one_attempt(committed_database):
        replies = at_once(50, lambda number: start(number))
"""

import threading
from collections.abc import Callable
from contextlib import contextmanager
from urllib.parse import quote

import pytest
from django.db import connection, connections, transaction


@pytest.fixture
def committed_database(real_database):
    """The copy; every thread that asks `django.db.connection` gets a connection to it."""
    return real_database


@contextmanager
def made_once(django_db_blocker):
    """For a fixture of a whole file: what is made within it lies under each test, and is rolled back at the end."""
    with django_db_blocker.unblock():
        atomic = transaction.atomic()
        atomic._from_testcase = True  # so that durable blocks may stand inside, as in Django's own TestCase
        with atomic:
            try:
                yield
            finally:
                transaction.set_rollback(True)
        connection.close()


def database_url() -> str:
    """The database of this test as a DATABASE_URL, for a process of its own."""
    settings = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{settings['NAME']}"
    login = f"{settings['USER']}:{settings['PASSWORD']}" if settings["PASSWORD"] else settings["USER"]
    port = f":{settings['PORT']}" if settings["PORT"] else ""
    return f"postgres://{login}@{quote(settings['HOST'], safe='')}{port}/{settings['NAME']}"


def at_once(number: int, act: Callable[[int], object]) -> list:
    """What `act(0)` … `act(number - 1)` returned (or the exception each raised), all let go at the same moment."""
    together = threading.Barrier(number)
    outcomes: list = [None] * number

    def run(place: int) -> None:
        try:
            connection.ensure_connection()
            together.wait(timeout=60)
            outcomes[place] = act(place)
        except Exception as error:  # noqa: BLE001  told to the test
            outcomes[place] = error
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=(place,)) for place in range(number)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=120)
    return outcomes
