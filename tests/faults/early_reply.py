"""A server that lies: it acknowledges an answer at once and writes it a moment later. The kill test must catch it."""

import io
import json
import queue
import threading
import time

from lms.wsgi import application as honest

DELAY = 0.3
_later: queue.Queue = queue.Queue()


def _write_later():
    while True:
        due, environ, body = _later.get()
        time.sleep(max(0, due - time.monotonic()))
        environ["wsgi.input"] = io.BytesIO(body)
        list(honest(environ, lambda status, headers, error=None: None))


threading.Thread(target=_write_later, daemon=True).start()


def application(environ, start_response):
    if environ["REQUEST_METHOD"] != "POST" or "/cau/" not in environ["PATH_INFO"]:
        return honest(environ, start_response)
    body = environ["wsgi.input"].read()
    sent = json.loads(body)
    _later.put((time.monotonic() + DELAY, dict(environ), body))
    reply = json.dumps(sent | {"revision": sent["revision"] + 1}).encode()
    start_response("200 OK", [("Content-Type", "application/json"), ("Content-Length", str(len(reply)))])
    return [reply]
