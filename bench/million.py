"""The figures of a larger site, in a database of its own beside the other: a million enrolments, 200,000 records.

`python -m bench.million NAME …` in the environment that `beside` makes; prints one JSON list of lines.
"""

import datetime
import json
import os
import random
import subprocess
import sys
import time
from pathlib import Path

from django.db import connection, connections, transaction

ROOT = Path(__file__).resolve().parent.parent
NAME, ENROLMENTS, RECORDS, VERIFY_SECONDS, AT_MOST = "bench_million", 1_000_000, 200_000, 60, 1.4
BATCH = 5000
FIGURES = ("dashboard_1m", "verify_ledger_200k")


def beside(*names: str) -> list[tuple]:
    """Run these figures in a copy of the bench's database, made once."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", [NAME])
        exists = cursor.fetchone() is not None
    if not exists:
        original = connection.settings_dict["NAME"]
        connections.close_all()
        with connection._nodb_cursor() as cursor:
            cursor.execute(f'CREATE DATABASE "{NAME}" TEMPLATE "{original}"')
    address = os.environ["DATABASE_URL"].rsplit("/", 1)[0] + f"/{NAME}"
    environment = os.environ | {"DATABASE_URL": address, "VAR_DIR": os.environ["VAR_DIR"] + "-million"}
    Path(environment["VAR_DIR"]).mkdir(parents=True, exist_ok=True)
    site = [["manage.py", "migrate", "-v0"], ["manage.py", "collectstatic", "--noinput", "-v0"]]
    for command in (*site, ["-m", "bench.million", *names]):
        done = subprocess.run(
            [sys.executable, *command],
            cwd=ROOT,
            env=environment,
            check=True,
            stdout=subprocess.PIPE,
            text=True,
        )
    return [tuple(line) for line in json.loads(done.stdout.splitlines()[-1])]


def load_enrolments() -> None:
    from bench.province import copy_of, enrol_everybody
    from courses.models import CoursePage
    from enrolments.models import Enrolment

    first = CoursePage.objects.order_by("pk").first()
    number = CoursePage.objects.count()
    while Enrolment.objects.count() < ENROLMENTS:
        number += 1
        enrol_everybody(copy_of(first, number), random.Random(number))
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE enrolments_enrolment")


def dashboard_1m() -> list[tuple]:
    """The province's dashboard, against the raw GROUP BY of the same rows."""
    from bench.rollup import dashboard
    from bench.scene import administrator
    from bench.servers import served

    load_enrolments()
    with served("lms.wsgi:application", "lms.settings", "/suc-khoe/song") as site:
        return dashboard(site, *administrator(), size="1m", at_most=AT_MOST)


def load_records() -> None:
    """Sealed records, as `record_completion` writes them, many at a time."""
    from completions import ledger
    from completions.codes import random_code
    from completions.models import Certificate, CompletionRecord
    from completions.sealing import seal_ledger
    from enrolments.models import Enrolment
    from organisation.models import Unit

    above = {unit.path: unit.pk for unit in Unit.objects.all()}
    wanted = RECORDS - CompletionRecord.objects.count()
    known = set(CompletionRecord.objects.values_list("enrolment_id", flat=True))
    finished = Enrolment.objects.completed().order_by("pk").values_list("pk", flat=True)
    waiting = [pk for pk in finished if pk not in known][: max(wanted, 0)]
    for start in range(0, len(waiting), BATCH):
        batch = Enrolment.objects.filter(pk__in=waiting[start : start + BATCH])
        batch = batch.select_related("edition", "user", "unit")
        records = []
        for one in batch:
            at = one.closed_at - datetime.timedelta(days=1)
            record = CompletionRecord(
                enrolment=one,
                user=one.user,
                course_id=one.course_id,
                edition=one.edition,
                completed_at=at,
                unit=one.unit,
                unit_ancestors=[above[path] for path in one.unit.ancestor_paths] if one.unit else [],
                evidence={"done": {}},
            )
            ledger.stamp(record)
            records.append(record)
        with transaction.atomic():
            made = CompletionRecord.objects.bulk_create(records)
            Certificate.objects.bulk_create(
                Certificate(
                    record=record,
                    code=random_code(),
                    number=f"{record.pk:06d}/BENCH/GCN",
                    full_name=record.user.full_name,
                    unit_name=record.unit.name if record.unit else "",
                    course_title=record.edition.title,
                    credited_periods=record.edition.credited_periods,
                    approving_decision=record.edition.approving_decision,
                    issued_at=record.completed_at,
                )
                for record in made
            )
    seal_ledger()


def verify_ledger_200k() -> list[tuple]:
    """The database's superuser alters one record behind the triggers; verifying names that one and nothing else."""
    from completions.models import CompletionRecord
    from completions.verification import verify_ledger

    load_enrolments()
    load_records()
    number = CompletionRecord.objects.count()
    altered = CompletionRecord.objects.order_by("pk")[number // 2]
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute("UPDATE completions_completionrecord SET score = 100 WHERE id = %s", [altered.pk])
        cursor.execute("SET LOCAL session_replication_role = origin")
        began = time.perf_counter()
        found = [finding.row for finding in verify_ledger()]
        seconds = time.perf_counter() - began
        transaction.set_rollback(True)
    if number < RECORDS or found != [f"record {altered.pk}"]:
        raise RuntimeError(f"of {number} records record {altered.pk} was altered; named were {found[:5]}")
    return [("verify_ledger_200k", round(seconds, 1), "s", None, None, seconds <= VERIFY_SECONDS)]


if __name__ == "__main__":
    os.environ["DJANGO_SETTINGS_MODULE"] = "bench.floor_settings"
    import django

    django.setup()
    from bench import million

    print(json.dumps([line for name in sys.argv[1:] for line in getattr(million, name)()]))
