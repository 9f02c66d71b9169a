"""What a site in production refuses to start with, and what Django's own check says of it."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PRODUCTION = {
    "DEMO": "0",
    "SECRET_KEY": "p" * 20 + "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJ",
    "LEDGER_KEY": "dGVzdC1vbmx5LWxlZGdlci1rZXktMzItYnl0ZXMtISE=",
    "ALLOWED_HOSTS": "hoc.example.gov.vn",
    "BASE_URL": "https://hoc.example.gov.vn",
}


def run(*command, folder, **environment):
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    return subprocess.run(
        [sys.executable, *command],
        cwd=ROOT,
        env=kept
        | PRODUCTION
        | {"VAR_DIR": str(folder), "DATABASE_URL": f"sqlite:///{folder}/lms.sqlite3"}
        | environment,
        capture_output=True,
        text=True,
        timeout=300,
    )


MAKE_PEOPLE = """
import django; django.setup()
from django.core.management import call_command
call_command("migrate", verbosity=0)
from accounts.models import User
User.objects.create_user("nguoithat", "mot-cau-dai", full_name="Nguyễn Thị Thật")
User.objects.create_user("hocvien", "hoc-de-lam-2026", full_name="Lê Thị Hạnh", is_demo=True)
"""


@pytest.fixture(scope="module")
def demo_folder(tmp_path_factory):
    folder = tmp_path_factory.mktemp("demo")
    made = run("-c", MAKE_PEOPLE, folder=folder, DJANGO_SETTINGS_MODULE="lms.settings", DEMO="1")
    assert made.returncode == 0, made.stderr
    return folder


def start(folder, **environment):
    return run("-c", "import lms.wsgi; print('started')", folder=folder, **environment)


def test_a_site_does_not_start_with_invented_people(demo_folder):
    started = start(demo_folder)
    assert started.returncode != 0
    assert "ImproperlyConfigured: This database holds 1 invented people of the demo" in started.stderr


def test_a_demo_starts_with_them(demo_folder):
    assert start(demo_folder, DEMO="1").stdout == "started\n"


def test_a_site_starts_without_them(demo_folder, tmp_path):
    assert start(tmp_path).stdout == "started\n", "an empty database holds nobody"
    forget = "import django; django.setup(); from accounts.models import User; User.objects.filter(is_demo=True).update(is_demo=False)"
    run("-c", forget, folder=demo_folder, DJANGO_SETTINGS_MODULE="lms.settings")
    try:
        assert start(demo_folder).stdout == "started\n"
    finally:
        run(
            "-c",
            forget.replace("(is_demo=True)", "(username='hocvien')").replace("=False", "=True"),
            folder=demo_folder,
            DJANGO_SETTINGS_MODULE="lms.settings",
        )


@pytest.mark.parametrize("name", ["SECRET_KEY", "LEDGER_KEY"])
@pytest.mark.parametrize(
    "value",
    [
        "",
        "demo-only-key-never-used-outside-a-demo-0123456789abcdef",
        "ZGVtby1vbmx5LWxlZGdlci1rZXktMzItYnl0ZXMtISE=",
    ],
)
def test_a_site_does_not_start_without_keys_of_its_own(tmp_path, name, value):
    started = start(tmp_path, **{name: value})
    assert started.returncode != 0
    assert name in started.stderr


def test_the_check_before_deployment_has_nothing_to_say(tmp_path):
    checked = run("manage.py", "check", "--deploy", "--fail-level", "WARNING", folder=tmp_path)
    assert checked.returncode == 0, checked.stderr
    assert "no issues (0 silenced)" in checked.stdout + checked.stderr
