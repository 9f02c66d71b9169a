"""The province's dashboard at 400,000 enrolments and more, against the raw GROUP BY that yields the same rows."""

import time
from statistics import median

from django.db import connection

import clock
from accounts.models import User
from bench.load import http, requests_a_second
from bench.times import statements_of

AT_MOST, QUERIES, ROUNDS = 1.5, 12, 9

RAW = """
SELECT substr(unit.path, 1, 8) AS child, count(*) AS required,
       count(*) FILTER (WHERE e.closed_as = 'completed') AS completed,
       count(*) FILTER (WHERE e.closed_at IS NULL AND e.started_at IS NOT NULL) AS learning,
       count(*) FILTER (WHERE e.closed_at IS NULL AND e.due_on < %(today)s) AS overdue,
       count(*) FILTER (WHERE e.closed_at IS NULL AND e.due_on BETWEEN %(today)s AND %(today)s + 7) AS due_soon
FROM enrolments_enrolment e JOIN organisation_unit unit ON unit.id = e.unit_id
WHERE unit.path LIKE %(branch)s AND (e.closed_at IS NULL OR e.closed_as = 'completed')
GROUP BY child
"""


def raw_seconds(path: str) -> float:
    began = time.perf_counter()
    with connection.cursor() as cursor:
        cursor.execute(RAW, {"today": clock.today(), "branch": f"{path}%"})
        rows = cursor.fetchall()
    if len(rows) < 100:
        raise RuntimeError("the roll-up has too few rows to be worth measuring")
    return time.perf_counter() - began


def dashboard(
    port: int, administrator: User, session: str, *, size: str = "400k", at_most: float = AT_MOST
) -> list[tuple]:
    """Lines for `dashboard_400k` (or of another size) and its floor, measured in turn."""
    branch = administrator.administrations.get().unit.path
    request = http("GET", "/bao-cao/", session=session, word="Phường Hạc Thành")
    statements = statements_of(request)
    ours, floor = [], []
    for _ in range(ROUNDS):
        floor.append(raw_seconds(branch))
        began = time.perf_counter()
        requests_a_second(port, iter([request]), seconds=60)
        ours.append(time.perf_counter() - began)
    ratio = median(ours) / median(floor)
    reached = ratio <= at_most and statements <= QUERIES
    return [
        (f"dashboard_{size}", round(median(ours) * 1000, 1), "ms", round(ratio, 3), statements, reached),
        (
            "floor_rollup" if size == "400k" else f"floor_rollup_{size}",
            round(median(floor) * 1000, 1),
            "ms",
            1.0,
        ),
    ]
