"""A statement that comes often is planned once a connection, and says the same as through Django's own cursor."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from prepared import planned_once
from tests.factories import a_course, a_person, an_enrolment

pytestmark = pytest.mark.django_db

STATEMENT = "SELECT required, made_at FROM courses_courseedition WHERE id = %s AND 20261128 <> %s"
TIMES = 4


def kept_plans() -> int:
    """How many plans of our statement PostgreSQL keeps on this connection; SQLite has nowhere to keep one."""
    if connection.vendor != "postgresql":
        return 0
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_prepared_statements WHERE statement LIKE %s", ["%20261128 <>%"]
        )
        return cursor.fetchone()[0]


def ask(cursor_of) -> None:
    for number in range(TIMES):
        with cursor_of() as cursor:
            cursor.execute(STATEMENT, [1, number])


def test_it_answers_what_django_s_cursor_answers():
    edition = an_enrolment(a_person("Lê Thị Hạnh"), a_course(title="Khóa", lessons=2)).edition_id
    for number in range(TIMES):
        answers = []
        for cursor_of in (planned_once, connection.cursor):
            with cursor_of() as cursor:
                cursor.execute(STATEMENT, [edition, number])
                answers.append(cursor.fetchall())
        assert answers[0] == answers[1] != []


def test_postgresql_keeps_one_plan_of_it_and_none_of_other_statements():
    ask(connection.cursor)
    assert kept_plans() == 0
    ask(planned_once)
    assert kept_plans() == (1 if connection.vendor == "postgresql" else 0)


def test_the_log_of_queries_names_every_one():
    with CaptureQueriesContext(connection) as log:
        ask(planned_once)
    assert len([one for one in log.captured_queries if "20261128 <>" in one["sql"]]) == TIMES
