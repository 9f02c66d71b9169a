"""Queries that pages ask all day: written by the ORM once a process, then only filled in.

Django takes longer to write most of our statements than the database to answer them; a page of ten queries spends a
third of its time on that. What never differs but in a value or two (a person's id) can be kept.
"""

from collections.abc import Callable
from contextlib import contextmanager

from django.db import connection
from django.db.models import Expression, QuerySet
from django.db.models.query import get_related_populators


@contextmanager
def planned_once():
    """A cursor for a statement that never differs but in its values: PostgreSQL plans it once a connection.

    Django puts values into the text of a statement, so that PostgreSQL plans each anew, which takes longer than many
    of ours run. Here values go beside the text, and psycopg prepares it when it comes the third time (see
    `prepare_threshold` in the settings). SQLite knows no difference.
    """
    if connection.vendor != "postgresql":
        with connection.cursor() as cursor:
            yield cursor
        return
    from prepared.postgresql import Cursor, PlannedCursor

    connection.ensure_connection()
    connection.connection.cursor_factory = PlannedCursor
    try:
        cursor = connection.cursor()
    finally:
        connection.connection.cursor_factory = Cursor
    with cursor:
        yield cursor


class Argument(Expression):
    """A value, such as an id or a path, that is known only when the query is asked; it is sent as it is."""

    def __init__(self, name: str):
        super().__init__()
        self.name = name

    def as_sql(self, compiler, connection):
        return "%s", [self]


class Prepared:
    """`learned = Prepared(lambda user: Enrolment.objects.by(user).values_list("pk"), "user")`, then `learned(user=7)`.

    Returns rows as tuples. The function is called once a kind of database, with an `Argument` for each name; the query
    may depend on nothing else, such as a language, a setting or the time.
    """

    def __init__(self, query: Callable[..., QuerySet], *names: str):
        self._query, self._names = query, names
        self._written: dict[str, tuple] = {}

    def __call__(self, **values: int | str | None) -> list:
        return self._ask(values)[1]

    def _ask(self, values) -> tuple:
        """The compiler that wrote the statement, and the rows of the answer."""
        if connection.vendor not in self._written:
            self._written[connection.vendor] = self._write()
        compiler, sql, params, converters = self._written[connection.vendor]
        filled = [values[param.name] if isinstance(param, Argument) else param for param in params]
        with planned_once() as cursor:
            cursor.execute(sql, filled)
            rows = cursor.fetchall()
        if converters:
            rows = [tuple(row) for row in compiler.apply_converters(rows, converters)]
        return compiler, rows

    def _write(self) -> tuple:
        queryset = self._query(**{name: Argument(name) for name in self._names})
        compiler = queryset.query.get_compiler(connection=connection)
        sql, params = compiler.as_sql()
        selected = [column for column, *_ in compiler.select[: compiler.col_count]]
        return compiler, sql, params, compiler.get_converters(selected)


class PreparedObjects(Prepared):
    """The same for a queryset of objects, with what it annotates, defers and selects of related ones."""

    def __call__(self, **values: int | str | None) -> list:
        compiler, rows = self._ask(values)
        return [self._object(compiler, row) for row in rows]

    def _object(self, compiler, row):
        """As `django.db.models.query.ModelIterable` makes it."""
        place = compiler.klass_info["select_fields"]
        own = slice(place[0], place[-1] + 1)
        names = [column.target.attname for column, *_ in compiler.select[own]]
        found = compiler.klass_info["model"].from_db(connection.alias, names, row[own])
        for related in get_related_populators(compiler.klass_info, compiler.select, connection.alias):
            related.populate(row, found)
        for name, column in compiler.annotation_col_map.items():
            setattr(found, name, row[column])
        return found
