"""What administrators wait for: lists of 20,000 people, an export of 400,000 lines, an import, a reorganisation.

Whatever is written is rolled back.
"""

import io
import json
import resource
import subprocess
import sys
import time
from contextlib import contextmanager
from pathlib import Path
from statistics import median

from django.core.files.storage import storages
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

import clock
from accounts.models import User
from bench.figure import Scene
from bench.load import http, requests_a_second
from bench.times import statements_of
from enrolments.models import Enrolment
from organisation.actions import confirm_staff_list, read_upload, upload_staff_list, write_staff_list
from organisation.actions.reorganising import draw_up, plan_reorganisation
from organisation.models import Membership, Unit
from organisation.staff.template import TITLES
from reports.large_exports import ask_for_export, file_asked, write_export
from reports.models import LargeExport
from reports.people import Place
from spreadsheets import Column, Sheet, write_workbook

ROOT = Path(__file__).resolve().parent.parent
PAGES, ROUNDS, APART = (1, 400), 7, 1.2
"""Page 400 may cost a fifth more than page 1."""
LINES, EXPORT_SECONDS, EXPORT_MEGABYTES, EXPORT_QUERIES = 380_000, 60, 200, 12
STAFF, IMPORT_SECONDS = 20_000, 60
UNITS, PEOPLE, MERGE_SECONDS = 100, 10_000, 60


def seconds_of(port: int, request) -> float:
    """The median of some requests, one after the other."""
    requests_a_second(port, iter([request]), seconds=60)
    found = []
    for _ in range(ROUNDS):
        began = time.perf_counter()
        requests_a_second(port, iter([request]), seconds=60)
        found.append(time.perf_counter() - began)
    return median(found)


def staff_list(port: int, scene: Scene) -> list[tuple]:
    """The administrators' list of staff: page 1 and page 400, each of 25 people."""
    people = User.objects.filter(memberships__valid_to=None, memberships__is_primary=True)
    before = people.order_by("sort_key", "pk").values_list("pk", flat=True)[399 * 25 - 1]
    return pages("staff_list", port, scene, "/don-vi/", f"/don-vi/?sau={before}")


def completion_report(port: int, scene: Scene) -> list[tuple]:
    """The list of who finished a course that everybody in the province has."""
    root = scene.administrator.administrations.get().unit_id
    lines = (
        Enrolment.objects.counted().filter(course=scene.course).order_by("user__sort_key", "user_id", "pk")
    )
    address = f"/bao-cao/{root}/nguoi/?khoa={scene.course.pk}"
    last = Place(*lines.values_list("user_id", "pk")[399 * 25 - 1])
    return pages("completion_report", port, scene, address, f"{address}&sau={last}")


def pages(name: str, port: int, scene: Scene, first: str, four_hundredth: str) -> list[tuple]:
    requests = [
        http("GET", path, session=scene.administrator_session, word="<table")
        for path in (first, four_hundredth)
    ]
    took = [seconds_of(port, request) for request in requests]
    statements = [statements_of(request) for request in requests]
    ratio = took[1] / took[0]
    reached = ratio <= APART and max(statements) <= 10
    return [
        (f"{name}_page_1", round(took[0] * 1000, 1), "ms", None, statements[0]),
        (f"{name}_page_400", round(took[1] * 1000, 1), "ms", round(ratio, 3), statements[1], reached),
    ]


def in_a_process(name: str) -> list[tuple]:
    """A figure whose memory counts, in a process of its own."""
    command = [sys.executable, "-m", "bench.alone", name]
    done = subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.PIPE, text=True)
    return [tuple(line) for line in json.loads(done.stdout.splitlines()[-1])]


def export_400k() -> list[tuple]:
    """Every line of the province as a workbook, as the worker writes it once somebody has asked: seconds, statements, and
    what memory it took beside the process."""
    reader = User.objects.get(username="quantri.tinh")
    address = reverse("reports:export", args=[reader.administrations.get().unit_id]) + "?bang=nguoi"
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    with transaction.atomic():
        asked = ask_for_export(by=reader, address=address, wanted=file_asked(reader, address))
        with CaptureQueriesContext(connection) as queries:
            began = time.perf_counter()
            write_export(pk=asked.pk)
            seconds = time.perf_counter() - began
        made = LargeExport.objects.get(pk=asked.pk)
        size = storages["private"].size(made.stored)
        storages["private"].delete(made.stored)
        transaction.set_rollback(True)
    megabytes = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024
    lines = Enrolment.objects.counted().count()
    if made.done != lines or lines < LINES or size < 10 * lines:
        raise RuntimeError(f"{made.done} of {lines} lines in {size} bytes are no export of {LINES}")
    reached = seconds <= EXPORT_SECONDS and len(queries) <= EXPORT_QUERIES
    return [
        ("export_400k", round(seconds, 1), "s", None, len(queries), reached),
        ("export_400k_memory", round(megabytes), "MB", None, None, megabytes <= EXPORT_MEGABYTES),
    ]


