"""Whether this process can serve. Asked by whatever stands in front of it, every few seconds."""

from functools import cache

from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor

from audit.append_only import missing_triggers


def problems() -> list[str]:
    """What stands in the way: nothing where the database is writable, migrated and keeps what is written once."""
    try:
        _write_nothing()
        _find_migrations()
        return [f"trigger {name}" for name in missing_triggers()]
    except DatabaseError:
        return ["database"]
    except _Unmigrated:
        return ["migrations"]


class _Unmigrated(Exception):
    """The code knows migrations that the database does not."""


def _write_nothing() -> None:
    with connection.cursor() as cursor:
        cursor.execute("UPDATE django_content_type SET model = model WHERE 1 = 0")


@cache
def _find_migrations() -> None:
    """Asked until the answer is good: what this code has applied stays applied while the process runs."""
    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        raise _Unmigrated
