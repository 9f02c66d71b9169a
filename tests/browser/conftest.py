"""The whole site as people meet it: the server that `script/run` starts, a demo province, a real Chromium.

`site` is one running site a test module, on a database of its own; `person` signs somebody in, second factor
included. A page that breaks the content policy or writes an error to the console fails its test.
"""

import fcntl
import json
import os
import shutil
import socket
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

ROOT = Path(__file__).resolve().parent.parent.parent
CHROMIUM = "/usr/bin/chromium"
PASSWORD = "hoc-de-lam-2026"
TOTP_SECRET = "JBSWY3DPEHPK3PXP"  # as in inhabitants.py, which only a running site can import
PATIENCE = 30_000
"""Milliseconds until what should come is missed: a machine that does other work too is slow, not wrong."""

PHONE, DESKTOP = {"width": 360, "height": 740}, {"width": 1280, "height": 900}


@dataclass
class Site:
    """A running site. `manage` runs a command on its database; `kill` and `start` are for what goes wrong."""

    folder: Path
    port: int
    server: subprocess.Popen | None = None
    signed_in: dict[str, dict] = field(default_factory=dict)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def environment(self) -> dict[str, str]:
        return os.environ | {
            "DJANGO_SETTINGS_MODULE": "lms.settings",
            "DEMO": "1",
            "SECOND_FACTOR_REQUIRED": "1",
            "VAR_DIR": str(self.folder),
            "DATABASE_URL": f"sqlite:///{self.folder / 'lms.sqlite3'}",
            "BASE_URL": self.url,
        }

    def manage(self, *arguments: str) -> str:
        done = subprocess.run(
            [sys.executable, "manage.py", *arguments],
            cwd=ROOT,
            env=self.environment,
            capture_output=True,
            text=True,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    def shell(self, code: str) -> str:
        return self.manage("shell", "-v0", "-c", code)

    def places(self) -> dict[str, object]:
        """What the addresses of this site's pages are made of."""
        asked = "import json; from tests.browser.inhabitants import addresses; print(json.dumps(addresses(), default=str))"
        return json.loads(self.shell(asked).strip().splitlines()[-1])

    def start(self) -> None:
        command = [
            str(Path(sys.executable).parent / "granian"),
            *("--interface", "wsgi", "lms.wsgi:application", "--host", "127.0.0.1", "--port", str(self.port)),
            *("--workers", "1", "--blocking-threads", "2", "--no-ws", "--log-level", "warning"),
        ]
        self.server = subprocess.Popen(command, cwd=ROOT, env=self.environment)
        until = time.monotonic() + 120
        while time.monotonic() < until:
            try:
                urlopen(f"{self.url}/suc-khoe/song", timeout=2).close()
                return
            except (URLError, OSError):
                time.sleep(0.1)
        raise AssertionError("the site did not start")

    def stop(self) -> None:
        if self.server is not None:
            self.server.terminate()
            self.server.wait(timeout=60)
            self.server = None


@pytest.fixture(scope="session")
def template_site(tmp_path_factory, worker_id) -> Path:
    """The folder of a prepared site, copied for each module: made by the product's own commands, once for all workers."""
    own = tmp_path_factory.getbasetemp()
    folder = (own if worker_id == "master" else own.parent) / "prepared-site"
    with (folder.parent / "prepared-site.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (folder / "ready").exists():
            site = Site(folder, 0)
            site.manage("prepare", "--staff", "1000")
            site.shell("from tests.browser.inhabitants import settle; settle()")
            (folder / "ready").touch()
    return folder


@pytest.fixture(scope="module")
def site(template_site, tmp_path_factory):
    running = copy_of(template_site, tmp_path_factory)
    yield running
    running.stop()


@pytest.fixture(scope="session")
def shown_site(template_site, tmp_path_factory):
    """A site that is only looked at: one for all tests that change nothing. `places` are its addresses."""
    running = copy_of(template_site, tmp_path_factory)
    yield running
    running.stop()


def copy_of(template: Path, tmp_path_factory) -> Site:
    """A running site on a copy of the prepared folder."""
    folder = tmp_path_factory.mktemp("running") / "site"
    shutil.copytree(template, folder)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    running = Site(folder, port)
    running.start()
    return running


@pytest.fixture(scope="session")
def places(shown_site) -> dict[str, object]:
    """What the addresses of the pages are made of; see `inhabitants.addresses`."""
    return shown_site.places()


@pytest.fixture(scope="session")
def chromium():
    with sync_playwright() as playwright:
        expect.set_options(timeout=PATIENCE)
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
        yield browser
        browser.close()


@dataclass
class People:
    """Opens browsers for people: `people.visitor()`, `people.sign_in("hocvien", viewport=PHONE)`."""

    browser: Browser
    site: Site
    contexts: list[BrowserContext]
    complaints: list[str]

    def visitor(self, *, viewport=DESKTOP, scripts: bool = True, scheme: str = "light", state=None) -> Page:
        context = self.browser.new_context(
            storage_state=state,
            base_url=self.site.url,
            viewport=viewport,
            java_script_enabled=scripts,
            color_scheme=scheme,
            locale="vi-VN",
            timezone_id="Asia/Ho_Chi_Minh",
            reduced_motion="reduce",
        )
        context.set_default_timeout(PATIENCE)
        self.contexts.append(context)
        page = context.new_page()
        page.on("console", lambda message: self.hear(message.type, message.text))
        page.on("pageerror", lambda error: self.complaints.append(f"{page.url}: {error}"))
        return page

    def hear(self, kind: str, text: str) -> None:
        if kind == "error" and "Content Security Policy" in text:
            self.complaints.append(text)

    def as_(self, username: str | None, **options) -> Page:
        """The browser of somebody, or of a stranger."""
        return self.sign_in(username, **options) if username else self.visitor(**options)

    def sign_in(self, username: str, **options) -> Page:
        """The front page of somebody who has signed in, with the second factor where it is asked.

        A one-time code counts once: who signed in before on this site comes back with the same session.
        """
        page = self.visitor(**options, state=self.site.signed_in.get(username))
        if username in self.site.signed_in:
            page.goto("/")
            return page
        page.goto("/tai-khoan/dang-nhap/")
        give_credentials(page, username)
        self.site.signed_in[username] = page.context.storage_state()
        return page


def give_credentials(page: Page, username: str) -> None:
    """Fill in and send the sign-in form of this page, and the second step where it comes."""
    page.fill("input[name=login]", username)
    page.fill("input[name=password]", PASSWORD)
    page.press("input[name=password]", "Enter")
    page.wait_for_load_state()
    if "/hai-lop/xac-thuc/" in page.url:
        page.fill("input[name=code]", totp_code())
        page.press("input[name=code]", "Enter")
        page.wait_for_load_state()


def totp_code() -> str:
    """The code that an authenticator app would show now."""
    import base64
    import hmac
    import struct

    digest = hmac.digest(base64.b32decode(TOTP_SECRET), struct.pack(">Q", int(time.time()) // 30), "sha1")
    place = digest[-1] & 15
    return f"{(struct.unpack('>I', digest[place : place + 4])[0] & 0x7FFFFFFF) % 1_000_000:06d}"


@pytest.fixture
def people(chromium, site):
    yield from opened_on(chromium, site)


@pytest.fixture
def looking(chromium, shown_site):
    """People who only look, at the site that all such tests share."""
    yield from opened_on(chromium, shown_site)


def opened_on(chromium: Browser, site: Site):
    opened = People(chromium, site, [], [])
    yield opened
    for context in opened.contexts:
        context.close()
    assert opened.complaints == []