def staff_workbook(unit_codes: list[str]) -> bytes:
    """A list of 20,000 people whom nobody knows yet, spread over the units."""
    names = [
        "Nguyễn Văn An",
        "Trần Thị Bình",
        "Lê Hoàng Cường",
        "Phạm Thị Dung",
        "Hoàng Văn Em",
        "Vũ Thị Giang",
    ]
    rows = (
        (
            f"NM{number:06}",
            f"{names[number % 6]} {number % 97}".rstrip("0123456789 "),
            unit_codes[number % len(unit_codes)],
            "",
            "Chuyên viên",
            "",
            f"nm{number}@thanhhoa.gov.vn",
            "",
            "01/07/2025",
        )
        for number in range(STAFF)
    )
    file = io.BytesIO()
    write_workbook(file, [Sheet("Danh sách", [Column(title) for title in TITLES], rows)])
    return file.getvalue()


def import_20k() -> list[tuple]:
    """From the file to the written people: reading and checking, the confirmation, writing."""
    by = User.objects.get(username="quantri.tinh")
    unit = by.administrations.get().unit
    codes = list(Unit.objects.present().filter(numchild=0).order_by("path").values_list("code", flat=True))
    content = staff_workbook(codes)
    with transaction.atomic():
        before = User.objects.count()
        began = time.perf_counter()
        made = upload_staff_list(content=content, file_name="bench.xlsx", unit=unit, is_complete=False, by=by)
        read_upload(pk=made.pk)
        made.refresh_from_db()
        read = time.perf_counter() - began
        confirm_staff_list(staff_import=made, departures=None, by=by)
        if not write_staff_list(pk=made.pk) or User.objects.count() - before != STAFF:
            raise RuntimeError(f"imported {User.objects.count() - before} of {STAFF}: {made.counts}")
        seconds = time.perf_counter() - began
        transaction.set_rollback(True)
    return [
        ("import_staff_20k_preview", round(read, 1), "s"),
        ("import_staff_20k", round(seconds, 1), "s", None, None, seconds <= IMPORT_SECONDS),
    ]


@contextmanager
def ten_thousand_people_in(units: list[Unit]):
    """So many people work in these units, and what they have open counts there; rolled back at the end."""
    with transaction.atomic():
        people = list(
            Membership.objects.present()
            .primary()
            .order_by("user_id")
            .values_list("user_id", flat=True)[:PEOPLE]
        )
        for place, unit in enumerate(units):
            some = people[place :: len(units)]
            Membership.objects.present().primary().filter(user__in=some).update(unit=unit)
            Enrolment.objects.open().filter(user__in=some).update(unit=unit)
        yield people
        transaction.set_rollback(True)


def merge_100() -> list[tuple]:
    """A hundred units with ten thousand people go up in one: the tree, its history, memberships, open enrolments."""
    by = User.objects.get(username="quantri.tinh")
    root = by.administrations.get().unit
    units = list(
        Unit.objects.present().filter(path__startswith=root.path, numchild=0).order_by("path")[: UNITS + 1]
    )
    *merged, heir = units
    changes = [{"kind": "merge", "units": [unit.code for unit in merged], "into": heir.code}]
    with ten_thousand_people_in(merged) as people:
        drawn = draw_up(
            decision="01/NQ-HĐND",
            title="Sắp xếp",
            effective_on=clock.today(),
            made_for=root,
            by=by,
            changes=changes,
        )
        began = time.perf_counter()
        plan_reorganisation(reorganisation=drawn, by=by)
        seconds = time.perf_counter() - began
        there = Membership.objects.present().primary().filter(unit=heir, user__in=people).count()
        left = Enrolment.objects.open().filter(unit__in=merged).count()
        if len(merged) != UNITS or there != len(people) or len(people) != PEOPLE or left:
            raise RuntimeError(f"{there} of {len(people)} people came along, {left} enrolments stayed behind")
    return [("merge_100_units", round(seconds, 1), "s", None, None, seconds <= MERGE_SECONDS)]


ALONE = {"export_400k": export_400k, "import_staff_20k": import_20k, "merge_100_units": merge_100}
SERVED = {"staff_list": staff_list, "completion_report": completion_report}
