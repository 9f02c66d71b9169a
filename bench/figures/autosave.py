"""Saving one answer, as the quiz page sends it."""

import json
import uuid
from itertools import count

from bench.figure import Figure, Scene
from bench.figures.sittings import open_attempts
from bench.load import http


def requests(scene: Scene):
    sittings = open_attempts(scene, 100, 200)
    options = {attempt.pk: [line["options"] for line in attempt.paper] for _, attempt in sittings}
    revisions: dict[tuple[int, int], int] = {}
    for number in count():
        session, attempt = sittings[number % len(sittings)]
        slot = number // len(sittings) % 20 + 1
        place = attempt.pk, slot
        base = revisions.get(place, 0)
        revisions[place] = base + 1
        choice = options[attempt.pk][slot - 1][number % 2]
        body = json.dumps({"chosen": [choice], "revision": base, "packet": str(uuid.uuid4())}).encode()
        yield http(
            "POST",
            f"/lam-bai/{attempt.uuid}/cau/{slot}/",
            session=session,
            word='"revision"',
            body=body,
        )


FIGURE = Figure(name="autosave", requests=requests, floor="floor_upsert", must=0.60, queries=4)
