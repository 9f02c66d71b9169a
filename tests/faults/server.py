"""A server of the product in processes of its own, to be killed."""

import os
import signal
import socket
import subprocess
import sys
import time
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path

import psutil

from tests.databases import database_url

ROOT = Path(__file__).resolve().parent.parent.parent


@dataclass
class Server:
    """Granian as `script/run` starts it, on a free port and the database of the test."""

    port: int
    environment: dict[str, str]
    application: str = "lms.wsgi:application"
    workers: int = 2
    process: subprocess.Popen | None = None

    @classmethod
    def of_this_test(cls, folder: Path, **options) -> "Server":
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        environment = os.environ | {
            "DJANGO_SETTINGS_MODULE": "tests.settings",
            "DATABASE_URL": database_url(),
            "VAR_DIR": str(folder),
        }
        return cls(port, environment, **options)

    def start(self) -> None:
        command = [
            str(Path(sys.executable).parent / "granian"),
            *("--interface", "wsgi", self.application, "--host", "127.0.0.1", "--port", str(self.port)),
            *(
                "--workers",
                str(self.workers),
                "--blocking-threads",
                "1",
                "--no-ws",
                "--log-level",
                "critical",
            ),
            "--respawn-failed-workers",
        ]
        self.process = subprocess.Popen(
            command, cwd=ROOT, env=self.environment, start_new_session=True, stderr=subprocess.DEVNULL
        )
        until = time.monotonic() + 90
        while not self.answers():
            assert time.monotonic() < until, "the server did not start"
            time.sleep(0.1)

    def answers(self) -> bool:
        try:
            connection = HTTPConnection("127.0.0.1", self.port, timeout=5)
            connection.request("GET", "/suc-khoe/song")
            return connection.getresponse().status == 200
        except OSError:
            return False

    def kill_a_worker(self) -> None:
        """kill -9 of one worker; the main process starts another."""
        for child in psutil.Process(self.process.pid).children(recursive=True):
            if "resource_tracker" not in " ".join(child.cmdline()):
                child.kill()
                return

    def kill_everything(self) -> None:
        """kill -9 of the main process and of every worker."""
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()

    def stop(self) -> None:
        if self.process is not None and self.process.poll() is None:
            self.kill_everything()
