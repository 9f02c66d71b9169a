"""The servers under load: what the README recommends for production, and the floor's beside it."""

import os
import socket
import subprocess
import sys
import time
from contextlib import contextmanager
from pathlib import Path
from urllib.request import urlopen

WORKERS = 2
ROOT = Path(__file__).resolve().parent.parent


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@contextmanager
def served(application: str, settings: str, probe: str):
    """Serve a WSGI application with granian on a free port until the block ends; yields the port."""
    port = free_port()
    command = [
        str(Path(sys.executable).parent / "granian"),
        *("--interface", "wsgi", application, "--host", "127.0.0.1", "--port", str(port)),
        *("--workers", str(WORKERS), "--blocking-threads", "1", "--no-ws", "--log-level", "warning"),
    ]
    process = subprocess.Popen(command, cwd=ROOT, env=os.environ | {"DJANGO_SETTINGS_MODULE": settings})
    try:
        wait_for(f"http://127.0.0.1:{port}{probe}", process)
        yield port
    finally:
        process.terminate()
        process.wait(timeout=20)


def wait_for(url: str, process: subprocess.Popen, seconds: float = 30) -> None:
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        if process.poll() is not None:
            raise RuntimeError(f"the server of {url} ended at once")
        try:
            urlopen(url, timeout=2).close()
            return
        except OSError:
            time.sleep(0.2)
    raise RuntimeError(f"{url} did not answer in {seconds:.0f} s")
