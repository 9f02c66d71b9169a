"""The floor of saving: one raw upsert a request, with CSRF and session as ours has them."""

import json
from itertools import count

from bench.figure import Figure, Scene
from bench.load import http


def requests(scene: Scene):
    for number in count():
        body = json.dumps({"slot": number % 20 + 1, "value": [number]}).encode()
        yield http(
            "POST",
            "/floor/upsert/",
            session=scene.floor_sessions[number % len(scene.floor_sessions)],
            word="saved",
            body=body,
        )


FIGURE = Figure(name="floor_upsert", requests=requests, on_floor_server=True)
