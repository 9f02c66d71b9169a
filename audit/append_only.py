"""Tables whose rows are written once: the database itself refuses to change or remove them.

A model asks for it with the class decorator `@append_only`. The triggers are re-created after every `migrate`,
because SQLite drops them whenever it remakes a table; `missing_triggers` is asked by the readiness page.
"""

from django.db import connections, models

_protected: list[type[models.Model]] = []


def append_only(model: type[models.Model]) -> type[models.Model]:
    """Have the database refuse UPDATE, DELETE and (PostgreSQL) TRUNCATE on this model's table."""
    _protected.append(model)
    return model


def protected_tables() -> list[str]:
    return [model._meta.db_table for model in _protected]


def create_triggers(using: str = "default", **kwargs) -> None:
    """(Re)create the triggers of every protected table that exists. Called after each `migrate`."""
    connection = connections[using]
    existing = set(connection.introspection.table_names())
    with connection.cursor() as cursor:
        for table in protected_tables():
            if table in existing:
                for statement in _statements(connection.vendor, table):
                    cursor.execute(statement)


def drop_triggers(using: str = "default") -> None:
    """Take the protection off. Only a migration that rewrites a protected table needs it; `migrate` puts it back."""
    connection = connections[using]
    with connection.cursor() as cursor:
        for table in protected_tables():
            for name in trigger_names(connection.vendor, table):
                cursor.execute(
                    f"DROP TRIGGER IF EXISTS {name} ON {table}"
                    if connection.vendor == "postgresql"
                    else f"DROP TRIGGER IF EXISTS {name}"
                )


def missing_triggers(using: str = "default") -> list[str]:
    """Names of triggers that should stand on their table, switched on, and do not: empty on a sound database."""
    connection = connections[using]
    query = (
        "SELECT tgname, relname FROM pg_trigger JOIN pg_class ON pg_class.oid = tgrelid "
        "WHERE NOT tgisinternal AND tgenabled IN ('O', 'A') AND pg_table_is_visible(tgrelid)"
        if connection.vendor == "postgresql"
        else "SELECT name, tbl_name FROM sqlite_master WHERE type = 'trigger'"
    )
    with connection.cursor() as cursor:
        cursor.execute(query)
        present = set(cursor.fetchall())
    return [
        name
        for table in protected_tables()
        for name in trigger_names(connection.vendor, table)
        if (name, table) not in present
    ]


def trigger_names(vendor: str, table: str) -> list[str]:
    events = ["update", "delete", "truncate"] if vendor == "postgresql" else ["update", "delete"]
    return [f"{table}_refuses_{event}" for event in events]


def _statements(vendor: str, table: str) -> list[str]:
    names = trigger_names(vendor, table)
    if vendor == "postgresql":
        function = (
            "CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS "
            "$$ BEGIN RAISE EXCEPTION 'rows of % are written once', TG_TABLE_NAME; END $$"
        )
        statements = [function]
        for name, event in zip(names, ["UPDATE", "DELETE", "TRUNCATE"], strict=True):
            level = "STATEMENT" if event == "TRUNCATE" else "ROW"
            statements.append(
                f"CREATE OR REPLACE TRIGGER {name} BEFORE {event} ON {table} "
                f"FOR EACH {level} EXECUTE FUNCTION refuse_change()"
            )
        return statements
    return [
        f"CREATE TRIGGER IF NOT EXISTS {name} BEFORE {event} ON {table} "
        f"BEGIN SELECT RAISE(ABORT, 'rows of {table} are written once'); END"
        for name, event in zip(names, ["UPDATE", "DELETE"], strict=True)
    ]
