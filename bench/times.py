"""Figures that are not requests a second: the demo's loading time, and the statements of one request."""

import os
import subprocess
import sys
import time
from pathlib import Path

from django.db import connection
from django.test import Client, override_settings
from django.test.utils import CaptureQueriesContext

from bench.load import Request, WrongAnswer
from lms import settings as site

ROOT = Path(__file__).resolve().parent.parent
DEMO_SECONDS = 120
OF_THE_SITE = ("MIDDLEWARE", "ROOT_URLCONF", "AUTHENTICATION_BACKENDS")
"""What the floor's settings have otherwise."""


def demo_load() -> tuple:
    """Seconds of `manage.py demo --staff 20000` on a database of its own."""
    name = "bench_demo_load"
    with connection.cursor() as cursor:
        cursor.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
        cursor.execute(f'CREATE DATABASE "{name}"')
    address = os.environ["DATABASE_URL"].rsplit("/", 1)[0] + f"/{name}"
    environment = os.environ | {"DATABASE_URL": address, "DJANGO_SETTINGS_MODULE": "lms.settings"}

    def manage(*arguments: str) -> None:
        subprocess.run(
            [sys.executable, "manage.py", *arguments],
            cwd=ROOT,
            env=environment,
            check=True,
            stdout=subprocess.DEVNULL,
        )

    manage("migrate", "-v0")
    manage("load_starter")
    began = time.monotonic()
    manage("demo", "--staff", "20000")
    seconds = time.monotonic() - began
    with connection.cursor() as cursor:
        cursor.execute(f'DROP DATABASE "{name}" WITH (FORCE)')
    return "demo_load", round(seconds, 1), "s", None, None, seconds <= DEMO_SECONDS


def statements_of(request: Request) -> int:
    """How many SQL statements the site makes for this request, after one like it has warmed the process."""
    head, _, body = request.payload.partition(b"\r\n\r\n")
    line, *headers = head.decode().split("\r\n")
    method, path, _ = line.split(" ")
    fields = dict(header.split(": ", 1) for header in headers)
    of_the_site = {name: getattr(site, name) for name in OF_THE_SITE}
    with override_settings(**of_the_site, ALLOWED_HOSTS=["*"]):
        client = Client(
            enforce_csrf_checks=True, headers={key: fields[key] for key in fields if key not in {"Host"}}
        )
        ask = {"data": body, "content_type": fields.get("Content-Type", "application/x-www-form-urlencoded")}
        if method == "GET":
            client.get(path)
            ask = {}
        with CaptureQueriesContext(connection) as queries:
            response = client.generic(method, path, **ask)
        if response.status_code != request.status:
            raise WrongAnswer(f"{method} {path}: {response.status_code}, wanted {request.status}")
    return len(queries)
